"""The small city with standing posts alone, and three rounds that take all of them in at the same time."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from tests.places import Place, makes
from tests.stage import person
from webapp import clock
from webapp.models import Allocation, Choice, Demand, MatchingRound, Offering, Run, Suggestion
from webapp.models.choosing.enums import Decision
from webapp.models.kernel.enums import Side
from webapp.models.rounds.enums import RoundStatus
from webapp.models.rounds.round_input import DEFAULT_WEIGHTS
from webapp.services.process import phases
from webapp.services.process.adopting import adopt_run
from webapp.services.rounds import rounds
from webapp.services.runs import runs
from webapp.services.seats.capacity import count_wrong, count_wrong_posts

CODES = ("R1", "R2", "R3")


def round_named(session: Session, code: str) -> MatchingRound:
    """Return a round by its code."""
    return session.exec(select(MatchingRound).where(MatchingRound.code == code)).one()


def step(session: Session, code: str, name: str) -> None:
    """Move a round on, as Noor."""
    phases.move(session, round_named(session, code), name, by=person(session, "Noor"))


def answer_all(session: Session, code: str, accepted: int = 99) -> None:
    """Let both sides accept so many of everything that a round suggests, in the order of scores, and nothing else."""
    run = rounds.adopted_run(session, round_named(session, code).id)
    assert run is not None
    session.execute(delete(Choice).where(col(Choice.run_id) == run.id))
    by, rank = person(session, "Noor").id, dict[Any, int]()
    query = select(Suggestion).where(Suggestion.run_id == run.id)
    for row in session.exec(query.order_by(col(Suggestion.score).desc(), col(Suggestion.id))):
        for side, post in ((Side.ENTERPRISE, row.demand), (Side.SCHOOL, row.offering)):
            rank[post.id] = rank.get(post.id, 0) + 1
            most = min(row.demand.headcount or 0, row.offering.seats or 0, accepted)
            session.add(
                Choice(
                    suggestion_id=row.id, run_id=run.id, side=side, post_id=post.id, decision=Decision.ACCEPT,
                    headcount=most, rank=rank[post.id], decided_by_id=by,
                )
            )  # fmt: skip
    session.flush()


def held(session: Session) -> dict[str, int]:
    """Return how many places of each post pairs hold in all rounds."""
    found: dict[str, int] = {}
    for row in session.exec(select(Allocation).where(col(Allocation.released).is_(False))):
        for post in (row.demand, row.offering):
            found[post.number] = found.get(post.number, 0) + row.seats
    return found


def check_places_are_given_once(session: Session) -> None:
    """Ask that no post gives more places than it has, in all rounds together, and that the database counts right."""
    session.flush()
    session.expire_all()
    given = held(session)
    for kind in (Demand, Offering):
        for post in session.exec(select(kind)):
            places = post.headcount if isinstance(post, Demand) else post.seats
            assert given.get(post.number, 0) <= (places or 0), (post.number, given, places)
            assert post.given == given.get(post.number, 0), post.number
    assert count_wrong_posts(session) == 0
    assert [count_wrong(session, round_) for round_ in session.exec(select(MatchingRound))] == [0, 0, 0]


@makes("overlapping", base="city")
def _overlap(place: Place) -> None:
    today = clock.today()
    with place.session() as session:
        for kind in (Demand, Offering):
            for post in session.exec(select(kind)):
                post.round_id = None
        first = round_named(session, "R1")
        for code in CODES[1:]:
            session.add(
                MatchingRound(
                    code=code, title=f"{code} 轮", term=first.term, host_id=first.host_id, min_score=20,
                    status=RoundStatus.COLLECTING, weights=dict(DEFAULT_WEIGHTS),
                    collect_from=today - timedelta(days=9), collect_until=today + timedelta(days=9),
                    choose_from=today + timedelta(days=10), choose_until=today + timedelta(days=20),
                )
            )  # fmt: skip
    for code in CODES:
        with place.session() as session:
            step(session, code, "freeze")
            runs.queue_run(session, round_named(session, code), library_version="test", by=person(session, "Noor"))
        place.work()
        with place.session() as session:
            run = session.exec(select(Run).where(Run.round_id == round_named(session, code).id)).one()
            adopt_run(session, run, by=person(session, "Noor"))
            step(session, code, "choose")
