"""Addresses on the platform: whole ones for mails, and those that carry a query string on."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Flask, current_app, request, url_for

from webapp.config import Settings


def init_app(app: Flask) -> None:
    """Let templates build addresses with a query string."""
    app.add_template_global(url_with, "url_with")


def address_of(path: str) -> str:
    """Return a full address on the platform: from the settings, never from the request's Host."""
    settings: Settings = current_app.extensions["zhiqiao.settings"]
    return settings.public_url.rstrip("/") + path


def url_of(endpoint: str, kind: str, key: UUID) -> str:
    """Return the address of a thing at an endpoint whose place for it is called after its kind, `demand_id`."""
    place: dict[str, Any] = {f"{kind}_id": key}
    return url_for(endpoint, **place)


def url_with(endpoint: str, query: Mapping[str, Any], **places: Any) -> str:
    """Return the address of an endpoint with a query string behind it; what is None in it is left out.

    `url_for` takes some names for its own (`endpoint`, `_external`, `_scheme` and others): a query string never goes
    through it, whoever wrote it.
    """
    place = url_for(endpoint, **places)
    pairs = [(name, str(value)) for name, entry in query.items() for value in _values(entry)]
    if not pairs:
        return place
    return f"{place}{'&' if '?' in place else '?'}{urlencode(pairs)}"


def url_here(**changed: Any) -> str:
    """Return the address of this page with its query string, changed in these arguments; None leaves one out."""
    asked: dict[str, Any] = request.args.to_dict(flat=False)
    return url_with(request.endpoint or "home.index", asked | changed, **(request.view_args or {}))


def _values(entry: Any) -> Iterable[Any]:
    if entry is None:
        return ()
    return entry if isinstance(entry, list | tuple) else (entry,)
