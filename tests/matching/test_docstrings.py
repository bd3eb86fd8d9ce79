"""What the library promises in words: public names say what they are, refusals are announced, sources are named."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

import matching

LIBRARY = Path(matching.__file__).parent
SOURCES = {
    "criteria/industry.py": "Wu & Palmer",
    "allocation/stable.py": "Baïou & Balinski",
    "evaluation/measures.py": "Järvelin & Kekäläinen",
    "text/ngrams.py": "Spärck Jones",
    "learning/weights.py": "Kott",
    "text/meaning.py": "Wang et al. 2024",
}
REFUSALS = {"InputError", "PolicyError", "MissingExtra", "KeyError", "ValueError", "TooFewChoices", "NoPattern"}


def public_functions() -> Iterator[tuple[str, ast.FunctionDef, str]]:
    """Yield the place, the definition and the words of every public function: its docstring and its module's."""
    for path in sorted(LIBRARY.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for parent in [tree, *(node for node in tree.body if isinstance(node, ast.ClassDef))]:
            for node in parent.body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    words = f"{ast.get_docstring(node)} {ast.get_docstring(parent)}"
                    yield f"{path.relative_to(LIBRARY)}:{node.name}", node, words


def raised(node: ast.FunctionDef) -> set[str]:
    """Return the classes that a function raises by itself."""
    calls = [entry.exc for entry in ast.walk(node) if isinstance(entry, ast.Raise) and isinstance(entry.exc, ast.Call)]
    return {call.func.id for call in calls if isinstance(call.func, ast.Name)} & REFUSALS


def silent(place: str, node: ast.FunctionDef, words: str) -> list[str]:
    return [f"{place} raises {name}" for name in sorted(raised(node)) if name not in words]


def test_every_exported_name_says_what_it_is() -> None:
    bare = [
        name
        for name in matching.__all__
        for words in [inspect.getdoc(getattr(matching, name)) or ""]
        if len(words) < 20 or words.startswith(f"{name}(")
    ]

    assert bare == []


def test_every_refusal_of_a_public_function_is_announced() -> None:
    assert [line for function in public_functions() for line in silent(*function)] == []


def test_the_check_finds_a_refusal_that_nobody_announced() -> None:
    (node,) = ast.parse("def read():\n    '''Read.'''\n    raise InputError('no')").body

    assert isinstance(node, ast.FunctionDef)
    assert silent("read", node, "Read.") == ["read raises InputError"]


def test_the_two_functions_of_the_face_name_what_they_refuse() -> None:
    for name in ("PolicyError", "MissingExtra"):
        assert name in (inspect.getdoc(matching.match) or "")
    assert "KeyError" in (inspect.getdoc(matching.explain) or "")


@pytest.mark.parametrize(("module", "source"), SOURCES.items())
def test_a_method_that_others_found_names_them(module: str, source: str) -> None:
    assert source in " ".join((LIBRARY / module).read_text(encoding="utf-8").split())


def test_units_and_ranges_stand_where_numbers_go_in_and_out() -> None:
    said = inspect.getdoc(inspect.getmodule(matching.Demand)) or ""

    assert "points of 100" in said
    assert "[0, 1]" in said
    assert "points of 100" in (inspect.getdoc(matching.MatchingPolicy) or "")
