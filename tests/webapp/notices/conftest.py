"""The small city, and what its people are told."""

from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from tests.webapp.rounds import conftest as rounds_side
from tests.webapp.rounds.stage import Stage
from webapp.models import Notice, OutboxMessage

stage = rounds_side.stage
stage_anywhere = rounds_side.stage_anywhere


@pytest.fixture
def choosing(stage: Stage) -> Stage:
    """Return the city once both sides choose, on SQLite."""
    stage.bring_to_choosing()
    return stage


@pytest.fixture
def choosing_anywhere(stage_anywhere: Stage) -> Stage:
    """Return the city once both sides choose, on each engine."""
    stage_anywhere.bring_to_choosing()
    return stage_anywhere


def mails(session: Session) -> list[OutboxMessage]:
    """Return all mails, oldest first."""
    return list(session.exec(select(OutboxMessage).order_by(col(OutboxMessage.made_at))))


def notices(session: Session) -> list[Notice]:
    """Return all notices, oldest first."""
    return list(session.exec(select(Notice).order_by(col(Notice.made_at), col(Notice.id))))


def files_of(folder: Path) -> list[str]:
    """Return the mails that lie in the outbox folder."""
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
