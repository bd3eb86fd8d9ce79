"""The limits of the law as a table of rules: as the platform comes with them, and as an administrator has set them.

A rule has a parameter, and is held strictly (an error), unless explained (to verify), or only pointed out (a hint).
"""

import csv
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from sqlmodel import Session, select

from webapp.models import RuleParameter
from webapp.models.limits.enums import Severity
from webapp.services.kernel.data_folders import TAXONOMIES

FILE: Final = TAXONOMIES / "limits.csv"


@dataclass(frozen=True, slots=True)
class Rule:
    """A limit: its parameter with the range it may be set in, how strictly it is enforced, and which law says it."""

    slug: str
    severity: Severity
    value: float
    low: float
    high: float
    unit: str
    name: str
    name_en: str
    source: str
    is_active: bool = True


Rules = dict[str, Rule]


@lru_cache(maxsize=1)
def delivered_rules() -> Rules:
    """Return the rules as the platform comes with them, in the order of their file."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        row["slug"]: Rule(
            slug=row["slug"],
            severity=Severity(row["severity"]),
            value=float(row["value"]),
            low=float(row["low"]),
            high=float(row["high"]),
            unit=row["unit"],
            name=row["name"],
            name_en=row["name_en"],
            source=row["source"],
        )
        for row in rows
    }


def standing_rules(session: Session) -> Rules:
    """Return the rules, each as it was set here or as the platform comes with it."""
    parameters = {row.key: row for row in session.exec(select(RuleParameter).execution_options(populate_existing=True))}
    return {slug: _as_set(rule, parameters.get(slug)) for slug, rule in delivered_rules().items()}


def _as_set(rule: Rule, parameter: RuleParameter | None) -> Rule:
    if parameter is None:
        return rule
    severity = Severity(parameter.severity) if parameter.severity else rule.severity
    return replace(
        rule, value=parameter.value, source=parameter.source, severity=severity, is_active=parameter.is_active
    )


def as_figure(value: float) -> str:
    """Return a figure as a sentence names it: no digits that say nothing."""
    return f"{value:g}" if value < 1_000_000 else f"{value:.0f}"
