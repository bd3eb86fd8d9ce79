"""Words, keys and numbers from the query string or a form of few fields; odd ones are ignored, never an error."""

import re
from collections.abc import Mapping
from uuid import UUID

from flask import request

from webapp.models.kernel.characters import as_text

KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
LONGEST = 60


def words_asked(name: str = "q") -> str:
    """Return the words that a list is narrowed to."""
    return as_text(request.args.get(name, "")).strip()[:LONGEST]


def key_of(text: str | None) -> UUID | None:
    """Return the key that a text names, or None."""
    return UUID(text) if text and KEY.fullmatch(text) else None


def key_in(name: str, values: Mapping[str, str] | None = None) -> UUID | None:
    """Return the key of that name in the query string, or in the values given."""
    text = (request.args if values is None else values).get(name, "")
    return UUID(text) if KEY.fullmatch(text) else None
