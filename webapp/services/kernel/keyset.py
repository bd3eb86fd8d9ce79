"""Reading all that somebody may see, piece by piece, in an order that later edits do not change.

A piece begins behind the last row of the one before, and not at a number of rows: what is added or taken away between
two requests would shift the numbers, so that a reader gets rows twice or never. The column that the order follows may
hold a value more than once, so the key stands beside it. One row more than asked for is read: it says whether there is
a next piece, and nothing has to be counted.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_
from sqlmodel import Session, col


def scan(
    session: Session,
    query: Any,
    model: Any,
    *,
    after: tuple[datetime, UUID] | None,
    since: datetime | None = None,
    limit: int,
) -> tuple[list[Any], bool]:
    """Return the next rows in the order of their creation, and whether more follow."""
    made, key = col(model.created_at), col(model.id)
    if after is not None:
        query = query.where(or_(made > after[0], and_(made == after[0], key > after[1])))
    if since is not None:
        query = query.where(col(model.updated_at) >= since)
    return _cut(session.exec(query.order_by(made, key).limit(limit + 1)).all(), limit)


def scan_scores(
    session: Session, query: Any, model: Any, *, after: tuple[float, UUID] | None, limit: int
) -> tuple[list[Any], bool]:
    """Return the next rows from the highest score down, and whether more follow."""
    score, key = col(model.score), col(model.id)
    if after is not None:
        query = query.where(or_(score < after[0], and_(score == after[0], key > after[1])))
    return _cut(session.exec(query.order_by(score.desc(), key).limit(limit + 1)).all(), limit)


def scan_keys(
    session: Session, query: Any, column: Any, *, after: str | UUID | None, limit: int
) -> tuple[list[Any], bool]:
    """Return the next rows in the order of a column that holds each value once, and whether more follow."""
    key = col(column)
    if after is not None:
        query = query.where(key > after)
    return _cut(session.exec(query.order_by(key).limit(limit + 1)).all(), limit)


def _cut(rows: Sequence[Any], limit: int) -> tuple[list[Any], bool]:
    return list(rows[:limit]), len(rows) > limit
