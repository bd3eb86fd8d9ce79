"""Keys that an address or a form carries; odd ones are none."""

import re
from collections.abc import Mapping
from uuid import UUID

from flask import request

KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


def key_in(name: str, values: Mapping[str, str] | None = None) -> UUID | None:
    """Return the key of that name in the query string, or in the values given."""
    text = (request.args if values is None else values).get(name, "")
    return UUID(text) if KEY.fullmatch(text) else None
