"""The command, from outside: what it refuses in one sentence, what it keeps, what it starts over."""

import json
import os
import socket
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.places import SECRET, Databases, Place
from webapp.cli import main


@pytest.fixture(autouse=True)
def _stays_in_this_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep the command from becoming somebody or something else, and from leaving its mask and variables behind."""

    def refuse() -> None:
        raise AssertionError("the service was about to start")

    before = dict(os.environ)
    for name in [name for name in before if name.startswith("ZHIQIAO_")]:
        del os.environ[name]
    for module in ("webapp.cli.serve", "webapp.cli.demo.command"):
        monkeypatch.setattr(sys.modules[module], "become_gunicorn", refuse)
    monkeypatch.setattr(sys.modules["webapp.cli.demo.command"], "give_up_root", lambda *_folders: True)
    monkeypatch.setattr(os, "umask", lambda _mask: 0o022)
    yield
    os.environ.clear()
    os.environ.update(before)


def zhiqiao(*words: str, typed: str = "", **variables: str) -> Result:
    """Run the command and return what it said."""
    return CliRunner().invoke(main, words, input=typed, env=variables)


def at(place: Place) -> dict[str, str]:
    """Return the variables that lead to a place."""
    settings = place.settings
    return {"ZHIQIAO_SECRET": SECRET, "ZHIQIAO_DATABASE_URL": settings.database_url, "ZHIQIAO_VAR": str(settings.var)}


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"ZHIQIAO_SECRET": ""}, "at least 32 random characters"),
        ({"ZHIQIAO_SECRET": "short"}, "at least 32 random characters"),
        ({"ZHIQIAO_SECRET": SECRET, "ZHIQIAO_WEB_WORKERS": "2"}, "SQLite serves one web worker only"),
        ({"ZHIQIAO_SECRET": SECRET, "ZHIQIAO_DEBUG": "1"}, "ZHIQIAO_DEBUG is on"),
        ({"ZHIQIAO_SECRET": SECRET, "ZHIQIAO_PORT": "many"}, "ZHIQIAO_PORT"),
    ],
)
def test_unsafe_settings_are_refused_before_anything_starts(
    variables: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    answer = zhiqiao("serve", **variables, ZHIQIAO_VAR=str(tmp_path / "var"))

    assert answer.exit_code == 2
    assert sentence in answer.stderr
    assert len(answer.stderr.strip().splitlines()) == 2
    assert not (tmp_path / "var").exists()


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        answer = zhiqiao("demo", ZHIQIAO_PORT=port, ZHIQIAO_VAR=str(tmp_path / "var"))

    assert answer.exit_code == 1
    assert f"Port {port} is taken" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not (tmp_path / "var" / "zhiqiao.sqlite3").exists()


def test_a_folder_that_takes_no_files_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    answer = zhiqiao("demo", ZHIQIAO_VAR=str(tmp_path / "file" / "var"))

    assert answer.exit_code == 1
    assert "cannot be written to" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "zhiqiao.sqlite3").write_text("not a database " * 100)

    answer = zhiqiao("data", "migrate", ZHIQIAO_SECRET=SECRET, ZHIQIAO_VAR=str(tmp_path))

    assert answer.exit_code == 1
    assert "cannot be opened" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_commands_ask_for_the_tables_first(tmp_path: Path) -> None:
    answer = zhiqiao("rounds", "list", ZHIQIAO_SECRET=SECRET, ZHIQIAO_VAR=str(tmp_path))

    assert answer.exit_code == 1
    assert "zhiqiao data migrate" in answer.stderr


def test_the_demonstration_writes_sign_ins_for_its_owner_only(sample: Place, databases: Databases) -> None:
    roles = [account.role for account in sample.accounts]
    assert sorted(roles) == ["administrator", *2 * ["coordinator"], *2 * ["enterprise"], *2 * ["school"]]
    organisations = [account.organisation for account in sample.accounts if account.organisation]
    assert len(set(organisations)) == 6
    files = list(databases.shared.glob("sample-*/demo-accounts.json"))
    assert files
    for file in files:
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert set(json.loads(file.read_text(encoding="utf-8"))[0]) == {"role", "email", "password", "organisation"}


def test_people_are_added_and_deactivated_from_scripts(place: Place) -> None:
    options = ("--role", "administrator", "--email", "noor@example.cn", "--password-stdin")

    added = zhiqiao("people", "add", *options, typed="korrekt pferd batterie\n", **at(place))
    again = zhiqiao("people", "add", *options, typed="korrekt pferd batterie\n", **at(place))
    weak = zhiqiao("people", "add", *options, typed="1234567890\n", **at(place))
    closed = zhiqiao("people", "deactivate", "--email", "noor@example.cn", **at(place))
    unknown = zhiqiao("people", "deactivate", "--email", "mei@example.cn", **at(place))

    assert (added.exit_code, added.stdout.strip()) == (0, "noor@example.cn")
    assert again.exit_code == 1
    assert "There is an account with this address" in again.stderr
    assert "too easily guessed" in weak.stderr
    assert closed.exit_code == 0
    assert (unknown.exit_code, "no such account" in unknown.stderr) == (1, True)


def test_rounds_are_listed_and_run_from_scripts(sample: Place) -> None:
    listed = zhiqiao("rounds", "list", **at(sample))
    codes = [line.split()[0] for line in listed.stdout.splitlines()]
    refused = zhiqiao("rounds", "run", codes[1], **at(sample))
    unknown = zhiqiao("rounds", "run", "R0", **at(sample))

    assert len(codes) == 2
    assert "choosing" in listed.stdout
    assert "not frozen" in refused.stderr
    assert "no round R0" in unknown.stderr
