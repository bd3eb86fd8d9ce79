"""Compiled code that is kept on disk is thrown away when any source of the library changed, not only its own file."""

import os
import subprocess
import sys
from pathlib import Path

OWNER = "ALIKE = 5_000\n"
LOOP = """
from matching.compiled import compiled
from limits import ALIKE


@compiled
def alike(cosine):
    return cosine * 10_000 // ALIKE


print(alike(1_000))
"""


def run(folder: Path) -> str:
    code = f"import matching.compiled as c; from pathlib import Path; c.SOURCES = c.fingerprint(Path({str(folder)!r}));"
    done = subprocess.run(
        [sys.executable, "-c", f"{code} import loop"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), *sys.path]), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    return done.stdout.strip()


def test_a_constant_of_another_file_that_changes_reaches_the_compiled_loop(tmp_path: Path) -> None:
    (tmp_path / "limits.py").write_text(OWNER, encoding="utf-8")
    (tmp_path / "loop.py").write_text(LOOP, encoding="utf-8")
    first = run(tmp_path)
    (tmp_path / "limits.py").write_text(OWNER.replace("5_000", "2_000"), encoding="utf-8")

    assert (first, run(tmp_path)) == ("2000", "5000")
