"""Leases: a healthy worker keeps its job however long it is silent; mail and reminders never wait for a run."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from tests.stage import Stage, person
from webapp.jobs.heartbeat import Heartbeat
from webapp.jobs.loops import Loop
from webapp.jobs.turns import loops
from webapp.jobs.worker import Handler, Progress, Worker
from webapp.models import Job, Notice, OutboxMessage, Person
from webapp.models.kernel.enums import JobState
from webapp.models.notices.enums import MailState, NoticeEvent
from webapp.services.kernel import queue
from webapp.services.kernel.queue import LostLeaseError
from webapp.services.notices.notices import tell

PATIENCE = 60.0


class Silent(Handler):
    """Work that says nothing until it is let go."""

    def __init__(self) -> None:
        """Wait."""
        self.begun, self.goes_on = threading.Event(), threading.Event()
        self.times = 0

    def work(self, engine: Engine, job: Job, progress: Progress) -> None:
        """Be silent, then give one sign; whoever comes second is done at once."""
        self.times += 1
        if self.times > 1:  # taken over from a worker that is still at it
            return
        self.begun.set()
        assert self.goes_on.wait(PATIENCE)
        progress(1, 1)


def queued(stage: Stage) -> None:
    with stage.session() as session:
        queue.enqueue(session, "silent")


def the_job(stage: Stage) -> Job:
    found = stage.ask(lambda session: session.exec(select(Job)).one())
    assert isinstance(found, Job)
    return found


def eventually(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if holds():
            return True
        threading.Event().wait(0.05)
    return False


@pytest.fixture
def work(stage_anywhere: Stage) -> Iterator[Silent]:
    """Return work that is let go at the end whatever happens."""
    stage_anywhere.place.settings.job_lease_seconds = 0.6
    silent = Silent()
    yield silent
    silent.goes_on.set()


def test_a_step_longer_than_the_lease_kills_no_healthy_run_while_two_workers_stand_by(
    stage_anywhere: Stage, work: Silent
) -> None:
    stage, place = stage_anywhere, stage_anywhere.place
    queued(stage)
    busy = threading.Thread(target=Worker(place.engine(), place.settings, {"silent": work}).run_one)
    busy.start()
    assert work.begun.wait(PATIENCE)

    standing_by = [Worker(place.engine(), place.settings, {"silent": work}) for _place in range(2)]
    end = time.monotonic() + 4 * place.settings.job_lease_seconds
    taken = []
    while time.monotonic() < end:
        taken += [worker.run_one() for worker in standing_by]
        threading.Event().wait(0.1)
    work.goes_on.set()
    busy.join(PATIENCE)

    assert not any(taken)
    assert work.times == 1
    assert (the_job(stage).state, the_job(stage).attempt) == (JobState.DONE, 1)


def test_a_worker_that_lost_its_job_stops_at_its_next_sign(stage_anywhere: Stage, work: Silent) -> None:
    stage, place = stage_anywhere, stage_anywhere.place
    queued(stage)
    busy = threading.Thread(target=Worker(place.engine(), place.settings, {"silent": work}).run_one)
    busy.start()
    assert work.begun.wait(PATIENCE)
    with stage.session() as session:
        session.exec(select(Job)).one().attempt = 2  # another has taken it over

    work.goes_on.set()
    busy.join(PATIENCE)

    assert the_job(stage).state is JobState.RUNNING


class Stumbling(Handler):
    """Work that stores what the database refuses."""

    def work(self, engine: Engine, job: Job, progress: Progress) -> None:
        """Store a job of the same id."""
        with Session(engine) as session:
            session.add(Job(id=job.id, kind="silent", args={"contact": "13900139000"}))
            session.commit()


def test_a_traceback_that_is_kept_holds_nothing_that_was_to_be_stored(stage: Stage) -> None:
    queued(stage)

    Worker(stage.place.engine(), stage.place.settings, {"silent": Stumbling()}).run_one()

    assert "IntegrityError" in the_job(stage).error
    assert "13900139000" not in the_job(stage).error


def test_mail_and_reminders_do_not_wait_for_a_run(stage_anywhere: Stage, work: Silent) -> None:
    stage, place = stage_anywhere, stage_anywhere.place
    queued(stage)
    engine = place.engine()

    def word(_notice: Notice, _person: Person) -> tuple[str, str]:
        return "提醒", "请表态"

    worker = Worker(engine, place.settings, {"silent": work}, loops=loops(engine, place.settings, word))
    thread = threading.Thread(target=worker.run_forever)
    thread.start()
    try:
        assert work.begun.wait(PATIENCE)
        with stage.session() as session:
            tell(session, NoticeEvent.HANDED_OVER, [person(session, "Ines")], path="/suggestions")

        def sent() -> bool:
            rows = stage.ask(lambda session: list(session.exec(select(OutboxMessage.state))))
            return rows == [MailState.SENT]

        assert eventually(sent)
        assert the_job(stage).state is JobState.RUNNING
    finally:
        work.goes_on.set()
        worker.stop()
        thread.join(PATIENCE)
    assert not thread.is_alive()


def test_a_loop_that_hangs_holds_up_neither_jobs_nor_other_loops(stage: Stage) -> None:
    stuck, other = threading.Event(), threading.Event()

    def hang() -> bool:
        stuck.wait(PATIENCE)
        return False

    def go() -> bool:
        other.set()
        return False

    silent = Silent()
    silent.goes_on.set()
    queued(stage)
    worker = Worker(
        stage.place.engine(), stage.place.settings, {"silent": silent},
        loops=[Loop("hanging", hang, 0.05), Loop("other", go, 0.05)],
    )  # fmt: skip
    thread = threading.Thread(target=worker.run_forever)
    thread.start()
    try:
        assert other.wait(PATIENCE)
        assert eventually(lambda: the_job(stage).state is JobState.DONE)
    finally:
        stuck.set()
        worker.stop()
        thread.join(PATIENCE)


def test_a_step_that_fails_is_taken_again() -> None:
    stopping, tried = threading.Event(), []

    def step() -> bool:
        tried.append(True)
        if len(tried) == 3:
            stopping.set()
        raise ValueError("odd")

    Loop("failing", step, 0.01).run(stopping)

    assert len(tried) == 3


def test_a_sign_that_fails_once_is_given_again_and_none_after_the_claim_is_lost() -> None:
    given = []

    def renew() -> None:
        given.append(True)
        if len(given) == 1:
            raise OSError("database is locked")
        if len(given) == 3:
            raise LostLeaseError("job")

    with Heartbeat(renew, lease=0.03):
        assert eventually(lambda: len(given) == 3)
        threading.Event().wait(0.2)

    assert len(given) == 3
