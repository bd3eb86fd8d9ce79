"""The queue of suggestions that concern somebody: by round, by programme or demand, by what has been answered."""

from bisect import bisect_left
from dataclasses import dataclass
from typing import Any, Literal, Self
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, true
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from webapp.models import Choice, Demand, MatchingRound, Offering, Person, Program, Run, Suggestion
from webapp.models.accounts.enums import Role
from webapp.models.choosing.enums import Decision
from webapp.models.kernel.enums import Side
from webapp.models.kernel.filters import Filters, Words
from webapp.models.rounds.enums import RoundStatus
from webapp.services.choosing.suggestions import ACCEPTING, BOTH_KNOWN_FROM, SHOWN_FROM, side_of
from webapp.services.kernel.coordinators import is_led_by
from webapp.services.rounds import rounds
from webapp.services.runs.names import is_called
from webapp.services.runs.results import LIST_ONLY

STATES: dict[str, tuple[Decision, ...]] = {
    "open": (),
    "accepted": ACCEPTING,
    "declined": (Decision.DECLINE,),
    "deferred": (Decision.DEFER,),
}
HANDED = "handed"  # to the viewer
Other: type[Choice] = aliased(Choice, name="other_choice")


class SuggestionFilters(Filters):
    """What suggestions of a round are narrowed to."""

    q: Words = ""
    program: UUID | None = None
    demand: UUID | None = None
    state: Literal["open", "accepted", "declined", "deferred"] | None = None


class QueueFilters(SuggestionFilters):
    """What a queue is narrowed to: a round's, as the pages look at it."""

    round: UUID
    state: Literal["open", "accepted", "declined", "deferred", "handed"] | None = None  # type: ignore[assignment]
    side: Side = Side.SCHOOL  # whose answers a coordinator looks at; everybody else looks at their own

    def in_state(self, state: Literal["open"] | None) -> Self:
        """Return the same, narrowed to another state."""
        return self.model_copy(update={"state": state})


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A suggestion in somebody's queue, with the answer of the side looked at, and the other's where it is known."""

    suggestion: Suggestion
    choice: Choice | None
    other: Choice | None = None


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A programme, or a demand, and how far its suggestions have been answered."""

    id: UUID
    title: str
    promised: int
    seats: int
    total: int
    open: int
    accepted: int
    declined: int
    deferred: int

    @property
    def decided(self) -> int:
        """Return how many have an answer."""
        return self.total - self.open


@dataclass(frozen=True, slots=True)
class Place:
    """Where a suggestion stands in its queue."""

    number: int
    total: int
    before: UUID | None
    after: UUID | None


def side_seen(viewer: Person, filters: QueueFilters) -> Side:
    """Return whose answers a queue shows: one's own, or those that a coordinator has asked for."""
    return side_of(viewer) or filters.side


def rounds_with_suggestions(session: Session, viewer: Person) -> list[MatchingRound]:
    """Return the rounds whose suggestions concern the viewer: those that choose first, then the newest."""
    own = _concerning(select(Run.round_id), viewer, side_of(viewer) or Side.SCHOOL)
    query = select(MatchingRound).where(col(MatchingRound.id).in_(own.distinct()))
    order = (col(MatchingRound.status) != RoundStatus.CHOOSING, col(MatchingRound.choose_until).desc())
    return list(session.exec(query.order_by(*order, col(MatchingRound.code).desc())))


def find_queue(
    session: Session, viewer: Person, filters: QueueFilters, *, offset: int, limit: int
) -> tuple[list[QueueItem], int]:
    """Return a page of the queue, best first, and how many there are."""
    query = _narrowed(session, select(Suggestion, Choice, Other), viewer, filters)
    total = session.exec(_narrowed(session, select(func.count(col(Suggestion.id))), viewer, filters)).one()
    query = query.options(LIST_ONLY)
    page = query.order_by(col(Suggestion.score).desc(), col(Suggestion.id)).offset(offset).limit(limit)
    return [QueueItem(*row) for row in session.exec(page)], total


def queue_query(session: Session, viewer: Person, filters: QueueFilters) -> Any:
    """Return the query for the suggestions of a queue, in no order yet."""
    return _narrowed(session, select(Suggestion), viewer, filters)


def count_states(session: Session, viewer: Person, filters: QueueFilters) -> dict[str, int]:
    """Return how many suggestions stand in each state, whatever state is looked at."""
    handed = func.coalesce(func.sum(case((col(Choice.handed_to_id) == viewer.id, 1), else_=0)), 0)
    row = session.execute(_narrowed(session, columns(*_tallies(), handed), viewer, filters.in_state(None))).one()
    return dict(zip(("total", *STATES, HANDED), (int(value or 0) for value in row), strict=True))


def lines(session: Session, viewer: Person, filters: QueueFilters) -> list[QueueLine]:
    """Return the programmes of a school (for an enterprise, its demands) with their counts, most open first."""
    of_demands = viewer.role is Role.ENTERPRISE
    key, title = (col(Demand.id), Demand.position) if of_demands else (col(Program.id), Program.name)
    promised = func.coalesce(func.sum(case((col(Choice.decision).in_(ACCEPTING), col(Choice.headcount)), else_=0)), 0)
    whole = QueueFilters(round=filters.round)
    query = _narrowed(session, columns(*[key, func.min(title), promised], *_tallies()), viewer, whole)
    rows = session.execute(query.group_by(key)).all()
    seats = _seats(session, viewer, filters.round, of_demands=of_demands)
    queue_lines = [
        QueueLine(row[0], row[1], int(row[2]), seats.get(row[0], 0), *(int(value) for value in row[3:])) for row in rows
    ]
    return sorted(queue_lines, key=lambda line: (-line.open, line.title, str(line.id)))


