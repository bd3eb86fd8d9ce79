"""Levels and entry levels as schools, enterprises and filing lists call them."""

import pytest

from webapp.models.kernel.written.unclear import Unclear
from webapp.models.posts.demand_input import DemandDraft
from webapp.models.posts.enums import EntryLevel, TrainingLevel, Visibility
from webapp.models.posts.written_levels import read_entry_level, read_level, read_visibility

L = TrainingLevel


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("大专", L.HIGHER), ("专科", L.HIGHER), ("高职高专", L.HIGHER), ("高职", L.HIGHER),
        ("高职（大专）", L.HIGHER),
        ("大专及以上", L.HIGHER), ("大专（含）以上学历", L.HIGHER), ("全日制大专", L.HIGHER),
        ("五年制高职", L.HIGHER), ("higher", L.HIGHER),
        ("Higher vocational", L.HIGHER), ("中专", L.SECONDARY), ("职高", L.SECONDARY), ("中专及以上", L.SECONDARY),
        ("中专/职高", L.SECONDARY), ("中职及以上学历", L.SECONDARY), ("中职 ", L.SECONDARY), ("中技", L.MID_TECH),
        ("中级工", L.MID_TECH), ("高级技工", L.SENIOR_TECH), ("高级工", L.SENIOR_TECH),
        ("预备技师", L.PRE_TECHNICIAN),
        ("本科", L.VOC_BACHELOR), ("本科及以上", L.VOC_BACHELOR), ("应用型本科", L.VOC_BACHELOR),
        ("职业本科", L.VOC_BACHELOR),
    ],
)  # fmt: skip
def test_a_level_is_read_by_what_it_is_called(text: str, level: TrainingLevel) -> None:
    assert read_level(text) is level


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("大专/本科", ("高职", "本科")), ("大专或本科", ("高职", "本科")), ("中专、大专", ("中职", "高职")),
        ("技师", ("预备技师", "高级工")),
        ("技校", ("中级工", "高级工", "预备技师")), ("技工", ("中级工", "高级工", "预备技师")),
        ("不限", ("中职", "")), ("学历不限", ("中职", "")),
        ("中专/中技", ("中职", "中级工")), ("高中", ("中职",)), ("中高职贯通", ("高职", "中职")),
        ("大专以下", ("高职",)), ("博士", ()), ("3", ()),
    ],
)  # fmt: skip
def test_a_level_that_may_be_two_is_asked(text: str, options: tuple[str, ...]) -> None:
    with pytest.raises(Unclear) as unclear:
        read_level(text)

    assert unclear.value.options == options
    assert unclear.value.facts["written"] == text
    assert all(read_level(option).zh == option for option in options if option)


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("初中", EntryLevel.JUNIOR), ("初中毕业", EntryLevel.JUNIOR), ("应届初中毕业生", EntryLevel.JUNIOR),
        ("初中起点", EntryLevel.JUNIOR),
        ("高中", EntryLevel.SENIOR), ("高中毕业", EntryLevel.SENIOR), ("中职/高中", EntryLevel.SENIOR),
        ("普通高中", EntryLevel.SENIOR),
        ("高中（中专、中技）起点", EntryLevel.SENIOR), ("在职", EntryLevel.EMPLOYEE),
        ("企业职工", EntryLevel.EMPLOYEE),
    ],
)  # fmt: skip
def test_an_entry_level_is_read_by_what_it_is_called(text: str, entry: EntryLevel) -> None:
    assert read_entry_level(text) is entry


def test_two_entry_levels_are_asked() -> None:
    with pytest.raises(Unclear) as unclear:
        read_entry_level("初中/高中")

    assert unclear.value.options == ("初中起点", "高中（中专、中技）起点")


def test_who_may_see_a_post_is_read_by_the_name_alone() -> None:
    assert read_visibility("公开") is Visibility.PUBLIC
    with pytest.raises(Unclear):
        read_visibility("是")


def test_a_demand_takes_habitual_writings_and_a_range_of_pay() -> None:
    draft = DemandDraft.model_validate(
        {"level": "大专", "headcount": "8人", "months": "1年", "pay_min": "5-8k", "start_month": "2027年9月初",
         "contact_phone": "138 1234 5678", "valid_until": "2027.6.30"}
    )  # fmt: skip

    assert (draft.level, draft.headcount, draft.months) == (L.HIGHER, 8, 12)
    assert (draft.pay_min, draft.pay_max, draft.start_month) == (5000, 8000, "2027-09")
    assert (draft.contact_phone, str(draft.valid_until)) == ("13812345678", "2027-06-30")
