"""Templates: labels with a star where every row needs them, an example, drop-downs, instructions, a code sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from openpyxl.utils import get_column_letter
from sqlmodel import Session, col, select

from webapp.models import MatchingRound
from webapp.models.posts.enums import PostStatus
from webapp.models.rounds.enums import RoundStatus
from webapp.services.imports.code_book import CodeBook, round_name
from webapp.services.imports.columns import Column, Layout
from webapp.services.sheets import csv_text, writing
from webapp.services.sheets.cells import Holds, tidy
from webapp.services.sheets.container import MOST_ROWS
from webapp.services.sheets.writing import ROW, Head, Page

STAR: Final = "*"
STRICT: Final = frozenset({Holds.CHOICE, Holds.YES_NO, Holds.STATE})
DATED: Final = frozenset({Holds.MONTH, Holds.DAY, Holds.TERM})  # an example of these is as old as its template
NARROW_SHEET: Final = 12
WIDE_SHEET: Final = 34


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a workbook in one language."""

    language: str
    labels: Mapping[str, str]
    groups: Mapping[str, str]
    hints: Mapping[str, str] = field(default_factory=dict)
    data_title: str = "数据"
    guide_title: str = "填写说明"
    codes_title: str = "代码表"
    guide_heads: Sequence[str] = ()
    guide_lines: Sequence[str] = ()
    required: str = STAR


def example_of(layout: Layout, codes: CodeBook, today: date) -> dict[str, str]:
    """Return the example that a template begins with."""
    example = {}
    for column in layout.columns:
        text = column.example
        if column.options and text:
            text = codes.label(next(member for member in column.options if member.value == text))
        elif column.holds is Holds.YES_NO and text:
            text = str(codes.write(column, True))
        example[column.field] = text.format(
            month=f"{today.year + 1}-03", day=f"{today.year + 1}-{today.month:02d}-01", term=f"{today.year + 1}-1"
        )
    return example


def example_as_read(layout: Layout, codes: CodeBook, today: date) -> dict[str, str]:
    """Return the example as it is read back; dates are left out, they may be of another month."""
    example = example_of(layout, codes, today)
    return {c.field: tidy(example[c.field], c.holds) for c in layout.columns if c.holds not in DATED}


def template(session: Session, layout: Layout, words: Words, *, today: date) -> bytes:
    """Return the workbook in which a list is filled in."""
    codes = CodeBook(session, words.language)
    lists = _lists(session, layout, codes, words)
    ranges = {key: _range(words, place, len(values)) for place, (key, _title, values) in enumerate(lists, 1)}
    letters = {column.field: get_column_letter(place) for place, column in enumerate(layout.columns, 1)}
    heads = [_head(column, words, _offers(_list_key(column), ranges, letters)) for column in layout.columns]
    example = example_of(layout, codes, today)
    data = Page(
        words.data_title,
        heads,
        [],
        groups=groups_of(layout, words),
        example=[example[column.field] for column in layout.columns],
        spare_rows=MOST_ROWS,
    )
    return writing.saved([data, _guide(layout, words), _codes(lists, words)], layout.version)


def template_csv(session: Session, layout: Layout, words: Words, *, today: date) -> bytes:
    """Return the template for those who fill in text files."""
    example = example_of(layout, CodeBook(session, words.language), today)
    return csv_text.written([labels_of(layout, words), [example[column.field] for column in layout.columns]])


def labels_of(layout: Layout, words: Words) -> list[str]:
    """Return the labels, with a star where every row needs the column."""
    return [words.labels[c.field] + (STAR if c.required else "") for c in layout.columns]


def groups_of(layout: Layout, words: Words) -> list[tuple[str, int]]:
    """Return the names of the groups of columns, each with its width."""
    return [(words.groups[name], len(columns)) for name, columns in layout.groups]


def _range(words: Words, place: int, count: int) -> str:
    letter = get_column_letter(place)
    return f"'{words.codes_title}'!${letter}$2:${letter}${count + 1}"


def _offers(key: str, ranges: Mapping[str, str], letters: Mapping[str, str]) -> str:
    """Return what a column offers: the whole list, or of a list in groups the group that the row has named so far.

    Where the row names no group, the whole list is offered.
    """
    whole, groups, above = ranges.get(key, ""), ranges.get(f"{key}:group", ""), ABOVE.get(key, ())
    if not groups or not all(name in letters for name in above):
        return whole
    named = f'&"{BETWEEN}"&'.join(f"${letters[name]}{ROW}" for name in above)
    first = whole.split(":")[0]
    of_group = f"OFFSET({first},MATCH({named},{groups},0)-1,0,COUNTIF({groups},{named}),1)"
    return f"IF(COUNTIF({groups},{named})=0,{whole},{of_group})"


