"""Adopting: a run that is done, of what is frozen now, once."""

from typing import Any

import pytest
from sqlmodel import Session, select

from tests.stage import Stage, newest_run, person, the_round
from webapp.models import AuditEvent, Run
from webapp.models.rounds.enums import RoundStatus
from webapp.services.kernel.errors import DomainError
from webapp.services.process.adopting import adopt_run
from webapp.services.runs import runs


def adopt(session: Session) -> None:
    """Adopt the newest run, as Noor."""
    adopt_run(session, newest_run(session), by=person(session, "Noor"))


def refusal(stage: Stage, deed: Any = adopt) -> str:
    """Return why a deed is refused."""
    with pytest.raises(DomainError) as refused:
        stage.ask(deed)
    return refused.value.code


def test_a_run_that_waits_or_was_stopped_is_not_adopted(stage: Stage) -> None:
    stage.step("freeze")
    stage.queue()
    assert refusal(stage) == "run_not_done"

    with stage.session() as session:
        runs.stop_run(session, newest_run(session), by=person(session, "Noor"))
    assert refusal(stage) == "run_not_done"
    assert stage.ask(the_round).status is RoundStatus.FROZEN


def test_a_run_is_adopted_once_and_another_takes_its_place(stage: Stage) -> None:
    stage.step("freeze")
    stage.compute()
    stage.ask(adopt)
    assert refusal(stage) == "run_already_adopted"

    stage.compute()
    stage.ask(adopt)

    adopted = select(Run.number).where(Run.adopted_at != None)  # noqa: E711
    assert stage.ask(lambda session: session.exec(adopted).all()) == [2]
    told = select(AuditEvent.after).where(AuditEvent.action == "run.adopted")
    assert stage.ask(lambda session: sorted(after["run"] for after in session.exec(told))) == [1, 2]


def test_a_run_that_has_ended_is_not_stopped(stage: Stage) -> None:
    stage.step("freeze")
    stage.compute()

    def stop(session: Session) -> None:
        runs.stop_run(session, newest_run(session), by=person(session, "Noor"))

    assert refusal(stage, stop) == "run_not_active"
