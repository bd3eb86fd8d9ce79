"""Words, keys and numbers from the query string or a form of few fields; odd ones are ignored, never an error."""

import re
from collections.abc import Mapping
from uuid import UUID

from flask import request

from webapp.models.kernel.characters import as_text

KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)  # fits the columns of both databases
LONGEST = 60


def words_asked(name: str = "q", *, longest: int = LONGEST) -> str:
    """Return the words that a list is narrowed to, or other text of the query string."""
    return as_text(request.args.get(name, "")).strip()[:longest]


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
