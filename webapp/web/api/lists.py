"""Pages of a list, each with the cursor of the next."""

from typing import Any

from webapp.services.kernel.keyset import scan, scan_keys, scan_scores
from webapp.web.api.queries import ChangesQuery, ListQuery, encode_cursor, moment_and_key, only_key, score_and_key
from webapp.web.kernel.db import session


def in_order_of_creation(query: ChangesQuery, wanted: Any, model: Any) -> tuple[list[Any], str | None]:
    """Return the rows of a page, oldest first, and the next cursor."""
    after, since = moment_and_key(query), query.updated_since
    rows, more = scan(session(), wanted, model, after=after, since=since, limit=query.limit)
    return rows, encode_cursor(rows[-1].created_at.isoformat(), rows[-1].id) if more else None


def in_order_of_leaving(query: ListQuery, wanted: Any, model: Any) -> tuple[list[Any], str | None]:
    """Return what has gone, in the order in which it went, and the next cursor."""
    rows, more = scan(session(), wanted, model, after=moment_and_key(query), limit=query.limit)
    return rows, encode_cursor(rows[-1].created_at.isoformat(), rows[-1].id) if more else None


def in_order_of_score(query: ListQuery, wanted: Any, model: Any) -> tuple[list[Any], str | None]:
    """Return the rows of a page, best first, and the next cursor."""
    rows, more = scan_scores(session(), wanted, model, after=score_and_key(query), limit=query.limit)
    return rows, encode_cursor(rows[-1].score, rows[-1].id) if more else None


def in_order_of_key(query: ListQuery, wanted: Any, model: Any) -> tuple[list[Any], str | None]:
    """Return the rows of a page in the order of their ids, and the next cursor."""
    rows, more = scan_keys(session(), wanted, model.id, after=only_key(query), limit=query.limit)
    return rows, encode_cursor(rows[-1].id) if more else None
