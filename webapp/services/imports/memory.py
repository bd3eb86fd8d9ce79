"""What a stored thing said before an import changed it, as plain JSON, and back again."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Table

from webapp.models.kernel.base import Keyed


def remembered(thing: Keyed, fields: Iterable[str]) -> dict[str, Any]:
    """Return the fields of a stored thing as plain JSON."""
    return {name: _plain(getattr(thing, name)) for name in fields}


def recall(thing: Keyed, memory: dict[str, Any]) -> None:
    """Give a stored thing the values that were remembered."""
    table: Table = type(thing).__table__  # type: ignore[attr-defined]
    for name, value in memory.items():
        setattr(thing, name, _stored(value, table.c[name].type))


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return dict(value) if isinstance(value, dict) else value


def _stored(value: Any, kind: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, sa.Enum) and kind.enum_class is not None:
        return kind.enum_class(value)
    if isinstance(kind, sa.Uuid):
        return UUID(value)
    if isinstance(kind, sa.Date):
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if "DateTime" in type(kind).__name__ else value
