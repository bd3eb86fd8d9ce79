"""The row of labels: found wherever it stands, in either language, and compared with the template."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from webapp.services.imports.columns import LAYOUTS, Layout
from webapp.services.sheets.labels import folded
from webapp.services.sheets.refusals import FileRefused

LEAST_LABELS: Final = 2
ROWS_SEARCHED: Final = 10
LONGEST_NAME: Final = 40


@dataclass(frozen=True, slots=True)
class Head:
    """Where the labels stand: the row, the place of each field, and the labels that belong to no field."""

    row: int
    places: dict[str, int]
    unknown: tuple[str, ...] = ()


class Names:
    """The names by which a layout's columns may be called."""

    def __init__(self, layout: Layout, vocabularies: Iterable[Mapping[str, str]], passed: Iterable[str] = ()) -> None:
        """Take in the labels of every language, the fields' own names, and the labels that are passed over."""
        self.layout = layout
        self.passed = {folded(label) for label in passed}
        self.fields: dict[str, str] = {}
        for column in layout.columns:
            for label in (column.field, *(words[column.field] for words in vocabularies)):
                self.fields.setdefault(folded(label), column.field)

    def look(self, number: int, texts: Sequence[str]) -> Head:
        """Return what a row would say as a row of labels."""
        places: dict[str, int] = {}
        unknown = []
        for place, text in enumerate(texts, 1):
            field = self.fields.get(folded(text))
            if field is not None:
                places.setdefault(field, place)
            elif text.strip() and folded(text) not in self.passed:
                unknown.append(text.strip()[:LONGEST_NAME])
        return Head(number, places, tuple(unknown))

    def find(self, rows: Iterable[tuple[int, Sequence[str]]]) -> Head | None:
        """Return the row among the first ones that names the most columns."""
        best: Head | None = None
        for number, texts in rows:
            head = self.look(number, texts)
            if len(head.places) >= LEAST_LABELS and (best is None or len(head.places) > len(best.places)):
                best = head
        return best

    def missing(self, head: Head, *, required: bool) -> list[str]:
        """Return the fields without a column, required or not."""
        return [c.field for c in self.layout.columns if c.required is required and c.field not in head.places]

    def refuse_gaps(self, head: Head) -> None:
        """Refuse a list that lacks a column which every row needs."""
        missing = self.missing(head, required=True)
        if missing:
            raise FileRefused("columns_changed", missing=missing, unknown=list(head.unknown))


def refuse_other_template(mark: str, layout: Layout) -> bool:
    """Refuse the template of another kind of list; return whether the mark is of the present columns."""
    parts = mark.split(":")
    if len(parts) != 3 or parts[0] != "zhiqiao":
        return True
    if parts[1] != layout.kind.value and parts[1] in {kind.value for kind in LAYOUTS}:
        raise FileRefused("other_template", kind=parts[1])
    return mark == layout.version
