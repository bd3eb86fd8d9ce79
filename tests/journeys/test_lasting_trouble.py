"""The running service while another holds the lock for longer than anybody waits, and while its disk is full."""

import http.client
import os
import re
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlmodel import Session, func, select

from tests.places import Databases, Place
from tests.serving import PATIENCE as OURS
from tests.serving import Served, serve
from tests.stage import Stage
from tests.trouble import lock_held
from webapp.clock import now
from webapp.database import PATIENCE
from webapp.models import Demand, PersonSession

pytestmark = pytest.mark.long
HELD = PATIENCE + 2
PAGES = ("/home", "/demands", "/programs", "/account", "/")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and when."""

    status: int
    text: str
    headers: dict[str, str]


@dataclass(slots=True)
class Caller:
    """Mei at a browser, against the running service."""

    served: Served
    cookie: str

    def ask(self, verb: str, path: str, typed: dict[str, str] | None = None) -> Answer:
        """Ask, and return the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.served.port, timeout=OURS)
        headers = {"Cookie": f"zhiqiao={self.cookie}", "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request(verb, path, urlencode(typed or {}) if verb == "POST" else None, headers)
            response = connection.getresponse()
            if kept := re.match(r"zhiqiao=([^;]*)", response.headers.get("Set-Cookie", "")):
                self.cookie = kept.group(1)  # it carries the token of the forms
            return Answer(response.status, response.read().decode(), dict(response.getheaders()))
        finally:
            connection.close()

    def draft(self) -> dict[str, str]:
        """Return a demand as it is sent from its page."""
        page = self.ask("GET", "/demands/new").text
        held = {name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page) for name in ("csrf_token", "form_key")}
        found = {name: match.group(1) for name, match in held.items() if match}
        return {**found, "position": "电梯保养工 <甲>", "action": "draft"}


@contextmanager
def serving(place: Place) -> Iterator[Caller]:
    """Serve the city, and give a browser that Mei is signed in with."""
    cookie = Stage(place).as_("Mei").client.get_cookie("zhiqiao")
    assert cookie is not None
    with serve(place, ZHIQIAO_WITH_WORKER="0") as served:
        yield Caller(served, cookie.value)


def idle(place: Place) -> None:
    """Let nobody have done anything for ten minutes."""
    with place.session() as session:
        for row in session.exec(select(PersonSession)):
            row.seen_at = now() - timedelta(minutes=10)


def count(place: Place) -> int:
    with Session(place.engine()) as session:
        return session.exec(select(func.count()).select_from(Demand)).one()


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_reading_goes_on_while_the_lock_is_held_and_writing_is_told_to_come_again(
    databases: Databases, tmp_path: Path, engine: str
) -> None:
    with databases.place("city", engine, tmp_path) as place, serving(place) as mei:
        sent, before = mei.draft(), count(place)
        written: list[Answer] = []
        with lock_held(place, "demand"):
            begun = time.monotonic()
            writer = threading.Thread(target=lambda: written.append(mei.ask("POST", "/demands/new", sent)))
            writer.start()
            while time.monotonic() - begun < HELD:
                if engine == "sqlite":
                    assert [mei.ask("GET", page).status for page in PAGES] == [200] * len(PAGES)
                else:
                    assert mei.ask("GET", "/home").status == 200
            writer.join()
        assert [answer.status for answer in written] == [503]
        assert int(written[0].headers["Retry-After"]) > 0
        assert "电梯保养工 &lt;甲&gt;" in written[0].text
        assert count(place) == before
        assert mei.ask("POST", "/demands/new", sent).status == 303
        assert count(place) == before + 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a folder on a disk of its own with little room."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", folder], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("only root may mount a disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def fill(path: Path) -> None:
    """Take all the room that there is."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT)
    with suppress(OSError):
        while True:
            os.write(handle, b"\0" * 4096)
    os.close(handle)


def test_reading_goes_on_while_the_disk_is_full_and_writing_works_again_after(
    databases: Databases, small_disk: Path
) -> None:
    filler = small_disk / "filler"
    with databases.place("city", "sqlite", small_disk) as place, serving(place) as mei:
        sent, before = mei.draft(), count(place)
        idle(place)
        fill(filler)
        for _turn in range(2):
            assert [mei.ask("GET", page).status for page in PAGES] == [200] * len(PAGES)
        answer = mei.ask("POST", "/demands/new", {**sent, "required_skills": "安全用电\n" * 20})
        assert answer.status == 503
        assert "电梯保养工 &lt;甲&gt;" in answer.text
        assert count(place) == before

        filler.unlink()

        assert mei.ask("POST", "/demands/new", sent).status == 303
        assert count(place) == before + 1
        with place.engine().connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
