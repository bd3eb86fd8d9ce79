"""The record only grows: nobody changes or forgets it, and everything that it can hold has words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask_babel import force_locale
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from tests.stage import Stage, the_round
from tests.webapp.choosing.steps import accept, press
from webapp.models import AuditEvent
from webapp.models.seats.enums import AlternateState
from webapp.services.kernel.audit import record
from webapp.services.process.phases import TABLE
from webapp.web.words.history import action_words
from webapp.web.workbench.audit_words import KINDS

WEBAPP = Path(__file__).resolve().parents[4] / "webapp"
ACTION = re.compile(r"[a-z_]+\.[a-z_]+")
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET action = 'x'", "DELETE FROM audit_event"])
def test_the_database_refuses_to_change_or_forget(stage_anywhere: Stage, statement: str) -> None:
    with stage_anywhere.session() as session:
        record(session, "round.edited", the_round(session), by=None)
    with stage_anywhere.session() as session, pytest.raises(IntegrityError, match="append-only"):
        session.execute(sa.text(statement))
    assert len(stage_anywhere.ask(lambda session: session.exec(select(AuditEvent)).all())) == 1


@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "REPLACE", "INSERT OR IGNORE"])
@pytest.mark.parametrize("key", ["id", "rowid"])
def test_no_entry_takes_the_place_of_another(stage: Stage, verb: str, key: str) -> None:
    with stage.session() as session:
        kept = record(session, "round.edited", the_round(session), by=None)
    names, values = ("id", "id") if key == "id" else ("rowid, id", "rowid, 'other'")
    other = sa.text(
        f"{verb} INTO audit_event ({names}, at, action, thing_kind, thing_id, before, after)"
        f" SELECT {values}, at, 'x', thing_kind, thing_id, before, after FROM audit_event"
    )
    with stage.session() as session, pytest.raises(IntegrityError, match="append-only"):
        session.execute(other)
    assert stage.ask(lambda session: session.exec(select(AuditEvent.id, AuditEvent.action)).all()) == [
        (kept.id, "round.edited")
    ]


def test_an_event_that_the_application_itself_would_change_is_refused(stage_anywhere: Stage) -> None:
    def tamper(session: Session) -> None:
        event = record(session, "round.edited", the_round(session), by=None)
        session.flush()
        event.after = {"title": "x"}
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()

    stage_anywhere.ask(tamper)


def recorded_actions() -> Iterator[tuple[str, str]]:
    """Yield every action that the code can record, with the file."""
    for path in sorted(WEBAPP.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef) or not any(map(_records, ast.walk(function))):
                continue
            for node in ast.walk(function):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and ACTION.fullmatch(node.value):
                    yield node.value, path.name
    for kind in ("organisation", "demand", "program", "offering"):
        yield from ((f"{kind}.{step}", "applying.py") for step in ("restored", "taken_back"))
    yield from ((f"alternate.{state.value}", "alternates.py") for state in AlternateState if state.value != "open")
    for line in TABLE:
        yield f"round.{line.step}", "phases.py"


def _records(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    return name in ("record", "note_change")


def test_every_action_has_words_in_both_languages(stage: Stage) -> None:
    actions = set(recorded_actions())
    assert len(actions) > 40

    bare = []
    with stage.app.test_request_context():
        for action, file in sorted(actions):
            with force_locale("zh_Hans_CN"):
                chinese = action_words(action)
            with force_locale("en"):
                english = action_words(action)
            if chinese == action or not HAN.search(chinese) or HAN.search(english):
                bare.append((file, action, chinese, english))

    assert bare == []


def test_every_kind_of_thing_has_words(choosing: Stage) -> None:
    accept(choosing, "Ines")
    press(choosing.as_("Ines"), choosing.suggestion_url(), "choice/withdraw")

    kinds = choosing.ask(lambda session: set(session.exec(select(AuditEvent.thing_kind))))

    assert kinds <= set(KINDS)
