"""Long lists are stored and taken back by the worker in pieces: resumed where one dies, as a whole or not at all."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlmodel import Session, col, func, select

from tests.places import Place
from tests.webapp.imports.conftest import ORGANISATION, SignIn, confirmed, imported, xlsx
from tests.webapp.imports.test_long_lists import TODAY, mei_of, received
from tests.webapp.posting import fresh
from webapp.clock import now
from webapp.database import is_writing
from webapp.jobs import import_handler
from webapp.jobs.run_handler import handlers
from webapp.jobs.worker import Worker
from webapp.models import AuditEvent, Demand, ImportBatch, ImportRow, Job, Notice, Organisation, OutboxMessage
from webapp.models.accounts.credit_code import check_character
from webapp.models.imports.imports import ImportState
from webapp.models.kernel.enums import JobState
from webapp.models.notices.enums import NoticeEvent
from webapp.services.imports import imports, in_pieces
from webapp.services.kernel.errors import DomainError
from webapp.services.posts.demands import DEMAND_POSTS

ROWS = 16  # more than are stored at once here
Patch = pytest.MonkeyPatch


@pytest.fixture(autouse=True)
def pieces(monkeypatch: Patch) -> None:
    """Let every piece be one row, and nobody wait between two."""
    monkeypatch.setattr(in_pieces, "PIECE_SECONDS", 0.0)
    monkeypatch.setattr(in_pieces, "PIECE_ROWS", 7)
    monkeypatch.setattr(imports, "STORED_AT_ONCE", 10)
    monkeypatch.setattr(import_handler, "LET_OTHERS_WRITE", 0.0)


@pytest.fixture
def batch(place: Place) -> ImportBatch:
    """Return a long list that has been checked."""
    return received(place, ROWS)


def confirm(place: Place, batch: ImportBatch) -> None:
    with place.session() as session:
        held = session.get_one(ImportBatch, batch.id)
        imports.confirm(session, held, today=TODAY, by=mei_of(session))


def undo(place: Place, batch: ImportBatch) -> None:
    with place.session() as session:
        held = session.get_one(ImportBatch, batch.id)
        assert imports.undo(session, held, today=TODAY, by=mei_of(session)) is None


def stored(place: Place, batch: ImportBatch) -> ImportBatch:
    with place.session() as session:
        return session.get_one(ImportBatch, batch.id)


def count(place: Place, kind: type[Any]) -> int:
    with place.session() as session:
        return session.exec(select(func.count()).select_from(kind)).one()


def told(place: Place) -> list[tuple[str, str]]:
    with place.session() as session:
        query = select(Notice).where(Notice.event == NoticeEvent.WORK_ENDED).order_by(col(Notice.made_at))
        return [(notice.facts["work"], notice.facts["state"]) for notice in session.exec(query)]


def die(place: Place, patched: Patch, where: Any, name: str, *, after: int) -> None:
    """Let a worker die at so many calls of a function, and its claim run out."""
    real, calls = getattr(where, name), []

    def dying(*arguments: Any, **options: Any) -> Any:
        calls.append(name)
        if len(calls) > after:
            raise KeyboardInterrupt
        return real(*arguments, **options)

    with patched.context() as patch:
        patch.setattr(where, name, dying)
        with pytest.raises(KeyboardInterrupt):
            Worker(place.engine(), place.settings, handlers()).run_one()
    with place.session() as session:
        for job in session.exec(select(Job).where(Job.state == JobState.RUNNING)):
            job.lease_until = now() - timedelta(seconds=1)


def test_a_long_list_is_stored_by_the_worker_once(place: Place, batch: ImportBatch) -> None:
    confirm(place, batch)
    confirm(place, batch)
    assert (stored(place, batch).state, count(place, Demand), count(place, Job)) == (ImportState.APPLYING, 0, 1)

    place.work()

    held = stored(place, batch)
    assert (held.state, held.rows_done, count(place, Demand)) == (ImportState.APPLIED, ROWS, ROWS)
    assert told(place) == [("import", "done")]
    with place.session() as session:
        assert session.exec(select(func.count()).where(AuditEvent.action == "import.applied")).one() == 1


def test_rows_are_compared_in_advance_and_stored_under_the_lock(
    place: Place, batch: ImportBatch, monkeypatch: Patch
) -> None:
    confirm(place, batch)
    held: dict[str, set[bool]] = {"read": set(), "stored": set()}
    read, store = in_pieces.Storing._read, in_pieces.Storing.go_on

    def reading(self: Any) -> None:
        held["read"].add(is_writing())
        read(self)

    def storing(self: Any, **options: Any) -> bool | None:
        more = store(self, **options)
        held["stored"].add(is_writing())
        return more

    monkeypatch.setattr(in_pieces.Storing, "_read", reading)
    monkeypatch.setattr(in_pieces.Storing, "go_on", storing)
    place.work()

    assert held == {"read": {False}, "stored": {True}}
    assert stored(place, batch).state is ImportState.APPLIED


def test_a_worker_that_dies_is_taken_over_where_it_stopped(
    place: Place, batch: ImportBatch, monkeypatch: Patch
) -> None:
    confirm(place, batch)

    die(place, monkeypatch, DEMAND_POSTS, "submit", after=7)
    half = stored(place, batch)
    assert (half.state, count(place, Demand)) == (ImportState.APPLYING, 7)
    assert 0 < half.rows_done < ROWS
    place.work()

    assert (stored(place, batch).state, count(place, Demand)) == (ImportState.APPLIED, ROWS)
    with place.session() as session:
        assert session.exec(select(func.count(func.distinct(Demand.position)))).one() == ROWS


def test_a_row_that_has_changed_brings_everything_back_and_the_list_to_its_check(
    place: Place, batch: ImportBatch
) -> None:
    confirm(place, batch)
    with place.session() as session:
        row = session.exec(select(ImportRow).order_by(col(ImportRow.number).desc())).first()
        assert row is not None
        row.outcome, row.target_version, changed = "twin", 7, row.number  # what the check found no longer holds
        row.choice = "new"

    place.work()

    held = stored(place, batch)
    assert (held.state, held.changed_row, held.applied_at) == (ImportState.CHECKED, changed, None)
    assert count(place, Demand) == 0
    assert told(place) == [("import", "failed")]
    confirm(place, batch)
    place.work()
    assert (stored(place, batch).state, count(place, Demand)) == (ImportState.APPLIED, ROWS)


def test_what_somebody_else_writes_meanwhile_is_compared_with(
    place: Place, batch: ImportBatch, monkeypatch: Patch
) -> None:
    confirm(place, batch)
    real, calls = in_pieces.Storing.__init__, []

    def note(self: Any, *arguments: Any) -> None:
        calls.append(1)
        real(self, *arguments)
        if len(calls) == 1:  # after everything was read: another demand of the same enterprise
            with place.session() as session:
                owner = mei_of(session).organisation_id
                session.add(Demand(number="D-OTHER", enterprise_id=owner, position="另一个岗位"))

    monkeypatch.setattr(in_pieces.Storing, "__init__", note)
    place.work()

    assert len(calls) == 2
    assert (stored(place, batch).state, count(place, Demand)) == (ImportState.APPLIED, ROWS + 1)


def test_an_import_that_fails_for_good_is_brought_back(place: Place, batch: ImportBatch, monkeypatch: Patch) -> None:
    confirm(place, batch)
    real, calls = DEMAND_POSTS.submit, []

    def broken(*arguments: Any, **options: Any) -> Any:
        calls.append(1)
        if len(calls) > 10:
            raise ValueError("broken")
        return real(*arguments, **options)

    with monkeypatch.context() as patched:
        patched.setattr(DEMAND_POSTS, "submit", broken)
        place.work()

    assert (stored(place, batch).state, count(place, Demand)) == (ImportState.CHECKED, 0)


def test_a_long_list_is_taken_back_by_the_worker(place: Place, batch: ImportBatch, monkeypatch: Patch) -> None:
    confirm(place, batch)
    place.work()
    undo(place, batch)
    assert stored(place, batch).state is ImportState.UNDOING

    die(place, monkeypatch, in_pieces.applying, "take_back", after=5)
    assert count(place, Demand) == ROWS - 5
    undo(place, batch)  # asked for again while a worker may come: nothing more is queued
    place.work()

    assert (stored(place, batch).state, count(place, Demand)) == (ImportState.UNDONE, 0)
    assert told(place) == [("import", "done"), ("undo", "done")]
    with place.session() as session, pytest.raises(DomainError, match="import_not_applied"):
        imports.undo(session, session.get_one(ImportBatch, batch.id), today=TODAY, by=mei_of(session))


def test_taking_back_that_was_given_up_can_be_gone_on_with(place: Place, batch: ImportBatch) -> None:
    confirm(place, batch)
    place.work()
    undo(place, batch)
    with place.session() as session:
        for job in session.exec(select(Job)):
            job.state = JobState.FAILED

    undo(place, batch)
    place.work()

    assert (stored(place, batch).state, count(place, Demand)) == (ImportState.UNDONE, 0)


def test_the_page_shows_how_far_it_is_and_ends_in_the_result(app: Flask, as_: SignIn, database: Session) -> None:
    bodies = [f"91330100MA{number:07d}" for number in range(ROWS)]
    rows = [
        {**ORGANISATION, "统一社会信用代码": body + check_character(body), "单位全称": f"云川{body}有限公司"}
        for body in bodies
    ]
    rows[0]["经办人邮箱"] = "first@example.cn"
    noor = as_("Noor")
    report = imported(noor, "organisations", xlsx(rows))
    before = len(database.exec(select(Organisation)).all())

    assert confirmed(noor, report).status_code == 303

    drawn = noor.get(report).text
    assert 'data-import-state="applying" data-progress="0"' in drawn
    assert '<noscript><meta http-equiv="refresh"' in drawn
    assert "HX-Refresh" not in noor.get(f"{report}/progress").headers
    Place(app.extensions["zhiqiao.settings"]).work()
    assert noor.get(f"{report}/progress").headers["HX-Refresh"] == "true"
    assert f"新增 {ROWS} 行" in noor.get(report).text
    fresh(database)
    assert len(database.exec(select(Organisation)).all()) == before + ROWS
    invitations = database.exec(select(OutboxMessage.to).where(OutboxMessage.to == "first@example.cn")).all()
    assert invitations == ["first@example.cn"]
    assert "导入已完成" in noor.get("/inbox").text
