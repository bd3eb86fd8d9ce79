"""What may stand in a text: no input type takes separators, controls or what is no character into one line."""

import importlib
import pkgutil
import unicodedata
from collections.abc import Iterator
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError
from sqlmodel import SQLModel

import webapp.blueprints.api
import webapp.models
from webapp.models.kernel.characters import in_one_line, is_one_line, is_text, with_line_ends

BREAKS = ["\u2028", "\u2029", "\x85"]
NEVER = ["\x00", "\x01", "\x1b", "\x7f", "\x9c", "\ufffe", "\uffff", "\ufdd0", "\U0001ffff", "\ud800"]


def input_types() -> Iterator[type[BaseModel]]:
    """Yield what people and programs may send: every type of the models that is no table, every query of the API."""
    for package in (webapp.models, webapp.blueprints.api):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(found.name)
            for kind in vars(module).values():
                if isinstance(kind, type) and issubclass(kind, BaseModel) and _is_input(kind, module.__name__):
                    yield kind


def _is_input(kind: type[BaseModel], module: str) -> bool:
    if issubclass(kind, SQLModel):
        is_table = getattr(kind, "__table__", None) is not None
        return kind.__module__ == module and not is_table and kind.__module__ != "webapp.models.kernel.base"
    return kind.__name__.endswith("Query")  # the values of a body go through the type of the models


FIELDS = sorted(
    {(kind.__name__, name): (kind, name) for kind in input_types() for name in kind.model_fields}.items(),
    key=lambda pair: pair[0],
)


def taken(kind: type[BaseModel], name: str, value: object) -> object:
    """Return what a field makes of a value, or None where the type refuses it there."""
    try:
        kind.model_validate({name: value})
    except ValidationError as error:
        if any(complaint["loc"][:1] == (name,) for complaint in error.errors()):
            return None
    described = kind.model_fields[name]
    try:
        return TypeAdapter(Annotated[described.annotation, *described.metadata]).validate_python(value)
    except ValidationError:
        return None


def test_the_types_of_input_were_found() -> None:
    names = {kind.__name__ for kind in input_types()}
    assert {"DemandInput", "RegistrationInput", "TokenInput", "RoundInput", "DemandQuery", "ChoiceInput"} <= names


@pytest.mark.parametrize(("kind", "name"), [pair for _key, pair in FIELDS], ids=[".".join(key) for key, _ in FIELDS])
def test_no_field_of_any_input_takes_what_is_no_text(kind: type[BaseModel], name: str) -> None:
    """Refused beside the field; text of several lines may turn a separator into the end of a line."""
    kept = []
    for sign in [*BREAKS, *NEVER]:
        text = f"甲{sign}乙甲乙甲乙甲乙甲乙甲乙甲乙甲乙甲乙甲乙"
        asked = issubclass(kind, SQLModel)
        for value in (text[:5], text, *([[text[:5]], {"headcount": text}, {f"a{sign}b": text[3:]}] if asked else [])):
            found = taken(kind, name, value)
            if sign in "".join(_texts(found)):
                kept.append((ascii(sign), found))
    assert kept == []


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for pair in value.items():
            yield from _texts(list(pair))
    elif isinstance(value, list | tuple | set):
        for part in value:
            yield from _texts(part)


@given(st.text())
def test_a_text_in_one_line_is_one_and_stays_what_it_is(text: str) -> None:
    line = in_one_line(text)

    assert is_one_line(line)
    assert in_one_line(line) == line
    assert not {unicodedata.category(sign) for sign in line} & {"Cc", "Zl", "Zp", "Cs"}
    assert len(line.splitlines()) <= 1


@pytest.mark.parametrize("text", ["𠮷野家", "👩‍👩‍👧", "مرحبا", "a\u200bb", "\ufeff甲", "１２３", "Ç", "\u202e甲"])
def test_rare_characters_are_text(text: str) -> None:
    assert is_one_line(text)
    assert in_one_line(f" {text} ") == text.strip()


def test_text_of_several_lines_ends_them_all_alike() -> None:
    assert with_line_ends("甲\r\n乙\u2028丙\u2029丁\x85戊\n") == "甲\n乙\n丙\n丁\n戊\n"
    assert is_text("甲\u2028乙\t丙\r\n丁")
    assert not any(is_text(f"甲{sign}") for sign in NEVER)
