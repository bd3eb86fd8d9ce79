"""The cases that are sent to a route: as drawn, filled in well, twice, stale, empty, and wrong in one field."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.recorded import good
from tests.recorded.asking import Address, City
from tests.recorded.drawn import CHOSEN, FILE, HIDDEN, TICKED, TYPED, Drawn
from tests.recorded.good import Sent
from tests.recorded.odd import ODD

LONG = "长" * 5001
WRONG: dict[str, tuple[tuple[str, Any], ...]] = {
    TYPED: (("empty", [""]), ("long", [LONG])),
    CHOSEN: (("unknown", ["none-such"]),),
    TICKED: (("not ticked", []),),
    FILE: (("none", []),),
}
Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """What is sent, and how the case is called."""

    name: str
    data: Data


def known(city: City, typed: good.Typed | None) -> good.Typed | None:
    """Return what is typed, with the keys of things in the place of their names, which begin with @."""
    if typed is None:
        return None
    return {
        name: city.ledger.key_of(value[1:]) if isinstance(value, str) and value.startswith("@") else value
        for name, value in typed.items()
    }


def filled(form: Drawn, typed: good.Typed | None, button: tuple[str, str] | None = None) -> Data:
    """Return a form's values with what is typed, and the button that is pressed."""
    data: Data = {name: list(values) for name, values in form.values.items()}
    for name, value in (typed or {}).items():
        if isinstance(value, bool):
            data[name] = ["y"] if value else []
        else:
            data[name] = value if isinstance(value, Sent) else _texts(value)
    if button is not None:
        data[button[0]] = [button[1]]
    return data


def _texts(value: Any) -> list[str]:
    return [str(entry) for entry in value] if isinstance(value, list) else [str(value)]


def is_drawn(case: Case) -> bool:
    """Tell whether nobody has typed anything."""
    return case.name.startswith("as drawn")


def first_cases(city: City, address: Address, who: str) -> tuple[list[Case], Drawn]:
    """Return the cases as drawn and as filled in, one for each button; and the form."""
    form, has_page = city.form(address, who)
    typed = known(city, good.good(address.endpoint, str(address.arguments.get("table", ""))))
    buttons: list[tuple[str, str] | None] = list(form.buttons) or [None]
    found = []
    for button in buttons:
        told = f" [{button[0]}={button[1]}]" if button else ""
        if has_page:
            found.append(Case(f"as drawn{told}", filled(form, None, button)))
        if typed is not None or not has_page:
            found.append(Case(f"{'filled in' if has_page else 'not drawn'}{told}", filled(form, typed, button)))
    return found, form


def stale_cases(case: Case) -> Iterator[Case]:
    """Yield the case with a version gone by, and with none."""
    version = case.data.get("version")
    if not isinstance(version, list) or not version or not version[0]:
        return
    older = str(int(version[0]) - 1) if version[0].isdigit() else "gone-by"
    yield Case("stale", {**case.data, "version": [older]})
    yield Case("without version", {name: value for name, value in case.data.items() if name != "version"})


def odd_cases(city: City, address: Address, form: Drawn, case: Case) -> Iterator[Case]:
    """Yield the case with what is readable and yet refused."""
    button = next(((name, case.data[name][0]) for name, _value in form.buttons if name in case.data), None)
    typed = good.good(address.endpoint, str(address.arguments.get("table", ""))) or {}
    for name, values in ODD.get(address.endpoint, {}).items():
        yield Case(name, filled(form, known(city, {**typed, **values}), button))


def blank_case(case: Case, form: Drawn) -> Case | None:
    """Return the case with everything emptied that a person can fill in."""
    pressed = {name for name, _value in form.buttons}
    kinds = {name: HIDDEN if name in pressed else form.kinds.get(name, TYPED) for name in case.data}
    if set(kinds.values()) <= {HIDDEN}:
        return None
    held = {TYPED: [""], CHOSEN: [""], TICKED: [], FILE: []}
    data = {name: value if kinds[name] == HIDDEN else held[kinds[name]] for name, value in case.data.items()}
    return Case("blank", data)


def wrong_cases(case: Case, form: Drawn, *, few: bool) -> Iterator[Case]:
    """Yield the case with one field wrong at a time, in one way only where `few` are enough."""
    for name in sorted({*form.kinds, *case.data}):
        for told, value in WRONG.get(form.kinds.get(name, HIDDEN), ())[: 1 if few else None]:
            if case.data.get(name) != value:
                yield Case(f"{name} {told}", {**case.data, name: value})
