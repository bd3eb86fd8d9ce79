"""The codes of refusals as the syntax trees of services, jobs, models and policies show them."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.architecture.tree import ROOT, tracked

LAYERS = ("services/*.py", "jobs/*.py", "models/*.py", "policies.py", "predicates.py")
# what takes a code, and the place of the code among its arguments; classes of refusals besides
TAKERS = {
    "Remark": 1, "CellComplaint": 1, "Note": 1, "Misread": 0, "Limit": 3, "Check": 0,
    "misfit": 0, "PydanticCustomError": 0, "Unclear": 0,
}  # fmt: skip
# what these say stands beside a field or a cell, where the words of complaints do as well
COMPLAINTS = (
    "misfit", "PydanticCustomError", "ValueError", "CellComplaint", "Note", "Misread", "Unclear", "complain", "ask",
)  # fmt: skip
A_CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Raised:
    """A code, or the pattern of codes that are put together, with where it stands and what takes it."""

    code: str
    taker: str
    where: str
    is_pattern: bool = False


@dataclass
class Source:
    """A file with its tree, and for each node the functions around it."""

    path: Path
    tree: ast.Module
    around: dict[ast.AST, list[ast.FunctionDef]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Note for each node the functions around it, the innermost last."""
        stack: list[tuple[ast.AST, list[ast.FunctionDef]]] = [(self.tree, [])]
        while stack:
            node, functions = stack.pop()
            self.around[node] = functions
            inner = [*functions, node] if isinstance(node, ast.FunctionDef) else functions
            stack += [(child, inner) for child in ast.iter_child_nodes(node)]

    def calls(self, name: str) -> Iterator[ast.Call]:
        """Yield the calls of a function, class or method by its name."""
        for node in self.around:
            if isinstance(node, ast.Call) and _name_of(node.func) == name:
                yield node


