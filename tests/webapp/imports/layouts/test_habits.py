"""Cells as people are used to write them: read where they are plain, asked where they are not."""

import pytest
from sqlmodel import Session, select

from tests.webapp.imports.conftest import DEMAND, NEXT_YEAR, SignIn, all_demands, bring, imported, outcomes, xlsx
from tests.webapp.posting import fresh
from webapp.models import ImportRow


@pytest.mark.parametrize(
    ("label", "written", "field", "stored"),
    [
        ("需求人数", "8人", "headcount", 8),
        ("需求人数", "１２", "headcount", 12),
        ("学徒培养期", "1年", "months", 12),
        ("学徒培养期", "一年半", "months", 18),
        ("培养层次", "大专", "level", "higher"),
        ("培养层次", "中专及以上", "level", "secondary"),
        ("到岗（入学）年月", f"{NEXT_YEAR}年9月初", "start_month", f"{NEXT_YEAR}-09"),
        ("到岗（入学）年月", f"Mar-{NEXT_YEAR % 100}", "start_month", f"{NEXT_YEAR}-03"),
        ("联系电话", "(0571)8800 1234转801", "contact_phone", "0571-88001234-801"),
        ("提供住宿或用餐", "包吃住", "lodging", True),
        ("必备技能", "①门锁检查②控制柜排查③困人救援", "required_skills", ["门锁检查", "控制柜排查", "困人救援"]),
    ],
)
def test_a_habitual_writing_is_stored_as_what_it_says(
    as_: SignIn, database: Session, label: str, written: str, field: str, stored: object
) -> None:
    bring(as_, "Mei", "demands", [{**DEMAND, "合作方式": "订单班", label: written}])

    assert getattr(all_demands(database)[0], field) == stored


def test_a_range_of_pay_fills_both_figures(as_: SignIn, database: Session) -> None:
    bring(as_, "Mei", "demands", [{**DEMAND, "月报酬下限": "4.5K-6K", "月报酬上限": ""}])

    demand = all_demands(database)[0]
    assert (demand.pay_min, demand.pay_max) == (4500, 6000)


@pytest.mark.parametrize(
    ("label", "written", "code", "options"),
    [
        ("需求人数", "3-5人", "number_range", ["3", "5"]),
        ("需求人数", "1，2", "number_signs", ["12", "1", "2"]),
        ("需求人数", "约20", "number_about", ["20"]),
        ("培养层次", "大专/本科", "choice_unclear", ["高职", "本科"]),
        ("培养层次", "技师", "choice_unclear", ["预备技师", "高级工"]),
        ("合作方式", "实习", "choice_unclear", ["实习实训基地"]),
        ("到岗（入学）年月", 2027.1, "month_tenth", ["2027-10", "2027-01"]),
        ("月报酬下限", "5000-8000/月", "pay_beside", ["5000"]),
        ("月报酬下限", "200元/天", "pay_period", ["4350", ""]),
        ("联系电话", "0572-2880000/13800000001", "phone_several", ["0572-2880000", "13800000001"]),
    ],
)
def test_a_writing_that_may_mean_several_is_asked_with_what_it_may_mean(
    as_: SignIn, database: Session, label: str, written: object, code: str, options: list[str]
) -> None:
    imported(as_("Mei"), "demands", xlsx([{**DEMAND, label: written}]))

    assert outcomes(database) == ["ask"]
    remark = next(r for r in fresh(database).exec(select(ImportRow)).one().remarks if r["grade"] == "ask")
    assert (remark["code"], remark["facts"]["options"]) == (code, options)


@pytest.mark.parametrize(("label", "written"), [("需求人数", "12月"), ("月报酬下限", "4月"), ("培养层次", "博士")])
def test_what_is_no_value_of_its_column_is_an_error(as_: SignIn, database: Session, label: str, written: str) -> None:
    imported(as_("Mei"), "demands", xlsx([{**DEMAND, label: written}]))

    assert outcomes(database) == ["error"]
