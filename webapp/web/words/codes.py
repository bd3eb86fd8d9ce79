"""Names in place of codes, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from webapp.models import Region
from webapp.services.codes.search import full_name
from webapp.web.kernel.i18n import language, named


def shown_names(things: Mapping[str, Any]) -> dict[str, str]:
    """Return the names of codes as people read them."""
    return {
        code: full_name(thing, language()) if isinstance(thing, Region) else named(thing)
        for code, thing in things.items()
    }


def with_names(lines: list[dict[str, Any]], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return lines of a history with names in place of the codes that changed."""
    return [
        {**line, "changes": [(what, names.get(was, was), names.get(new, new)) for what, was, new in line["changes"]]}
        for line in lines
    ]
