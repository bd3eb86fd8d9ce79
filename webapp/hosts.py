"""Which host names are answered. Everything else is told so in one line, before the application hears of it."""

import re
from collections.abc import Iterable
from typing import Final
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import structlog
from flask import Flask

from webapp.config import Settings

ANYWHERE: Final = "/healthz"  # whoever watches the process asks by its address
HOST: Final = re.compile(r"(?P<name>[a-z0-9_.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?", re.ASCII | re.IGNORECASE)
TOLD: Final = "请用平台的地址访问。 Please use the address of the platform.\n".encode()  # nobody knows the language yet
HEADERS: Final = [
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Content-Length", str(len(TOLD))),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
]
log = structlog.get_logger()


def init_app(app: Flask, settings: Settings) -> None:
    """Answer the hosts of the settings alone, or any where none is set; a name that is none is never answered."""
    app.wsgi_app = _guarded(app.wsgi_app, _names(settings.trusted_hosts))  # type: ignore[assignment, method-assign]


def _names(text: str) -> frozenset[str]:
    """Return the names of a list; one that begins with a dot stands for all names below it, and for itself."""
    return frozenset(name.strip().rstrip(".").lower() for name in text.split(",") if name.strip())


def _guarded(answer: WSGIApplication, trusted: frozenset[str]) -> WSGIApplication:
    def guarded(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO") == ANYWHERE:
            return answer({**environ, "HTTP_HOST": "localhost"}, start_response)
        if _is_known(environ.get("HTTP_HOST", ""), trusted):
            return answer(environ, start_response)
        log.info("host_refused")
        start_response("400 Bad Request", HEADERS)
        return [] if environ.get("REQUEST_METHOD") == "HEAD" else [TOLD]

    return guarded


def _is_known(host: str, trusted: frozenset[str]) -> bool:
    if not host:  # clients of long ago send none
        return not trusted
    match = HOST.fullmatch(host)
    if match is None:
        return False
    name = match["name"].rstrip(".").lower()
    return not trusted or name in trusted or any(rest in trusted for rest in _endings(name))


def _endings(name: str) -> Iterable[str]:
    """Yield `.a.b.c`, `.b.c`, `.c` for `a.b.c`."""
    parts = name.split(".")
    return (f".{'.'.join(parts[place:])}" for place in range(len(parts)))
