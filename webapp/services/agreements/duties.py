"""The standard duties of an agreement: whose they are, for which ways of working together, and where they stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from webapp.models.agreements.enums import DutySide
from webapp.models.kernel.enums import CooperationMode, Side

INTERNSHIPS: Final = "职业学校学生实习管理规定（教职成〔2021〕4 号）"
COOPERATION: Final = "职业学校校企合作促进办法（教职成〔2018〕1 号）"
APPRENTICES: Final = "关于全面推行中国特色企业新型学徒制 加强技能人才培养的指导意见（人社部发〔2021〕39 号）"
M = CooperationMode
APPRENTICESHIPS: Final = frozenset({M.MODERN_APPRENTICESHIP, M.NEW_APPRENTICESHIP})
AT_WORK: Final = frozenset({M.ORDER_CLASS, M.PRACTICE_BASE, M.MODERN_APPRENTICESHIP, M.NEW_APPRENTICESHIP})


@dataclass(frozen=True, slots=True)
class Duty:
    """One line of the standard list; without modes it belongs to every agreement."""

    slug: str
    side: DutySide
    source: str
    modes: frozenset[CooperationMode] = frozenset()


S = DutySide
STANDARD: Final[Sequence[Duty]] = (
    Duty("plan", S.SCHOOL, COOPERATION),
    Duty("teachers", S.SCHOOL, INTERNSHIPS, AT_WORK),
    Duty("visit", S.SCHOOL, INTERNSHIPS, AT_WORK),
    Duty("insurance", S.SCHOOL, INTERNSHIPS, AT_WORK),
    Duty("consent", S.SCHOOL, INTERNSHIPS, AT_WORK),
    Duty("posts", S.ENTERPRISE, COOPERATION),
    Duty("mentors", S.ENTERPRISE, INTERNSHIPS, AT_WORK),
    Duty("safety", S.ENTERPRISE, INTERNSHIPS, AT_WORK),
    Duty("pay", S.ENTERPRISE, INTERNSHIPS, AT_WORK),
    Duty("no_fees", S.ENTERPRISE, INTERNSHIPS, AT_WORK),
    Duty("labour_contract", S.ENTERPRISE, APPRENTICES, frozenset({M.NEW_APPRENTICESHIP})),
    Duty("training_plan", S.ENTERPRISE, APPRENTICES, APPRENTICESHIPS),
    Duty("rules", S.STUDENT, INTERNSHIPS, AT_WORK),
    Duty("reports", S.STUDENT, INTERNSHIPS, AT_WORK),
)
BY_SLUG: Final = {duty.slug: duty for duty in STANDARD}


def standard_duties(modes: Iterable[str]) -> list[dict[str, Any]]:
    """Return the duties that an agreement of these modes starts with; nobody has agreed to any yet."""
    wanted = set(modes)
    held = [duty for duty in STANDARD if not duty.modes or wanted & duty.modes]
    return [line_of(duty.side, slug=duty.slug) for duty in held]


def line_of(side: DutySide, *, slug: str = "", text: str = "") -> dict[str, Any]:
    """Return a duty as an agreement keeps it: a standard one by its slug, another by its text."""
    return {"side": side.value, "slug": slug, "text": text, "agreed": []}


def adapted(lines: Sequence[dict[str, Any]], modes: Iterable[str]) -> list[dict[str, Any]]:
    """Return the duties after the modes have changed: what still belongs there keeps its agreement."""
    held = {line["slug"]: line for line in lines if line["slug"]}
    return [held.get(line["slug"], line) for line in standard_duties(modes)] + [
        line for line in lines if not line["slug"]
    ]


def open_duties(lines: Sequence[dict[str, Any]]) -> dict[Side, int]:
    """Return how many duties each side has still to agree to."""
    return {side: sum(1 for line in lines if side.value not in line["agreed"]) for side in Side}
