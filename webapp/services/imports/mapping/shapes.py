"""What is found in a file before anybody has said anything, and the rows that come of what was said."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

PAY: Final = "pay"  # one column with a range: goes to pay_min as it is written
CONTACT: Final = "contact"  # one column with a name and a number: parted where the digits begin
NOTE: Final = "note"  # any number of columns: each with its head in front, unless the list is our own template
COUNTED: Final = frozenset(  # of these a written sum tells, and one figure over several rows is none of each row
    {"headcount", "current_staff", "mentors", "seats", "teachers", "batch_min", "batch_max", "employees"}
)
COMBINED: Final = (PAY, CONTACT, NOTE)
NOT_IMPORTED: Final = ""


class Sureness(StrEnum):
    """How well a proposal is founded."""

    SURE = "sure"
    LIKELY = "likely"
    ASK = "ask"
    NONE = "none"  # nothing is proposed


def _unknown(_text: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Known:
    """What the database knows, as questions about the text of a cell."""

    organisation: Callable[[str], bool] = _unknown
    region: Callable[[str], bool] = _unknown
    major: Callable[[str], bool] = _unknown
    skill: Callable[[str], bool] = _unknown


@dataclass(slots=True)
class ColumnLook:
    """One column of a sheet: its head as written, and what is proposed for it.

    `note` and `major_key` may be proposed for several columns: their cells are joined (460206 and 电梯工程技术).

    Reasons: `label` (our own name of the field), `alias` (facts: `field`), `contents` (facts: `what`, `count`, `of`),
    `parted` (a name and a number in one column), `taken` (another column has the field already; facts: `by`),
    `serial` (numbers of the rows), `free_text`, `empty`, `no_field`. Where the head holds a unit, facts have `unit`.
    """

    place: int
    letter: str
    head: str
    group: str = ""
    unit: str = ""
    target: str = NOT_IMPORTED
    sureness: Sureness = Sureness.NONE
    reason: str = "no_field"
    facts: dict[str, Any] = field(default_factory=dict)
    filled: int = 0
    samples: list[str] = field(default_factory=list)


@dataclass(slots=True)
class SumCheck:
    """A written sum against the rows above it: `unclear` are the rows whose cell is no plain number."""

    place: int
    head: str
    written: str
    read: str
    agrees: bool
    unclear: list[int] = field(default_factory=list)


@dataclass(slots=True)
class RowNote:
    """Rows that are no data, or that are so only on demand.

    Kinds: `sum`, `subtotal`, `note`, `head` (the head once more), `serial` (only a number of the row), `title` (a
    line across the table that parts it), `hidden` (hidden or filtered, read where the mapping says so).
    """

    kind: str
    first: int
    last: int
    text: str = ""
    checks: list[SumCheck] = field(default_factory=list)


@dataclass(slots=True)
class SheetLook:
    """One sheet: where its head stands, what its columns are, which rows are no data.

    Why it is not read: `no_head`, `statistics` (counts without the things counted), `options` (choices of drop-down
    lists), `hidden`, `instructions`, `empty`; `` where it is read. `same_as` is the index of an earlier sheet with the
    same head.
    """

    index: int
    title: str
    is_hidden: bool = False
    head: tuple[int, int] | None = None
    read: bool = False
    why: str = ""
    row_count: int = 0
    last_row: int = 0
    same_as: int | None = None
    titles: list[tuple[int, str]] = field(default_factory=list)
    columns: list[ColumnLook] = field(default_factory=list)
    not_data: list[RowNote] = field(default_factory=list)
    data_rows: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Offer:
    """A value for a whole column, read above the table; offered, never taken in silence.

    Reasons: `preamble` (a line such as 填报单位：…), `title`, `contents` (every name says it).
    """

    field: str
    text: str
    reason: str
    sheet: int
    row: int


@dataclass(slots=True)
class Reading:
    """What a file seems to hold."""

    kind: str
    sheets: list[SheetLook]
    is_template: bool = False
    offers: list[Offer] = field(default_factory=list)
    year: int | None = None
    year_text: str = ""

    def mapping(self) -> dict[str, Any]:
        """Return the proposal as plain JSON that a person may change; offers are left out until they are taken."""
        return {
            "sheets": [
                {
                    "index": sheet.index,
                    "read": sheet.read,
                    "head": list(sheet.head) if sheet.head else None,
                    "hidden_rows": True,
                    "columns": {str(column.place): column.target for column in sheet.columns},
                }
                for sheet in self.sheets
            ],
            "constants": {},
            "year": None,
            "is_template": self.is_template,
        }


@dataclass(slots=True)
class Line:
    """A row of data: its cells by field as text as it is written, and with the reason the cells that could not be read.

    `splits` holds, by field, the entries of a cell that seems to name several things where one belongs.
    """

    number: int
    cells: dict[str, str]
    unreadable: dict[str, str] = field(default_factory=dict)
    sheet: int = 0
    title: str = ""
    is_hidden: bool = False
    splits: dict[str, list[str]] = field(default_factory=dict)
