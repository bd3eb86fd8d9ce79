"""Matching rounds: set up and changed, what they collect, which runs they have. Phases are in `process.phases`."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, func, or_, select

from webapp import clock
from webapp.models import (
    Agreement,
    Allocation,
    Capacity,
    Demand,
    Invitation,
    MatchingRound,
    Offering,
    Organisation,
    Person,
    Program,
    Region,
    RoundStep,
    Run,
)
from webapp.models.accounts.enums import OrganisationStatus
from webapp.models.posts.enums import PostStatus
from webapp.models.rounds.enums import RoundStatus
from webapp.models.rounds.round_input import CRITERIA, RoundInput
from webapp.models.rounds.round_step import ACTIVE
from webapp.services.accounts.names import is_named
from webapp.services.kernel.audit import record
from webapp.services.kernel.coordinators import is_open_to
from webapp.services.kernel.errors import DomainError, Unfit
from webapp.services.kernel.locking import lock
from webapp.services.posts.freezing import stands_in
from webapp.services.posts.places import has_places_left
from webapp.services.rounds.frozen_names import posts_of_round_called

SETTINGS = (
    "title",
    "term",
    "region",
    "collect_from",
    "collect_until",
    "choose_from",
    "choose_until",
    "adjudicate_until",
    "notice_days",
    "max_ranks",
    "hard_rules",
)
LIMITS = ("min_score", "top_per_demand", "top_per_offering", "cap_enterprise_pct", "method")


@dataclass(frozen=True, slots=True)
class RoundCounts:
    """How much a round holds."""

    demands: int
    places_asked: int
    enterprises: int
    offerings: int
    seats: int
    schools: int


def make_round(session: Session, data: RoundInput, *, by: Person) -> MatchingRound:
    """Set a round up as a draft of the coordinator's organisation."""
    if by.organisation_id is None:
        raise Unfit("no_organisation")
    if not _is_region_known(session, data):
        raise Unfit("region_unknown")
    round_ = MatchingRound(
        code=_next_code(session, data.term), host_id=by.organisation_id, made_by_id=by.id, **_values(data)
    )
    session.add(round_)
    session.flush()
    record(session, "round.made", round_, by=by, after={"code": round_.code, "title": round_.title})
    session.flush()
    return round_


def edit_round(session: Session, round_: MatchingRound, data: RoundInput, *, seen_version: int, by: Person) -> None:
    """Change a round; while people choose, nothing that suggestions rest on changes any more."""
    lock(session, round_, seen_version=seen_version)
    if round_.status not in (RoundStatus.DRAFT, RoundStatus.COLLECTING, RoundStatus.FROZEN, RoundStatus.SCORED):
        raise DomainError("round_past_editing")
    if not _is_region_known(session, data):
        raise DomainError("region_unknown")
    new = _values(data)
    rules = ("weights", "hard_rules", *LIMITS)
    if any(getattr(round_, name) != new[name] for name in rules):
        round_.policy_version += 1
    before = {name: _plain(getattr(round_, name)) for name in new}
    for name, value in new.items():
        setattr(round_, name, value)
    round_.version += 1
    changed = [name for name, value in new.items() if before[name] != _plain(value)]
    record(
        session,
        "round.edited",
        round_,
        by=by,
        before={name: before[name] for name in changed},
        after={name: _plain(new[name]) for name in changed},
    )
    session.flush()


def demand_conditions(round_: MatchingRound, today: date) -> list[ColumnElement[bool]]:
    """Return when a demand takes part: the freeze has kept it; before, see `demands_to_keep`."""
    return demands_to_keep(round_, today) if round_.frozen_at is None else [stands_in(round_.id, Demand)]


def demands_to_keep(round_: MatchingRound, today: date) -> list[ColumnElement[bool]]:
    """Return what a freeze keeps: handed in by a verified enterprise, in this round or standing, with places left."""
    return [
        has_places_left(Demand),
        col(Demand.status) == PostStatus.SUBMITTED,
        col(Organisation.status) == OrganisationStatus.VERIFIED,
        or_(col(Demand.round_id) == round_.id, col(Demand.round_id).is_(None)),
        or_(col(Demand.valid_until).is_(None), col(Demand.valid_until) >= today),
    ]


