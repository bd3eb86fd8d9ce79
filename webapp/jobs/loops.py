"""What the worker does beside its jobs: loops of their own, and turns that are done piece by piece."""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session

from webapp.database import writing

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Turn:
    """Something to be done from time to time: the pieces that are due, and how one of them is done."""

    name: str
    due: Callable[[Session], Iterable[Any]]
    do: Callable[[Session, Any], object]
    failed: Callable[[Session, Any, Exception], object] | None = None


@dataclass(frozen=True, slots=True)
class Loop:
    """A step that is taken again and again; it returns whether more waits, which it then does without a pause."""

    name: str
    step: Callable[[], bool]
    pause: float

    def run(self, stopping: threading.Event) -> None:
        """Take the step until `stopping` is set; a step that fails is logged and taken again after the pause."""
        while not stopping.is_set():
            try:
                more = self.step()
            except Exception:
                log.exception("loop_failed", loop=self.name)
                more = False
            if not more:
                stopping.wait(self.pause)


def take_turns(engine: Engine, turns: Sequence[Turn]) -> bool:
    """Do what is due of each turn; one that fails holds none of the others up. Return whether anything was done."""
    done = 0
    for turn in turns:
        try:
            done += take_turn(engine, turn)
        except Exception:
            log.exception("turn_failed", turn=turn.name)
    return done > 0


def take_turn(engine: Engine, turn: Turn) -> int:
    """Do what is due, each piece in a transaction of its own; a piece that fails holds none of the others up.

    What is due is read before, in a transaction that only reads. In between another worker may have done the same
    piece: it then refuses itself, or runs into a constraint, which is no failure unless the turn has a word for it.
    """
    with Session(engine.execution_options(write=False)) as session:
        pieces = list(turn.due(session))
    done = 0
    for piece in pieces:
        try:
            _in_transaction(engine, lambda session, piece=piece: turn.do(session, piece))  # type: ignore[misc]
            done += 1
        except OperationalError:  # the database is busy or away: the rest would fare no better now
            raise
        except Exception as error:
            if isinstance(error, IntegrityError) and turn.failed is None:
                log.info("piece_done_elsewhere", turn=turn.name)
                continue
            log.exception("piece_failed", turn=turn.name)
            done += _note_failure(engine, turn, piece, error)
    return done


def _note_failure(engine: Engine, turn: Turn, piece: Any, error: Exception) -> bool:
    """Let the turn set a piece aside that has failed; return whether it did, so that the next ones come at once."""
    if turn.failed is None:
        return False
    note = turn.failed
    _in_transaction(engine, lambda session: note(session, piece, error))
    return True


def _in_transaction(engine: Engine, deed: Callable[[Session], object]) -> None:
    with Session(writing(engine)) as session:
        deed(session)
        session.commit()
