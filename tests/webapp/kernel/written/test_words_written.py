"""Lists, phones, answers of yes and no, and ways of working together, as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from webapp.models.kernel.enums import CooperationMode as Mode
from webapp.models.kernel.typed import Lines, Phone, WholeNumber
from webapp.models.kernel.written.choices import read_yes_no
from webapp.models.kernel.written.lists import entries_by_code, entries_of, joined
from webapp.models.kernel.written.modes import read_modes
from webapp.models.kernel.written.phones import names_a_phone, read_phone
from webapp.models.kernel.written.unclear import Unclear


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("焊接、切割、打磨", ["焊接", "切割", "打磨"]), ("焊接，切割,打磨", ["焊接", "切割", "打磨"]),
        ("焊接；切割;打磨", ["焊接", "切割", "打磨"]), ("焊接\n切割\r\n打磨", ["焊接", "切割", "打磨"]),
        ("焊接、切割；打磨", ["焊接、切割", "打磨"]), ("焊接、\n切割、\n打磨", ["焊接", "切割", "打磨"]),
        ("门锁检查/控制柜排查/困人救援", ["门锁检查", "控制柜排查", "困人救援"]),
        ("CAD制图/机械制图", ["CAD制图", "机械制图"]),
        ("CAD/CAM", ["CAD/CAM"]), ("C/C++、Pro/E、TCP/IP", ["C/C++", "Pro/E", "TCP/IP"]),
        ("PLC/变频器", ["PLC/变频器"]),
        ("车/铣/刨", ["车/铣/刨"]), ("机床切削（车工、铣工）、钳工", ["机床切削（车工、铣工）", "钳工"]),
        ("机床切削(车工/铣工)/钳工", ["机床切削(车工/铣工)", "钳工"]),
        ("1.能看懂图纸；2.会用万用表；3.会排故障", ["能看懂图纸", "会用万用表", "会排故障"]),
        ("①门锁检查②控制柜排查③困人救援", ["门锁检查", "控制柜排查", "困人救援"]),
        ("1、焊接 2、切割 3、打磨", ["焊接", "切割", "打磨"]), ("1. 焊接\n2. 切割、打磨", ["焊接", "切割、打磨"]),
        ("（1）焊接（2）切割", ["焊接", "切割"]), ("一、焊接\n二、切割", ["焊接", "切割"]),
        ("- 焊接\n- 切割", ["焊接", "切割"]),
        ("《电梯结构与原理》、《电梯安装》", ["电梯结构与原理", "电梯安装"]), ("《甲课》《乙课》", ["甲课", "乙课"]),
        ("《机、电课》、《乙课》", ["机、电课", "乙课"]),
        ("电梯原理（64学时）、电梯安装（32学时）", ["电梯原理（64学时）", "电梯安装（32学时）"]),
        ("1,2-二氯乙烷", ["1,2-二氯乙烷"]), ("3D打印", ["3D打印"]), ("2.4GHz调试", ["2.4GHz调试"]),
        ("焊接；", ["焊接"]),
        ("焊接；焊接", ["焊接"]), ("a、b；", ["a、b"]), (" ", []), ("", []), ("Solid Works", ["Solid Works"]),
    ],
)  # fmt: skip
def test_a_list_is_parted_as_it_is_meant(text: str, entries: list[str]) -> None:
    assert entries_of(text) == entries
    assert TypeAdapter(Lines).validate_python(text) == entries


def test_names_of_industries_keep_their_commas() -> None:
    assert entries_by_code("C3435 电梯、自动扶梯及升降机制造") == ["C3435 电梯、自动扶梯及升降机制造"]
    assert entries_by_code("C3435、C3434") == ["C3435", "C3434"]
    assert entries_by_code("电梯、自动扶梯及升降机制造") == ["电梯、自动扶梯及升降机制造"]


ENTRY = st.text(st.sampled_from("焊接a1.、；;/，,（）()《》①一- "), min_size=1, max_size=8).map(str.strip).filter(bool)


@given(st.lists(ENTRY, max_size=5, unique=True), st.booleans())
def test_what_is_joined_is_parted_again(entries: list[str], by_comma: bool) -> None:
    text = joined(entries, by_comma=by_comma)

    assert entries_of(text, by_comma=by_comma) == entries
    assert entries_of(text.replace("\n", "\r\n"), by_comma=by_comma) == entries


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("13812345678", "13812345678"), ("138 1234 5678", "13812345678"), ("138-1234-5678", "13812345678"),
        ("+86 13812345678", "13812345678"), ("+86-138-1234-5678", "13812345678"), ("8613812345678", "13812345678"),
        ("0086 13812345678", "13812345678"), ("１３８１２３４５６７８", "13812345678"),
        ("13812345678（微信同号）", "13812345678"),
        ("手机：13812345678", "13812345678"), ("0571 88001234", "0571-88001234"), ("(0571)88001234", "0571-88001234"),
        ("（0571）8800 1234", "0571-88001234"), ("057188001234", "0571-88001234"),
        ("0571－88001234", "0571-88001234"),
        ("0571-88001234转801", "0571-88001234-801"), ("0571-88001234-801", "0571-88001234-801"),
        ("0572-2880000", "0572-2880000"), ("010-62345678", "010-62345678"), ("02162345678", "021-62345678"),
        ("020-00000086", "020-00000086"), ("+86 571 88001234", "0571-88001234"), ("400-820-8820", "400-820-8820"),
        ("4008208820", "400-820-8820"), ("400 8208 820", "400-820-8820"), ("800-820-8820", "800-820-8820"), ("", ""),
        ("-", ""),
    ],
)  # fmt: skip
def test_a_phone_is_read_in_one_form(text: str, phone: str) -> None:
    assert read_phone(text) == phone
    assert read_phone(phone) == phone


@pytest.mark.parametrize(
    ("text", "code", "options"),
    [
        ("0572-2880000/13800000001", "phone_several", ("0572-2880000", "13800000001")),
        ("13800000000、13900000000", "phone_several", ("13800000000", "13900000000")),
        ("某女士13800000000", "phone_words", ("13800000000",)), ("5722880000", "phone_zero", ("0572-2880000",)),
        ("57188880000", "phone_zero", ("0571-88880000",)), ("12345", "phone", ()), ("1381234567", "phone", ()),
        ("+44 20 7946 0000", "phone", ()), ("招聘办", "phone", ()),
    ],
)  # fmt: skip
def test_what_is_not_one_phone_is_asked(text: str, code: str, options: tuple[str, ...]) -> None:
    with pytest.raises(Unclear) as unclear:
        read_phone(text)

    assert (unclear.value.code, unclear.value.options) == (code, options)
    assert [read_phone(option) for option in options] == list(options)
    assert names_a_phone(text) is bool(options)


@pytest.mark.parametrize(
    "text", ["√", "✓", "是", "有", "包吃住", "包住", "提供食宿", "有宿舍", "管两餐", "包住、有食堂", "Ｙ", "1"]
)
def test_yes_is_read(text: str) -> None:
    assert read_yes_no(text) is True


@pytest.mark.parametrize("text", ["×", "否", "无", "没有", "不包吃住", "食宿自理", "n", "0"])
def test_no_is_read(text: str) -> None:
    assert read_yes_no(text) is False


@pytest.mark.parametrize("text", ["餐补", "包住不包吃", "待定", "视情况"])
def test_neither_yes_nor_no_is_asked(text: str) -> None:
    with pytest.raises(Unclear) as unclear:
        read_yes_no(text)

    assert unclear.value.options == ("是", "否")


@pytest.mark.parametrize(
    ("text", "modes"),
    [
        ("订单班", [Mode.ORDER_CLASS]), ("订单", [Mode.ORDER_CLASS]), ("Order class", [Mode.ORDER_CLASS]),
        ("订单班、现代学徒制", [Mode.ORDER_CLASS, Mode.MODERN_APPRENTICESHIP]),
        ("订单班/现代学徒制", [Mode.ORDER_CLASS, Mode.MODERN_APPRENTICESHIP]), ("实习实训基地", [Mode.PRACTICE_BASE]),
        ("新型学徒制+产业学院", [Mode.NEW_APPRENTICESHIP, Mode.INDUSTRY_COLLEGE]),
    ],
)  # fmt: skip
def test_modes_are_read_by_their_names(text: str, modes: list[Mode]) -> None:
    assert read_modes(text) == modes


@pytest.mark.parametrize(
    ("text", "code", "options"),
    [
        ("实习", "choice_unclear", ("实习实训基地",)), ("顶岗实习", "choice_unclear", ("实习实训基地",)),
        ("冠名班", "choice_unclear", ("订单班",)), ("学徒制", "choice_unclear", ("现代学徒制", "企业新型学徒制")),
        ("校企合作", "choice_open", ("",)), ("双方商定", "choice_open", ("",)),
        ("订单班、实习", "choice_unclear", ("订单班；实习实训基地",)),
        ("投资", "enum", ()),
    ],
)  # fmt: skip
def test_what_names_no_mode_is_asked(text: str, code: str, options: tuple[str, ...]) -> None:
    with pytest.raises(Unclear) as unclear:
        read_modes(text)

    assert (unclear.value.code, unclear.value.options) == (code, options)


def test_an_input_type_complains_with_what_may_be_meant() -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(WholeNumber).validate_python("3-5人")

    error = refused.value.errors()[0]
    assert (error["type"], error["ctx"]) == (
        "number_range", {"written": "3-5人", "least": 3, "most": 5, "options": ["3", "5"]},
    )  # fmt: skip


def test_an_input_type_takes_numbers_as_they_are() -> None:
    assert TypeAdapter(WholeNumber).validate_python(12) == 12
    assert TypeAdapter(Phone).validate_python("(0571)88001234") == "0571-88001234"
