"""Applications for tests: building one takes longer than most tests, so that the next test gets it once one is done."""

from dataclasses import dataclass
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from webapp import create_app
from webapp.config import Settings
from webapp.web.api import requests
from webapp.web.kernel import db

OWN = ("database_url", "var")  # settings that an application is given anew


class CompiledTemplates(BytecodeCache):
    """Templates as an earlier application of this process has compiled them."""

    def __init__(self) -> None:
        """Begin with none."""
        self._held: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled of the same text."""
        if bucket.key in self._held:
            bucket.bytecode_from_string(self._held[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._held[bucket.key] = bucket.bytecode_to_string()


COMPILED = CompiledTemplates()


def make_app(settings: Settings) -> Flask:
    """Return an application that nobody had before; who changes more than its configuration needs one."""
    app = create_app(settings)
    app.config["TESTING"] = True
    app.jinja_env.bytecode_cache = COMPILED
    return app


@dataclass(slots=True)
class _Lent:
    """An application, what it was made from, and its configuration as it was made."""

    app: Flask
    made_from: dict[str, Any]
    config: dict[str, Any]


class Applications:
    """Lends applications, each to one place at a time."""

    def __init__(self) -> None:
        """Begin with none."""
        self._free: list[_Lent] = []
        self._lent: list[_Lent] = []

    def lend(self, settings: Settings) -> Flask:
        """Return an application with these settings: one that is free, or a new one."""
        made_from = settings.model_dump(exclude=set(OWN))
        found = next((held for held in self._free if held.made_from == made_from), None)
        if found is None:
            app = make_app(settings)
            found = _Lent(app, made_from, dict(app.config))
        else:
            self._free.remove(found)
            _begin_anew(found, settings)
        self._lent.append(found)
        return found.app

    def give_back(self, app: Flask) -> None:
        """Let the next place have the application."""
        for held in self._lent:
            if held.app is app:
                self._lent.remove(held)
                self._free.append(held)
                return


def _begin_anew(held: _Lent, settings: Settings) -> None:
    app = held.app
    app.config.clear()
    app.config.update(held.config)
    app.extensions["zhiqiao.settings"] = settings
    app.extensions["zhiqiao.engine"] = db.make_engine(settings.database_url)
    requests.init_app(app, settings)


APPLICATIONS = Applications()
