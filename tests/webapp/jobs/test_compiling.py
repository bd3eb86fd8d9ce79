"""Where the application keeps compiled loops, and when it compiles ahead."""

from pathlib import Path

import pytest

from tests.stage import Stage
from webapp.config import Settings
from webapp.jobs import compiling
from webapp.jobs.compiling import Preparation, keep_compiled_code


def test_compiled_code_lies_below_the_folder_of_the_application(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(compiling.CACHE, raising=False)
    monkeypatch.setenv(compiling.CACHE, "")  # so that it is taken back at the end
    monkeypatch.delenv(compiling.CACHE)
    keep_compiled_code(Settings(debug=True, var=tmp_path))

    assert compiling.os.environ[compiling.CACHE] == str(tmp_path / "compiled")


def test_a_folder_that_the_operator_names_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(compiling.CACHE, "/elsewhere")
    keep_compiled_code(Settings(debug=True, var=tmp_path))

    assert compiling.os.environ[compiling.CACHE] == "/elsewhere"


def test_a_worker_compiles_ahead_once_the_posts_are_many(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    preparation = Preparation(stage.place.engine())
    monkeypatch.setattr(preparation, "_compile", lambda: asked.append("compile"))

    assert preparation.step() is False
    assert asked == []
    monkeypatch.setattr(compiling, "PAIRS", 0)
    assert [preparation.step(), preparation.step()] == [False, False]
    assert asked == ["compile"]
