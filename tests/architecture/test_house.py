"""The house stays tidy: size and names of files, what routes wear, and that tables are what migrations make."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, tracked
from webapp import create_app
from webapp.config import Settings

LONGEST = 500
MOST_IN_A_FOLDER = 14
SAYS_NOTHING = re.compile(r"(^|/)(utils?|helpers?|common|misc|managers?)(\.py|/)")
PROMISES = re.compile(r"NotImplementedError|\bTODO\b|\bFIXME\b|\bXXX\b|coming soon|敬请期待")
UNSAFE = {"post", "put", "patch", "delete"}


def views() -> Iterator[tuple[str, ast.FunctionDef, list[str], set[str]]]:
    """Yield every view of the blueprints: where, the function, the HTTP verbs of its routes, its other decorators."""
    for path in tracked("webapp/blueprints/*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.FunctionDef):
                continue
            verbs, worn = [], set()
            for decorator in node.decorator_list:
                target = decorator.func if isinstance(decorator, ast.Call) else decorator
                if isinstance(target, ast.Attribute) and target.attr in {"get", *UNSAFE}:
                    verbs.append(target.attr)
                elif isinstance(target, ast.Name):
                    worn.add(target.id)
            if verbs:
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node, verbs, worn


def test_no_file_is_too_long() -> None:
    counted = {path: path.read_text(encoding="utf-8").count("\n") for path in tracked("*.py")}
    long = [f"{path.relative_to(ROOT)}: {lines}" for path, lines in counted.items() if lines > LONGEST]
    assert [line for line in long if not line.startswith("migrations/versions/")] == []


def test_no_folder_holds_too_many_files() -> None:
    held = Counter(path.parent for path in tracked("*.py", "*.html") if path.name != "__init__.py")
    full = {str(folder.relative_to(ROOT)): count for folder, count in held.items() if count > MOST_IN_A_FOLDER}
    full.pop("migrations/versions", None)  # one file for each change of a table, in the order of time
    assert full == {}


def test_every_room_says_what_it_holds() -> None:
    layers = ("blueprints", "cli", "models", "services", "web")
    rooms = tracked(*(f"webapp/{layer}/*__init__.py" for layer in layers))
    assert len(rooms) > 60
    silent = [path.parent for path in rooms if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert [str(folder.relative_to(ROOT)) for folder in silent] == []


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


def test_every_route_is_read() -> None:
    app = create_app(Settings(debug=True, database_url="sqlite://"))
    served = [rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
    assert len(served) > 200
    assert sum(len(verbs) for _where, _node, verbs, _worn in views()) == len(served)


@pytest.mark.parametrize("rule", ["access", "writing"])
def test_routes_wear_their_rules(rule: str) -> None:
    bare = []
    for where, _node, verbs, worn in views():
        if rule == "access" and not worn & {"permits", "public"}:
            bare.append(where)
        if rule == "writing" and (not UNSAFE.isdisjoint(verbs)) != ("writes" in worn):
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


def test_the_map_of_the_house_names_files_that_exist() -> None:
    named = set(re.findall(r"`([a-z_/]+\.py)`", (ROOT / "docs/architecture.md").read_text(encoding="utf-8")))
    assert len(named) > 20
    assert sorted(name for name in named if not any((ROOT / base / name).is_file() for base in ("", "webapp"))) == []


def test_what_is_promised_is_held_by_tests_that_exist() -> None:
    missing, count = [], 0
    for row in (ROOT / "docs/security.md").read_text(encoding="utf-8").split("\n"):
        file = ""
        for name in re.findall(r"`((?:tests/\S+?)?(?:::\w+)?)`", row):
            file, _, test = name.partition("::") if name.startswith("tests/") else (file, "", name.removeprefix("::"))
            path = ROOT / file
            if not file or (not test and path.is_file()):
                continue
            count += 1
            if not path.is_file() or f"def {test}(" not in path.read_text(encoding="utf-8"):
                missing.append(f"{file}::{test}")
    assert missing == []
    assert count > 80
