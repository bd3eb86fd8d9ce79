"""Long work and the network stay outside of transactions that write, on both databases."""

import pytest
import structlog
from sqlmodel import Session, select

from tests.places import Place
from webapp import database
from webapp.database import is_writing, writing
from webapp.models import Person
from webapp.services.kernel.outside_writing import Guard, WithinWritingError, outside_writing


@outside_writing
def long_work() -> str:
    return "done"


def test_long_work_within_a_transaction_that_writes_is_refused(place: Place) -> None:
    with Session(writing(place.engine())) as session:
        assert long_work() == "done"  # nothing has begun yet
        session.exec(select(Person)).all()
        with pytest.raises(WithinWritingError, match="long_work"):
            long_work()
        session.commit()
        assert long_work() == "done"


@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
def test_however_a_transaction_ends_long_work_may_follow(place: Place, end: str) -> None:
    session = Session(writing(place.engine()))
    session.exec(select(Person)).all()
    assert is_writing()

    getattr(session, end)()

    assert not is_writing()
    session.close()


def test_a_connection_that_is_gone_holds_nothing(place: Place) -> None:
    with Session(writing(place.engine())) as session:
        session.exec(select(Person)).all()
        session.invalidate()
    assert not is_writing()


def test_long_work_may_read(place: Place) -> None:
    with Session(place.engine()) as session:
        session.exec(select(Person)).all()
        assert long_work() == "done"


def test_in_service_a_breach_is_logged_and_the_work_goes_on(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Guard, "is_strict", False)
    with structlog.testing.capture_logs() as logs, Session(writing(place.engine())) as session:
        session.exec(select(Person)).all()
        assert long_work() == "done"

    assert [line["event"] for line in logs] == ["long_work_within_writing"]
    assert logs[0]["work"].endswith("long_work")


def test_a_transaction_that_writes_for_too_long_is_logged(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "LONGEST_WRITING", -1.0)
    with structlog.testing.capture_logs() as logs, Session(writing(place.engine())) as session:
        session.exec(select(Person)).all()
        session.commit()

    assert "writing_was_long" in [line["event"] for line in logs]


def test_nothing_is_said_while_a_database_is_being_prepared(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "LONGEST_WRITING", -1.0)
    with structlog.testing.capture_logs() as logs:
        with database.nobody_waits(), Session(writing(place.engine())) as session:
            session.exec(select(Person)).all()
            session.commit()
        assert logs == []
        with Session(writing(place.engine())) as session:
            session.exec(select(Person)).all()
            session.commit()
    assert [line["event"] for line in logs] == ["writing_was_long"]
