"""Which column is which field: by our own labels, by aliases, by what the cells look like, and how sure that is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from openpyxl.utils import get_column_letter

from webapp.services.imports.columns import Layout
from webapp.services.imports.mapping.contents import ENOUGH, Contents, look_at
from webapp.services.imports.mapping.finding import Head
from webapp.services.imports.mapping.headings import Guess, Heading, Vocabulary, is_other, is_serial
from webapp.services.imports.mapping.shapes import CONTACT, NOT_IMPORTED, NOTE, PAY, ColumnLook, Known, Sureness
from webapp.services.sheets.grids import Grid

LOOKED_AT: Final = 300  # rows whose cells are looked at
SAMPLES: Final = 3
OFTEN: Final = frozenset({NOTE, "major_key"})  # what several columns may be: their cells are joined
SKILLS: Final = frozenset({"required_skills", "preferred_skills", "skills"})
NAMED: Final = "known_organisation"

# What makes a column a field though its head says nothing: what the cells are, the field, and how sure that is.
BY_CONTENTS: Final = (
    ("credit_code", "credit_code", Sureness.LIKELY),
    ("credit_code", "enterprise_code", Sureness.LIKELY),
    ("known_organisation", "enterprise_name", Sureness.SURE),
    ("known_organisation", "name", Sureness.LIKELY),
    ("organisation", "enterprise_name", Sureness.LIKELY),
    ("organisation", "name", Sureness.LIKELY),
    ("known_major", "major_key", Sureness.LIKELY),
    ("name_and_phone", CONTACT, Sureness.ASK),
    ("phone", "contact_phone", Sureness.LIKELY),
    ("web", "website", Sureness.LIKELY),
    ("level", "level", Sureness.LIKELY),
    ("known_region", "region", Sureness.LIKELY),
    ("pay", PAY, Sureness.ASK),
)
# What a field's cells must at least sometimes be, so that a doubtful name counts for it.
FITTING: Final[dict[str, tuple[str, ...]]] = {
    "enterprise_code": ("credit_code",),
    "credit_code": ("credit_code",),
    "contact_phone": ("phone", "name_and_phone"),
    "headcount": ("number",),
    "seats": ("number",),
    "employees": ("number",),
}


@dataclass(slots=True)
class _Column:
    place: int
    heading: Heading
    contents: Contents
    guesses: list[Guess]


def propose(
    grid: Grid, head: Head, rows: Sequence[int], layout: Layout, vocabulary: Vocabulary, known: Known
) -> list[ColumnLook]:
    """Return every column of a sheet with what is proposed for it."""
    looked = rows[:LOOKED_AT]
    columns = []
    for place in range(1, grid.width + 1):
        heading = head.headings.get(place, Heading(""))
        contents = look_at([grid.cell(row, place) for row in looked], known)
        if heading.is_blank and not contents.texts:
            continue
        columns.append(_Column(place, heading, contents, _guesses(heading, contents, vocabulary)))
    fields = {column.field for column in layout.columns}
    taken = _assign(columns, fields)
    looks = [_look(column, taken, fields) for column in columns]
    for look in looks:
        look.filled = sum(grid.cell(row, look.place).value is not None for row in rows)
    return looks


def _guesses(heading: Heading, contents: Contents, vocabulary: Vocabulary) -> list[Guess]:
    found = [] if is_serial(heading.own) else vocabulary.guesses(heading)
    if _counts_rows(contents) and any(guess.target == "number" for guess in found):
        return []
    if any(guess.target in ("contact_name", "contact_phone") for guess in found) and (
        contents.share("name_and_phone") >= ENOUGH
    ):
        return [Guess(CONTACT, Sureness.ASK, "parted", 0)]
    return found


def _counts_rows(contents: Contents) -> bool:
    return contents.share("serial") == 1.0 and len(contents.texts) > 1


def _assign(columns: list[_Column], fields: set[str]) -> dict[str, _Column]:
    """Return which column has each field: labels before aliases, good names before doubtful ones."""
    taken: dict[str, _Column] = {}
    placed: set[int] = set()
    _claim(columns, taken, placed, lambda guess: guess.reason == "label")
    _claim(columns, taken, placed, lambda guess: not guess.is_weak and guess.rank < 100 and guess.target != NOTE)
    _claim(columns, taken, placed, lambda guess: not guess.is_weak and guess.target != NOTE)
    _claim(columns, taken, placed, lambda guess: guess.target != NOTE)
    _move_address(taken, fields)
    return taken


def _claim(
    columns: list[_Column], taken: dict[str, _Column], placed: set[int], admits: Callable[[Guess], bool]
) -> None:
    wanted = [
        (guess.rank, guess.sureness is Sureness.ASK, -len(column.contents.texts), column.place, guess, column)
        for column in columns
        for guess in column.guesses
        if admits(guess)
    ]
    for _rank, _asked, _filled, place, guess, column in sorted(wanted, key=lambda one: (one[1], *one[:4])):
        if place in placed or _is_taken(guess.target, taken) or _is_unfit(guess, column.contents):
            continue
        taken[guess.target] = column
        placed.add(place)
        column.guesses = [guess, *(other for other in column.guesses if other is not guess)]


def _is_taken(target: str, taken: dict[str, _Column]) -> bool:
    if target in (CONTACT, PAY):
        parts = ("contact_name", "contact_phone") if target == CONTACT else ("pay_min", "pay_max")
        return target in taken or any(part in taken for part in parts)
    if target in ("contact_name", "contact_phone") and CONTACT in taken:
        return True
    return target in taken


def _is_unfit(guess: Guess, contents: Contents) -> bool:
    """Tell whether the cells of a column contradict a name that is not quite that of the field."""
    wanted = FITTING.get(guess.target)
    if guess.reason == "label" or wanted is None or len(contents.texts) < 2:
        return False
    return guess.rank >= 100 and not any(contents.counts.get(what) for what in wanted)


def _move_address(taken: dict[str, _Column], fields: set[str]) -> None:
    """Where the only place in a list is an address, it says the region too."""
    column = taken.get("address")
    if column is None or "region" not in fields or "region" in taken:
        return
    places = max(column.contents.share("region"), column.contents.share("known_region"))
    weak = next((guess for guess in column.guesses if guess.target == "region"), None)
    if weak is not None and places >= 0.5:
        del taken["address"]
        taken["region"] = column
        column.guesses = [replace(weak, is_weak=False), *(g for g in column.guesses if g is not weak)]


def _look(column: _Column, taken: dict[str, _Column], fields: set[str]) -> ColumnLook:
    heading, contents = column.heading, column.contents
    look = ColumnLook(
        column.place,
        get_column_letter(column.place),
        heading.own,
        heading.group,
        heading.unit,
        filled=len(contents.texts),
        samples=list(contents.texts[:SAMPLES]),
    )
    if look.unit:
        look.facts["unit"] = look.unit
    guess = next((guess for guess in column.guesses if taken.get(guess.target) is column), None)
    guess = guess or next((guess for guess in column.guesses if guess.target in OFTEN & {*taken, NOTE}), None)
    if guess is not None:
        _propose(look, guess, contents)
    elif not (is_serial(heading.own) or is_other(heading)) and _by_contents(look, column, taken, fields):
        return look
    else:
        _say_why_not(look, column, taken)
    if look.target == NOT_IMPORTED and look.reason in ("taken", "free_text") and NOTE in fields and column.guesses:
        _keep_as_note(look, column)
    return look


def _propose(look: ColumnLook, guess: Guess, contents: Contents) -> None:
    look.target, look.sureness, look.reason = guess.target, guess.sureness, guess.reason
    look.facts["field"] = guess.target
    if guess.target in SKILLS and guess.sureness is not Sureness.SURE:
        look.reason = "contents" if contents.counts.get("skill") else "alias"
        look.facts |= {"what": "skill", "count": contents.counts.get("skill", 0), "of": contents.counts["entries"]}
    for what, target in ((NAMED, "enterprise_name"), (NAMED, "name"), ("level", "level"), ("month", "start_month")):
        if target == guess.target and contents.counts.get(what):
            look.facts |= contents.facts(what)
    if guess.target == "invite":
        look.facts |= contents.facts("email")


def _by_contents(look: ColumnLook, column: _Column, taken: dict[str, _Column], fields: set[str]) -> bool:
    """Propose a field for what the cells are; the heads of the known names have been served before."""
    if column.guesses or not column.contents.texts or _counts_rows(column.contents):
        return False
    for what, target, sureness in BY_CONTENTS:
        is_ours = (
            target in fields
            or (target == PAY and "pay_min" in fields)
            or (target == CONTACT and "contact_phone" in fields)
        )
        if is_ours and not _is_taken(target, taken) and column.contents.share(what) >= ENOUGH:
            taken[target] = column
            look.target, look.reason = target, "contents"
            look.sureness = Sureness.ASK if len(column.contents.texts) < 2 else sureness
            look.facts |= column.contents.facts(what)
            return True
    return False


def _say_why_not(look: ColumnLook, column: _Column, taken: dict[str, _Column]) -> None:
    other = next((taken[guess.target] for guess in column.guesses if guess.target in taken), None)
    if other is not None and other is not column:
        look.reason = "taken"
        look.facts |= {"field": column.guesses[0].target, "by": get_column_letter(other.place)}
    elif is_serial(look.head) or _counts_rows(column.contents):
        look.reason = "serial"
    elif not column.contents.texts:
        look.reason = "empty"
    elif column.contents.share("long") > 0.3:
        look.reason = "free_text"


def _keep_as_note(look: ColumnLook, column: _Column) -> None:
    """What says more of a field that another column has goes into the remark: duties beside skills, say."""
    if column.guesses[0].target in SKILLS and column.contents.texts:
        look.target, look.sureness = NOTE, Sureness.ASK
