"""The small city's market: choices are written straight in, then choosing ends."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, select

from tests.places import Place, makes
from tests.stage import LIFT, ROBOT, Stage, newest_run, person, the_round, the_suggestion
from webapp import clock
from webapp.models import Allocation, Choice, Conflict, ConflictClaim, Publication, Suggestion
from webapp.models.accounts.enums import OrganisationKind, Role
from webapp.models.choosing.enums import Decision, DeclineReason
from webapp.models.conflicts.enums import ConflictKind, RulingWay
from webapp.models.kernel.enums import Side
from webapp.models.publication.publication_input import NoticeInput
from webapp.services.publication import publication
from webapp.services.seats import allocations

TUNER = "电梯调试员"
CLOUD, EAST = "云川职业技术学院", "越东技工学校"
REASON = "两家企业需求合计超过该专业名额，按双方志愿和得分分配，未满足部分进入递补。"
NOTICE = NoticeInput(
    title="关于春季校企匹配结果的公示",
    text="经双向选择和统筹协调，现将本轮配对结果予以公示。",
    contact="市教育局职教科 0575-85000000",
    notice_days=5,
)
__all__ = [
    "CLOUD",
    "EAST",
    "LIFT",
    "NOTICE",
    "REASON",
    "ROBOT",
    "TUNER",
    "Market",
    "OrganisationKind",
    "Role",
    "RulingWay",
]


class Market:
    """The city in choosing, and short ways to what happens after it."""

    def __init__(self, stage: Stage) -> None:
        """Hold the city."""
        self.stage = stage

    def choose(
        self,
        position: str,
        school: str,
        enterprise: int | str | None = None,
        offered: int | str | None = None,
        ranks: tuple[int | None, int | None] = (None, None),
    ) -> None:
        """Write both sides' answers: a number accepts so many, a word declines, nothing is no answer."""
        with self.stage.session() as session:
            row = the_suggestion(session, position, school)
            who = {Side.ENTERPRISE: person(session, "Mei"), Side.SCHOOL: person(session, "Ines")}
            for side, answer, rank in ((Side.ENTERPRISE, enterprise, ranks[0]), (Side.SCHOOL, offered, ranks[1])):
                if answer is not None:
                    session.add(_choice(row, side, answer, rank, who[side].id))

    def end_choosing(self) -> None:
        """Move the round on, which deals its seats out."""
        self.stage.step("adjudicate")

    def contend(self) -> None:
        """Let both lift posts want more than the lift programme has: 20 and 30 of 45 places."""
        self.choose(LIFT, CLOUD, 20, 20, (1, 2))
        self.choose(TUNER, CLOUD, 30, 30, (1, 1))
        self.end_choosing()

    def publish(self) -> None:
        """Write the notice, approve it, publish."""
        with self.stage.session() as session:
            noor = person(session, "Noor")
            written = publication.draft_notice(session, the_round(session), NOTICE, by=noor)
            publication.approve_notice(session, written, by=noor)
        self.stage.step("publish")

    def let_pass(self, days: int = 30) -> None:
        """Let the notice period be over."""
        with self.stage.session() as session:
            held = session.exec(select(Publication)).one()
            held.starts_on = clock.today() - timedelta(days=days)
            held.ends_on = clock.today() - timedelta(days=1)

    def seats(self) -> dict[tuple[str, str], int]:
        """Return the seats of each pair by position and school."""
        with self.stage.session() as session:
            rows = allocations.allocations_of(session, the_round(session))
            return {(row.demand.position, row.offering.program.school.name): row.seats for row in rows}

    def conflicts(self) -> list[tuple[ConflictKind, list[str]]]:
        """Return the conflicts with the positions that take part."""
        with self.stage.session() as session:
            found = session.exec(select(Conflict).order_by(col(Conflict.number))).all()
            return [(row.kind, sorted(claim.allocation.demand.position for claim in row.claims)) for row in found]

    def conflict_id(self, number: int = 1) -> Any:
        """Return the key of a conflict."""
        return self.stage.ask(lambda session: the_conflict(session, number).id)


def the_conflict(session: Session, number: int = 1) -> Conflict:
    """Return a conflict by its number."""
    return session.exec(select(Conflict).where(Conflict.number == number)).one()


def the_allocation(session: Session, position: str, school: str = CLOUD) -> Allocation:
    """Return an allocation by its position and school."""
    rows = session.exec(select(Allocation)).all()
    return next(row for row in rows if row.demand.position == position and row.offering.program.school.name == school)


def claims_of(session: Session, number: int = 1) -> dict[str, ConflictClaim]:
    """Return the claims of a conflict by position."""
    return {claim.allocation.demand.position: claim for claim in the_conflict(session, number).claims}


def _choice(row: Suggestion, side: Side, answer: int | str, rank: int | None, by: Any) -> Choice:
    is_number = isinstance(answer, int)
    return Choice(
        suggestion_id=row.id,
        side=side,
        decision=Decision.ACCEPT if is_number else Decision.DECLINE,
        headcount=answer if isinstance(answer, int) else 0,
        rank=rank,
        reason=None if is_number else DeclineReason.MAJOR_MISMATCH,
        run_id=row.run_id,
        post_id=row.demand_id if side is Side.ENTERPRISE else row.offering_id,
        decided_by_id=by,
    )


def run_pairs(session: Session) -> list[tuple[str, str]]:
    """Return the pairs of the newest run by position and school."""
    query = select(Suggestion).where(Suggestion.run_id == newest_run(session).id)
    return [(row.facts["demand"]["position"], row.facts["offering"]["school"]) for row in session.exec(query)]


@makes("contested", base="choosing")
def _contend(place: Place) -> None:
    Market(Stage(place)).contend()


@makes("allocated", base="choosing")
def _allocate(place: Place) -> None:
    market = Market(Stage(place))
    market.choose(LIFT, CLOUD, 20, 20, (1, 1))
    market.end_choosing()


@makes("published", base="allocated")
def _publish(place: Place) -> None:
    Market(Stage(place)).publish()


@makes("closed", base="published")
def _close(place: Place) -> None:
    market = Market(Stage(place))
    market.let_pass()
    market.stage.step("close")
