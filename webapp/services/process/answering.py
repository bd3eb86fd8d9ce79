"""Offers to alternates are answered, and what follows once their round is closed: agreements say what stands."""

from sqlmodel import Session

from webapp.models import Agreement, AlternateOffer, MatchingRound, Person
from webapp.models.rounds.enums import RoundStatus
from webapp.models.seats.enums import AlternateState
from webapp.services.agreements.following import follow_seats
from webapp.services.seats import alternates


def answer_offer(
    session: Session, offer: AlternateOffer, *, accepts: bool, seen_version: int | None = None, by: Person
) -> list[Agreement]:
    """Write one side's answer; return the agreements that are drafted because of it."""
    alternates.answer_offer(session, offer, accepts=accepts, seen_version=seen_version, by=by)
    round_ = session.get_one(MatchingRound, offer.round_id)
    if offer.state is not AlternateState.TAKEN or round_.status is not RoundStatus.CLOSED:
        return []
    return follow_seats(session, round_, by=by)[0]
