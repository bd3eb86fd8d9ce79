"""Where a request comes from, as the browser itself says: one of our own pages, or somebody else's."""

from enum import Enum, auto
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin

from webapp.config import Settings

READING = frozenset({"GET", "HEAD", "OPTIONS"})
PORTS = {"http": 80, "https": 443}


class Origin(Enum):
    """What a request tells of the page that it comes from."""

    OWN = auto()
    FOREIGN = auto()
    UNTOLD = auto()  # no page: typed, bookmarked, or no browser at all


class CookieInterface(SecureCookieSessionInterface):
    """The cookie of the session, which no page of somebody else sets or clears.

    SameSite keeps it away from such a request, so that the answer would put an empty one in its place and sign the
    person out.
    """

    def save_session(self, app: Flask, cookie_session: SessionMixin, response: Response) -> None:
        """Send the cookie, unless somebody else's page asks."""
        if may_set_cookies():
            super().save_session(app, cookie_session, response)


def init_app(app: Flask) -> None:
    """Keep the cookie from other people's pages."""
    app.session_interface = CookieInterface()


def origin_of_request() -> Origin:
    """Return where the request comes from: by what no script can forge first."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return {"same-origin": Origin.OWN, "none": Origin.UNTOLD}.get(site, Origin.FOREIGN)
    source = request.headers.get("Origin") or request.headers.get("Referer")
    if not source:
        return Origin.UNTOLD
    return Origin.OWN if _place(source) in _own_places() else Origin.FOREIGN


def may_set_cookies() -> bool:
    """Tell whether the answer may carry a cookie: not to somebody else's page, unless it leads a person here.

    A form that brings a token of ours is one of ours, whatever a proxy has made of the addresses.
    """
    if g.get("csrf_valid") or origin_of_request() is not Origin.FOREIGN:
        return True
    return request.method in READING and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"


def _own_places() -> set[tuple[str, str, int | None] | None]:
    settings: Settings = current_app.extensions["zhiqiao.settings"]
    return {_place(request.host_url), _place(settings.public_url)} - {None}


def _place(address: str) -> tuple[str, str, int | None] | None:
    """Return scheme, host and port of an address; nothing where it has none, such as `null`."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if not parts.hostname:
        return None
    return parts.scheme, parts.hostname, port or PORTS.get(parts.scheme)
