"""Pairs that a coordinator has pinned or banned in a round, each with a reason: the next run holds to them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, func, select

from webapp.models import Demand, MatchingRound, Offering, Organisation, PairRule, Person, Program, Suggestion
from webapp.models.posts.enums import PostStatus
from webapp.models.rounds.collecting_input import PairRuleInput
from webapp.models.rounds.enums import PairRuleKind, RoundStatus
from webapp.services.kernel.audit import actor_name, record
from webapp.services.kernel.errors import DomainError
from webapp.services.kernel.locking import lock
from webapp.services.posts.places import left_of

STILL_POSSIBLE = (RoundStatus.COLLECTING, RoundStatus.FROZEN, RoundStatus.SCORED)


def find_rules(
    session: Session, round_: MatchingRound, *, offset: int, limit: int
) -> tuple[list[tuple[PairRule, str]], int]:
    """Return a page of the round's pins and bans with who made them, newest first, and how many there are."""
    total = session.exec(select(func.count()).where(PairRule.round_id == round_.id)).one()
    query = select(PairRule, Person).join(Person, col(Person.id) == col(PairRule.made_by_id))
    query = query.where(PairRule.round_id == round_.id).order_by(col(PairRule.made_at).desc(), col(PairRule.id))
    rows = session.exec(query.offset(offset).limit(limit))
    return [(rule, actor_name(maker)) for rule, maker in rows], total


def rules_of(session: Session, round_: MatchingRound) -> list[PairRule]:
    """Return the round's pins and bans, by their keys."""
    query = select(PairRule).where(PairRule.round_id == round_.id)
    return list(session.exec(query.order_by(col(PairRule.demand_id), col(PairRule.offering_id))))


def as_facts(rules: Iterable[PairRule]) -> dict[str, list[list[Any]]]:
    """Return pins and bans as a run keeps them: [demand, offering, seats] and [demand, offering]."""
    pins, bans = [], []
    for rule in rules:
        pair = [str(rule.demand_id), str(rule.offering_id)]
        if rule.kind is PairRuleKind.PIN:
            pins.append([*pair, rule.seats])
        else:
            bans.append(pair)
    return {"pins": pins, "bans": bans}


def titles_of(session: Session, suggestion_ids: Iterable[UUID]) -> dict[UUID, tuple[str, str, str]]:
    """Return each suggestion's position, enterprise and programme."""
    query = (
        select(Suggestion.id, Demand.position, Organisation.name, Program.name)
        .join(Demand, col(Demand.id) == col(Suggestion.demand_id))
        .join(Organisation, col(Organisation.id) == col(Demand.enterprise_id))
        .join(Offering, col(Offering.id) == col(Suggestion.offering_id))
        .join(Program, col(Program.id) == col(Offering.program_id))
        .where(col(Suggestion.id).in_(list(suggestion_ids)))
    )
    return {key: (position, enterprise, program) for key, position, enterprise, program in session.exec(query)}


def make_rule(session: Session, round_: MatchingRound, data: PairRuleInput, *, by: Person) -> PairRule:
    """Pin or ban a pair; what was ruled on the pair before is replaced."""
    lock(session, round_)
    _refuse_late(round_)
    demand = session.exec(select(Demand).where(Demand.number == data.demand)).first()
    offering = session.exec(select(Offering).where(Offering.number == data.offering)).first()
    if demand is None or not _is_there(demand, round_):
        raise DomainError("pair_demand_unknown", field="demand", number=data.demand)
    if offering is None or not _is_there(offering, round_):
        raise DomainError("pair_offering_unknown", field="offering", number=data.offering)
    if data.seats is not None:
        _check_seats(session, round_, demand, offering, data.seats)
    query = select(PairRule).where(
        PairRule.round_id == round_.id, PairRule.demand_id == demand.id, PairRule.offering_id == offering.id
    )
    rule, before = session.exec(query).first(), {}
    if rule is None:
        rule = PairRule(
            round_id=round_.id, demand_id=demand.id, offering_id=offering.id, kind=data.kind, seats=data.seats,
            reason=data.reason, made_by_id=by.id,
        )  # fmt: skip
        session.add(rule)
    else:
        before = _facts_of_rule(rule, demand, offering)
        rule.sqlmodel_update({"kind": data.kind, "seats": data.seats, "reason": data.reason, "made_by_id": by.id})
        rule.version += 1
    session.flush()
    record(session, "pair.ruled", round_, by=by, before=before, after=_facts_of_rule(rule, demand, offering))
    session.flush()
    return rule


def remove_rule(session: Session, rule: PairRule, *, by: Person) -> None:
    """Take a pin or a ban back."""
    round_ = lock(session, session.get_one(MatchingRound, rule.round_id))
    _refuse_late(round_)
    before = _facts_of_rule(rule, rule.demand, rule.offering)
    session.delete(rule)
    record(session, "pair.unruled", round_, by=by, before=before)
    session.flush()


def _refuse_late(round_: MatchingRound) -> None:
    if round_.status not in STILL_POSSIBLE:
        raise DomainError("pair_rules_too_late")


def _is_there(post: Demand | Offering, round_: MatchingRound) -> bool:
    return post.status is PostStatus.SUBMITTED and post.round_id in (None, round_.id)


def _check_seats(session: Session, round_: MatchingRound, demand: Demand, offering: Offering, seats: int) -> None:
    """Refuse a pin beyond what either side has left of its other pins."""
    for places, own, code in (
        (left_of(demand), PairRule.demand_id == demand.id, "pin_beyond_headcount"),
        (left_of(offering), PairRule.offering_id == offering.id, "pin_beyond_seats"),
    ):
        others = select(func.coalesce(func.sum(PairRule.seats), 0)).where(PairRule.round_id == round_.id, own)
        same = (col(PairRule.demand_id) == demand.id) & (col(PairRule.offering_id) == offering.id)
        left = places - int(session.exec(others.where(~same)).one() or 0)
        if seats > left:
            raise DomainError(code, field="seats", left=max(left, 0), seats=seats)


def _facts_of_rule(rule: PairRule, demand: Demand, offering: Offering) -> dict[str, Any]:
    return {
        "demand": demand.number,
        "offering": offering.number,
        "kind": rule.kind.value,
        "seats": rule.seats,
        "reason": rule.reason,
    }
