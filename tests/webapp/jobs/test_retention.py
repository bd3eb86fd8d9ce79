"""What nobody needs any more is forgotten by the worker, each kind after its time and none before."""

import os
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from pydantic import ValidationError
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, SQLModel, select

from tests.stage import Stage, newest_run, person
from webapp.clock import now
from webapp.config import Settings
from webapp.models import (
    AccessLink,
    ApiAnswer,
    ApiToken,
    Attempt,
    AuditEvent,
    CodeUpload,
    ImportBatch,
    ImportFile,
    ImportRow,
    Job,
    Notice,
    OutboxMessage,
    PersonSession,
    TakenForm,
    Tombstone,
)
from webapp.models.accounts.enums import AttemptKind
from webapp.models.imports.imports import ImportKind, ImportState
from webapp.models.kernel.enums import JobState
from webapp.models.notices.enums import MailState, NoticeEvent
from webapp.models.posts.enums import GoneKind, GoneReason
from webapp.services.kernel import retention
from webapp.services.kernel.retention import RULES, Periods
from webapp.services.notices import delivery

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def _mail(at: datetime, state: MailState, sent_at: datetime | None) -> OutboxMessage:
    return OutboxMessage(to="a@example.cn", subject="-", body="", made_at=at, state=state, sent_at=sent_at)


def _uploaded(session: Session, at: datetime) -> ImportBatch:
    ines = person(session, "Ines")
    batch = ImportBatch(
        kind=ImportKind.PROGRAMS, state=ImportState.CHECKED, organisation_id=ines.organisation_id,
        made_by_id=ines.id, file_name="-", file_kind="csv", sha256="0" * 64, created_at=at,
    )  # fmt: skip
    session.add(batch)
    session.flush()
    return batch


def make(session: Session, rule: str, at: datetime) -> SQLModel:
    """Make what a rule speaks of, as if its purpose had ended at a moment."""
    ines, ago = person(session, "Ines"), f"{now() - at}{rule}"[:40]
    session.info["made"] = session.info.get("made", 0) + 1
    key, by = f"{session.info['made']}:{ago}"[:40], {"person_id": ines.id}
    later = now() + DAY
    makers: dict[str, Callable[[], SQLModel]] = {
        "answers of the API": lambda: ApiAnswer(**by, key=key, request_hash="-", made_at=at),
        "forms that were taken": lambda: TakenForm(key=key, taken_at=at),
        "attempts that are counted": lambda: Attempt(kind=AttemptKind.SIGN_IN, at=at),
        "addresses from which somebody came in": lambda: Attempt(kind=AttemptKind.SIGNED_IN, at=at),
        "links that are spent": lambda: AccessLink(
            **by, kind="reset", token_hash=key, email=ines.email, expires_at=later, used_at=at
        ),
        "sessions that are over": lambda: PersonSession(**by, token_hash=key, created_at=at, seen_at=at, ended_at=at),
        "tokens that are over": lambda: ApiToken(
            **by, name="-", token_hash=key, tail="-", expires_at=later, revoked_at=at
        ),
        "mails that have left": lambda: _mail(at, MailState.SENT, at),
        "mails that were given up": lambda: _mail(at, MailState.GIVEN_UP, None),
        "notices that were read": lambda: _notice(ines.id, made_at=at, read_at=at),
        "notices": lambda: _notice(ines.id, made_at=at),
        "jobs and why they failed": lambda: Job(kind="run", state=JobState.FAILED, error="-", created_at=at),
        "uploaded files": lambda: ImportFile(batch_id=_uploaded(session, at).id, content=b"-"),
        "uploaded rows": lambda: ImportRow(batch_id=_uploaded(session, at).id, number=1, cells={"note": "-"}),
        "files of code tables": lambda: CodeUpload(
            sheet="chains", file_name="-", content="-", made_by_id=ines.id, made_at=at
        ),
        "tombstones": lambda: Tombstone(
            kind=GoneKind.DEMAND, thing_id=uuid4(), owner_id=uuid4(), reason=GoneReason.WITHDRAWN, created_at=at
        ),
        "the record, if so set": lambda: AuditEvent(
            action="person.tested", thing_kind="person", thing_id=ines.id, at=at
        ),
    }
    return makers[rule]()


def _notice(person_id: Any, **times: datetime) -> Notice:
    return Notice(
        person_id=person_id, event=NoticeEvent.CHOOSING_OPEN, path="/", mail_settled_at=times["made_at"], **times
    )


PERIODS = Periods(timedelta(hours=4), timedelta(days=7), timedelta(days=200))
NAMES = [rule.name for rule in RULES]


