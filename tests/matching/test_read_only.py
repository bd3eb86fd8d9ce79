"""A package that nobody may write to and a user without a home: a large round compiles in memory, or goes by arrays."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534

# an interpreter in the home of root stays readable to nobody by the one capability that is kept, where there is one
BECOME_NOBODY = """
import ctypes, os
if os.getuid() == 0:
    library = ctypes.CDLL(None)
    library.prctl(8, 1, 0, 0, 0)  # PR_SET_KEEPCAPS
    os.setgroups([])
    os.setresgid({nobody}, {nobody}, {nobody})
    os.setresuid({nobody}, {nobody}, {nobody})
    reading = 1 << 2  # CAP_DAC_READ_SEARCH
    if library.capset((ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)(reading, reading, 0, 0, 0, 0)):
        library.capset((ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)())
"""
ROUND = """
import logging, os, sys
assert not os.access(os.path.join({copy!r}, "matching"), os.W_OK)
logging.basicConfig(stream=sys.stdout, format="log: %(message)s")
sys.dont_write_bytecode = True
sys.path[:0] = [{copy!r}, {root!r}]
import matching
from matching.ranking import thresholds
thresholds.COMPILED_FROM = thresholds.UNKEPT_FROM = 1
{before}
tables = matching.load_tables({tables!r})
posts = matching.Snapshot(
    (matching.Demand("D1", position="电梯维保工", required_skills=("电梯保养", "困人救援")),
     matching.Demand("D2", position="护士", required_skills=("静脉输液",))),
    (matching.Offering("O1", major="电梯工程技术", skills=("电梯维护保养", "困人解救")),
     matching.Offering("O2", major="护理", skills=("静脉输液",))),
)
result = matching.match(posts, tables, explain_top={explained})
print(*(f"{{pair.demand_id}}-{{pair.offering_id}}-{{pair.score}}" for pair in result.pairs))
print("compiled", "matching.ranking.compiled.tiling" in sys.modules)
"""
LOOP = """
from matching.compiled import compiled
loop_file = matching.compiled.__file__  # a function whose file lies in the read-only package
code = compile("def twice(number):\\n    return 2 * number", loop_file, "exec")
exec(code, names := {{"__file__": loop_file, "__name__": "matching.compiled"}})
code = compile("def thrice(number):\\n    return 3 * number", loop_file, "exec")
exec(code, names)
print(compiled(names["twice"])(21), compiled(names["thrice"])(21))
sys.exit()
"""
BROKEN = """
import numba
def refuse(*_given, **_more): raise OSError("no memory that may be run")
numba.njit = refuse
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the package that nobody can write to."""
    folder = tmp_path / "copy"
    shutil.copytree(ROOT / "matching", folder / "matching", ignore=shutil.ignore_patterns("__pycache__"))
    for path in [folder, *folder.rglob("*")]:
        path.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH | (stat.S_IXUSR | stat.S_IXOTH if path.is_dir() else 0))
    for parent in [tmp_path, *tmp_path.parents]:
        if parent.stat().st_uid == os.getuid() and not parent.stat().st_mode & stat.S_IXOTH:
            parent.chmod(parent.stat().st_mode | stat.S_IXOTH)  # so that another user comes through
    return folder


def run(copy: Path, *, before: str = "", explained: int = 0) -> list[str]:
    code = (BECOME_NOBODY + ROUND).format(
        nobody=NOBODY,
        copy=str(copy),
        root=site_packages(),
        before=before,
        tables=str(ROOT / "data" / "taxonomies"),
        explained=explained,
    )
    hidden = ("NUMBA_CACHE_DIR", "PYTHONPYCACHEPREFIX", "XDG_CACHE_HOME")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env={**environment, "HOME": "/nowhere"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def site_packages() -> str:
    return next(path for path in sys.path if path.endswith("site-packages"))


def test_a_loop_is_compiled_without_a_place_to_keep_it(copy: Path) -> None:
    said = run(copy, before=LOOP.format())

    assert said[0].startswith("log: compiled loops are not kept on disk")
    assert said[1:] == ["42 63"]  # one line for all loops


@pytest.mark.long
def test_a_round_is_compiled_without_a_place_to_keep_the_code(copy: Path) -> None:
    said = run(copy)

    assert sum(line.startswith("log:") for line in said) == 1
    assert "NUMBA_CACHE_DIR" in said[0]
    assert said[-1] == "compiled True"
    assert "D2-O2-" in said[-2]


def test_a_round_goes_by_arrays_where_nothing_can_be_compiled(copy: Path) -> None:
    said = run(copy, before=BROKEN)

    assert sum(line.startswith("log:") for line in said) == 1
    assert "arrays" in said[0]
    assert said[-1] == "compiled False"
    assert "D2-O2-" in said[-2]
