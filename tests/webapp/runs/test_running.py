"""Runs: one at a time, computed by the worker, stopped, taken up again, adopted, and shown as they go."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from tests.stage import LIFT, Stage, newest_run, person, the_round
from tests.visitor import Visitor, hidden
from webapp.clock import now
from webapp.database import is_writing, writing
from webapp.jobs import run_handler
from webapp.jobs.run_handler import RunHandler, handlers
from webapp.jobs.worker import Progress, Worker, WorkerLeavesError
from webapp.models import Job, Program, RoundSnapshot, Run, Suggestion, UnmatchedPost
from webapp.models.kernel.enums import JobState
from webapp.models.rounds.enums import RoundStatus
from webapp.models.runs.enums import RunState
from webapp.services.kernel import queue
from webapp.services.kernel.errors import DomainError
from webapp.services.process.adopting import adopt_run
from webapp.services.runs import runs, snapshots


def start(visitor: Visitor, stage: Stage) -> int:
    form = hidden(visitor.get(stage.round_url).text, f"{stage.round_url}/runs")
    return visitor.client.post(f"{stage.round_url}/runs", data=form).status_code


def test_a_round_is_frozen_computed_adopted_and_opened_for_choosing(stage: Stage) -> None:
    noor = stage.as_("Noor")

    noor.send(stage.round_url, to=f"{stage.round_url}/freeze")
    assert start(noor, stage) == 303
    stage.place.work()
    run = stage.ask(newest_run)
    noor.send(stage.round_url, to=f"/runs/{run.id}/adopt")
    answer = noor.send(stage.round_url, to=f"{stage.round_url}/choose")

    assert answer.status_code == 303
    assert stage.ask(the_round).status is RoundStatus.CHOOSING
    page = noor.get(stage.round_url).text
    assert 'data-round-state="choosing"' in page
    assert 'data-run-state="done" data-progress="100"' in page
    assert "采用第 1 次" in page


def test_a_run_stores_explained_suggestions_and_figures(stage: Stage) -> None:
    stage.step("freeze")

    stage.compute()

    run = stage.ask(newest_run)
    rows = stage.ask(lambda session: session.exec(select(Suggestion)).all())
    assert (run.state, run.pairs_total, run.pairs_done) == (RunState.DONE, 6, 6)
    assert rows
    assert run.metrics["suggestions"] == len(rows)
    assert sum(step["count"] for step in run.metrics["spread"]) == len(rows)
    assert run.metrics["places_filled"] <= min(run.metrics["places_asked"], run.metrics["seats"])
    for row in rows:
        parts = row.explanation["contributions"]
        assert sum(part["points"] for part in parts) == pytest.approx(row.score, abs=0.0501)
        assert row.score >= 20
        assert row.seats_suggested == min(row.facts["demand"]["headcount"], row.facts["offering"]["seats"])


def test_four_simultaneous_starts_make_one_run(stage_anywhere: Stage) -> None:
    stage = stage_anywhere
    stage.step("freeze")
    visitors = [stage.as_("Noor") for _ in range(4)]
    forms = [hidden(visitor.get(stage.round_url).text, f"{stage.round_url}/runs") for visitor in visitors]

    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(
                lambda pair: pair[0].client.post(f"{stage.round_url}/runs", data=pair[1]),
                zip(visitors, forms, strict=True),
            )
        )

    assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409]
    assert len(stage.ask(lambda session: session.exec(select(Run)).all())) == 1
    assert len(stage.ask(lambda session: session.exec(select(Job)).all())) == 1
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert "已有一次测算在进行" in refused.text


def test_the_same_start_sent_twice_leads_to_the_same_place(stage: Stage) -> None:
    stage.step("freeze")
    noor = stage.as_("Noor")
    form = hidden(noor.get(stage.round_url).text, f"{stage.round_url}/runs")

    answers = [noor.client.post(f"{stage.round_url}/runs", data=form).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert len(stage.ask(lambda session: session.exec(select(Run)).all())) == 1


def test_a_waiting_run_is_stopped_at_once_and_another_may_begin(stage: Stage) -> None:
    stage.step("freeze")
    stage.queue()
    noor, run = stage.as_("Noor"), stage.ask(newest_run)

    noor.send(stage.round_url, to=f"/runs/{run.id}/stop")

    assert stage.ask(newest_run).state is RunState.CANCELLED
    assert 'data-run-state="cancelled"' in noor.get(stage.round_url).text
    assert start(noor, stage) == 303
    stage.place.work()
    assert [run.state for run in stage.ask(lambda session: session.exec(select(Run).order_by(Run.number)).all())] == [
        RunState.CANCELLED,
        RunState.DONE,
    ]


def test_a_running_run_stops_at_its_next_sign_of_life_and_leaves_nothing(stage: Stage) -> None:
    stage.step("freeze")
    stage.queue()
    worker = Worker(stage.place.engine(), stage.place.settings, {"run": Interrupted(stage)})

    worker.run_one()

    run = stage.ask(newest_run)
    assert (run.state, run.ended_at is not None) == (RunState.CANCELLED, True)
    assert stage.ask(lambda session: session.exec(select(Suggestion)).all()) == []


class Interrupted(RunHandler):
    """A run that somebody stops while it computes."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.stage = stage

    def save_progress(self, session: Session, job: Job, done: int, total: int) -> None:
        super().save_progress(session, job, done, total)
        session.commit()
        with self.stage.session() as apart:
            run = newest_run(apart)
            if run.is_active and not apart.get_one(Job, job.id).cancel_requested:
                runs.stop_run(apart, run, by=person(apart, "Noor"))


