"""What an input type asks of its fields: which must be filled in, and how short or long, low or high they may be."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo


@dataclass(frozen=True, slots=True)
class Limits:
    """Between what a field may be: characters of a text, entries of a list, or a number itself; 0 where it is open."""

    least: Any = 0
    most: Any = 0


@cache
def limits_of(kind: type[BaseModel]) -> Mapping[str, Limits]:
    """Return the limits of a type's fields by their names, the narrowest where there are several."""
    return {name: _limits(field) for name, field in kind.model_fields.items()}


@cache
def required_of(kind: type[BaseModel]) -> tuple[str, ...]:
    """Return the names of the fields that must be filled in; a list that may be empty need not be."""
    return tuple(name for name, field in kind.model_fields.items() if field.is_required() and not _may_be_empty(field))


def _limits(field: FieldInfo) -> Limits:
    least = [value for value in _values(field, "min_length", "ge") if value is not None]
    most = [value for value in _values(field, "max_length", "le") if value is not None]
    return Limits(max(least, default=0), min(most, default=0))


def _values(field: FieldInfo, *names: str) -> list[Any]:
    return [getattr(rule, name, None) for rule in field.metadata for name in names]


def _may_be_empty(field: FieldInfo) -> bool:
    return get_origin(field.annotation) is list and not _limits(field).least
