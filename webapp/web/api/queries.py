"""Query strings of the API: every parameter named by a type, and cursors that lead through a list."""

import base64
import binascii
import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID

from flask import request
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from webapp.web.api.problems import fitting

Q = TypeVar("Q", bound=BaseModel)
R = TypeVar("R")

LONGEST_CURSOR = 400
COUNT = re.compile(r"[0-9]{1,9}", re.ASCII)
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9:.]{5,20}([Zz]|[+-][0-9]{2}:[0-9]{2})", re.ASCII)
FLAGS = {"true": True, "false": False}


def _flag(value: Any) -> Any:
    if not isinstance(value, str) or value not in FLAGS:
        raise PydanticCustomError("flag", "neither true nor false")
    return FLAGS[value]


def _moment(value: Any) -> Any:
    if not isinstance(value, str) or not MOMENT.fullmatch(value):
        raise PydanticCustomError("moment", "not a moment with its zone")
    return value


def _within_reason(value: datetime) -> datetime:
    if value.tzinfo is None or not 1970 <= value.year <= 9000:
        raise PydanticCustomError("moment", "not a moment with its zone")
    return value


def _count(value: Any) -> Any:
    if isinstance(value, str):
        if not COUNT.fullmatch(value):
            raise PydanticCustomError("whole_number", "not a whole number")
        return int(value)
    return value


Flag = Annotated[bool, BeforeValidator(_flag)]
Moment = Annotated[datetime, AfterValidator(_within_reason), BeforeValidator(_moment)]


class ListQuery(BaseModel):
    """How much of a list is wanted, and from where on."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=100), BeforeValidator(_count)] = 50
    cursor: Annotated[str | None, Field(max_length=LONGEST_CURSOR, pattern=r"^[A-Za-z0-9_-]+$")] = None


class ChangesQuery(ListQuery):
    """The same for lists in the order of creation, which may be narrowed to what has changed since."""

    updated_since: Moment | None = None


def read_query(kind: type[Q]) -> Q:
    """Return the query string as its type; a parameter that comes twice or is not known is refused."""
    twice = [name for name, values in request.args.lists() if len(values) > 1]
    if twice:
        raise refusal(kind, twice[0], "once_only")
    return fitting(kind, lambda: kind.model_validate(request.args.to_dict()))


def refusal(kind: type[BaseModel], name: str, code: str) -> ValidationError:
    """Return the refusal of one parameter."""
    detail = InitErrorDetails(type=PydanticCustomError(code, "refused"), loc=(name,), input=None)
    return ValidationError.from_exception_data(kind.__name__, [detail])


def encode_cursor(*parts: object) -> str:
    """Return a cursor that remembers where a page ended."""
    text = json.dumps([str(part) for part in parts], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_cursor(query: ListQuery, length: int) -> list[str] | None:
    """Return the parts of the cursor, or None at the beginning; anything but a cursor of ours is refused."""
    if query.cursor is None:
        return None
    try:
        padded = query.cursor + "=" * (-len(query.cursor) % 4)
        parts = json.loads(base64.urlsafe_b64decode(padded.encode()))
    except (ValueError, binascii.Error, RecursionError):
        parts = None
    if not isinstance(parts, list) or len(parts) != length or not all(isinstance(part, str) for part in parts):
        raise refusal(type(query), "cursor", "cursor")
    if any(not part.isprintable() for part in parts):
        raise refusal(type(query), "cursor", "cursor")
    return parts


def moment_and_key(query: ListQuery) -> tuple[datetime, UUID] | None:
    """Return where a list in the order of creation goes on."""
    parts = decode_cursor(query, 2)
    if parts is None:
        return None
    try:
        return _within_reason(datetime.fromisoformat(parts[0])), UUID(parts[1])
    except (ValueError, PydanticCustomError):
        raise refusal(type(query), "cursor", "cursor") from None


def score_and_key(query: ListQuery) -> tuple[float, UUID] | None:
    """Return where a list in the order of scores goes on."""
    parts = decode_cursor(query, 2)
    if parts is None:
        return None
    try:
        score = float(parts[0])
        if not 0 <= score <= 100:
            raise ValueError
        return score, UUID(parts[1])
    except ValueError:
        raise refusal(type(query), "cursor", "cursor") from None


def only_key(query: ListQuery) -> UUID | None:
    """Return where a list in the order of ids goes on."""
    parts = decode_cursor(query, 1)
    try:
        return UUID(parts[0]) if parts is not None else None
    except ValueError:
        raise refusal(type(query), "cursor", "cursor") from None


def part_after(query: ListQuery, rows: Sequence[R], keys: Sequence[str]) -> tuple[list[R], str | None]:
    """Return the piece of a short list behind the cursor, and the next cursor."""
    parts = decode_cursor(query, 1)
    begin = 0
    if parts is not None:
        if parts[0] not in keys:
            raise refusal(type(query), "cursor", "cursor")
        begin = keys.index(parts[0]) + 1
    piece = list(rows[begin : begin + query.limit])
    more = begin + len(piece) < len(rows)
    return piece, encode_cursor(keys[begin + len(piece) - 1]) if more else None
