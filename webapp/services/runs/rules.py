"""The rules of a run: those of its round or a trial's own, and the pairs that it holds to."""

from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from webapp.models import Allocation, Choice, MatchingRound, Suggestion
from webapp.models.choosing.enums import Decision
from webapp.models.kernel.enums import Side
from webapp.models.runs.run_input import RunInput
from webapp.models.seats.enums import AllocationState
from webapp.services.rounds import pair_rules, rounds

ACCEPTED = (Decision.ACCEPT, Decision.ACCEPT_PARTIAL)
UNRANKED = 99
LAST = (UNRANKED, UNRANKED, 0.0)


def policy_of(session: Session, round_: MatchingRound, trial: RunInput | None = None) -> dict[str, Any]:
    """Return everything besides the posts that a run depends on; a trial brings rules of its own."""
    return terms_of(session, round_, trial) | _decided(session, round_)


def terms_of(session: Session, round_: MatchingRound, trial: RunInput | None = None) -> dict[str, Any]:
    """Return the rules by which a run scores, without the pairs that people have decided: scores do not ask them."""
    return {
        "weights": dict(trial.weights if trial else round_.weights),
        "min_score": trial.min_score if trial else round_.min_score,
        "top_per_demand": trial.top_per_demand if trial else round_.top_per_demand,
        "top_per_offering": trial.top_per_offering if trial else round_.top_per_offering,
        "constraints": list(trial.hard_rules if trial else round_.hard_rules),
        "cap_enterprise_pct": trial.cap_enterprise_pct if trial else round_.cap_enterprise_pct,
        "method": (trial.method if trial else round_.method).value,
        "version": round_.policy_version,
        **pair_rules.as_facts(pair_rules.rules_of(session, round_)),
    }


def _decided(session: Session, round_: MatchingRound) -> dict[str, list[list[Any]]]:
    """Return the pairs that both sides have accepted or that have settled seats, and all that somebody answered."""
    run = rounds.adopted_run(session, round_.id)
    answers = _answers(session, run.id) if run else {}
    seats = {key: row for key, (row, _) in answers.items() if row}
    settled = select(Allocation.demand_id, Allocation.offering_id, Allocation.seats).where(
        Allocation.round_id == round_.id, Allocation.state == AllocationState.SETTLED, col(Allocation.seats) > 0
    )
    seats |= {(demand, offering): given for demand, offering, given in session.exec(settled)}
    order = sorted(seats, key=lambda key: (answers.get(key, (0, LAST))[1], str(key[0]), str(key[1])))
    return {
        "keep": [[str(key[0]), str(key[1]), seats[key]] for key in order],
        "answered": sorted([str(key[0]), str(key[1])] for key in {*answers, *seats}),
    }


def _answers(session: Session, run_id: UUID) -> dict[tuple[UUID, UUID], tuple[int, tuple[int, int, float]]]:
    """Return for each answered pair how many people both sides accepted, and how dear it is to them."""
    query = select(Choice.side, Choice.decision, Choice.headcount, Choice.rank, Suggestion.demand_id,
                   Suggestion.offering_id, Suggestion.score)  # type: ignore[call-overload]  # fmt: skip
    query = query.join(Suggestion, col(Suggestion.id) == col(Choice.suggestion_id)).where(Choice.run_id == run_id)
    answers: dict[tuple[UUID, UUID], dict[Side, tuple[int, int]]] = {}
    scores: dict[tuple[UUID, UUID], float] = {}
    for side, decision, headcount, rank, demand, offering, score in session.exec(query):
        people = headcount if decision in ACCEPTED else 0
        answers.setdefault((demand, offering), {})[side] = (people, rank or UNRANKED)
        scores[demand, offering] = score
    by_pair = {}
    for key, sides in answers.items():
        ranks = [*sorted(rank for _, rank in sides.values()), UNRANKED]
        both = min((sides[side][0] if side in sides else 0) for side in Side)
        by_pair[key] = both, (ranks[0], ranks[1], -scores[key])
    return by_pair
