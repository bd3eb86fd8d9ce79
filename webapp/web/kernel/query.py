"""Words, keys and numbers from the query string or a form of few fields; odd ones are ignored, never an error."""

import re
from collections.abc import Collection, Mapping
from typing import Any, TypeVar, get_args
from uuid import UUID

from annotated_types import MaxLen
from flask import request
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from webapp.models.kernel.characters import as_text
from webapp.models.kernel.filters import Cut, Filters
from webapp.models.kernel.labels import LabelledEnum

F = TypeVar("F", bound=Filters)
E = TypeVar("E", bound=LabelledEnum)

KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)  # fits the columns of both databases
LONGEST = 60


def asked(kind: type[F], /, *, but: Collection[str] = (), **given: Any) -> F:
    """Return what the query string narrows a list to; what a field does not take is ignored.

    Some fields it has nothing to say of: `but` leaves them as they are, `given` sets them.
    """
    fields = {name: info for name, info in kind.model_fields.items() if name not in but and name not in given}
    texts = {name: words_asked(name, longest=_longest(info)) for name, info in fields.items() if info.annotation is str}
    values = given | {name: _value(name, info) for name, info in fields.items() if name not in texts}
    try:
        filters = kind.model_validate(values)
    except ValidationError as odd:
        unfit = {error["loc"][0] for error in odd.errors()}
        filters = kind.model_validate({name: value for name, value in values.items() if name not in unfit})
    return filters.model_copy(update=texts)


def _longest(info: FieldInfo) -> int:
    cuts = [limit.length for limit in info.metadata if isinstance(limit, Cut)]
    return min(cuts, default=next(limit.max_length for limit in info.metadata if isinstance(limit, MaxLen)))


def _value(name: str, info: FieldInfo) -> Any:
    is_key = UUID in (info.annotation, *get_args(info.annotation))
    return key_in(name) if is_key else request.args.get(name)


def words_asked(name: str = "q", *, longest: int = LONGEST) -> str:
    """Return the words that a list is narrowed to, or other text of the query string."""
    return as_text(request.args.get(name, "")).strip()[:longest]


def option(kind: type[E], name: str) -> E | None:
    """Return the enum member that the query string names, or None."""
    text = request.args.get(name, "")
    return kind(text) if text in {member.value for member in kind} else None


def number_of(text: str | None) -> int | None:
    """Return the number that a text of few plain digits is, or None; `int` would take those of all scripts."""
    return int(text) if text and NUMBER.fullmatch(text) else None


def number_asked(name: str) -> int | None:
    """Return the number of that name in the query string."""
    return number_of(request.args.get(name))


def version_sent() -> int:
    """Return the version that the form of this request was drawn from; 0, which none ever has, where it names none."""
    return number_of(request.form.get("version")) or 0


def key_of(text: str | None) -> UUID | None:
    """Return the key that a text names, or None."""
    return UUID(text) if text and KEY.fullmatch(text) else None


def key_in(name: str, values: Mapping[str, str] | None = None) -> UUID | None:
    """Return the key of that name in the query string, or in the values given."""
    text = (request.args if values is None else values).get(name, "")
    return UUID(text) if KEY.fullmatch(text) else None
