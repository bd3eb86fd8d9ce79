"""How whoever acted is told to others."""

import subprocess
from pathlib import Path

import pytest

from webapp.models import Person
from webapp.services.kernel.audit import actor_name

ROOT = Path(__file__).resolve().parents[3]


def test_somebody_is_told_by_the_own_name() -> None:
    assert actor_name(Person(name="王芳")) == "王芳"
    assert actor_name(Person(name="王芳"), "系统") == "王芳"


@pytest.mark.parametrize("otherwise", ["", "--", "系统"])
def test_where_nobody_acted_the_page_says_what_stands_there_instead(otherwise: str) -> None:
    assert actor_name(None, otherwise) == otherwise


def test_nobody_tells_an_actor_past_its_owner() -> None:
    asked = [
        "git",
        "grep",
        "-nE",
        r"(\.actor|made_by|decided_by|merged_by|replied_by|approved_by)\.name",
        "--",
        "webapp",
    ]
    assert subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False).stdout == ""