def _name_of(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def read_sources() -> list[Source]:
    """Return the files in which refusals begin."""
    return [
        Source(path, ast.parse(path.read_text(encoding="utf-8")))
        for path in tracked(*(f"webapp/{files}" for files in LAYERS))
    ]


def kinds_of_refusals(sources: list[Source]) -> set[str]:
    """Return the names of `DomainError` and of all classes under it."""
    classes = [node for source in sources for node in source.around if isinstance(node, ast.ClassDef)]
    kinds = {"DomainError"}
    while more := {row.name for row in classes if {_name_of(base) for base in row.bases} & kinds} - kinds:
        kinds |= more
    return kinds


def raised_codes(sources: list[Source]) -> set[Raised]:
    """Return every code that is raised or noted, as far as the trees show it."""
    kinds = kinds_of_refusals(sources)
    found: set[Raised] = set()
    waiting = [(taker, place, None) for taker, place in {**dict.fromkeys(kinds, 0), **TAKERS}.items()]
    known = set(waiting)
    while waiting:
        taker, place, folder = waiting.pop()
        for source in sources:
            if (
                folder is not None
                and source.path.parent not in (folder, *folder.parents)
                and folder not in (source.path.parents)
            ):
                continue
            for call in source.calls(taker):
                for code, passed_on in _codes(source, call, place):
                    if passed_on is not None:
                        following = (*passed_on, source.path.parent)
                        if following not in known:
                            known.add(following)
                            waiting.append(following)
                    elif code is not None:
                        found.add(_raised(code, taker, source, call))
    return found | set(_own_codes(sources, kinds)) | set(_plain_errors(sources)) | set(_pairs(sources))


def _raised(code: str, taker: str, source: Source, node: ast.expr) -> Raised:
    where = f"{source.path.relative_to(ROOT)}:{node.lineno}"
    if taker == "Check":
        code = f"check_{code}"
    return Raised(code, taker, where, is_pattern="*" in code)


def _own_codes(sources: list[Source], kinds: set[str]) -> Iterator[Raised]:
    """Yield the codes that classes of refusals bring themselves: `super().__init__("stale_edit")`."""
    for source in sources:
        for made in (node for node in source.around if isinstance(node, ast.ClassDef) and node.name in kinds):
            calls = (node for node in ast.walk(made) if isinstance(node, ast.Call) and node.args)
            for call in (node for node in calls if ast.unparse(node.func) == "super().__init__"):
                if isinstance(call.args[0], ast.Constant):
                    yield _raised(str(call.args[0].value), made.name, source, call)


def _plain_errors(sources: list[Source]) -> Iterator[Raised]:
    """Yield the codes of plain errors of input types: `ValueError("credit_code_length")`."""
    for source in sources:
        if "models" not in source.path.parts:
            continue
        for call in source.calls("ValueError"):
            if call.args and isinstance(call.args[0], ast.Constant) and A_CODE.fullmatch(str(call.args[0].value)):
                yield _raised(str(call.args[0].value), "ValueError", source, call)


def _pairs(sources: list[Source]) -> Iterator[Raised]:
    """Yield the codes of what an input type says afterwards: functions `…complaints` of pairs (field, code)."""
    for source in sources:
        if "models" not in source.path.parts:
            continue
        for node in source.around:
            if not isinstance(node, ast.FunctionDef) or not node.name.endswith("complaints"):
                continue
            for pair in (inner for inner in ast.walk(node) if isinstance(inner, ast.Tuple) and len(inner.elts) == 2):
                if all(isinstance(element, ast.Constant) for element in pair.elts):
                    yield _raised(str(pair.elts[1].value), "Remark", source, pair)  # type: ignore[attr-defined]


def _codes(source: Source, call: ast.Call, place: int) -> Iterator[tuple[str | None, tuple[str, int] | None]]:
    """Yield the codes of a call; or the function around it and the place of its argument, where it passes one on."""
    given = next((word.value for word in call.keywords if word.arg == "code"), None)
    if given is None and len(call.args) > place and not any(isinstance(row, ast.Starred) for row in call.args[:place]):
        given = call.args[place]
    if given is not None:
        yield from _values(source, given, source.around[call])


def _values(
    source: Source, given: ast.expr, functions: list[ast.FunctionDef]
) -> Iterator[tuple[str | None, tuple[str, int] | None]]:
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        yield given.value, None
    elif isinstance(given, ast.IfExp):
        yield from _values(source, given.body, functions)
        yield from _values(source, given.orelse, functions)
    elif isinstance(given, ast.JoinedStr):
        parts = [str(part.value) if isinstance(part, ast.Constant) else "*" for part in given.values]
        yield "".join(parts), None
    elif isinstance(given, ast.Subscript):
        for table in _tables(source, given.value):
            for value in table.values:
                yield from _values(source, value, functions)
    elif isinstance(given, ast.Name):
        yield from _values_of_name(source, given.id, functions)


def _values_of_name(
    source: Source, name: str, functions: list[ast.FunctionDef]
) -> Iterator[tuple[str | None, tuple[str, int] | None]]:
    for function in reversed(functions):
        arguments = [row.arg for row in function.args.args if row.arg not in ("self", "cls")]
        if name in arguments:
            yield None, (function.name, arguments.index(name))
            return
        bound = list(_bound(function, name))
        for value in bound:
            yield from _values(source, value, functions)
        if bound:
            return


def _tables(source: Source, node: ast.expr) -> Iterator[ast.Dict]:
    for statement in source.tree.body:
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        if isinstance(statement, ast.AnnAssign):
            targets = [statement.target]
        value = getattr(statement, "value", None)
        if isinstance(value, ast.Dict) and any(_name_of(target) == _name_of(node) for target in targets):
            yield value


def _bound(function: ast.FunctionDef, name: str) -> Iterator[ast.expr]:
    """Yield what a name is bound to within a function: by assignment, or by a loop over rows that are written out."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            yield from (value for target in node.targets for value in _matched(target, node.value, name))
        elif isinstance(node, ast.For | ast.comprehension) and isinstance(node.iter, ast.Tuple | ast.List):
            yield from (value for row in node.iter.elts for value in _matched(node.target, row, name))


def _matched(target: ast.expr, value: ast.expr, name: str) -> Iterator[ast.expr]:
    if isinstance(target, ast.Name) and target.id == name:
        yield value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        for inner, part in zip(target.elts, value.elts, strict=True):
            yield from _matched(inner, part, name)
