"""The living page of components: every macro is on it, and it exists only while debugging."""

import re
from pathlib import Path

import pytest
from flask import Flask

from webapp import create_app
from webapp.config import Settings
from webapp.schema import upgrade

COMPONENTS = Path(__file__).resolve().parents[2] / "webapp" / "templates" / "components"
SHOWN_ELSEWHERE = {
    "csrf", "page_header", "demo_mark", "upload", "radio_cards", "field",
}  # fmt: skip


def page_of(app: Flask, path: str) -> tuple[int, str]:
    answer = app.test_client().get(path)
    return answer.status_code, answer.text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_component_stands_on_the_living_page(tmp_path: Path, language: str) -> None:
    app = create_app(Settings(debug=True, var=tmp_path, https=False))
    upgrade(app.extensions["zhiqiao.engine"])

    status, page = page_of(app, f"/design?lang={language}")

    assert status == 200
    for mark in (
        'class="score-ring"', "data-waterfall", 'class="table pair skills"', 'class="phases"', 'class="capacity"',
        'class="histogram"', "data-combobox", "data-taglist", 'class="choice-cards"', 'class="empty-state"',
        'class="pager"', 'class="filters"', "data-error-summary", 'id="verify-specimen"', 'class="card tasks"',
    ):  # fmt: skip
        assert mark in page
    app.extensions["zhiqiao.engine"].dispose()


def test_no_component_is_forgotten() -> None:
    template = (COMPONENTS.parent / "design" / "index.html").read_text(encoding="utf-8")
    documented = set()
    for name in ("forms", "page", "results"):
        head = (COMPONENTS / f"{name}.html").read_text(encoding="utf-8").split("-#}")[0]
        documented |= set(re.findall(r"(?:^|forms\.|· |call )([a-z_]+)\(", head, re.MULTILINE))

    missing = {name for name in documented if not re.search(rf"\.{name}\(", template)}

    assert missing - SHOWN_ELSEWHERE == set()


def test_the_living_page_is_not_served_to_the_public(tmp_path: Path) -> None:
    app = create_app(Settings(secret="s" * 40, var=tmp_path, https=False))
    upgrade(app.extensions["zhiqiao.engine"])

    assert page_of(app, "/design")[0] == 404
    app.extensions["zhiqiao.engine"].dispose()
