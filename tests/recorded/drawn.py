"""Forms as pages draw them, with what kind of control each field is."""

from dataclasses import dataclass, field

from tests.visitor import Form, FormReader

Attributes = list[tuple[str, str | None]]
HIDDEN, TYPED, CHOSEN, TICKED, FILE = "hidden", "typed", "chosen", "ticked", "file"
KINDS = {"hidden": HIDDEN, "checkbox": TICKED, "radio": CHOSEN, "file": FILE}


@dataclass(slots=True)
class Drawn:
    """A form of a page: its fields by kind, and what each held."""

    action: str
    values: dict[str, list[str]]
    kinds: dict[str, str]
    buttons: list[tuple[str, str]] = field(default_factory=list)  # those with a name, and the value of each


class DrawnReader(FormReader):
    """Reads the forms that are sent by POST, with buttons that stand outside of them."""

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__()
        self._kinds: list[dict[str, str]] = []
        self._by_id: dict[str, int] = {}
        self._is_lent = False

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Take in a tag; note of which kind a control is."""
        held = dict(attrs)
        if tag == "form":
            self._by_id[held.get("id") or ""] = len(self.forms)
            self._kinds.append({})
        elif self._form is None and held.get("form") in self._by_id and tag in ("button", "input"):
            self._form, self._is_lent = self.forms[self._by_id[str(held["form"])]], tag == "button"
            super().handle_starttag(tag, attrs)
            if tag == "input":
                self._note(tag, held)
                self._form = None
            return
        super().handle_starttag(tag, attrs)
        self._note(tag, held)

    def handle_endtag(self, tag: str) -> None:
        """Close a tag; a button outside of its form goes back to where it stood."""
        super().handle_endtag(tag)
        if tag == "button" and self._is_lent:
            self._form, self._is_lent = None, False

    def _note(self, tag: str, held: dict[str, str | None]) -> None:
        name = held.get("name")
        if self._form is None or not name or tag not in ("input", "select", "textarea"):
            return
        place = next(number for number, form in enumerate(self.forms) if form is self._form)
        kind = {"select": CHOSEN, "textarea": TYPED}.get(tag) or KINDS.get(held.get("type") or "", TYPED)
        if held.get("type") != "submit":
            self._kinds[place].setdefault(name, kind)

    def drawn(self) -> list[Drawn]:
        """Return the forms that write."""
        return [
            _drawn(form, kinds) for form, kinds in zip(self.forms, self._kinds, strict=True) if form.method == "post"
        ]


def _drawn(form: Form, kinds: dict[str, str]) -> Drawn:
    buttons = [(name, value) for name, value, _text in form.buttons if name]
    return Drawn(form.action, form.values, kinds, list(dict.fromkeys(buttons)))


def read_forms(text: str) -> list[Drawn]:
    """Return the forms of a page that write."""
    reader = DrawnReader()
    reader.feed(text)
    return reader.drawn()
