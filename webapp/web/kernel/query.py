"""Words, keys and numbers from the query string or a form of few fields; odd ones are ignored, never an error."""

import re
from uuid import UUID

from flask import request

KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
LONGEST = 60


def words_asked(name: str = "q") -> str:
    """Return the words that a list is narrowed to."""
    return request.args.get(name, "").replace("\x00", "").strip()[:LONGEST]


def key_of(text: str | None) -> UUID | None:
    """Return the key that a text names, or None."""
    return UUID(text) if text and KEY.fullmatch(text) else None
