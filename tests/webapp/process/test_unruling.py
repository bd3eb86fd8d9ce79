"""All rulings of a round are taken back by the worker, the last one first, a few at a time."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session, col, func, select

from tests.places import Databases
from tests.visitor import Visitor
from tests.webapp.process.city import City, person_of
from webapp.clock import now
from webapp.jobs.run_handler import handlers
from webapp.jobs.worker import Worker
from webapp.models import Allocation, AuditEvent, Conflict, Job, Notice, RoundStep, Ruling
from webapp.models.accounts.enums import Role
from webapp.models.conflicts.enums import ConflictState, RulingWay
from webapp.models.conflicts.ruling_input import RulingInput, WhyInput
from webapp.models.kernel.enums import JobState
from webapp.models.notices.enums import NoticeEvent
from webapp.services.conflicts import conflicts, rulings
from webapp.services.kernel.errors import DomainError
from webapp.services.process import long_steps, phases

WHY = "学校更正了班额，重新协调"
REASON = "按双方志愿和得分分配，采用测算分配的结果，未满足部分进入递补。"
Seats = dict[UUID, tuple[int, str]]


@pytest.fixture
def city(databases: Databases, tmp_path: Path) -> Iterator[City]:
    """Return a round with many conflicts."""
    with databases.place("codes", "sqlite", tmp_path / "var") as place:
        made = City(place, 20)
        made.compute()
        made.choose()
        made.step("adjudicate")
        yield made


def seats(city: City) -> Seats:
    with city.place.session() as session:
        return {row.id: (row.seats, row.state.value) for row in session.exec(select(Allocation))}


def ask(city: City) -> RoundStep:
    with city.place.session() as session:
        facts = {"reason": WHY, "until": now().isoformat()}
        by = person_of(session, Role.COORDINATOR)
        asked = long_steps.ask_for(session, city.round(session), "unrule", facts=facts, by=by)
    assert asked is not None
    return asked


def rule(city: City, conflict_id: UUID) -> None:
    with city.place.session() as session:
        conflict = session.get_one(Conflict, conflict_id)
        given = [claim.allocation.suggested for claim in conflicts.claims_of(session, conflict)]
        data = RulingInput(way=RulingWay.ADOPT, seats=given, reason=REASON, no_interest=True)
        rulings.make_ruling(session, conflict, data, by=person_of(session, Role.COORDINATOR))


def unsettled(city: City) -> list[UUID]:
    with city.place.session() as session:
        query = select(Conflict.id).where(Conflict.state == ConflictState.OPEN).order_by(col(Conflict.number))
        return list(session.exec(query))


def standing(city: City) -> list[UUID]:
    with city.place.session() as session:
        return list(session.exec(select(Ruling.conflict_id).where(col(Ruling.reverted_at).is_(None))))


def reverted(session: Session) -> int:
    return session.exec(select(func.count()).where(AuditEvent.action == "conflict.reverted")).one()


def test_everything_is_as_it_was_before_the_rulings(city: City) -> None:
    before, open_before = seats(city), unsettled(city)
    assert len(open_before) > phases.REVERTED_AT_ONCE
    city.settle()
    assert unsettled(city) == []

    asked = ask(city)
    city.place.take_step(asked.id)

    assert (seats(city), unsettled(city), standing(city)) == (before, open_before, [])
    with city.place.session() as session:
        assert reverted(session) == len(open_before)
        assert {row.revert_reason for row in session.exec(select(Ruling))} == {WHY}
        told = session.exec(select(Notice).where(Notice.event == NoticeEvent.WORK_ENDED)).all()
        assert {"work": "unrule", "state": "done"}.items() <= told[-1].facts.items()


def test_the_last_ruling_is_taken_back_first(city: City) -> None:
    order = unsettled(city)[:3]
    for key in order:
        rule(city, key)

    for count in (2, 1, 0):
        with city.place.session() as session:
            noor, round_ = person_of(session, Role.COORDINATOR), city.round(session)
            done = rulings.revert_last(session, round_, WhyInput(reason=WHY), made_until=now(), most=1, by=noor)
        assert done == (1, count)
        assert set(standing(city)) == set(order[:count])


def test_a_worker_that_dies_is_taken_over_and_each_is_taken_back_once(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, open_before = seats(city), unsettled(city)
    city.settle()
    monkeypatch.setattr(phases, "REVERTED_AT_ONCE", 2)
    asked, real, calls = ask(city), rulings.record, []

    def die(session: Session, action: str, *arguments: Any, **options: Any) -> None:
        calls.append(action)
        if len(calls) == 6:
            raise KeyboardInterrupt
        real(session, action, *arguments, **options)

    with monkeypatch.context() as patched:
        patched.setattr(rulings, "record", die)
        with pytest.raises(KeyboardInterrupt):
            Worker(city.place.engine(), city.place.settings, handlers()).run_one()
    assert len(standing(city)) == len(open_before) - 4
    with city.place.session() as session:
        session.get_one(Job, asked.job_id).lease_until = now() - timedelta(seconds=1)
        with pytest.raises(DomainError, match="round_step_under_way"):
            long_steps.ask_for(session, city.round(session), "publish", by=person_of(session, Role.COORDINATOR))
    city.place.work()

    assert (seats(city), standing(city)) == (before, [])
    with city.place.session() as session:
        assert session.get_one(RoundStep, asked.id).state is JobState.DONE
        assert reverted(session) == len(open_before)


def test_what_is_ruled_after_the_asking_stands(city: City) -> None:
    first, *rest = unsettled(city)
    for conflict_id in rest[:3]:
        rule(city, conflict_id)
    asked = ask(city)
    rule(city, first)

    city.place.take_step(asked.id)

    assert standing(city) == [first]


def test_the_page_asks_once_and_tells_how_far_it_is(city: City) -> None:
    visitor, page = Visitor(city.browser(Role.COORDINATOR)), f"/rounds/{city.round_id}/conflicts"
    typed = {"reason": WHY}

    none = visitor.send(page, typed, to=f"{page}/revert")
    assert (none.status_code, "没有可以撤销的裁定" in none.text) == (409, True)
    rule(city, unsettled(city)[0])
    assert visitor.send(page, {"reason": ""}, to=f"{page}/revert").status_code == 422
    assert visitor.send(page, typed, to=f"{page}/revert").headers["Location"] == f"/rounds/{city.round_id}"
    assert 'data-step="unrule"' in visitor.get(f"/rounds/{city.round_id}").text
    assert "后台进行" in visitor.send(page, typed, to=f"{page}/revert").text
    city.place.work()

    assert standing(city) == []
    assert "撤销全部裁定" in visitor.get("/inbox").text