def _head(column: Column, words: Words, offers: str) -> Head:
    label = words.labels[column.field] + (STAR if column.required else "")
    return Head(label, column.width, offers, column.holds in STRICT, words.hints.get(column.field, ""))


def _guide(layout: Layout, words: Words) -> Page:
    rows: list[Sequence[object]] = [
        (words.labels[c.field], words.required if c.required else "", words.hints.get(c.field, ""))
        for c in layout.columns
    ]
    rows += [("", "", "")]
    rows += [(line, "", "") for line in words.guide_lines]
    heads = [Head(text, width) for text, width in zip(words.guide_heads, (26, 8, 90), strict=True)]
    return Page(words.guide_title, heads, rows)


def _codes(lists: list[tuple[str, str, list[str]]], words: Words) -> Page:
    longest = max((len(values) for _key, _title, values in lists), default=0)
    rows = [[values[row] if row < len(values) else "" for _key, _title, values in lists] for row in range(longest)]
    heads = [Head(title, WIDE_SHEET if len(values) > NARROW_SHEET else 18) for _key, title, values in lists]
    return Page(words.codes_title, heads, rows)


def _list_key(column: Column) -> str:
    return column.field if column.options and column.holds is Holds.CHOICE else LIST_OF.get(column.holds, "")


ABOVE: Final = {"segment": ("chain_slug",), "family": ("chain_slug", "segment_slug")}  # what a list hangs on
BETWEEN: Final = "/"
LIST_OF: Final = {
    Holds.INDUSTRY: "industry",
    Holds.REGION: "region",
    Holds.MAJOR: "major",
    Holds.CHAIN: "chain",
    Holds.SEGMENT: "segment",
    Holds.FAMILY: "family",
    Holds.ROUND: "round",
    Holds.YES_NO: "yes_no",
    Holds.STATE: "state",
}
ALSO: Final = {Holds.INDUSTRIES: "industry", Holds.REGIONS: "region", Holds.CHOICES: ""}


def _lists(session: Session, layout: Layout, codes: CodeBook, words: Words) -> list[tuple[str, str, list[str]]]:
    """Return (key, label, values) of every code that the list's columns take, each once."""
    by_key: dict[str, tuple[str, list[str]]] = {}
    for column in layout.columns:
        key = _list_key(column) or ALSO.get(column.holds, "") or (column.field if column.options else "")
        if not key or key in by_key:
            continue
        offered = [member for member in column.options if member not in column.not_offered]
        label, above = words.labels[column.field], [words.labels.get(name, "") for name in ABOVE.get(key, ())]
        if above and all(above):
            grouped = _grouped(key, codes)
            by_key[f"{key}:group"] = (f"{label}（{BETWEEN.join(above)}）", [group for group, _name in grouped])
            by_key[key] = (label, [name for _group, name in grouped])
            continue
        values = [codes.label(member) for member in offered] or _values(session, key, codes)
        if values:
            by_key[key] = (label, values)
    return [(key, label, values) for key, (label, values) in by_key.items() if values]


def _grouped(key: str, codes: CodeBook) -> list[tuple[str, str]]:
    """Return the segments by their chains, or the families by chain and segment: each group in one piece."""
    chains = {row.slug: codes.name_of(row) for row in codes.chains}
    of_chain: dict[str, list[Any]] = {slug: [] for slug in chains}
    for row in codes.segments:
        of_chain.setdefault(row.chain_slug, []).append(row)
    segments = [(chains.get(slug, slug), row) for slug, rows in of_chain.items() for row in rows]
    if key == "segment":
        return [(chain, codes.name_of(row)) for chain, row in segments]
    of_segment: dict[str, list[Any]] = {}
    for family in codes.families:
        of_segment.setdefault(family.segment_slug, []).append(family)
    return [
        (f"{chain}{BETWEEN}{codes.name_of(row)}", codes.name_of(member))
        for chain, row in segments
        for member in of_segment.get(row.slug, ())
    ]


def _values(session: Session, key: str, codes: CodeBook) -> list[str]:
    if key == "industry":
        return [f"{code} {name}" for code, name in codes.industries.items() if len(code) > 3]
    if key == "region":
        return [f"{code} {name}" for code, name in codes.regions.items()]
    if key == "major":
        return sorted(codes.majors.values())
    if key == "round":
        collecting = select(MatchingRound).where(MatchingRound.status == RoundStatus.COLLECTING)
        return [round_name(row) for row in session.exec(collecting.order_by(col(MatchingRound.code)))]
    if key == "yes_no":
        return ["Yes", "No"] if codes.language == "en" else ["是", "否"]
    if key == "state":
        return [codes.label(PostStatus.SUBMITTED), codes.label(PostStatus.DRAFT)]
    tables: dict[str, list[Any]] = {"chain": [*codes.chains], "segment": [*codes.segments], "family": [*codes.families]}
    return list(dict.fromkeys(codes.name_of(row) for row in tables[key]))