@pytest.mark.parametrize("name", NAMES)
def test_everything_is_forgotten_after_its_time_and_not_before(stage_anywhere: Stage, name: str) -> None:
    rule = next(rule for rule in RULES if rule.name == name)
    after = PERIODS.record if "record" in name and PERIODS.record else rule.after
    assert after is not None
    with stage_anywhere.session() as session:
        for past in (after - HOUR, after + HOUR):
            session.add(make(session, name, now() - past))
            session.flush()

    with stage_anywhere.session() as session:
        assert rule in retention.overdue(session, PERIODS)
        assert retention.forget(session, rule, PERIODS) == 1

    with stage_anywhere.session() as session:
        assert rule not in retention.overdue(session, PERIODS)
        assert rule in retention.overdue(session, PERIODS, moment=now() + 2 * HOUR)


def test_the_worker_forgets(stage_anywhere: Stage) -> None:
    stage = stage_anywhere
    with stage.session() as session:
        for rule in RULES[:5]:
            session.add(make(session, rule.name, now() - 400 * DAY))

    stage.place.work()

    for table in (ApiAnswer, TakenForm, Attempt, AccessLink, PersonSession):
        assert stage.ask(lambda session, table=table: session.exec(select(table)).all()) == []


def test_a_run_outlives_its_job(stage_anywhere: Stage) -> None:
    stage = stage_anywhere
    stage.step("freeze")
    stage.compute()
    with stage.session() as session:
        session.exec(select(Job)).one().created_at = now() - 31 * DAY

    stage.place.work()

    assert stage.ask(lambda session: session.exec(select(Job)).all()) == []
    assert stage.ask(newest_run).job_id is None
    assert stage.as_("Noor").get(stage.round_url).status_code == 200


def test_what_is_still_under_way_is_not_forgotten(stage: Stage) -> None:
    long_ago = now() - 1000 * DAY
    with stage.session() as session:
        key = person(session, "Ines").id
        session.add(Job(kind="none", state=JobState.RUNNING, lease_until=now() + DAY, created_at=long_ago))
        session.add(OutboxMessage(to="a@example.cn", subject="-", body="-", made_at=long_ago))
        unmailed = _notice(key, made_at=long_ago)
        unmailed.mail_settled_at = None
        session.add(unmailed)

    assert stage.ask(lambda session: retention.overdue(session, PERIODS)) == []


def test_the_record_stays_for_good_unless_it_is_set_otherwise(stage: Stage) -> None:
    with stage.session() as session:
        session.add(make(session, "the record, if so set", now() - 4000 * DAY))
    before = stage.ask(lambda session: len(session.exec(select(AuditEvent)).all()))

    stage.place.work()
    assert stage.ask(lambda session: len(session.exec(select(AuditEvent)).all())) == before

    stage.place.settings.record_days = 180
    stage.place.work()
    assert stage.ask(lambda session: len(session.exec(select(AuditEvent)).all())) == before - 1


@pytest.mark.parametrize("days", ["179", "0", "-1", "one"])
def test_nobody_sets_a_record_of_less_than_180_days(monkeypatch: pytest.MonkeyPatch, days: str) -> None:
    monkeypatch.setenv("ZHIQIAO_RECORD_DAYS", days)

    with pytest.raises(ValidationError):
        Settings(secret="-" * 32)


def test_the_database_itself_forgets_nothing_younger_than_180_days(stage_anywhere: Stage) -> None:
    with stage_anywhere.session() as session:
        for days in (179, 181):
            session.add(make(session, "the record, if so set", now() - days * DAY))
        session.flush()
        old, young = sorted(session.exec(select(AuditEvent).where(AuditEvent.action == "person.tested")), key=_at)
        keys = old.id, young.id

    engine = stage_anywhere.place.engine()
    for key, refused in zip(keys, (False, True), strict=True):
        with Session(engine) as session:
            event = session.get_one(AuditEvent, key)
            session.delete(event)
            if refused:
                with pytest.raises(DatabaseError, match="append-only"):
                    session.commit()
            else:
                session.commit()


def _at(event: AuditEvent) -> datetime:
    return event.at


def test_an_old_list_can_still_be_looked_at(stage: Stage) -> None:
    with stage.session() as session:
        row = make(session, "uploaded rows", now() - 91 * DAY)
        session.add(row)
        session.flush()
        assert isinstance(row, ImportRow)
        url = f"/imports/{row.batch_id}"

    stage.place.work()

    ines = stage.as_("Ines")
    assert ines.get(url).status_code == 200
    assert ines.get(f"{url}/annotated").status_code == 404


def test_mails_that_lie_in_files_are_forgotten_after_a_week(stage: Stage) -> None:
    folder = stage.place.settings.outbox_folder
    folder.mkdir()
    for days in (6, 8):
        path = folder / f"{days}.txt"
        path.write_text("link")
        os.utime(path, (time.time() - days * 86400,) * 2)

    stage.place.work()

    assert [path.name for path in folder.glob("*.txt")] == ["6.txt"]
    assert delivery.old_files(folder.parent / "none") == []
