"""Tables in memory for questions to one rule: rows of which only a part is filled in, and nobody else about."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlmodel import Session, SQLModel, create_engine


@contextmanager
def bare_session() -> Iterator[Session]:
    """Open a session on empty tables without the triggers of the migrations, which asks no row to be whole."""
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as opened:
        opened.execute(text("PRAGMA ignore_check_constraints = ON"))
        yield opened
    engine.dispose()
