"""Which limits of the law a demand, an agreement or a batch of students goes beyond."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from webapp.models import Organisation
from webapp.models.agreements.agreement_input import BatchInput
from webapp.models.agreements.enums import BatchKind
from webapp.models.kernel.enums import CooperationMode
from webapp.models.limits.enums import Severity
from webapp.models.posts.demand_input import DemandDraft
from webapp.models.posts.enums import TrainingLevel
from webapp.services.kernel.errors import InputRefused, Remark
from webapp.services.limits.rules import Rules, as_figure

PERCENT: Final = 100
DAYS_OF_A_MONTH: Final = 365.25 / 12
DEMAND_CODES: Final = (  # what the writer of a demand may have to explain
    "share_of_post", "share_of_employees", "few_mentors", "months_unusual", "months_few", "months_many", "pay_unusual",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Breach:
    """A limit that something goes beyond, and how strictly it is enforced."""

    severity: Severity
    remark: Remark


@dataclass(frozen=True, slots=True)
class Post:
    """What is known of the post that a batch works in; `taken` counts the enterprise's other students."""

    staff: int | None
    pay: int | None
    employees: int | None
    taken: int


class Findings:
    """Collects breaches of rules that are active."""

    def __init__(self, rules: Rules) -> None:
        """Hold the rules that stand."""
        self.rules = rules
        self.breaches: list[Breach] = []

    def most(self, slug: str) -> float:
        """Return the parameter of a rule."""
        return self.rules[slug].value

    def note(self, slug: str, field: str, code: str, **facts: Any) -> None:
        """Keep a breach of a rule, unless the rule is switched off."""
        rule = self.rules[slug]
        if rule.is_active:
            remark = Remark(field, code, {"most": as_figure(rule.value), **facts})
            self.breaches.append(Breach(rule.severity, remark))


def demand_breaches(
    data: DemandDraft, enterprise: Organisation | None, already_asked: int, rules: Rules
) -> list[Breach]:
    """Return the limits that a demand goes beyond; `already_asked` is the headcount of the enterprise's others."""
    findings = Findings(rules)
    if data.headcount:
        _share_of_post(findings, data.headcount, data.current_staff, "headcount")
        _share_of_employees(
            findings, data.headcount + already_asked, enterprise.employees if enterprise else None, "current_staff"
        )
        _mentors(findings, data.headcount, data.mentors)
    if data.months is not None and CooperationMode.NEW_APPRENTICESHIP in data.modes:
        _apprenticeship(findings, data.months, "months")
    if data.level is TrainingLevel.SECONDARY and data.pay_min and data.pay_min > findings.most("pay_at_secondary"):
        findings.note("pay_at_secondary", "pay_min", "pay_unusual")
    return findings.breaches


def terms_breaches(modes: Iterable[CooperationMode], starts_on: date, ends_on: date, rules: Rules) -> list[Breach]:
    """Return the limits that the terms of an agreement go beyond."""
    findings = Findings(rules)
    if CooperationMode.NEW_APPRENTICESHIP in modes:
        _apprenticeship(findings, months_between(starts_on, ends_on), "ends_on")
    return findings.breaches


def batch_breaches(data: BatchInput, post: Post, rules: Rules) -> list[Breach]:
    """Return the limits that a batch of students goes beyond."""
    findings = Findings(rules)
    if data.kind in (BatchKind.COGNITION, BatchKind.EMPLOYMENT):
        return []
    _share_of_post(findings, data.planned, post.staff, "planned")
    _share_of_employees(findings, data.planned + post.taken, post.employees, "planned")
    _mentors(findings, data.planned, data.mentors)
    if data.hazardous and data.planned > findings.most("hazardous_posts"):
        findings.note("hazardous_posts", "hazardous", "batch_hazardous", planned=data.planned)
    if data.hours is not None and data.hours > findings.most("daily_hours"):
        findings.note("daily_hours", "hours", "batch_hours", hours=data.hours)
    if data.nights > findings.most("night_shifts"):
        findings.note("night_shifts", "nights", "batch_nights", nights=data.nights)
    if data.kind is BatchKind.INTERNSHIP:
        _internship(findings, data, post)
    return findings.breaches


def _internship(findings: Findings, data: BatchInput, post: Post) -> None:
    if data.grade is not None and int(data.grade) < findings.most("internship_first_grade"):
        findings.note("internship_first_grade", "grade", "batch_grade", grade=data.grade)
    months = months_between(data.starts_on, data.ends_on)
    if months != round(findings.most("internship_months")):
        findings.note("internship_months", "ends_on", "batch_months", months=months)
    if data.pay is not None and post.pay:
        share = PERCENT * data.pay / post.pay
        if share < findings.most("internship_pay_share"):
            facts = {"pay": data.pay, "post_pay": post.pay, "share": as_figure(round(share, 1))}
            findings.note("internship_pay_share", "pay", "batch_pay", **facts)


def _share_of_post(findings: Findings, headcount: int, staff: int | None, field: str) -> None:
    if staff:
        limit = int(staff * findings.most("share_of_same_post") / PERCENT)
        if headcount > limit:
            share = round(PERCENT * headcount / staff, 1)
            facts = {"headcount": headcount, "staff": staff, "share": share, "limit": limit}
            findings.note("share_of_same_post", field, "share_of_post", **facts)


def _share_of_employees(findings: Findings, total: int, employees: int | None, field: str) -> None:
    if employees and total > employees * findings.most("share_of_employees") / PERCENT:
        findings.note("share_of_employees", field, "share_of_employees", total=total, employees=employees)


def _mentors(findings: Findings, headcount: int, mentors: int | None) -> None:
    if mentors is not None and mentors * findings.most("apprentices_per_mentor") < headcount:
        findings.note("apprentices_per_mentor", "mentors", "few_mentors", mentors=mentors, headcount=headcount)


def _apprenticeship(findings: Findings, months: int, field: str) -> None:
    """Note the one rule of the period that bites hardest."""
    if months < findings.most("new_apprenticeship_shortest"):
        findings.note("new_apprenticeship_shortest", field, "months_few", months=months)
    elif months > findings.most("new_apprenticeship_longest"):
        findings.note("new_apprenticeship_longest", field, "months_many", months=months)
    elif months > findings.most("new_apprenticeship_months"):
        findings.note("new_apprenticeship_months", field, "months_unusual", months=months)


def months_between(first: date, last: date) -> int:
    """Return a period as whole months, to the nearest."""
    return round(((last - first).days + 1) / DAYS_OF_A_MONTH)


def remarks_of(breaches: Iterable[Breach], severity: Severity) -> list[Remark]:
    """Return the remarks of the breaches that are enforced this strictly."""
    return [breach.remark for breach in breaches if breach.severity is severity]


def to_explain(breaches: list[Breach]) -> list[Remark]:
    """Refuse what is enforced strictly (InputRefused); return what must be mended or explained."""
    errors = remarks_of(breaches, Severity.ERROR)
    if errors:
        raise InputRefused(errors)
    return remarks_of(breaches, Severity.VERIFY)
