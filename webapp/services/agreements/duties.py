"""The duties of an agreement: the standard ones by ways of working together, what each side agrees to, what it adds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session

from webapp.models import Agreement, Person
from webapp.models.agreements.agreement_input import DutyInput
from webapp.models.agreements.enums import DutySide
from webapp.models.kernel.enums import CooperationMode, Side
from webapp.services.agreements.parties import party_of, refuse_unless_draft
from webapp.services.kernel.audit import record
from webapp.services.kernel.errors import DomainError
from webapp.services.kernel.locking import lock

INTERNSHIPS: Final = "职业学校学生实习管理规定（教职成〔2021〕4 号）"
COOPERATION: Final = "职业学校校企合作促进办法（教职成〔2018〕1 号）"
APPRENTICES: Final = "关于全面推行中国特色企业新型学徒制 加强技能人才培养的指导意见（人社部发〔2021〕39 号）"
M = CooperationMode
APPRENTICESHIPS: Final = frozenset({M.MODERN_APPRENTICESHIP, M.NEW_APPRENTICESHIP})
AT_WORK: Final = frozenset({M.ORDER_CLASS, M.PRACTICE_BASE, M.MODERN_APPRENTICESHIP, M.NEW_APPRENTICESHIP})
MOST_DUTIES: Final = 30


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
    duties = [duty for duty in STANDARD if not duty.modes or wanted & duty.modes]
    return [line_of(duty.side, slug=duty.slug) for duty in duties]


def line_of(side: DutySide, *, slug: str = "", text: str = "") -> dict[str, Any]:
    """Return a duty as an agreement keeps it: a standard one by its slug, another by its text."""
    return {"side": side.value, "slug": slug, "text": text, "agreed": []}


def adapted(lines: Sequence[dict[str, Any]], modes: Iterable[str]) -> list[dict[str, Any]]:
    """Return the duties after the modes have changed: what still belongs there keeps its agreement."""
    by_slug = {line["slug"]: line for line in lines if line["slug"]}
    return [by_slug.get(line["slug"], line) for line in standard_duties(modes)] + [
        line for line in lines if not line["slug"]
    ]


def open_duties(lines: Sequence[dict[str, Any]]) -> dict[Side, int]:
    """Return how many duties each side has still to agree to."""
    return {side: sum(1 for line in lines if side.value not in line["agreed"]) for side in Side}


def agree_duties(
    session: Session, agreement: Agreement, agreed: Iterable[int], *, seen_version: int, by: Person
) -> None:
    """Keep which duties, by their place in the list, the person's side agrees to."""
    lock(session, agreement, seen_version=seen_version)
    refuse_unless_draft(agreement)
    side = party_of(agreement, by)
    wanted, lines = set(agreed), []
    for place, line in enumerate(agreement.duties):
        others = [name for name in line["agreed"] if name != side.value]
        lines.append({**line, "agreed": sorted([*others, side.value] if place in wanted else others)})
    before, after = open_duties(agreement.duties)[side], open_duties(lines)[side]
    if lines == agreement.duties:
        return
    agreement.duties = lines
    agreement.version += 1
    changes = {"before": {"side": side.value, "open": before}, "after": {"side": side.value, "open": after}}
    record(session, "agreement.duties", agreement, by=by, **changes)
    session.flush()


def add_duty(session: Session, agreement: Agreement, data: DutyInput, *, seen_version: int, by: Person) -> None:
    """Add a duty in words of one's own; who adds it agrees to it."""
    lock(session, agreement, seen_version=seen_version)
    refuse_unless_draft(agreement)
    side = party_of(agreement, by)
    if len(agreement.duties) >= MOST_DUTIES:
        raise DomainError("duties_full", most=MOST_DUTIES)
    if any(line["text"] == data.text and line["side"] == data.side.value for line in agreement.duties):
        raise DomainError("duty_twice")
    line = line_of(data.side, text=data.text)
    agreement.duties = [*agreement.duties, {**line, "agreed": [side.value]}]
    agreement.version += 1
    record(session, "agreement.duty_added", agreement, by=by, after={"text": data.text})
    session.flush()


def drop_duty(session: Session, agreement: Agreement, place: int, *, seen_version: int, by: Person) -> None:
    """Take away a duty that somebody has added; standard ones stay."""
    lock(session, agreement, seen_version=seen_version)
    refuse_unless_draft(agreement)
    party_of(agreement, by)
    if not 0 <= place < len(agreement.duties) or agreement.duties[place]["slug"]:
        raise DomainError("duty_stays")
    line = agreement.duties[place]
    agreement.duties = [duty for duty in agreement.duties if duty is not line]
    agreement.version += 1
    record(session, "agreement.duty_dropped", agreement, by=by, before={"text": line["text"]})
    session.flush()
