"""Started by root, the demonstration becomes somebody who may do less, and only what is its own changes hands."""

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

PRIVILEGES = Path(__file__).parents[2] / "webapp" / "cli" / "demo" / "privileges.py"
PYTHON = shutil.which("python3", path="/usr/bin") or sys.executable  # one that everybody may run
ASK = """
import importlib.util, os, sys
from pathlib import Path
spec = importlib.util.spec_from_file_location("privileges", sys.argv[1])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
given_up = module.give_up_root(Path(sys.argv[2]), Path(sys.argv[3]))
(Path(sys.argv[3]) / "outbox").mkdir(exist_ok=True)
print(given_up, os.geteuid(), os.environ["HOME"])
"""
IS_ROOT = os.geteuid() == 0


@pytest.fixture
def code() -> Iterator[Path]:
    """Return a folder with the code's door, where everybody may read."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "wsgi.py").touch(0o644)
        (folder / "var").mkdir(0o700)
        (folder / "privileges.py").write_bytes(PRIVILEGES.read_bytes())
        yield folder


def ask(code: Path) -> tuple[str, int]:
    """Give root up in another process; return what it said and who it was then."""
    words = [PYTHON, "-c", ASK, str(code / "privileges.py"), str(code), str(code / "var")]
    answer = subprocess.run(words, cwd=code, capture_output=True, text=True, check=True)
    given_up, person, _home = answer.stdout.split()
    return given_up, int(person)


def test_root_becomes_somebody_and_takes_its_own_files_along(code: Path) -> None:
    (code / "var" / "zhiqiao.sqlite3").touch(0o600)

    given_up, person = ask(code)

    assert given_up == "True"
    assert person != 0
    assert (code / "var").stat().st_uid == person
    assert (code / "var" / "zhiqiao.sqlite3").stat().st_uid == person
    assert stat.S_IMODE((code / "var" / "zhiqiao.sqlite3").stat().st_mode) == 0o600
    assert (code / "wsgi.py").stat().st_uid == os.geteuid()


def test_a_folder_that_holds_other_things_stays_as_it_was(code: Path) -> None:
    (code / "var" / "accounts.xlsx").touch()

    given_up, person = ask(code)

    assert given_up == str(not IS_ROOT)
    assert person == os.geteuid()
    assert (code / "var").stat().st_uid == os.geteuid()
    assert (code / "var" / "accounts.xlsx").stat().st_uid == os.geteuid()


def test_root_stays_where_nobody_else_reaches_the_code(code: Path) -> None:
    (code / "var" / "secret").touch(0o600)
    code.chmod(0o700)

    given_up, person = ask(code)

    assert given_up == str(not IS_ROOT)
    assert person == os.geteuid()
    assert (code / "var" / "secret").stat().st_uid == os.geteuid()