def place_of(session: Session, viewer: Person, suggestion: Suggestion, filters: QueueFilters) -> Place:
    """Return where the suggestion stands among those of the filters, and its neighbours."""
    query = _narrowed(session, columns(col(Suggestion.score), col(Suggestion.id)), viewer, filters)
    order = sorted((-score, key) for score, key in session.execute(query))  # one scan of the queue, not one a question
    number = bisect_left(order, (-suggestion.score, suggestion.id))
    is_among = number < len(order) and order[number][1] == suggestion.id
    after = number + 1 if is_among else number
    return Place(
        number=number + 1,
        total=len(order),
        before=order[number - 1][1] if number else None,
        after=order[after][1] if after < len(order) else None,
    )


def next_open(session: Session, viewer: Person, suggestion: Suggestion, filters: QueueFilters) -> UUID | None:
    """Return the next suggestion without an answer, beginning behind the given one and going round."""
    place = place_of(session, viewer, suggestion, filters.in_state("open"))
    if place.after is not None:
        return place.after
    query = _narrowed(session, select(Suggestion.id), viewer, filters.in_state("open"))
    query = query.where(Suggestion.id != suggestion.id).order_by(col(Suggestion.score).desc(), col(Suggestion.id))
    next_id: UUID | None = session.exec(query.limit(1)).first()
    return next_id


def _seats(session: Session, viewer: Person, round_id: UUID, *, of_demands: bool) -> dict[UUID, int]:
    """Return the seats of each programme's offerings with suggestions (for an enterprise, each demand's places)."""
    if of_demands:
        query = _concerning(columns(col(Demand.id), col(Demand.headcount)), viewer, Side.ENTERPRISE)
    else:
        query = _concerning(columns(col(Program.id), col(Offering.seats), col(Offering.id)), viewer, Side.SCHOOL)
    seats: dict[UUID, int] = {}
    for key, count, *_offering in session.execute(query.where(Run.round_id == round_id).distinct()):
        seats[key] = seats.get(key, 0) + int(count or 0)
    return seats


def _tallies() -> list[Any]:
    accepted = col(Choice.decision).in_(ACCEPTING)

    def tally(condition: ColumnElement[bool]) -> Any:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    return [
        func.count(col(Suggestion.id)),
        tally(col(Choice.id).is_(None)),
        tally(accepted),
        tally(col(Choice.decision) == Decision.DECLINE),
        tally(col(Choice.decision) == Decision.DEFER),
    ]


def _narrowed(session: Session, query: Any, viewer: Person, filters: QueueFilters) -> Any:
    return _filtered(session, _concerning(query, viewer, side_seen(viewer, filters)), filters, viewer)


def _concerning(query: Any, viewer: Person, side: Side) -> Any:
    """Bring in what a queue looks at, and keep what the viewer may see: shown rounds, adopted runs, own posts.

    To a party the other side's answers do not exist before results are published: no queue, count or filter tells them.
    """
    other = Side.ENTERPRISE if side is Side.SCHOOL else Side.SCHOOL
    is_known = true() if viewer.role is Role.COORDINATOR else col(MatchingRound.status).in_(BOTH_KNOWN_FROM)
    query = (
        query.select_from(Suggestion)
        .join(Run, col(Run.id) == col(Suggestion.run_id))
        .join(MatchingRound, col(MatchingRound.id) == col(Run.round_id))
        .join(Demand, col(Demand.id) == col(Suggestion.demand_id))
        .join(Offering, col(Offering.id) == col(Suggestion.offering_id))
        .join(Program, col(Program.id) == col(Offering.program_id))
        .outerjoin(Choice, and_(col(Choice.suggestion_id) == col(Suggestion.id), col(Choice.side) == side))
        .outerjoin(
            Other, and_(col(Other.suggestion_id) == col(Suggestion.id), col(Other.side) == other, is_known)
        )
        .where(col(Run.adopted_at).is_not(None), col(MatchingRound.status).in_(SHOWN_FROM))
    )  # fmt: skip
    if viewer.role is Role.ENTERPRISE:
        return query.where(Demand.enterprise_id == viewer.organisation_id)
    if viewer.role is Role.SCHOOL:
        return query.where(Program.school_id == viewer.organisation_id)
    return query.where(is_led_by(viewer))


def _filtered(session: Session, query: Any, filters: QueueFilters, viewer: Person) -> Any:
    query = query.where(Run.round_id == filters.round)
    if filters.program is not None:
        query = query.where(Program.id == filters.program)
    if filters.demand is not None:
        query = query.where(Demand.id == filters.demand)
    if filters.q:
        adopted = rounds.adopted_run(session, filters.round)
        query = query.where(is_called(session, adopted.id if adopted else None, filters.q))
    if filters.state == HANDED:
        return query.where(Choice.handed_to_id == viewer.id)
    if filters.state == "open":
        return query.where(col(Choice.id).is_(None))
    if filters.state:
        return query.where(col(Choice.decision).in_(STATES[filters.state]))
    return query
