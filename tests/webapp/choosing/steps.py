"""What people do with suggestions, said shortly."""

from typing import Any

from sqlmodel import Session, col, select
from werkzeug.test import TestResponse

from tests.stage import LIFT, Stage, person
from tests.visitor import Visitor, hidden
from webapp.models import AuditEvent, Choice, Person
from webapp.models.kernel.enums import Side

TUNER = "电梯调试员"
ACCEPT = {"decision": "accept", "then": "stay"}


def answers(session: Session) -> list[Choice]:
    """Return all answers."""
    return list(session.exec(select(Choice).order_by(col(Choice.decided_at), col(Choice.id))))


def events(session: Session) -> list[AuditEvent]:
    """Return what the record holds of answers, oldest first."""
    query = select(AuditEvent).where(col(AuditEvent.action).startswith("choice."))
    return list(session.exec(query.order_by(col(AuditEvent.at), col(AuditEvent.id))))


def answer(visitor: Visitor, url: str, **typed: Any) -> TestResponse:
    """Fill the form of an answer in and send it."""
    form = hidden(visitor.get(url).text, f"{url}/choice")
    return visitor.client.post(f"{url}/choice", data={**form, "then": "stay", **typed})


def accept(stage: Stage, name: str, position: str = LIFT, **typed: Any) -> str:
    """Accept a suggestion and return its address."""
    url = stage.suggestion_url(position)
    sent = answer(stage.as_(name), url, **{"decision": "accept", **typed})
    assert sent.status_code == 303, sent.status_code
    return url


def press(visitor: Visitor, url: str, deed: str, **more: Any) -> TestResponse:
    """Press a button of a suggestion's page."""
    form = hidden(visitor.get(url).text, f"{url}/{deed}")
    return visitor.client.post(f"{url}/{deed}", data={**form, **more})


def ranks(stage: Stage, side: Side = Side.SCHOOL) -> dict[str, int | None]:
    """Return the rank of each accepted position."""

    def ask(session: Session) -> dict[str, int | None]:
        rows = [row for row in answers(session) if row.side is side and row.headcount]
        return {row.suggestion.facts["demand"]["position"]: row.rank for row in rows}

    held: dict[str, int | None] = stage.ask(ask)
    return held


def add_colleague(stage: Stage, name: str, of: str) -> None:
    """Let somebody else belong to a person's organisation."""
    with stage.session() as session:
        known = person(session, of)
        session.add(
            Person(
                email=f"{name.lower()}@example.cn",
                name=name,
                password_hash="-",
                role=known.role,
                organisation_id=known.organisation_id,
            )
        )