def test_a_run_whose_worker_died_is_taken_up_again_without_duplicates(stage_anywhere: Stage) -> None:
    stage = stage_anywhere
    stage.step("freeze")
    stage.queue()
    with stage.session() as session:
        job = queue.claim(session, "dead:1", lease=30.0)
        assert job is not None
        run = newest_run(session)
        runs.begin_run(session, run)
        runs.note_progress(session, run, 4)
        job.lease_until = now() - timedelta(seconds=1)

    stage.place.work()

    run = stage.ask(newest_run)
    rows = stage.ask(lambda session: session.exec(select(Suggestion)).all())
    assert (run.state, run.pairs_done) == (RunState.DONE, 6)
    assert len({(row.demand_id, row.offering_id) for row in rows}) == len(rows) == run.metrics["suggestions"]


def test_a_worker_that_dies_between_two_parts_leaves_nothing_that_is_seen_or_stays(
    stage_anywhere: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = stage_anywhere
    stage.step("freeze")
    stage.queue()
    monkeypatch.setattr(run_handler, "STORED_AT_ONCE", 1)
    real, parts = runs.store_part, []

    def die(session: Session, run: Run, suggestions: list[object]) -> None:
        parts.append(suggestions)
        if len(parts) == 3:
            raise KeyboardInterrupt
        real(session, run, suggestions)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(runs, "store_part", die)
        with pytest.raises(KeyboardInterrupt):
            Worker(stage.place.engine(), stage.place.settings, handlers()).run_one()
    run, stored = stage.ask(newest_run), stage.ask(lambda session: session.exec(select(Suggestion.id)).all())
    assert (run.state, len(stored)) == (RunState.RUNNING, 2)
    drawn = stage.as_("Noor").get(f"/runs/{run.id}").text
    assert not any(f"/suggestions/{key}" in drawn for key in stored)
    with stage.session() as session:
        session.exec(select(Job)).one().lease_until = now() - timedelta(seconds=1)
    stage.place.work()

    run = stage.ask(newest_run)
    rows = stage.ask(lambda session: session.exec(select(Suggestion)).all())
    assert len(parts) == 3
    assert run.state is RunState.DONE
    assert len({(row.demand_id, row.offering_id) for row in rows}) == len(rows) == run.metrics["suggestions"]


def test_a_run_that_was_stored_before_its_worker_died_is_not_stored_again(stage: Stage) -> None:
    stage.step("freeze")
    stage.compute()
    before = len(stage.ask(lambda session: session.exec(select(Suggestion)).all()))
    with stage.session() as session:
        job = session.exec(select(Job)).one()
        job.state, job.lease_until = JobState.RUNNING, now() - timedelta(seconds=1)

    stage.place.work()

    assert len(stage.ask(lambda session: session.exec(select(Suggestion)).all())) == before
    assert stage.ask(newest_run).state is RunState.DONE
    assert stage.ask(lambda session: session.exec(select(Job)).one()).state is JobState.DONE


def test_a_worker_that_lost_its_lease_stores_nothing(stage: Stage) -> None:
    stage.step("freeze")
    stage.queue()
    engine = stage.place.engine()
    with stage.session() as session:
        late = queue.claim(session, "late:1", lease=0.0)
    with stage.session() as session:
        queue.claim(session, "next:1", lease=60.0)
    assert late is not None

    with pytest.raises(queue.LostLeaseError):
        RunHandler().work(writing(engine), late, lambda _done, _total: None)

    assert stage.ask(lambda session: session.exec(select(Suggestion)).all()) == []


def test_progress_never_goes_back(stage: Stage) -> None:
    stage.step("freeze")
    stage.queue()
    noor, seen = stage.as_("Noor"), []

    def look(done: int) -> int:
        with stage.session() as session:
            run = newest_run(session)
            runs.begin_run(session, run)
            runs.note_progress(session, run, done)
        page = noor.get(stage.round_url).text
        found = re.search(r'data-progress="(\d+)"', page)
        assert found
        return int(found.group(1))

    seen = [look(done) for done in (1, 4, 2, 5, 900)]

    assert seen == sorted(seen)
    assert seen[-1] == 99
    stage.place.work()
    assert 'data-progress="100"' in noor.get(stage.round_url).text


def test_a_failure_is_told_in_one_plain_line_and_leaves_what_was_adopted(stage: Stage) -> None:
    stage.step("freeze")
    stage.compute()
    with stage.session() as session:
        adopt_run(session, newest_run(session), by=person(session, "Noor"))
    stage.queue()
    worker = Worker(stage.place.engine(), stage.place.settings, {"run": Broken()})

    for _ in range(4):
        worker.run_one()

    run = stage.ask(newest_run)
    assert run.state is RunState.FAILED
    page = stage.as_("Noor").get(stage.round_url).text
    assert 'role="alert"' in page
    assert "测算出错，没有完成" in page
    assert "ZeroDivisionError" not in page
    assert "采用第 1 次" in page
    assert start(stage.as_("Noor"), stage) == 303


class Broken(RunHandler):
    """A run that cannot be computed."""

    def work(self, engine: object, job: Job, progress: Progress) -> None:
        raise ZeroDivisionError("division by zero")


def test_a_worker_that_leaves_gives_the_run_back(stage: Stage) -> None:
    stage.step("freeze")
    stage.queue()

    Worker(stage.place.engine(), stage.place.settings, {"run": Leaving()}).run_one()

    assert stage.ask(lambda session: session.exec(select(Job)).one()).state is JobState.QUEUED
    Worker(stage.place.engine(), stage.place.settings, handlers()).run_one()
    assert stage.ask(newest_run).state is RunState.DONE


class Leaving(RunHandler):
    """A run whose worker is asked to leave."""

    def work(self, engine: object, job: Job, progress: Progress) -> None:
        raise WorkerLeavesError


def test_a_run_of_content_that_was_frozen_anew_is_not_adopted(stage: Stage) -> None:
    stage.step("freeze")
    stage.compute()
    stage.step("thaw")
    stage.step("freeze")

    with stage.session() as session, pytest.raises(DomainError, match="run_before_freeze"):
        adopt_run(session, newest_run(session), by=person(session, "Noor"))

    answer = stage.as_("Noor").send(stage.round_url, to=f"/runs/{stage.ask(newest_run).id}/adopt")
    assert answer.status_code == 409
    assert "请再测算一次" in answer.text


def test_a_round_cannot_be_thawed_or_left_while_a_run_computes(stage: Stage) -> None:
    stage.step("freeze")
    stage.queue()

    with pytest.raises(DomainError, match="run_active"):
        stage.step("thaw")


def test_posts_left_over_are_stored_with_reason_and_remedy(stage: Stage) -> None:
    with stage.session() as session:
        the_round(session).min_score = 95
    stage.step("freeze")

    stage.compute()

    rows = stage.ask(lambda session: session.exec(select(UnmatchedPost)).all())
    assert {row.reason for row in rows} == {"below_minimum"}
    page = stage.as_("Noor").get(f"/runs/{stage.ask(newest_run).id}?by=left").text
    assert LIFT in page
    assert "低于最低得分 95 分" in page
    assert "高空作业防护" in page
    assert "把最低得分降到" in page


def test_posts_are_written_down_before_the_lock_and_anew_where_one_has_changed(
    stage_anywhere: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = stage_anywhere
    stage.step("freeze")
    real, written = snapshots._draft, []

    def note(*arguments: Any, **options: Any) -> Any:
        written.append(is_writing())
        draft = real(*arguments, **options)
        if len(written) == 2:  # somebody renames a programme before the second run is queued
            with stage.session() as session:
                program = session.exec(select(Program)).first()
                assert program is not None
                program.name, program.version = "电梯维修", program.version + 1
        return draft

    monkeypatch.setattr(snapshots, "_draft", note)
    noor = stage.as_("Noor")
    assert start(noor, stage) == 303
    assert written == [False]
    stage.place.work()

    assert start(noor, stage) == 303
    assert written == [False, False, True]
    newest = select(RoundSnapshot).order_by(col(RoundSnapshot.number).desc())
    content = stage.ask(lambda session: session.exec(newest).first()).content
    assert "电梯工程技术" in content  # what was frozen stands
    assert "电梯维修" not in content
