"""Pages and the API ask services: nothing in `web` or `blueprints` reads or changes the database by itself.

import-linter cannot name parts of external packages, so the syntax tree is read. A session may be handed on to a
service, and the edge of a request may end its transaction; everything else belongs in a room of services.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, tracked

# Modules that hold the session itself, each with the reason why no service can do it for them.
HOLDERS = {
    "webapp/web/kernel/db.py": "makes the session of a request, and closes it",
    "webapp/web/kernel/guards.py": "turns the ids of an address into things, before any view runs",
    "webapp/web/kernel/identity.py": "reads who asks: the sessions that people are signed in with",
    "webapp/web/api/token_use.py": "notes the use of a token in a session apart from that of the request",
}
FREE = {
    "is_away",
    "let_go",
    "note_apart",
    "reading",
    "session",
    "undo",
}  # what any page may have of the module that holds the session
EDGE = {"begin_nested", "commit", "rollback"}  # what a page may ask of a session: where its transaction ends
QUERIES = {
    "and_",
    "col",
    "delete",
    "exists",
    "func",
    "insert",
    "joinedload",
    "or_",
    "select",
    "text",
    "union_all",
    "update",
}
RUNS = {
    "bulk_insert_mappings", "bulk_save_objects", "exec", "exec_driver_sql", "execute", "filter_by", "from_statement",
    "get_one", "one_or_none", "order_by", "scalar", "scalar_one", "scalar_one_or_none", "scalars", "where",
    "with_for_update",
}  # fmt: skip
LIBRARIES = ("sqlalchemy", "sqlmodel")


def queries_in(source: str) -> Iterator[str]:
    """Yield what a module does with the database, or could do unseen."""
    tree = ast.parse(source)
    models = _names_from(tree, "webapp.models")
    sessions = _sessions(tree)
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        yield from (f"{getattr(node, 'lineno', 0)}: {fault}" for fault in _faults(node, models, sessions, called))


def _faults(node: ast.AST, models: set[str], sessions: set[str], called: set[int]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (f"import {alias.name}" for alias in node.names if alias.name.split(".")[0] in LIBRARIES)
        yield from (f"import {alias.name}" for alias in node.names if alias.name == "webapp.web.kernel.db")
    if isinstance(node, ast.ImportFrom):
        yield from _imports(node)
    if isinstance(node, ast.Attribute) and _is_session(node.value, sessions) and node.attr not in EDGE:
        yield f"session().{node.attr}"
    if (
        isinstance(node, ast.Name)
        and node.id == "session"
        and isinstance(node.ctx, ast.Load)
        and id(node) not in called
    ):
        yield "session without a call: under another name nobody sees what becomes of it"
    if isinstance(node, ast.Call):
        yield from _calls(node, models, sessions)


def _imports(node: ast.ImportFrom) -> Iterator[str]:
    module = node.module or ""
    is_library = module.split(".")[0] in LIBRARIES and module != "sqlalchemy.exc"
    for alias in node.names:
        if is_library or (module.startswith("webapp.") and alias.name in QUERIES):
            yield f"from {module} import {alias.name}"
        if module == "webapp.web.kernel.db" and alias.name not in FREE:
            yield f"from {module} import {alias.name}"
        if module == "webapp.web.kernel.db" and alias.asname:
            yield f"session as {alias.asname}"
        if (module, alias.name) == ("webapp.web.kernel", "db"):
            yield "from webapp.web.kernel import db"


def _calls(node: ast.Call, models: set[str], sessions: set[str]) -> Iterator[str]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    first = node.args[0] if node.args else None
    if isinstance(node.func, ast.Attribute) and name in RUNS:
        yield f".{name}(…)"
    is_asked = isinstance(node.func, ast.Attribute) and name in ("get", "add", "merge", "refresh", "delete", "query")
    if is_asked and isinstance(first, ast.Name) and first.id in models:
        yield f".{name}({first.id}, …)"
    if name in ("getattr", "vars", "attrgetter", "methodcaller") and first is not None and _is_session(first, sessions):
        yield f"{name}(session(), …)"


def _is_session(node: ast.expr, sessions: set[str]) -> bool:
    if isinstance(node, ast.NamedExpr):
        return _is_session(node.value, sessions)
    if isinstance(node, ast.Call):
        return getattr(node.func, "id", getattr(node.func, "attr", "")) in ("session", "Session")
    return isinstance(node, ast.Name) and node.id in sessions


def _sessions(tree: ast.AST) -> set[str]:
    """Return the names that a session goes by: what it is assigned to, and parameters that are one."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= _bound(targets, node.value)
        if isinstance(node, ast.arg) and node.annotation is not None and "Session" in ast.unparse(node.annotation):
            names.add(node.arg)
        if isinstance(node, ast.withitem) and node.optional_vars is not None:
            names |= _bound([node.optional_vars], node.context_expr)
    return names