def offering_conditions(round_: MatchingRound) -> list[ColumnElement[bool]]:
    """Return when an offering takes part: the freeze has kept it; before, see `offerings_to_keep`."""
    return offerings_to_keep(round_) if round_.frozen_at is None else [stands_in(round_.id, Offering)]


def offerings_to_keep(round_: MatchingRound) -> list[ColumnElement[bool]]:
    """Return what a freeze keeps: handed in by a verified school, in this round or standing, with places left."""
    return [
        has_places_left(Offering),
        col(Offering.status) == PostStatus.SUBMITTED,
        col(Organisation.status) == OrganisationStatus.VERIFIED,
        col(Program.is_closed).is_(False),
        or_(col(Offering.round_id) == round_.id, col(Offering.round_id).is_(None)),
    ]


def demands_of_round(session: Session, round_: MatchingRound, *, today: date) -> list[Demand]:
    """Return the demands that take part, by their number."""
    query = select(Demand).join(Organisation, col(Organisation.id) == col(Demand.enterprise_id))
    return list(session.exec(query.where(*demand_conditions(round_, today)).order_by(col(Demand.number))))


def offerings_of_round(session: Session, round_: MatchingRound) -> list[Offering]:
    """Return the offerings that take part, by their number."""
    query = select(Offering).join(Program, col(Program.id) == col(Offering.program_id))
    query = query.join(Organisation, col(Organisation.id) == col(Program.school_id))
    return list(session.exec(query.where(*offering_conditions(round_)).order_by(col(Offering.number))))


def demands_collected(
    session: Session, round_: MatchingRound, *, words: str, today: date, offset: int, limit: int
) -> tuple[list[Demand], int]:
    """Return a page of the round's demands by their number, and how many there are."""
    query = select(Demand).join(Organisation, col(Organisation.id) == col(Demand.enterprise_id))
    sent_back = and_(col(Demand.round_id) == round_.id, col(Demand.status) == PostStatus.RETURNED)
    query = query.where(or_(and_(*demand_conditions(round_, today)), sent_back))
    if words:
        columns = (col(Demand.position), col(Demand.number))
        before = col(Demand.id).in_(posts_of_round_called(session, round_, words).demands)
        query = query.where(or_(before, is_named(words), *(name.icontains(words, autoescape=True) for name in columns)))
    total = session.exec(select(func.count()).select_from(query.subquery())).one()
    return list(session.exec(query.order_by(col(Demand.number)).offset(offset).limit(limit))), total


def offerings_collected(
    session: Session, round_: MatchingRound, *, words: str, offset: int, limit: int
) -> tuple[list[Offering], int]:
    """Return a page of the round's offerings by their number, and how many there are."""
    query = select(Offering).join(Program, col(Program.id) == col(Offering.program_id))
    query = query.join(Organisation, col(Organisation.id) == col(Program.school_id))
    sent_back = and_(col(Offering.round_id) == round_.id, col(Offering.status) == PostStatus.RETURNED)
    query = query.where(or_(and_(*offering_conditions(round_)), sent_back))
    if words:
        columns = (col(Program.name), col(Program.direction), col(Offering.number))
        before = col(Offering.id).in_(posts_of_round_called(session, round_, words).offerings)
        query = query.where(or_(before, is_named(words), *(name.icontains(words, autoescape=True) for name in columns)))
    total = session.exec(select(func.count()).select_from(query.subquery())).one()
    return list(session.exec(query.order_by(col(Offering.number)).offset(offset).limit(limit))), total


