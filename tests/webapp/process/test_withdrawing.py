"""A post that a round has kept is withdrawn: with a reason, in every phase, and what follows for the others."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from tests.market import CLOUD, LIFT, REASON, TUNER, Market, the_allocation, the_conflict
from tests.places import Databases
from tests.stage import Stage, newest_run, person, raise_stage, the_round
from webapp.models import (
    Allocation,
    AlternateOffer,
    Correction,
    Demand,
    FrozenPost,
    Notice,
    Offering,
    Person,
    Program,
    RoundSnapshot,
)
from webapp.models.conflicts.enums import ConflictKind, RulingWay
from webapp.models.conflicts.ruling_input import RulingInput
from webapp.models.notices.enums import NoticeEvent
from webapp.models.posts.enums import PostStatus
from webapp.models.seats.enums import AllocationState, AlternateState
from webapp.services.conflicts.rulings import make_ruling
from webapp.services.kernel.errors import DomainError
from webapp.services.process.adopting import adopt_run
from webapp.services.process.withdrawing import withdraw_post
from webapp.services.seats.alternates import let_fall

WHY = "产线搬迁，岗位取消"


def demand(session: Session, position: str = LIFT) -> Demand:
    return session.exec(select(Demand).where(Demand.position == position)).one()


def stand_for_all(stage: Stage) -> None:
    """Let all posts name no round before the freeze."""
    with stage.session() as session:
        for kind in (Demand, Offering):
            for post in session.exec(select(kind)):
                post.round_id = None


def withdraw(stage: Stage, position: str = LIFT, reason: str = WHY) -> None:
    with stage.session() as session:
        row = demand(session, position)
        withdraw_post(session, row, reason=reason, seen_version=row.version, by=person(session, "Mei"))


def bring_to_choosing(stage: Stage) -> Market:
    stage.step("freeze")
    stage.compute()
    with stage.session() as session:
        adopt_run(session, newest_run(session), by=person(session, "Noor"))
    stage.step("choose")
    return Market(stage)


def frozen_facts(stage: Stage) -> dict[str, Any]:
    """Return what the newest snapshot says of the lift demand."""
    with stage.session() as session:
        query = select(RoundSnapshot).order_by(col(RoundSnapshot.number).desc())
        content = session.exec(query.limit(1)).one().content
        key = str(demand(session).id)
        return next((facts for facts in json.loads(content)["demands"] if facts["id"] == key), {})


@pytest.mark.parametrize("standing", [False, True])
def test_a_frozen_post_is_not_edited_and_no_edit_of_what_it_stands_on_changes_the_next_run(
    stage: Stage, standing: bool
) -> None:
    if standing:
        stand_for_all(stage)
    stage.step("freeze")
    before = frozen_facts(stage)
    assert before["headcount"] == 20

    key = stage.ask(lambda session: demand(session).id)
    answer = stage.as_("Mei").get(f"/demands/{key}/edit")
    assert "不能再修改" in answer.text
    with stage.session() as session:
        program = session.exec(select(Program).where(Program.name == "电梯工程技术")).one()
        program.skills, program.name = ["烘焙"], "西式面点"
        demand(session).required_skills = ["烘焙"]  # as if it were written past the guard
    stage.compute()

    assert frozen_facts(stage) == before
    with stage.session() as session:
        content = session.exec(select(RoundSnapshot).order_by(col(RoundSnapshot.number).desc()).limit(1)).one().content
        assert "烘焙" not in content
        assert "西式面点" not in content


@pytest.mark.parametrize("standing", [False, True])
def test_without_a_reason_a_frozen_post_stays(stage: Stage, standing: bool) -> None:
    if standing:
        stand_for_all(stage)
    stage.step("freeze")
    key = stage.ask(lambda session: demand(session).id)
    mei = stage.as_("Mei")
    page = mei.open(f"/demands/{key}")

    refused = mei.press(page, "撤回", {"reason": ""})

    assert refused.status == 422
    assert "请填写此项" in refused.text
    assert stage.ask(lambda session: demand(session).status) is PostStatus.SUBMITTED

    done = mei.press(refused, "撤回", {"reason": WHY})

    assert done.status == 200
    with stage.session() as session:
        assert demand(session).status is PostStatus.WITHDRAWN
        kept = session.exec(select(FrozenPost).where(FrozenPost.demand_id == demand(session).id)).one()
        assert kept.reason == WHY
        told = session.exec(select(Notice).join(Person).where(Person.name == "Noor")).all()
        assert [row.facts["withdrawn"] for row in told if row.event is NoticeEvent.CONFLICT] == [LIFT]
    stage.compute()
    assert frozen_facts(stage) == {}


@pytest.mark.parametrize("standing", [False, True])
def test_withdrawn_while_both_sides_choose_it_gets_no_seats_and_its_pairs_are_a_conflict(
    stage: Stage, standing: bool
) -> None:
    if standing:
        stand_for_all(stage)
    market = bring_to_choosing(stage)
    market.choose(LIFT, CLOUD, 20, 20, (1, 1))
    withdraw(stage)
    with stage.session() as session:  # written anew for other rounds: this one goes on counting it as gone
        row = demand(session)
        row.status = PostStatus.SUBMITTED

    market.end_choosing()

    assert market.seats() == {(LIFT, CLOUD): 0}
    assert market.conflicts() == [(ConflictKind.WITHDRAWN, [LIFT])]


def test_withdrawn_from_a_published_round_its_seats_are_free_at_once_and_offered_to_the_next(settled: Market) -> None:
    settled.publish()
    stage = settled.stage
    withdraw(stage)

    assert settled.seats() == {(LIFT, CLOUD): 0}
    assert settled.conflicts() == [(ConflictKind.WITHDRAWN, [LIFT])]
    with stage.session() as session:
        row = the_allocation(session, LIFT)
        assert row.state is AllocationState.PROPOSED
        assert session.exec(select(Correction)).one().reason == WHY
        offers = session.exec(select(AlternateOffer)).all()
        assert [(offer.demand.position, offer.state) for offer in offers] == [(TUNER, AlternateState.OPEN)]
        assert demand(session).given == 0
        told = session.exec(select(Notice.event).join(Person).where(Person.name == "Ines")).all()
        assert NoticeEvent.CONFLICT in told


def test_no_ruling_gives_a_withdrawn_post_its_seats_back(settled: Market) -> None:
    settled.publish()
    withdraw(settled.stage)
    with settled.stage.session() as session:
        data = RulingInput(way=RulingWay.EXCEPTION, seats=[5], reason=REASON, no_interest=True)
        with pytest.raises(DomainError) as refused:
            make_ruling(session, the_conflict(session), data, by=person(session, "Noor"))
        assert refused.value.code == "ruling_post_withdrawn"
        data = RulingInput(way=RulingWay.CANCEL, seats=[0], reason=REASON, no_interest=True)
        make_ruling(session, the_conflict(session), data, by=person(session, "Noor"))
        assert the_allocation(session, LIFT).state is AllocationState.FALLEN


def test_offers_to_a_withdrawn_post_end_and_go_on_to_the_next(settled: Market) -> None:
    with settled.stage.session() as session:
        let_fall(session, the_allocation(session, LIFT), "用人计划有变", by=person(session, "Noor"))
        offer = session.exec(select(AlternateOffer).where(AlternateOffer.state == AlternateState.OPEN)).first()
        assert offer is not None
        post = offer.demand if offer.demand.position != LIFT else offer.offering
        withdraw_post(session, post, reason=WHY, seen_version=post.version, by=person(session, "Mei"))

        states = {row.id: row.state for row in session.exec(select(AlternateOffer))}
        assert states[offer.id] is AlternateState.LAPSED
        for row in session.exec(select(AlternateOffer).where(AlternateOffer.state == AlternateState.OPEN)):
            assert post.id not in (row.demand_id, row.offering_id)


def test_a_post_of_a_closed_round_stays_and_a_standing_one_may_go(closed: Market) -> None:
    with closed.stage.session() as session:
        row = demand(session)
        with pytest.raises(DomainError) as refused:
            withdraw_post(session, row, reason=WHY, seen_version=row.version, by=person(session, "Mei"))
        assert refused.value.code == "demand_round_frozen"
    with closed.stage.session() as session:
        row = demand(session)
        row.round_id = None
        session.flush()
        withdraw_post(session, row, seen_version=row.version, by=person(session, "Mei"))
        assert sum(pair.seats for pair in session.exec(select(Allocation))) == 20


@pytest.mark.parametrize("kind", ["demands", "offerings"])
def test_whoever_calls_is_asked_for_the_reason(kind: str, databases: Databases, tmp_path: Path) -> None:
    with raise_stage(databases, tmp_path / "var", ["choosing"]) as stage, stage.session() as session:
        post: Any = demand(session) if kind == "demands" else session.exec(select(Offering)).first()
        with pytest.raises(DomainError) as refused:
            withdraw_post(session, post, seen_version=post.version, by=person(session, "Mei"))
        assert refused.value.code == "withdrawing_needs_reason"
        assert refused.value.status == 409


def test_thawing_lets_posts_go(frozen: Stage) -> None:
    assert frozen.ask(lambda session: len(session.exec(select(FrozenPost)).all())) == 5

    frozen.step("thaw")

    assert frozen.ask(lambda session: session.exec(select(FrozenPost)).all()) == []
    withdraw(frozen, reason="")
    assert frozen.ask(lambda session: demand(session).status) is PostStatus.WITHDRAWN
    assert frozen.ask(lambda session: the_round(session).frozen_at) is None
