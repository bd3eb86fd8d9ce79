"""The house stays tidy: size and names of files, what routes wear, and that tables are what migrations make."""

import ast
import re
from collections import Counter
from pathlib import Path
from typing import Any

from tests.architecture.tree import ROOT, tracked
from webapp import create_app
from webapp.config import Settings

LONGEST = 500
MOST_IN_A_FOLDER = 14
SAYS_NOTHING = re.compile(r"(^|/)(utils?|helpers?|common|misc|managers?)(\.py|/)")
PROMISES = re.compile(r"NotImplementedError|\bTODO\b|\bFIXME\b|\bXXX\b|coming soon|敬请期待")
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


def views() -> list[tuple[str, set[str], Any]]:
    """Return every route but that of static files: its endpoint, the HTTP verbs that it takes, its view."""
    app = create_app(Settings(debug=True, database_url="sqlite://"))
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
    return [(rule.endpoint, rule.methods or set(), app.view_functions[rule.endpoint]) for rule in rules]


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


def test_every_route_has_a_rule_of_access_and_commits_only_where_it_may_write() -> None:
    served = views()
    assert len(served) > 200
    assert [endpoint for endpoint, _verbs, view in served if not hasattr(view, "access")] == []
    writing = [endpoint for endpoint, verbs, _view in served if not UNSAFE.isdisjoint(verbs)]
    assert len(writing) > 90
    assert [endpoint for endpoint, _verbs, view in served if getattr(view, "writes", False)] == writing


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
