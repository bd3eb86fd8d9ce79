"""Every rule bites right beyond its limit and not at it; how strictly it is held is data."""

import csv
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from webapp.models import Organisation
from webapp.models.accounts.enums import OrganisationKind
from webapp.models.agreements.agreement_input import BatchInput
from webapp.models.agreements.enums import BatchKind
from webapp.models.kernel.enums import CooperationMode
from webapp.models.limits.enums import Severity
from webapp.models.posts.demand_input import DemandDraft
from webapp.services.kernel.errors import InputRefused
from webapp.services.limits import checks
from webapp.services.limits.checks import Breach, Post
from webapp.services.limits.rules import FILE, Rules, delivered_rules

FACTORY = Organisation(kind=OrganisationKind.ENTERPRISE, credit_code="0", name="芯桥电梯有限公司", employees=1000)
POST = Post(staff=100, pay=5000, employees=1000, taken=0)
HALF_YEAR = {"starts_on": date(2027, 3, 1), "ends_on": date(2027, 8, 31)}


def demand(**typed: Any) -> list[Breach]:
    """Return what a demand of 10 people breaches."""
    typed = {"headcount": 10, **typed}
    already = typed.pop("already", 0)
    return checks.demand_breaches(DemandDraft.model_validate(typed), FACTORY, already, delivered_rules())


def terms(months: int) -> list[Breach]:
    """Return what an agreement on an apprenticeship of so many months breaches."""
    starts, ends = date(2027, 1, 1), date(2027 + (months - 1) // 12, (months - 1) % 12 + 1, 28)
    return checks.terms_breaches([CooperationMode.NEW_APPRENTICESHIP], starts, ends, delivered_rules())


def batch(rules: Rules | None = None, **typed: Any) -> list[Breach]:
    """Return what an internship of 10 second-year students for half a year breaches."""
    values = {"line_id": "x", "kind": "post_internship", "grade": "2", "planned": 10, **HALF_YEAR, **typed}
    return checks.batch_breaches(BatchInput.model_validate(values), POST, rules or delivered_rules())


def apprentices(months: int) -> list[Breach]:
    """Return what a demand for an apprenticeship of so many months breaches."""
    return demand(modes=["new_apprenticeship"], months=months)


@pytest.mark.parametrize(
    ("slug", "code", "at", "beyond"),
    [
        ("share_of_same_post", "share_of_post", lambda: demand(headcount=20, current_staff=100),
         lambda: demand(headcount=21, current_staff=100)),
        ("share_of_same_post", "share_of_post", lambda: batch(planned=20), lambda: batch(planned=21)),
        ("share_of_employees", "share_of_employees", lambda: demand(already=90), lambda: demand(already=91)),
        ("apprentices_per_mentor", "few_mentors", lambda: demand(mentors=1), lambda: demand(headcount=11, mentors=1)),
        ("apprentices_per_mentor", "few_mentors", lambda: batch(mentors=1), lambda: batch(planned=11, mentors=1)),
        ("new_apprenticeship_shortest", "months_few", lambda: apprentices(12), lambda: apprentices(11)),
        ("new_apprenticeship_shortest", "months_few", lambda: terms(12), lambda: terms(11)),
        ("new_apprenticeship_months", "months_unusual", lambda: apprentices(24), lambda: apprentices(25)),
        ("new_apprenticeship_longest", "months_many", lambda: terms(24), lambda: terms(37)),
        ("internship_pay_share", "batch_pay", lambda: batch(pay=4000), lambda: batch(pay=3999)),
        ("internship_months", "batch_months", lambda: batch(), lambda: batch(ends_on=date(2027, 9, 30))),
        ("internship_months", "batch_months", lambda: batch(), lambda: batch(ends_on=date(2027, 7, 31))),
        ("internship_first_grade", "batch_grade", lambda: batch(), lambda: batch(grade="1")),
        ("daily_hours", "batch_hours", lambda: batch(hours=8), lambda: batch(hours=9)),
        ("night_shifts", "batch_nights", lambda: batch(nights=0), lambda: batch(nights=1)),
        ("hazardous_posts", "batch_hazardous", lambda: batch(), lambda: batch(hazardous=True)),
        ("pay_at_secondary", "pay_unusual", lambda: demand(level="secondary", pay_min=30_000),
         lambda: demand(level="secondary", pay_min=30_001)),
    ],
)  # fmt: skip
def test_a_rule_bites_right_beyond_its_limit(slug: str, code: str, at: Any, beyond: Any) -> None:
    assert at() == []
    (breach,) = beyond()
    assert (breach.remark.code, breach.severity) == (code, delivered_rules()[slug].severity)


def test_every_rule_of_the_table_is_tried_above() -> None:
    marks = test_a_rule_bites_right_beyond_its_limit.pytestmark  # type: ignore[attr-defined]
    tried = {case[0] for case in marks[0].args[1]}
    assert tried == set(delivered_rules())


def test_the_share_of_employees_counts_the_students_of_other_batches() -> None:
    values = {"line_id": "x", "kind": "apprenticeship", "planned": 10, **HALF_YEAR}
    data = BatchInput.model_validate(values)
    assert checks.batch_breaches(data, replace(POST, taken=90), delivered_rules()) == []
    (breach,) = checks.batch_breaches(data, replace(POST, taken=91), delivered_rules())
    assert breach.remark.code == "share_of_employees"


@pytest.mark.parametrize("kind", [BatchKind.COGNITION, BatchKind.EMPLOYMENT])
def test_visits_and_employment_are_no_internship(kind: BatchKind) -> None:
    assert batch(kind=kind.value, grade="1", planned=99, hours=12, ends_on=date(2027, 3, 3)) == []


def test_a_rule_that_is_switched_off_says_nothing() -> None:
    rules = {**delivered_rules(), "night_shifts": replace(delivered_rules()["night_shifts"], is_active=False)}
    assert batch(rules, nights=3) == []


def test_only_what_is_mandatory_is_refused() -> None:
    rule = delivered_rules()["night_shifts"]
    asked = checks.to_explain(batch(nights=1))
    assert [remark.code for remark in asked] == ["batch_nights"]
    hinted = batch({**delivered_rules(), "night_shifts": replace(rule, severity=Severity.HINT)}, nights=1)
    assert checks.to_explain(hinted) == []
    strict = batch({**delivered_rules(), "night_shifts": replace(rule, severity=Severity.ERROR)}, nights=1)
    with pytest.raises(InputRefused):
        checks.to_explain(strict)


def test_every_rule_names_its_source_and_both_languages_and_lies_in_its_range() -> None:
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["slug"] for row in rows}) == len(rows)
    for row in rows:
        assert all(row[name].strip() for name in row), row
        assert float(row["low"]) <= float(row["value"]) <= float(row["high"]), row
