"""Where the head of a sheet stands: one to three rows among the first ones, with merged cells or without."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from webapp.services.imports.mapping.contents import shown
from webapp.services.imports.mapping.headings import Heading, Vocabulary, fold, is_other, is_serial
from webapp.services.imports.mapping.shapes import NOTE, Sureness
from webapp.services.sheets.books import EMPTY, Cell
from webapp.services.sheets.grids import Area, Grid

ROWS_SEARCHED: Final = 30
MOST_HEAD_ROWS: Final = 3
LEAST_FIELDS: Final = 2
LONGEST_HEAD: Final = 40
LONGEST_OWN: Final = 60
SAID: Final = re.compile(r"[\u4e00-\u9fff）)]\s*[:：]\s*\S")


@dataclass(frozen=True, slots=True)
class Head:
    """The rows of a head, and what each column is called by its place."""

    first: int
    last: int
    headings: dict[int, Heading]
    score: float = 0.0
    fields: int = 0


def find(grid: Grid, vocabulary: Vocabulary) -> Head | None:
    """Return the rows that name the most columns, or None where there is no head."""
    best: Head | None = None
    for last in range(1, min(ROWS_SEARCHED, len(grid.rows)) + 1):
        for first in range(last, max(0, last - MOST_HEAD_ROWS), -1):
            if first < last and not _may_lead(grid, first, first + 1):
                break
            if any(_is_cut(area, first, last) and _is_words(grid, area[1], area[0]) for area in grid.merged):
                continue
            head = read(grid, first, last, vocabulary)
            if head.fields >= LEAST_FIELDS and (best is None or head.score > best.score):
                best = head
    return best


def read(grid: Grid, first: int, last: int, vocabulary: Vocabulary) -> Head:
    """Return what rows say as a head."""
    headings = headings_of(grid, first, last)
    targets: dict[str, float] = {}
    others = 0.0
    for heading in headings.values():
        guesses = vocabulary.guesses(heading) if len(heading.own) <= LONGEST_OWN else []
        if guesses:
            worth = 1.0 if guesses[0].sureness is not Sureness.LIKELY and guesses[0].target != NOTE else 0.6
            targets[guesses[0].target] = max(worth, targets.get(guesses[0].target, 0.0))
        elif is_serial(heading.own) or is_other(heading):
            others += 0.5
    strange = sum(_is_data(cell) for row in range(first, last + 1) for cell in grid.rows[row - 1])
    score = sum(targets.values()) + others - 0.5 * strange - 0.1 * (last - first)
    return Head(first, last, headings, score, len(targets))


def headings_of(grid: Grid, first: int, last: int) -> dict[int, Heading]:
    """Return what each column is called, by its place."""
    areas = [area for area in grid.merged if area[1] <= last and area[3] >= first]
    found = ((place, _heading(grid, areas, first, last, place)) for place in range(1, grid.width + 1))
    return {place: heading for place, heading in found if not heading.is_blank}


def _heading(grid: Grid, areas: Sequence[Area], first: int, last: int, place: int) -> Heading:
    """Return a column's words: the lowest that are its own, and those above them as its group."""
    words: list[str] = []
    for row in range(first, last + 1):
        cell = _under_merged(grid, areas, row, place)
        if cell is EMPTY and row < last:
            cell = _from_the_left(grid, areas, row, place)
        text = shown(cell)
        if text and (not words or words[-1] != text):
            words.append(text)
    if not words:
        return Heading("")
    return Heading(words[-1], words[-2] if len(words) > 1 else "")


def _under_merged(grid: Grid, areas: Sequence[Area], row: int, place: int) -> Cell:
    """Return a cell, or the one whose merged area covers it."""
    cell = grid.cell(row, place)
    if cell.value is not None:
        return cell
    for left, top, right, bottom in areas:
        if top <= row <= bottom and left <= place <= right:
            return grid.cell(top, left)
    return EMPTY


def _from_the_left(grid: Grid, areas: Sequence[Area], row: int, place: int) -> Cell:
    """Return the group that a blank cell belongs to in a head without merged cells."""
    if any(top <= row <= bottom and left <= place <= right for left, top, right, bottom in areas):
        return EMPTY
    if grid.cell(row + 1, place).value is None:
        return EMPTY
    for left in range(place - 1, 0, -1):
        cell = grid.cell(row, left)
        if cell.value is not None:
            is_merged = any(top <= row <= bottom and a <= left <= b for a, top, b, bottom in areas)
            has_own = grid.cell(row + 1, left).value is not None
            return cell if has_own and not is_merged else EMPTY
        if grid.cell(row + 1, left).value is None:
            return EMPTY
    return EMPTY


def _may_lead(grid: Grid, row: int, below: int) -> bool:
    """Tell whether a row can be the upper one of a head: no title, no line that says something."""
    texts = [shown(cell) for cell in grid.rows[row - 1] if shown(cell)]
    if len(texts) < LEAST_FIELDS or any(SAID.search(text) or len(text) > LONGEST_HEAD for text in texts):
        return False
    return len([cell for cell in grid.rows[below - 1] if shown(cell)]) > 0


def _is_cut(area: Area, first: int, last: int) -> bool:
    """Tell whether a merged area lies partly in the rows and partly outside."""
    _left, top, _right, bottom = area
    return top < first <= bottom or top <= last < bottom


def _is_words(grid: Grid, row: int, place: int) -> bool:
    return 0 < len(shown(grid.cell(row, place))) <= LONGEST_HEAD


def _is_data(cell: Cell) -> bool:
    text = shown(cell)
    return bool(text) and (not isinstance(cell.value, str) or text.isdecimal() or len(text) > LONGEST_OWN)


def words_of(head: Head) -> frozenset[str]:
    """Return the folded words of a head, by which a row is known that says it once more."""
    texts = (text for heading in head.headings.values() for text in (heading.own, heading.group))
    return frozenset(fold(text) for text in texts if text)


def repeats(texts: Sequence[str], words: frozenset[str]) -> bool:
    """Tell whether a row says the words of a head."""
    missed = 0
    for text in texts:
        missed += len(text) > LONGEST_HEAD or fold(text) not in words
        if missed > 0.2 * len(texts):
            return False
    return len(texts) >= LEAST_FIELDS