def _bound(targets: list[ast.expr], value: ast.expr) -> set[str]:
    found = set()
    for target in targets:
        pairs = [(target, value)]
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            pairs = list(zip(target.elts, value.elts, strict=False))
        found |= {name.id for name, held in pairs if isinstance(name, ast.Name) and _is_session(held, set())}
    return found


def _names_from(tree: ast.AST, package: str) -> set[str]:
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(package)
        for alias in node.names
    }


def _pages() -> list[Path]:
    return tracked("webapp/web/*.py", "webapp/blueprints/*.py")


def test_pages_and_the_api_hold_no_query() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{fault}"
        for path in _pages()
        if path.relative_to(ROOT).as_posix() not in HOLDERS
        for fault in queries_in(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_who_holds_the_session_needs_to() -> None:
    idle = [name for name in HOLDERS if not list(queries_in((ROOT / name).read_text(encoding="utf-8")))]
    assert idle == []


IMPORT = "from webapp.web.kernel.db import session\nfrom webapp.models import Demand\n"


@pytest.mark.parametrize(
    "code",
    [
        "from sqlmodel import select",
        "import sqlalchemy as sa",
        "def view():\n    from sqlalchemy import text",
        "from webapp.services.posts.demands import select",
        "from webapp.web.kernel.db import engine",
        "from webapp.web.kernel import db",
        "import webapp.web.kernel.db",
        "from webapp.web.kernel.db import session as held",
        f"{IMPORT}session().get(Demand, key)",
        f"{IMPORT}session().add(thing)",
        f"{IMPORT}session().query(Demand)",
        f"{IMPORT}session().flush()",
        f"{IMPORT}database = session()\ndatabase.exec(query)",
        f"{IMPORT}database, number = session(), 1\ndatabase.refresh(thing)",
        f"{IMPORT}(database := session()).merge(thing)",
        f"{IMPORT}with session() as database:\n    database.delete(thing)",
        f"{IMPORT}held = session\nheld().get(Demand, key)",
        f"{IMPORT}getattr(session(), 'get')(Demand, key)",
        f"{IMPORT}def view(database: Session):\n    return database.get_bind()",
        f"{IMPORT}def view(anything):\n    return anything.get(Demand, key)",
        "def view(anything):\n    return anything.execute(query)",
        "rows = matching_demands(filters).where(condition)",
    ],
)
def test_a_query_is_seen(code: str) -> None:
    assert list(queries_in(code))


@pytest.mark.parametrize(
    "code",
    [
        "from sqlalchemy.exc import OperationalError",
        "from webapp.services.posts import demands",
        f"{IMPORT}rows = demands.find_demands(session(), filters)",
        f"{IMPORT}session().rollback()",
        f"{IMPORT}with session().begin_nested():\n    imports.confirm(session(), batch)",
        "known = set()\nknown.add(key)\nfound = facts.get('demand')",
        "response.delete(name)\nfacts.get(KEY)",
    ],
)
def test_what_a_page_may_do_passes(code: str) -> None:
    assert list(queries_in(code)) == []
