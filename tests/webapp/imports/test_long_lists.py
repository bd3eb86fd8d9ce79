"""Long lists are checked in the background with their progress; whoever dies in the middle leaves nothing."""

import subprocess
import sys
import textwrap
from datetime import timedelta

import pytest
from sqlmodel import Session, col, func, select

from tests.places import Place
from tests.webapp.imports.conftest import CODE_OF_MEI, DEMAND, xlsx
from webapp import clock
from webapp.clock import now
from webapp.jobs.import_handler import ImportHandler
from webapp.jobs.worker import Worker, WorkerLeavesError
from webapp.models import Demand, ImportBatch, ImportRow, Job, Organisation, Person
from webapp.models.accounts.enums import OrganisationKind, OrganisationStatus, Role
from webapp.models.imports.imports import ImportKind, ImportState, RowOutcome
from webapp.models.kernel.enums import JobState
from webapp.services.imports import imports
from webapp.services.imports.checking import Checked
from webapp.services.imports.imports import Upload
from webapp.services.imports.rows.demands import layout_for
from webapp.web.imports.words import vocabularies

REAL = {**DEMAND, "环节": "维保与改造", "工作地点": "330106"}
ROWS = 60  # more than are looked through at once here
TODAY = clock.today()


@pytest.fixture(autouse=True)
def long_ones_are_shorter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let lists be long that are quickly made."""
    monkeypatch.setattr(imports, "CHECKED_AT_ONCE", 20)


def mei_of(session: Session) -> Person:
    found = session.exec(select(Person)).first()
    if found is not None:
        return found
    organisation = Organisation(
        kind=OrganisationKind.ENTERPRISE,
        credit_code=CODE_OF_MEI,
        name="芯桥电梯有限公司",
        region="330106",
        status=OrganisationStatus.VERIFIED,
    )
    session.add(organisation)
    session.flush()
    mei = Person(
        email="mei@example.cn", name="Mei", password_hash="-", role=Role.ENTERPRISE, organisation_id=organisation.id
    )
    session.add(mei)
    session.flush()
    return mei


def received(place: Place, rows: int) -> ImportBatch:
    content = xlsx([{**REAL, "岗位名称": f"岗位{number}"} for number in range(rows)])
    with place.session() as session:
        mei = mei_of(session)
    with place.app().test_request_context():
        upload = Upload("名单.xlsx", content, vocabularies(layout_for(coordinating=False)))
        table = imports.read_upload(ImportKind.DEMANDS, upload, by=mei)
    with place.session() as session:
        return imports.receive(session, ImportKind.DEMANDS, upload, table, language="zh", today=TODAY, by=mei)


def test_a_long_list_is_checked_by_the_worker(place: Place) -> None:
    batch = received(place, ROWS)
    assert (batch.state, batch.rows_done) == (ImportState.CHECKING, 0)

    place.work()

    with place.session() as session:
        checked = session.get_one(ImportBatch, batch.id)
        assert (checked.state, checked.rows_done) == (ImportState.CHECKED, ROWS)
        assert imports.count_outcomes(session, checked)[RowOutcome.NEW] == ROWS


def test_progress_is_seen_and_a_worker_that_leaves_hands_the_list_on(place: Place) -> None:
    batch = received(place, ROWS)
    engine = place.engine()
    seen: list[tuple[int, int]] = []
    handler = ImportHandler()
    worker = Worker(engine, place.settings, {imports.JOB_KIND: handler})
    progress = worker._progress

    def watched(held: ImportHandler, job: Job, done: int, total: int) -> None:
        progress(held, job, done, total)
        seen.append((done, total))
        if done > ROWS // 2:
            raise WorkerLeavesError

    worker._progress = watched  # type: ignore[method-assign,assignment]
    worker.run_one()

    with place.session() as session:
        left = session.get_one(ImportBatch, batch.id)
        assert left.state is ImportState.CHECKING
        assert ROWS // 2 < left.rows_done < ROWS
        assert session.exec(select(ImportRow).where(ImportRow.outcome == RowOutcome.NEW)).first() is None
        assert session.exec(select(Job)).one().state is JobState.QUEUED
    assert seen == sorted(seen)
    engine.dispose()
    place.work()
    with place.session() as session:
        assert session.get_one(ImportBatch, batch.id).state is ImportState.CHECKED


def test_findings_are_written_in_pieces_and_the_list_is_checked_with_the_last(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "KEPT_AT_ONCE", 25)
    batch = received(place, ROWS)
    seen: list[tuple[ImportState, int]] = []
    keep = imports.keep_findings

    def dying(session: Session, held: ImportBatch, found: list[Checked], first: int) -> None:
        with place.session(locks=False) as apart:
            judged = apart.exec(select(func.count()).where(col(ImportRow.outcome).is_not(None))).one()
            seen.append((apart.get_one(ImportBatch, batch.id).state, judged))
        if len(seen) == 2:
            raise KeyboardInterrupt
        keep(session, held, found, first)

    monkeypatch.setattr(imports, "keep_findings", dying)
    with pytest.raises(KeyboardInterrupt):
        Worker(place.engine(), place.settings, {imports.JOB_KIND: ImportHandler()}).run_one()
    with place.session() as session:
        for job in session.exec(select(Job).where(Job.state == JobState.RUNNING)):
            job.lease_until = now() - timedelta(seconds=1)
    place.work()

    # the second worker begins anew: what the first has written stands until it is written over
    assert seen == [(ImportState.CHECKING, judged) for judged in (0, 25, 25, 25, 50)]
    with place.session() as session:
        checked = session.get_one(ImportBatch, batch.id)
        assert (checked.state, checked.rows_done) == (ImportState.CHECKED, ROWS)
        assert imports.count_outcomes(session, checked)[RowOutcome.NEW] == ROWS


def test_a_check_that_fails_for_good_is_said_and_can_be_begun_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = received(place, ROWS)

    def broken(*_arguments: object, **_options: object) -> None:
        raise ValueError("broken")

    with monkeypatch.context() as patched:
        patched.setattr(imports, "look_at", broken)
        place.work()

    with place.session() as session:
        failed = session.get_one(ImportBatch, batch.id)
        assert failed.state is ImportState.FAILED
        imports.check_again(session, failed, today=TODAY)
    place.work()
    with place.session() as session:
        assert session.get_one(ImportBatch, batch.id).state is ImportState.CHECKED


KILLED = """
import os, signal, sys
from datetime import date
from sqlmodel import Session, select
from webapp.database import make_engine, writing
from webapp.models import ImportBatch, Person
from webapp.services.posts.demands import DEMAND_POSTS
from webapp.services.imports import imports

real, calls = DEMAND_POSTS.submit, []

def submit(*arguments, **options):
    calls.append(1)
    if len(calls) == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*arguments, **options)

DEMAND_POSTS.submit = submit
with Session(writing(make_engine(sys.argv[1]))) as session:
    batch, by = session.exec(select(ImportBatch)).one(), session.exec(select(Person)).one()
    imports.confirm(session, batch, today=date.fromisoformat(sys.argv[2]), by=by)
    session.commit()
"""


def test_a_kill_in_the_middle_leaves_nothing_and_the_list_can_be_confirmed_again(place: Place) -> None:
    batch = received(place, 12)

    died = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED), place.settings.database_url, TODAY.isoformat()],
        capture_output=True,
        check=False,
    )

    assert died.returncode == -9, died.stderr
    with place.session() as session:
        assert session.exec(select(Demand)).first() is None
        held = session.get_one(ImportBatch, batch.id)
        assert held.state is ImportState.CHECKED
        imports.confirm(session, held, today=TODAY, by=mei_of(session))
    with place.session() as session:
        assert len(session.exec(select(Demand)).all()) == 12
