"""The house stays tidy: size and names of files, what routes wear, and that tables are what migrations make."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 500
SAYS_NOTHING = re.compile(r"(^|/)(utils?|helpers?|common|misc|managers?)(\.py|/)")
PROMISES = re.compile(r"NotImplementedError|\bTODO\b|\bFIXME\b|\bXXX\b|coming soon|敬请期待")
UNSAFE = {"post", "put", "patch", "delete"}


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def views() -> Iterator[tuple[str, ast.FunctionDef, set[str], set[str]]]:
    """Yield every route of the blueprints: where, the function, its HTTP verbs, its other decorators."""
    for path in tracked("webapp/blueprints/*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.FunctionDef):
                continue
            verbs, worn = set(), set()
            for decorator in node.decorator_list:
                target = decorator.func if isinstance(decorator, ast.Call) else decorator
                if isinstance(target, ast.Attribute) and target.attr in {"get", *UNSAFE}:
                    verbs.add(target.attr)
                elif isinstance(target, ast.Name):
                    worn.add(target.id)
            if verbs:
                yield f"{path.name}:{node.lineno} {node.name}", node, verbs, worn


def test_no_file_is_too_long() -> None:
    counted = {path: path.read_text(encoding="utf-8").count("\n") for path in tracked("*.py")}
    long = [f"{path.relative_to(ROOT)}: {lines}" for path, lines in counted.items() if lines > LONGEST]
    assert [line for line in long if not line.startswith("migrations/versions/")] == []


def test_names_of_files_say_something() -> None:
    names = [str(path.relative_to(ROOT)) for path in tracked()]
    assert names
    assert [name for name in names if SAYS_NOTHING.search(name)] == []


def test_no_promises_in_the_code() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked("*.py", "*.html", "*.js", "*.css", "*.sh")
        if path != Path(__file__) and "/vendor/" not in path.as_posix()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if PROMISES.search(line)
    ]
    assert found == []


def test_locks_name_no_host() -> None:
    for lock in (ROOT / "requirements.lock", ROOT / "requirements-test.lock"):
        text = lock.read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert "://" not in re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE)


@pytest.mark.parametrize("rule", ["access", "writing"])
def test_routes_wear_their_rules(rule: str) -> None:
    bare = []
    for where, _node, verbs, worn in views():
        if rule == "access" and not worn & {"permits", "public"}:
            bare.append(where)
        if rule == "writing" and bool(verbs & UNSAFE) != ("writes" in worn):
            bare.append(where)
    assert bare == []


def test_templates_run_nothing_inline() -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|\son[a-z]+=\"|\sstyle=\"|<style", re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}: {match.group(0)}"
        for path in tracked("webapp/templates/**/*.html")
        for match in inline.finditer(path.read_text(encoding="utf-8"))
        if 'type="application/json"' not in match.group(0)
    ]
    assert found == []
