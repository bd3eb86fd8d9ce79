"""The normal form of a skill: what people write around it changes nothing, what it is decides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import distinct_skills, is_not_needed, is_skill, normalise, normalise_skill
from matching.text.skills import skill_in_words
from tests.matching.strategies import OTHER_WORDS, WORDS

ONE = {
    "words of mastery": (
        "钳工操作",
        "熟悉钳工操作",
        "熟练掌握钳工操作",
        "了解钳工操作",
        "能独立完成钳工操作",
        "精通钳工操作",
    ),
    "ability and experience": ("变频器调试", "具备变频器调试能力", "具有一定的变频器调试经验", "有变频器调试经验"),
    "mastery before Latin words": (
        "Python",
        "会Python",
        "熟练使用Python",
        "Proficient in Python",
        "familiar with PYTHON",
    ),
    "numbering": ("铣削", "1.铣削", "2、铣削", "（3）铣削", "④铣削", "五、铣削", "第一，铣削", "• 铣削", "A）铣削"),
    "numbering and mastery": ("铣削", "①熟练掌握铣削", "（2）了解铣削"),
    "traditional characters": ("机械制图", "機械製圖"),
    "words of Taiwan": ("打印机维修", "印表機維修"),
    "width, case and blanks": ("FANUC系统", "ｆａｎｕｃ 系统", "Fanuc\u3000系统"),
    "what nobody sees": ("焊接检验", "焊接\u200b检验", "\ufeff焊接检验", "焊\u00ad接检验"),
    "emoji beside a skill": ("裱花", "裱花🎂", "⭐裱花"),
    "names in two words": ("CorelDRAW", "Corel Draw", "corel-draw"),
    "abbreviations inside": ("数控机床维修", "CNC机床维修", "计算机数控机床维修"),
    "abbreviations of long names": ("MES操作", "制造执行系统操作"),
    "a name and its abbreviation": ("可编程控制器（PLC）应用", "PLC应用"),
    "a clause that nobody needs": ("立式加工中心操作", "立式加工中心操作，无需编程"),
}


@pytest.mark.parametrize("spellings", ONE.values(), ids=list(ONE))
def test_one_skill_written_in_several_ways_is_one(spellings: tuple[str, ...]) -> None:
    assert {normalise_skill(spelt) for spelt in spellings} == {normalise_skill(spellings[0])}
    assert distinct_skills(spellings) == [spellings[0]]


@pytest.mark.parametrize(
    "skill",
    [
        "会计核算",
        "会展策划",
        "能源管理",
        "能耗监测",
        "有机合成",
        "有色金属冶炼",
        "熟练工管理",
        "掌握",
        "5S管理",
        "5轴加工",
        "3.5mm耳机维修",
        "处理器维修",
        "可编程控制器",
        "完成度检查",
        "进行曲演奏",
        "理解能力训练",
        "要求工程",
        "1+X证书",
    ],
)
def test_what_only_begins_like_a_word_of_mastery_or_a_number_stays(skill: str) -> None:
    assert normalise_skill(skill) in (normalise(skill), "plc")


@pytest.mark.parametrize(
    "text",
    [
        "无需会开车",
        "无须电工证",
        "不需要懂英语",
        "不要求Java",
        "不用倒班",
        "不必持证",
        "英语不限",
        "学历不限",
        "无经验要求",
        "非电气专业",
        "非计算机类专业亦可",
        "Excel（不要求）",
        "制图不作要求",
        "零基础也可",
        "no experience required",
        "PLC is not required",
        "1. 无需编程",
        "無需焊接經驗",
        "不会编程也可以",
        "不要求相关专业，学历不限",
    ],
)
def test_what_is_not_needed_is_no_skill(text: str) -> None:
    assert is_not_needed(text)
    assert not is_skill(text)
    assert normalise_skill(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "无人机操控",
        "无损检测",
        "不锈钢焊接",
        "非标设备装配",
        "无尘车间管理",
        "非金属材料加工",
        "无菌操作",
        "不间断电源维护",
        "无纺布生产",
        "非遗工艺",
        "不动产登记",
        "无缝钢管轧制",
        "非开挖施工",
        "无线电装调",
        "不良品处理",
        "非处方药销售",
        "无障碍设施施工",
        "非织造材料专业实训",
    ],
)
def test_what_only_begins_with_a_negation_is_a_skill(text: str) -> None:
    assert not is_not_needed(text)
    assert is_skill(text)


@pytest.mark.parametrize("text", ["😀", "。。。", "---", "+++", "#", "★★", "\u200b\u2060", "", "  ", "①", "？！", "…"])
def test_signs_alone_are_no_skill(text: str) -> None:
    assert not is_skill(text)
    assert not is_not_needed(text)
    assert distinct_skills([text]) == []


def test_what_is_needed_beside_what_is_not_stays() -> None:
    assert distinct_skills(["会CAD，不要求PLC", "CAD", "无需焊接"]) == ["会CAD，不要求PLC"]


@given(st.text(max_size=30))
def test_the_form_of_a_form_is_the_form(text: str) -> None:
    once = skill_in_words(text)

    assert normalise_skill(once) in (normalise_skill(text), "")
    assert normalise(normalise(text)) == normalise(text)


@given(st.sampled_from(WORDS + OTHER_WORDS), st.sampled_from(["熟悉", "精通", "1.", "（2）", "能熟练掌握", "★"]))
def test_what_stands_in_front_never_matters(skill: str, front: str) -> None:
    assert normalise_skill(front + skill) == normalise_skill(skill)
