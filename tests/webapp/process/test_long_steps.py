"""Steps that take long go through the worker: one at a time, all or nothing, taken over where a worker dies."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, func, select

from tests.market import CLOUD, LIFT, Market
from tests.stage import Stage, person, the_round, the_suggestion
from webapp.clock import now
from webapp.jobs.run_handler import handlers
from webapp.jobs.worker import Worker
from webapp.models import Agreement, Allocation, Capacity, Conflict, Job, Notice, Organisation, Person, RoundStep
from webapp.models.accounts.enums import OrganisationStatus
from webapp.models.choosing.choice_input import ChoiceInput
from webapp.models.choosing.enums import Decision
from webapp.models.kernel.enums import JobState, Side
from webapp.models.notices.enums import NoticeEvent
from webapp.models.rounds.enums import RoundStatus
from webapp.services.choosing import choices
from webapp.services.kernel.errors import DomainError, Outdated
from webapp.services.process import long_steps, phases
from webapp.services.runs import runs
from webapp.services.seats import allocations


def ask(stage: Stage, step: str = "adjudicate") -> RoundStep:
    with stage.session() as session:
        asked = long_steps.ask_for(session, the_round(session), step, by=person(session, "Noor"))
    assert asked is not None
    return asked


def stored(stage: Stage) -> RoundStep:
    found = stage.ask(lambda session: session.exec(select(RoundStep)).one())
    assert isinstance(found, RoundStep)
    return found


def count(stage: Stage, kind: type[Any]) -> int:
    return int(stage.ask(lambda session: session.exec(select(func.count()).select_from(kind)).one()))


def told(stage: Stage, event: NoticeEvent) -> list[tuple[str, Any]]:
    def ask_them(session: Session) -> list[tuple[str, Any]]:
        query = select(Person.name, Notice.facts).join(Notice, col(Notice.person_id) == col(Person.id))
        return [(name, facts.get("state")) for name, facts in session.exec(query.where(Notice.event == event))]

    return list(stage.ask(ask_them))


def kill(stage: Stage, patched: pytest.MonkeyPatch, module: Any, name: str, *, after: int = 0) -> None:
    """Let a worker die in a function, as a machine does: it says nothing more, and its claim runs out."""
    real, calls = getattr(module, name), []

    def die(*arguments: Any, **options: Any) -> Any:
        calls.append(name)
        if len(calls) > after:
            raise KeyboardInterrupt
        return real(*arguments, **options)

    with patched.context() as dying:
        dying.setattr(module, name, die)
        with pytest.raises(KeyboardInterrupt):
            Worker(stage.place.engine(), stage.place.settings, handlers()).run_one()
    with stage.session() as session:
        for job in session.exec(select(Job).where(Job.state == JobState.RUNNING)):
            job.lease_until = now() - timedelta(seconds=1)


def test_ending_choosing_is_queued_watched_and_ends_in_the_result(market: Market) -> None:
    market.choose(LIFT, CLOUD, 20, 20)
    stage = market.stage
    noor = stage.as_("Noor")

    page = noor.press(noor.open(stage.round_url), "结束双向选择")

    assert page.status == 200
    drawn = noor.get(stage.round_url).text
    assert 'data-round-state="choosing"' in drawn
    assert 'data-step="adjudicate" data-step-state="queued" data-progress="0"' in drawn
    assert '<noscript><meta http-equiv="refresh"' in drawn
    assert "正在结束双向选择" in page.text
    watched = noor.get(f"{stage.round_url}/step")
    assert "HX-Refresh" not in watched.headers

    stage.place.work()

    assert noor.get(f"{stage.round_url}/step").headers["HX-Refresh"] == "true"
    drawn = noor.get(stage.round_url).text
    assert 'data-round-state="adjudicating"' in drawn
    assert "data-step-state" not in drawn
    assert "http-equiv" not in drawn
    assert told(stage, NoticeEvent.WORK_ENDED) == [("Noor", "done")]
    assert "结束双向选择已完成" in noor.get("/inbox").text


def test_a_step_asked_for_twice_is_one_job(market_anywhere: Market) -> None:
    stage = market_anywhere.stage
    ask(stage)

    with pytest.raises(DomainError, match="round_step_under_way"):
        ask(stage)
    with pytest.raises(DomainError, match="round_step_under_way"):
        ask(stage, "hold")

    assert count(stage, RoundStep) == count(stage, Job) - 1 == 1  # the other job is the run's


def test_while_choosing_ends_nobody_answers_and_nothing_is_computed(market: Market) -> None:
    stage = market.stage
    ask(stage)

    def answer(session: Session) -> None:
        row, data = the_suggestion(session, LIFT, CLOUD), ChoiceInput(decision=Decision.ACCEPT)
        choices.choose(session, row, data, side=Side.SCHOOL, seen_version=0, by=person(session, "Ines"))

    with pytest.raises(DomainError, match="not_choosing"):
        stage.ask(answer)
    with pytest.raises(DomainError, match="round_step_under_way"):
        stage.queue()


@pytest.mark.parametrize(
    ("where", "name", "after"),
    [(allocations, "find_contests", 0), (allocations, "insert", 1), (allocations, "tell", 0), (long_steps, "end", 0)],
)
def test_a_worker_that_dies_is_taken_over_and_nothing_is_done_twice(
    market_anywhere: Market, monkeypatch: pytest.MonkeyPatch, where: Any, name: str, after: int
) -> None:
    market, stage = market_anywhere, market_anywhere.stage
    market.choose(LIFT, CLOUD, 20, 20, (1, 2))
    market.choose("电梯调试员", CLOUD, 30, 30, (1, 1))
    ask(stage)

    kill(stage, monkeypatch, where, name, after=after)
    half = (count(stage, Capacity), count(stage, Allocation), count(stage, Conflict))
    assert half in ((0, 0, 0), (5, 2, 1))
    assert (stage.ask(the_round).status is RoundStatus.ADJUDICATING) is (half != (0, 0, 0))
    stage.place.work()

    assert stored(stage).state is JobState.DONE
    assert (count(stage, Capacity), count(stage, Allocation), count(stage, Conflict)) == (5, 2, 1)
    assert sorted(name for name, _state in told(stage, NoticeEvent.CONFLICT)) == ["Ines", "Mei"]
    assert told(stage, NoticeEvent.WORK_ENDED) == [("Noor", "done")]


def test_what_changes_while_seats_are_computed_is_counted(
    market_anywhere: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    market, stage = market_anywhere, market_anywhere.stage
    market.choose(LIFT, CLOUD, 20, 20)
    ask(stage)
    real, planned = allocations.find_contests, []

    def change(*arguments: Any) -> Any:
        if not planned:
            with stage.session() as session:
                school = session.exec(select(Organisation).where(Organisation.name == CLOUD)).one()
                school.status = OrganisationStatus.PENDING
        planned.append(1)
        return real(*arguments)

    monkeypatch.setattr(allocations, "find_contests", change)
    stage.place.work()

    assert len(planned) == 2
    assert stored(stage).state is JobState.DONE
    assert count(stage, Conflict) == 1  # the school is not verified any more


def test_a_round_that_keeps_changing_is_left_and_the_reason_told(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = market.stage
    ask(stage)

    def refuse(*_arguments: Any, **_options: Any) -> None:
        raise Outdated

    with monkeypatch.context() as patched:
        patched.setattr(phases, "take", refuse)
        stage.place.work()

    assert stage.ask(the_round).status is RoundStatus.CHOOSING
    assert (stored(stage).state, stored(stage).error) == (JobState.FAILED, "changed_meanwhile")
    assert told(stage, NoticeEvent.WORK_ENDED) == [("Noor", "failed")]
    noor = stage.as_("Noor")
    drawn = noor.get(stage.round_url).text
    assert re.search(r'role="alert"><b>“结束双向选择”没有完成</b><div>处理期间轮次的内容一再变动', drawn)
    assert "没有完成，请打开查看原因" in noor.get("/inbox").text
    noor.press(noor.open(stage.round_url), "结束双向选择")  # and it can be asked for again
    stage.place.work()
    assert stage.ask(the_round).status is RoundStatus.ADJUDICATING


def test_what_is_left_of_a_step_that_failed_is_done_when_asked(
    published: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    published.let_pass()
    stage = published.stage
    ask(stage, "close")
    assert count(stage, Agreement) == 0

    def broken(*_arguments: Any, **_options: Any) -> None:
        raise ValueError("broken")

    with monkeypatch.context() as patched:
        patched.setattr(long_steps, "go_on", broken)
        stage.place.work()

    assert stage.ask(the_round).status is RoundStatus.CLOSED
    asked = stage.ask(lambda session: session.exec(select(RoundStep).where(RoundStep.step == "close")).one())
    assert (asked.state, asked.error) == (JobState.FAILED, "step_unfinished")
    noor = stage.as_("Noor")
    assert noor.press(noor.open(stage.round_url), "接着做").status == 200
    stage.place.work()
    assert count(stage, Agreement) == 1
    assert "没有完成" not in noor.get(stage.round_url).text


def test_agreements_of_a_closed_round_are_drafted_in_pieces(published: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    published.let_pass()
    monkeypatch.setattr(phases, "DRAFTED_AT_ONCE", 1)

    published.stage.step("close")

    assert count(published.stage, Agreement) == 1


def test_a_run_may_be_queued_again_once_the_step_has_ended(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ask(market.stage)
    with market.stage.session() as session:
        long_steps.fail(session, session.get_one(RoundStep, asked.id), DomainError("step_broken"))

    market.stage.queue()

    assert market.stage.ask(lambda session: runs.count_suggestions(session, [])) == {}