def count_posts(session: Session, round_: MatchingRound, *, today: date | None = None) -> RoundCounts:
    """Count what takes part in the round; of places those that other rounds have not given away."""
    places = func.coalesce(
        func.sum(col(Demand.headcount) - col(Demand.given) + func.coalesce(col(Capacity.given), 0)), 0
    )
    asked = select(func.count(), places, func.count(func.distinct(Demand.enterprise_id))).select_from(Demand)
    asked = asked.join(Organisation, col(Organisation.id) == col(Demand.enterprise_id))
    here = col(Capacity.round_id) == round_.id
    asked = asked.outerjoin(Capacity, here & (col(Capacity.demand_id) == col(Demand.id)))
    demands, asked_for, enterprises = session.exec(
        asked.where(*demand_conditions(round_, today or clock.today()))
    ).one()
    seats_held = func.coalesce(
        func.sum(col(Offering.seats) - col(Offering.given) + func.coalesce(col(Capacity.given), 0)), 0
    )
    offered = select(func.count(), seats_held, func.count(func.distinct(Program.school_id))).select_from(Offering)
    offered = offered.join(Program, col(Program.id) == col(Offering.program_id))
    offered = offered.join(Organisation, col(Organisation.id) == col(Program.school_id))
    offered = offered.outerjoin(Capacity, here & (col(Capacity.offering_id) == col(Offering.id)))
    offerings, seats, schools = session.exec(offered.where(*offering_conditions(round_))).one()
    return RoundCounts(demands, int(asked_for or 0), enterprises, offerings, int(seats or 0), schools)


def list_rounds(session: Session, viewer: Person) -> list[MatchingRound]:
    """Return the rounds that the viewer may open, newest first."""
    query = select(MatchingRound).order_by(col(MatchingRound.collect_from).desc(), col(MatchingRound.code).desc())
    return list(session.exec(query.where(is_open_to(viewer))))


def round_of(session: Session, thing: Run | Invitation | Allocation) -> MatchingRound:
    """Return the round that a thing belongs to."""
    return session.get_one(MatchingRound, thing.round_id)


def round_if_any(session: Session, thing: Demand | Offering | Agreement) -> MatchingRound | None:
    """Return the round of a post or an agreement; a standing post and a past agreement have none."""
    return session.get(MatchingRound, thing.round_id) if thing.round_id else None


def runs_of(session: Session, round_: MatchingRound) -> list[Run]:
    """Return the round's runs, newest first."""
    return list(session.exec(select(Run).where(Run.round_id == round_.id).order_by(col(Run.number).desc())))


def active_run(session: Session, round_: MatchingRound) -> Run | None:
    """Return the run that waits or computes."""
    return next((run for run in runs_of(session, round_) if run.is_active), None)


def step_under_way(session: Session, round_id: UUID) -> RoundStep | None:
    """Return the step that the worker is to take, or is taking."""
    query = select(RoundStep).where(RoundStep.round_id == round_id, col(RoundStep.state).in_(ACTIVE))
    return session.exec(query).first()


def last_step(session: Session, round_id: UUID) -> RoundStep | None:
    """Return the newest of the steps that the worker took, or is to take."""
    query = select(RoundStep).where(RoundStep.round_id == round_id)
    return session.exec(query.order_by(col(RoundStep.asked_at).desc(), col(RoundStep.id)).limit(1)).first()


def adopted_run(session: Session, round_id: UUID) -> Run | None:
    """Return the run whose suggestions the round shows."""
    return session.exec(select(Run).where(Run.round_id == round_id, col(Run.adopted_at).is_not(None))).first()


def as_input(round_: MatchingRound) -> dict[str, object]:
    """Return a stored round as the values of its form."""
    values: dict[str, object] = {name: getattr(round_, name) for name in (*SETTINGS, *LIMITS)}
    return values | {f"weight_{name}": round_.weights.get(name, 0) for name in CRITERIA}


def _values(data: RoundInput) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(data, name) for name in (*SETTINGS, *LIMITS)}
    return values | {"weights": data.weights}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _is_region_known(session: Session, data: RoundInput) -> bool:
    return data.region is None or session.get(Region, data.region) is not None


def _next_code(session: Session, term: str) -> str:
    prefix = f"R{re.sub('-', '', term)}-"
    codes = session.exec(select(MatchingRound.code).where(col(MatchingRound.code).startswith(prefix)))
    return f"{prefix}{max((int(code.removeprefix(prefix)) for code in codes), default=0) + 1:02d}"
