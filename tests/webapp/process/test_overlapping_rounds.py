"""Places across rounds: a standing post has them once, whatever rounds do, at the same time and in any order."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, col, select

from tests.places import Databases
from tests.stage import LIFT, Stage, person
from tests.webapp.process.overlapping import CODES, answer_all, check_places_are_given_once, held, round_named, step
from webapp.clock import now
from webapp.models import Allocation, AlternateOffer, Conflict, Demand, Offering
from webapp.models.conflicts.enums import ConflictState, RulingWay
from webapp.models.conflicts.ruling_input import RulingInput, WhyInput
from webapp.models.posts.enums import PostStatus
from webapp.models.rounds.enums import RoundStatus
from webapp.models.seats.enums import AllocationState, AlternateState
from webapp.services.conflicts import rulings
from webapp.services.kernel.errors import DomainError
from webapp.services.process.withdrawing import withdraw_post
from webapp.services.seats import alternates
from webapp.services.seats.capacity import move_seats, release_places, whereabouts

REASON = "按双方志愿和得分分配，采用测算分配的结果，未满足部分进入递补。"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def stage(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[Stage]:
    """Return the city with three rounds over the same posts, all in choosing, on each engine."""
    with databases.place("overlapping", request.param, tmp_path / "var") as place:
        yield Stage(place)


@contextmanager
def alone(stage: Stage) -> Iterator[Session]:
    """Open a session that commits; nobody else writes, so seats may be dealt out within it."""
    engine = stage.place.engine()
    with Session(engine, expire_on_commit=False) as session:
        yield session
        session.commit()
    engine.dispose()


def lift(session: Session) -> Demand:
    return session.exec(select(Demand).where(Demand.position == LIFT)).one()


def test_what_one_round_has_given_the_next_cannot_give_again(stage: Stage) -> None:
    with alone(stage) as session:
        answer_all(session, "R1")
        answer_all(session, "R2")
        step(session, "R1", "adjudicate")
        after_first = held(session)
        step(session, "R2", "adjudicate")

        check_places_are_given_once(session)
        assert after_first["D-1"] == 20
        assert held(session)["D-1"] == 20
        gone = session.exec(select(Allocation).where(Allocation.round_id == round_named(session, "R2").id)).all()
        assert {row.reason for row in gone if row.demand.number == "D-1"} == {"elsewhere"}
        told = [(round_.code, seats) for round_, seats in whereabouts(session, lift(session))]
        assert told == [("R1", 20)]
        key = lift(session).id

    page = stage.as_("Mei").get(f"/demands/{key}").text
    assert "还剩 0 个名额" in page
    assert "春季校企匹配" in page


def test_a_pair_that_falls_in_one_round_frees_its_places_for_another(stage: Stage) -> None:
    with alone(stage) as session:
        answer_all(session, "R1")
        answer_all(session, "R2")
        step(session, "R1", "adjudicate")
        for row in session.exec(select(Allocation).where(Allocation.seats > 0)).all():
            if row.demand.number == "D-1":
                alternates.let_fall(session, row, "用人计划有变", by=person(session, "Noor"))
        assert held(session)["D-1"] == 0
        step(session, "R2", "adjudicate")

        check_places_are_given_once(session)
        assert held(session)["D-1"] > 0


def test_the_database_itself_gives_no_place_twice(stage: Stage) -> None:
    with alone(stage) as session:
        answer_all(session, "R1")
        answer_all(session, "R2")
        step(session, "R1", "adjudicate")
        step(session, "R2", "adjudicate")
        row = next(
            row
            for row in session.exec(select(Allocation).where(Allocation.round_id == round_named(session, "R2").id))
            if row.demand.number == "D-1"
        )
        key = row.id

        with pytest.raises(DomainError) as refused:
            move_seats(session, [row], {row.id: 1})
        assert refused.value.facts["free"] == 0
    for statement in (
        f"UPDATE allocation SET seats = seats + 1 WHERE id = '{_sql(stage, key)}'",
        "UPDATE demand SET headcount = 19 WHERE number = 'D-1'",
        "UPDATE demand SET given = 21 WHERE number = 'D-1'",
    ):
        with pytest.raises(DatabaseError, match="given"), stage.session() as session:
            session.connection().exec_driver_sql(statement)
    with alone(stage) as session:
        check_places_are_given_once(session)


def _sql(stage: Stage, key: UUID) -> str:
    return key.hex if stage.place.settings.database_url.startswith("sqlite") else str(key)


def test_fewer_places_than_are_given_cannot_be_declared(stage: Stage) -> None:
    with alone(stage) as session:
        answer_all(session, "R1")
        for code in CODES:
            step(session, code, "adjudicate")
        for code in CODES:
            round_named(session, code).status = RoundStatus.CLOSED
        lift(session).status = PostStatus.RETURNED
        key = lift(session).id
    mei = stage.as_("Mei")

    page = mei.press(mei.open(f"/demands/{key}/edit"), "保存草稿", {"headcount": "19"})

    assert page.status == 422
    assert "已有轮次配出 20 人" in page.text
    assert stage.ask(lambda session: lift(session).headcount) == 20


def test_an_agreement_that_is_broken_off_in_mid_way_frees_the_posts_for_other_rounds_alone(stage: Stage) -> None:
    with alone(stage) as session:
        answer_all(session, "R1")
        answer_all(session, "R2")
        step(session, "R1", "adjudicate")
        rows = [row for row in session.exec(select(Allocation)) if row.demand.number == "D-1" and row.seats]
        release_places(session, rows)
        step(session, "R2", "adjudicate")

        check_places_are_given_once(session)
        assert held(session)["D-1"] > 0
        assert sum(row.seats for row in rows) == 20


Deed = Callable[[Session, str, int], None]


def answer(session: Session, code: str, number: int) -> None:
    if round_named(session, code).status is RoundStatus.CHOOSING:
        answer_all(session, code, 5 + number)


def end(session: Session, code: str, _number: int) -> None:
    step(session, code, "adjudicate")


def pairs(session: Session, code: str) -> list[Allocation]:
    query = select(Allocation).where(Allocation.round_id == round_named(session, code).id)
    return list(session.exec(query.order_by(col(Allocation.demand_id), col(Allocation.offering_id))))


def fall(session: Session, code: str, number: int) -> None:
    rows = [row for row in pairs(session, code) if row.state is AllocationState.SETTLED and row.seats]
    if rows:
        alternates.let_fall(session, rows[number % len(rows)], "用人计划有变", by=person(session, "Noor"))


def take(session: Session, code: str, number: int) -> None:
    query = select(AlternateOffer).where(
        AlternateOffer.round_id == round_named(session, code).id, AlternateOffer.state == AlternateState.OPEN
    )
    offers = session.exec(query.order_by(col(AlternateOffer.id))).all()
    if offers:
        offer = offers[number % len(offers)]
        offer.enterprise_answer = True
        people = [person(session, name) for name in ("Ines", "Tomas")]
        by = next(row for row in people if row.organisation_id == offer.offering.program.school_id)
        alternates.answer_offer(session, offer, accepts=True, by=by)


def rule(session: Session, code: str, number: int) -> None:
    query = select(Conflict).where(
        Conflict.round_id == round_named(session, code).id, Conflict.state == ConflictState.OPEN
    )
    conflict = session.exec(query.order_by(col(Conflict.number))).first()
    if conflict is not None:
        seats = [(claim.allocation.wanted + number) % 31 for claim in conflict.claims]
        data = RulingInput(way=RulingWay.EXCEPTION, seats=seats, reason=REASON, no_interest=True)
        rulings.make_ruling(session, conflict, data, by=person(session, "Noor"))


def revert(session: Session, code: str, _number: int) -> None:
    why = WhyInput(reason="重新核对各方的志愿之后再行裁定")
    round_, by = round_named(session, code), person(session, "Noor")
    rulings.revert_last(session, round_, why, made_until=now(), most=100, by=by)


def release(session: Session, code: str, number: int) -> None:
    rows = [row for row in pairs(session, code) if row.seats and not row.released]
    if rows:
        release_places(session, [rows[number % len(rows)]])


def withdraw(session: Session, _code: str, number: int) -> None:
    posts = [*session.exec(select(Demand).order_by(col(Demand.number)))]
    posts += [*session.exec(select(Offering).order_by(col(Offering.number)))]  # type: ignore[list-item]
    post = posts[number % len(posts)]
    withdraw_post(session, post, reason="用人计划有变", seen_version=post.version, by=person(session, "Mei"))


DEEDS: dict[str, Deed] = {
    "answer": answer, "end": end, "fall": fall, "take": take, "rule": rule, "revert": revert, "release": release,
    "withdraw": withdraw,
}  # fmt: skip
NAMES = ("answer", "end", "end", "fall", "take", "take", "rule", "rule", "revert", "release", "withdraw")
ORDERS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(CODES), st.integers(0, 20)), min_size=4, max_size=16
)


@settings(max_examples=9)
@given(order=ORDERS)
def test_whatever_three_rounds_do_no_place_is_given_twice(stage: Stage, order: list[tuple[str, str, int]]) -> None:
    engine = stage.place.engine()
    with Session(engine, expire_on_commit=False) as session:
        for code in CODES:
            answer_all(session, code)
        for name, code, number in order:
            with session.begin_nested() as point:
                try:
                    DEEDS[name](session, code, number)
                except DomainError:
                    point.rollback()
            check_places_are_given_once(session)
        session.rollback()
    engine.dispose()
