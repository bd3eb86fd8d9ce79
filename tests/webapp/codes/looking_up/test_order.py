"""What a look-up finds, and in which order, on both databases."""

import pytest
from sqlmodel import Session, select

from tests.places import Place
from webapp.models import Industry, Region, Skill, SkillField, SkillName
from webapp.services.codes import search
from webapp.services.codes.pinyin import spell
from webapp.services.codes.place_names import parts, spelt_stem


def labels(session: Session, kind: str, words: str, language: str = "zh") -> list[str]:
    return [option.label for option in search.search(session, kind, words, language=language)]


def test_codes_come_best_first(place: Place) -> None:
    rows = [
        ("VJX", "甲", "", ""),
        ("Q9001", "vjx", "vjx", "vjx"),
        ("Q9002", "vjx厂", "vjxchang", "vjxc"),
        ("VJXY", "乙", "", ""),
        ("Q9003", "器具箱", "vijuxiang", "vjx"),
        ("Q9004", "器具箱盖", "vijuxianggai", "vjxg"),
        ("Q9005", "丙vjx", "bingvjx", "bvjx"),
        ("Q9006", "大器具箱盖", "davijuxianggai", "dvjxg"),
    ]
    with place.session() as session:
        for code, name, pinyin, initials in reversed(rows):
            session.add(Industry(code=code, name=name, level=4, pinyin=pinyin, initials=initials))
        session.flush()
        found = [option.value for option in search.search(session, "industry", "VJX")]

    assert found == [code for code, _name, _pinyin, _initials in rows]


def test_own_names_come_before_aliases_that_fit_alike(place: Place) -> None:
    words = [
        ("vjx", False, "vjx", "vjx"),
        ("vjx甲", False, "vjxjia", "vjxj"),
        ("器具箱", False, "vijuxiang", "vjx"),
        ("vjx", True, "vjx", "vjx"),
        ("器具箱盖", False, "vijuxianggai", "vjxg"),
        ("vjx乙", True, "vjxyi", "vjxy"),
        ("丙vjx", False, "bingvjx", "bvjx"),
        ("丁vjx", True, "dingvjx", "dvjx"),
        ("大器具箱盖", False, "davijuxianggai", "dvjxg"),
    ]
    with place.session() as session:
        session.add(SkillField(slug="order", name="次序", name_en="Order", major_categories=[]))
        session.flush()
        for number, (word, is_alias, pinyin, initials) in enumerate(words):
            name = f"技艺{number}" if is_alias else word
            session.add(Skill(name=name, field_slug="order"))
            session.flush()
            session.add(SkillName(word=word, skill_name=name, is_alias=is_alias, pinyin=pinyin, initials=initials))
        session.flush()
        found = search.search(session, "skill", "vjx")

    assert [option.label for option in found] == [
        f"技艺{number}" if is_alias else word for number, (word, is_alias, _pinyin, _initials) in enumerate(words)
    ]
    assert found[3].hint == "vjx · 次序"


EVERYDAY = [
    ("industry", "3435", "C3435 电梯、自动扶梯及升降机制造"),
    ("industry", "c3435", "C3435 电梯、自动扶梯及升降机制造"),
    ("industry", "Ｃ３４３５", "C3435 电梯、自动扶梯及升降机制造"),
    ("industry", "dianti", "C3435 电梯、自动扶梯及升降机制造"),
    ("industry", "通用设备制造业", "C34 通用设备制造业"),
    ("region", "330106", "浙江省 / 杭州市 / 西湖区"),
    ("region", "hzs", "浙江省 / 杭州市"),
    ("region", "hangzhou", "浙江省 / 杭州市"),
    ("region", "杭州西湖", "浙江省 / 杭州市 / 西湖区"),
    ("region", "杭州 西湖", "浙江省 / 杭州市 / 西湖区"),
    ("region", "杭州西", "浙江省 / 杭州市 / 西湖区"),
    ("region", "湖州南浔", "浙江省 / 湖州市 / 南浔区"),
    ("region", "浙江省湖州市南浔区", "浙江省 / 湖州市 / 南浔区"),
    ("region", "zhejiang hangzhou", "浙江省 / 杭州市"),
    ("region", "hangzhou xihu", "浙江省 / 杭州市 / 西湖区"),
    ("region", "xihu hangzhou", "浙江省 / 杭州市 / 西湖区"),
    ("region", "hangzhouxihu", "浙江省 / 杭州市 / 西湖区"),
    ("region", "xian", "陕西省 / 西安市"),
    ("region", "xi'an", "陕西省 / 西安市"),
    ("region", "changsha", "湖南省 / 长沙市"),
    ("region", "suzhou", "江苏省 / 苏州市"),
    ("region", "dali", "云南省 / 大理白族自治州"),
    ("region", "lüliang", "山西省 / 吕梁市"),
    ("region", "lueyang", "陕西省 / 汉中市 / 略阳县"),
    ("region", "changzhi", "山西省 / 长治市"),
    ("region", "北京市", "北京市"),
    ("region", "崇明县", "上海市 / 崇明区"),
    ("region", "襄樊", "湖北省 / 襄阳市"),
    ("region", "大足县", "重庆市 / 大足区"),
    ("region", "杭州市西湖", "浙江省 / 杭州市 / 西湖区"),
    ("major", "460206", "460206 电梯工程技术"),
    ("major", "dtgcjs", "260203 电梯工程技术"),
    ("segment", "znwlzb", "智能物流装备"),
    ("family", "机械操作", "机械操作"),
]


