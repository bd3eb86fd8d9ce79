"""What a conflict's seats would be by the algorithm, by rank or by score: filled in for a coordinator to look at."""

from collections.abc import Callable, Sequence
from uuid import UUID

from webapp.models.conflicts.enums import RulingWay
from webapp.services.conflicts.conflicts import Claim

LAST = 10_000  # where no wish was named


def proposed_seats(claims: Sequence[Claim], way: RulingWay) -> list[int] | None:
    """Return the seats of each claim by a way that leaves nothing open, or None for the others."""
    if way is RulingWay.ADOPT:
        return [claim.allocation.suggested for claim in claims]
    if way is RulingWay.CANCEL:
        return [0 for _claim in claims]
    if way is RulingWay.BY_RANK:
        return _one_after_another(claims, lambda claim: (_ranks(claim), -_score(claim)))
    if way is RulingWay.BY_SCORE:
        return _one_after_another(claims, lambda claim: (-_score(claim), _ranks(claim)))
    return None


def agreed_seats(claim: Claim) -> int:
    """Return how many seats both sides have accepted."""
    return claim.allocation.wanted


def _one_after_another(claims: Sequence[Claim], order: Callable[[Claim], tuple[float, float]]) -> list[int]:
    free: dict[UUID, int] = {}
    for claim in claims:
        free[claim.demand.id], free[claim.offering.id] = claim.demand_free, claim.offering_free
    proposed = [0] * len(claims)
    for place in sorted(range(len(claims)), key=lambda place: (order(claims[place]), place)):
        claim = claims[place]
        seats = max(min(agreed_seats(claim), free[claim.demand.id], free[claim.offering.id]), 0)
        proposed[place] = seats
        free[claim.demand.id] -= seats
        free[claim.offering.id] -= seats
    return proposed


def _ranks(claim: Claim) -> float:
    """Return the sum of both sides' wishes: the lower, the dearer."""
    ranks = [choice.rank if choice and choice.rank else LAST for choice in (claim.enterprise, claim.school)]
    return sum(ranks)


def _score(claim: Claim) -> float:
    return claim.allocation.score or 0.0
