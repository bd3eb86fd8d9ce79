"""The living page of components: every macro is on it, and it exists only while debugging."""

import re
from pathlib import Path

import pytest
from flask import Flask

from tests.applications import make_app
from tests.places import Databases

COMPONENTS = Path(__file__).resolve().parents[2] / "webapp" / "templates" / "components"
SHOWN_ELSEWHERE = {
    "csrf", "page_header", "demo_mark", "upload", "radio_cards", "field",
}  # fmt: skip


def page_of(app: Flask, path: str) -> tuple[int, str]:
    answer = app.test_client().get(path)
    return answer.status_code, answer.text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_component_stands_on_the_living_page(databases: Databases, tmp_path: Path, language: str) -> None:
    with databases.place("empty", "sqlite", tmp_path) as place:
        app = make_app(place.settings.model_copy(update={"debug": True}))
        status, page = page_of(app, f"/design?lang={language}")

    assert status == 200
    for mark in (
        'class="score-ring"', "data-waterfall", 'class="table pair skills"', 'class="phases"', 'class="capacity"',
        'class="histogram"', "data-combobox", "data-taglist", 'class="choice-cards"', 'class="empty-state"',
        'class="pager"', 'class="filters"', "data-error-summary", 'id="verify-specimen"', 'class="card tasks"',
    ):  # fmt: skip
        assert mark in page


def test_no_component_is_forgotten() -> None:
    template = (COMPONENTS.parent / "design" / "index.html").read_text(encoding="utf-8")
    documented = set()
    for name in ("forms", "page", "results"):
        head = (COMPONENTS / f"{name}.html").read_text(encoding="utf-8").split("-#}")[0]
        documented |= set(re.findall(r"(?:^|forms\.|· |call )([a-z_]+)\(", head, re.MULTILINE))

    missing = {name for name in documented if not re.search(rf"\.{name}\(", template)}

    assert missing - SHOWN_ELSEWHERE == set()


def test_the_living_page_is_not_served_to_the_public(databases: Databases, tmp_path: Path) -> None:
    with databases.place("empty", "sqlite", tmp_path) as place:
        assert page_of(place.app(), "/design")[0] == 404