def test_everyday_words_lead_to_the_code(place: Place) -> None:
    with place.session() as session:
        found = [(kind, words, (labels(session, kind, words)[:1] or [None])[0]) for kind, words, _first in EVERYDAY]
    assert found == EVERYDAY


@pytest.mark.parametrize(("name", "code"), [("北京市", "11"), ("上海市", "31"), ("天津市", "12"), ("重庆市", "50")])
def test_a_municipality_is_offered_once(place: Place, name: str, code: str) -> None:
    with place.session() as session:
        for words in (name, name.removesuffix("市"), spell(name)[0], spell(name.removesuffix("市"))[0]):
            options = search.search(session, "region", words)
            assert [option.value for option in options if option.label == name] == [f"{code}0000"]
            assert options[0].value == f"{code}0000"


def test_a_former_name_is_shown_beside_what_it_belongs_to_today(place: Place) -> None:
    with place.session() as session:
        found = search.search(session, "region", "江干")
        spelt = search.search(session, "region", "xiangfan")
    assert [(option.value, option.hint) for option in found] == [
        ("330102", "江干区 · 330102"),
        ("330114", "江干区 · 330114"),
    ]
    assert ("420600", "襄樊市 · 420600") in [(option.value, option.hint) for option in spelt]


def beside_stems(session: Session, stems: list[str]) -> list[str]:
    """Return the stems whose bearers do not come before names that merely begin alike."""
    bearers: dict[str, set[str]] = {}
    for code, name in session.exec(select(Region.code, Region.name)):
        if not code.startswith(("1101", "1201", "3101", "5001")) or code[4:] != "00":
            bearers.setdefault("".join(spelt_stem(name)), set()).add(code)
    wrong = []
    for stem in stems:
        first = {option.value for option in search.search(session, "region", stem)[: len(bearers[stem])]}
        if len(bearers[stem]) <= search.MOST and first != bearers[stem]:
            wrong.append(stem)
    return wrong


def stems_of(session: Session) -> list[str]:
    names = session.exec(select(Region.name)).all()
    return sorted({"".join(spelt_stem(name)) for name in names if len(parts(name)[0]) > 1})


def test_exact_stems_come_before_names_that_merely_begin_alike(place: Place) -> None:
    with place.session() as session:
        assert beside_stems(session, stems_of(session)[::60]) == []


@pytest.mark.long
def test_every_exact_stem_comes_before_names_that_merely_begin_alike(place: Place) -> None:
    with place.session() as session:
        assert beside_stems(session, stems_of(session)) == []


def test_english_names_are_found_by_readers_of_english(place: Place) -> None:
    with place.session() as session:
        assert labels(session, "segment", "battery", "en")
        assert any("General Purpose" in label for label in labels(session, "industry", "general purpose", "en"))
        assert not any(label.startswith("C34 ") for label in labels(session, "industry", "gen"))


ODD = ("%", "_", "\\", "'", "\x00", "/", "   ", "没有这样的词" * 20, "😀", "%_" * 30)


def test_odd_words_find_little_and_break_nothing(place: Place) -> None:
    with place.session() as session:
        found = {(kind, words): labels(session, kind, words) for kind in search.FINDERS for words in ODD}
    assert max(map(len, found.values())) <= search.MOST
    assert [key for key, held in found.items() if held and key[1] in ("%", "_", "\x00", "'", "😀")] == []
