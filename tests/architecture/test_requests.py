"""What comes with a request is read by one owner each; the syntax trees of modules and templates are read for others.

Query strings never reach `url_for`: it takes some names for its own, and would do what a stranger writes into them.
`webapp/web/kernel/links.py` builds addresses with a query string; nobody else hands `url_for` names that are not in the
code. Numbers are read by `webapp/web/kernel/query.py`: `int` and `isdigit` take the digits of all scripts, endlessly.
"""

import ast
from collections.abc import Iterator
from functools import cache

import pytest
from jinja2 import Environment, nodes

from tests.architecture.tree import ROOT, tracked
from webapp import create_app
from webapp.config import Settings

OWNER = "webapp/web/kernel/links.py"
ENDPOINT_ALONE = 1  # what `url_for` may be given without a name


def faults_in(source: str) -> Iterator[str]:
    """Yield the lines of a module on which names could reach `url_for` that are not written there."""
    tree = ast.parse(source)
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) == "url_for":
            starred = any(isinstance(held, ast.Starred) for held in node.args) or len(node.args) > ENDPOINT_ALONE
            if starred or any(word.arg is None for word in node.keywords):
                yield f"{node.lineno}: url_for(…, **names)"
        elif isinstance(node, ast.Name | ast.Attribute) and _name(node) == "url_for" and id(node) not in called:
            yield f"{node.lineno}: url_for without a call"
        elif isinstance(node, ast.ImportFrom):
            names = (alias.asname for alias in node.names if alias.name == "url_for")
            yield from (f"{node.lineno}: url_for as {name}" for name in names if name)


@cache
def _environment() -> Environment:
    return create_app(Settings(debug=True, database_url="sqlite://")).jinja_env


def faults_in_template(source: str) -> Iterator[str]:
    """Yield the same of a template."""
    parsed = _environment().parse(source)
    called = set()
    for call in parsed.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "url_for":
            called.add(id(call.node))
            if call.dyn_args is not None or call.dyn_kwargs is not None or len(call.args) > ENDPOINT_ALONE:
                yield f"{call.lineno}: url_for(…, **names)"
    for name in parsed.find_all(nodes.Name):
        if name.name == "url_for" and id(name) not in called:
            yield f"{name.lineno}: url_for without a call"


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def test_no_module_hands_names_of_others_to_url_for() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{fault}"
        for path in tracked("webapp/*.py")
        if path.relative_to(ROOT).as_posix() != OWNER
        for fault in faults_in(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_template_hands_names_of_others_to_url_for() -> None:
    paths = tracked("webapp/templates/*.html")
    assert len(paths) > 80
    found = [
        f"{path.relative_to(ROOT)}:{fault}"
        for path in paths
        if "url_for" in (text := path.read_text(encoding="utf-8"))
        for fault in faults_in_template(text)
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "url_for('x', **request.args)", "flask.url_for('x', lang=1, **kept)", "url_for(*parts)",
        "make = url_for", "from flask import url_for as address",
    ],
)  # fmt: skip
def test_every_way_around_it_is_seen_in_modules(source: str) -> None:
    assert len(list(faults_in(source))) == 1


@pytest.mark.parametrize(
    "source", ["{{ url_for('x', **request.args) }}", "{{ url_for(*parts) }}", "{% set make = url_for %}"]
)
def test_every_way_around_it_is_seen_in_templates(source: str) -> None:
    assert len(list(faults_in_template(source))) == 1


def test_plain_addresses_are_free() -> None:
    assert list(faults_in("url_for('demands.show', demand_id=demand.id, _anchor='top')")) == []
    assert list(faults_in_template("{{ url_for('demands.show', demand_id=demand.id) }}")) == []


DIGITS = {"isdecimal", "isdigit", "isnumeric"}


def numbers_read_in(source: str) -> Iterator[str]:
    """Yield the lines on which a module reads a number out of a text as Python does."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        if _name(node.func) in DIGITS:
            yield f"{node.lineno}: {_name(node.func)}"
        if any(word.arg == "type" and _name(word.value) in ("int", "float") for word in node.keywords):
            yield f"{node.lineno}: type={ast.unparse(node)}"


def test_numbers_of_requests_are_read_by_one_owner() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{fault}"
        for path in tracked("webapp/web/*.py", "webapp/blueprints/*.py")
        for fault in numbers_read_in(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize("source", ["request.form.get('version', type=int)", "text.isdigit()", "'²'.isnumeric()"])
def test_other_ways_to_read_numbers_are_seen(source: str) -> None:
    assert len(list(numbers_read_in(source))) == 1
