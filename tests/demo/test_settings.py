"""Settings: what is refused, and what a URL or an empty one becomes."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from webapp.config import ServedSettings, Settings

SECRET = "x" * 32


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in [name for name in os.environ if name.startswith("ZHIQIAO_")]:
        monkeypatch.delenv(name)


@pytest.mark.parametrize("secret", ["", "x" * 31])
def test_a_weak_secret_is_refused(secret: str) -> None:
    with pytest.raises(ValidationError, match="ZHIQIAO_SECRET"):
        Settings(secret=secret)


def test_sqlite_takes_one_web_worker_and_postgresql_many() -> None:
    with pytest.raises(ValidationError, match="one web worker"):
        Settings(secret=SECRET, web_workers=2)
    assert Settings(secret=SECRET, web_workers=2, database_url="postgresql://db/x").web_workers == 2


def test_debugging_is_for_development_and_never_served() -> None:
    assert Settings(debug=True).debug
    with pytest.raises(ValidationError, match="ZHIQIAO_DEBUG"):
        ServedSettings(secret=SECRET, debug=True)


@pytest.mark.parametrize("url", ["postgresql://u:p@db/x", "postgres://u:p@db/x"])
def test_postgresql_urls_get_their_driver(url: str) -> None:
    assert Settings(secret=SECRET, database_url=url).database_url == "postgresql+psycopg://u:p@db/x"


def test_no_url_is_a_file_in_the_folder(tmp_path: Path) -> None:
    settings = Settings(secret=SECRET, var=tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path / 'zhiqiao.sqlite3'}"
    assert settings.is_sqlite


def test_variables_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"SECRET": SECRET, "PORT": "8123", "HTTPS": "0", "WITH_WORKER": "0"}.items():
        monkeypatch.setenv(f"ZHIQIAO_{name}", value)
    settings = ServedSettings()
    assert (settings.port, settings.https, settings.with_worker, settings.host) == (8123, False, False, "127.0.0.1")
