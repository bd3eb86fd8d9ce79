"""How far both sides of a round have come: who has answered how much, and what both have accepted."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, case
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from webapp.models import Choice, Demand, Offering, Organisation, Program, Run, Suggestion
from webapp.models.choosing.enums import Decision
from webapp.models.kernel.enums import Side
from webapp.models.kernel.pinyin import pinyin_order

ACCEPTED = (Decision.ACCEPT, Decision.ACCEPT_PARTIAL)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of an organisation's suggestions wait for its answer, and how many there are."""

    organisation_id: UUID
    name: str
    side: Side
    open: int
    total: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """What both sides have accepted: pairs and people."""

    pairs: int
    people: int


def progress_of(session: Session, run: Run) -> list[Progress]:
    """Return how far each organisation with suggestions is, those with most open first."""
    lines = []
    for side in (Side.ENTERPRISE, Side.SCHOOL):
        open_ = func.sum(case((col(Choice.id).is_(None), 1), else_=0))
        query = select(col(Organisation.id), col(Organisation.name), open_, func.count(col(Suggestion.id)))
        query = query.select_from(Suggestion)
        if side is Side.ENTERPRISE:
            query = query.join(Demand, col(Demand.id) == col(Suggestion.demand_id))
            query = query.join(Organisation, col(Organisation.id) == col(Demand.enterprise_id))
        else:
            query = query.join(Offering, col(Offering.id) == col(Suggestion.offering_id))
            query = query.join(Program, col(Program.id) == col(Offering.program_id))
            query = query.join(Organisation, col(Organisation.id) == col(Program.school_id))
        own = and_(col(Choice.suggestion_id) == col(Suggestion.id), col(Choice.side) == side)
        query = query.outerjoin(Choice, own).where(Suggestion.run_id == run.id)
        rows = session.exec(query.group_by(col(Organisation.id), col(Organisation.name)))
        lines += [Progress(key, name, side, int(waiting or 0), int(total)) for key, name, waiting, total in rows]
    return sorted(lines, key=lambda line: (-line.open, pinyin_order(line.name), str(line.organisation_id)))


def agreement_of(session: Session, run: Run) -> Agreement:
    """Return how many pairs both sides have accepted, and for how many people at least."""
    ours, theirs = aliased(Choice), aliased(Choice)
    both = case((col(ours.headcount) < col(theirs.headcount), ours.headcount), else_=theirs.headcount)
    query = select(func.count(), func.coalesce(func.sum(both), 0)).select_from(ours)
    query = query.join(
        theirs, and_(col(theirs.suggestion_id) == col(ours.suggestion_id), col(theirs.side) == Side.SCHOOL)
    )
    query = query.where(
        ours.run_id == run.id,
        ours.side == Side.ENTERPRISE,
        ours.decision.in_(ACCEPTED),  # type: ignore[attr-defined]
        theirs.decision.in_(ACCEPTED),  # type: ignore[attr-defined]
    )
    pairs, people = session.exec(query).one()
    return Agreement(int(pairs), int(people))
