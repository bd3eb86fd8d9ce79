"""Codes and their names as cells say them: read from a cell, and written into one."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any, Final

from rapidfuzz import fuzz
from sqlmodel import Session, col, select

from webapp import clock
from webapp.models import Chain, ChainSegment, Industry, Major, MatchingRound, PositionFamily, Region
from webapp.models.accounts.enums import EnterpriseScale, OrganisationKind, Ownership, SchoolType
from webapp.models.accounts.written import read_kind, read_ownership, read_scale, read_school_type
from webapp.models.kernel.labels import LabelledEnum
from webapp.models.kernel.written.choices import read_choice, read_yes_no
from webapp.models.kernel.written.counts import read_count
from webapp.models.kernel.written.days import read_day
from webapp.models.kernel.written.durations import read_months, read_years
from webapp.models.kernel.written.lists import entries_by_code
from webapp.models.kernel.written.modes import read_modes
from webapp.models.kernel.written.months import read_month
from webapp.models.kernel.written.pay import Pay, read_pay
from webapp.models.kernel.written.phones import read_phone
from webapp.models.kernel.written.terms import read_term
from webapp.models.kernel.written.unclear import Unclear
from webapp.models.posts.courses import read_course, split_courses, write_course
from webapp.models.posts.demand_input import NOT_IN_A_CHAIN
from webapp.models.posts.enums import EntryLevel, PostStatus, TrainingLevel, Visibility
from webapp.models.posts.written_levels import read_entry_level, read_level, read_visibility
from webapp.models.rounds.enums import RoundStatus
from webapp.services.codes.majors import find_major
from webapp.services.codes.resolve import read_place, resolve_industries, resolve_regions
from webapp.services.imports.columns import Column
from webapp.services.kernel.errors import InputRefused, Remark
from webapp.services.sheets.cells import Holds, entries_of, joined
from webapp.services.sheets.labels import folded

OUTSIDE: Final = frozenset(
    {"不在重点产业链", "不属于重点产业链", "not in a key chain", NOT_IN_A_CHAIN}
)  # of all chains
MOST_PROPOSALS: Final = 3
LEAST_LIKENESS: Final = 50


class Misread(Exception):
    """A cell whose words are no known value."""

    def __init__(self, code: str, **facts: Any) -> None:
        """Hold the code of the reason and the facts of its sentence."""
        super().__init__(code)
        self.code = code
        self.facts = facts


class CodeBook:
    """The code tables as one import or export needs them, each read at most once, each distinct text resolved once."""

    def __init__(self, session: Session, language: str, year: int | None = None) -> None:
        """Know the database, the language in which names are written, and the year of the file's title.

        The year is only offered where a month or a day is written without one.
        """
        self.session = session
        self.language = language
        self.year = year
        self._resolved: dict[tuple[Holds, str, TrainingLevel | None], Any] = {}
        self._behind: dict[str, str] = {}

    @cached_property
    def industries(self) -> dict[str, str]:
        """Return the names of all industries, by code."""
        names = col(Industry.name_en) if self.language == "en" else col(Industry.name)
        rows = self.session.exec(select(Industry.code, Industry.name, names).order_by(col(Industry.code)))
        return {code: wanted or name for code, name, wanted in rows}

    @cached_property
    def regions(self) -> dict[str, str]:
        """Return the full names of all regions, by code."""
        return dict(self.session.exec(select(Region.code, Region.full_name).order_by(col(Region.code))).all())

    @cached_property
    def majors(self) -> dict[str, str]:
        """Return code and name of all majors, by key."""
        rows = self.session.exec(select(Major.key, Major.code, Major.name).where(Major.level == 3))
        return {key: f"{code} {name}" for key, code, name in rows}

    @cached_property
    def chains(self) -> list[Chain]:
        """Return all chains."""
        return list(self.session.exec(select(Chain).order_by(col(Chain.position), col(Chain.slug))))

    @cached_property
    def segments(self) -> list[ChainSegment]:
        """Return all segments."""
        order = (col(ChainSegment.chain_slug), col(ChainSegment.position), col(ChainSegment.slug))
        return list(self.session.exec(select(ChainSegment).order_by(*order)))

    @cached_property
    def families(self) -> list[PositionFamily]:
        """Return all position families."""
        order = (col(PositionFamily.segment_slug), col(PositionFamily.position), col(PositionFamily.slug))
        return list(self.session.exec(select(PositionFamily).order_by(*order)))

    @cached_property
    def rounds(self) -> list[MatchingRound]:
        """Return all rounds that have been announced."""
        query = select(MatchingRound).where(MatchingRound.status != RoundStatus.DRAFT)
        return list(self.session.exec(query.order_by(col(MatchingRound.collect_from).desc(), col(MatchingRound.code))))

    # --- out of a cell

    def read(self, column: Column, text: str, values: Mapping[str, Any]) -> Any:
        """Return the value that a cell's text means beside what its row already says; raise Misread."""
        holds = column.holds
        if holds in RESOLVED or holds is Holds.MAJOR:
            level = values.get("level") if holds is Holds.MAJOR else None
            key = (holds, text, level)
            if key not in self._resolved:
                self._resolved[key] = self._resolve(holds, text, level)
            if isinstance(resolved := self._resolved[key], Misread):
                raise resolved
            return list(resolved) if isinstance(resolved, list) else resolved
        if holds is Holds.SEGMENT:
            return self._of_chain(text, values.get("chain_slug"))
        if holds is Holds.FAMILY:
            return self._of_segment(text, values.get("segment_slug"))
        try:
            return self._value(column, text)
        except Unclear as unclear:
            raise self._misread(unclear, column) from None

    def _value(self, column: Column, text: str) -> Any:
        holds = column.holds
        if holds is Holds.MONTH:
            return read_month(text, year=self.year, today=clock.today())
        if holds is Holds.DAY:
            return read_day(text, year=self.year, today=clock.today())
        if holds is Holds.CHOICE:
            return CHOICES[type(column.options[0])](text)
        return VALUES[holds](text) if holds in VALUES else text

    def _misread(self, unclear: Unclear, column: Column) -> Misread:
        if not unclear.options:
            return Misread(unclear.code, **unclear.facts)
        names = {member.zh: self.label(member) for member in column.options}
        return Misread(unclear.code, options=[names.get(text, text) for text in unclear.options], **unclear.facts)

    def _resolve(self, holds: Holds, text: str, level: TrainingLevel | None) -> Any:
        try:
            if holds is Holds.MAJOR:
                return find_major(self.session, text, level).key
            return RESOLVED[holds](self, text)
        except Misread as misread:
            return misread
        except InputRefused as refused:
            remark = refused.remarks[0]
            return Misread(remark.code, **remark.facts, near=self._near(holds, remark, text))

    def _near(self, holds: Holds, remark: Remark, text: str) -> list[str]:
        entries = remark.facts.get("entries", text)
        wanted = entries if isinstance(entries, str) else " ".join(entries)
        if holds in (Holds.INDUSTRY, Holds.INDUSTRIES):
            return nearest(wanted, {f"{code} {name}": name for code, name in self.industries.items() if len(code) > 2})
        if holds in (Holds.REGION, Holds.REGIONS):
            return nearest(wanted, {f"{code} {name}": name for code, name in self.regions.items()})
        return nearest(wanted, {name: name.partition(" ")[2] for name in self.majors.values()})

    def _industry(self, text: str) -> str:
        return resolve_industries(self.session, [_printable(text, "industries_unknown")])[0]

    def _industries(self, text: str) -> list[str]:
        entries = [_printable(entry, "industries_unknown") for entry in entries_by_code(text)]
        return resolve_industries(self.session, entries)

    def _courses(self, text: str) -> list[str]:
        return [write_course(read_course(line)) for line in split_courses(text)]

    def _region(self, text: str) -> str:
        code, self._behind[text.strip()] = read_place(self.session, _printable(text, "regions_unknown"))
        return code

    def behind(self, text: str) -> str:
        """Return what stands behind the place that a cell names: the town and the street of an address."""
        return self._behind.get(text.strip(), "")

    def _regions(self, text: str) -> list[str]:
        return resolve_regions(self.session, [_printable(entry, "regions_unknown") for entry in entries_of(text)])

    def _chain(self, text: str) -> str | None:
        if folded(text) in OUTSIDE:
            return None
        return str(_find_by_name(text, self.chains, "chain_unknown").slug)

    def _round(self, text: str) -> str:
        wanted = folded(text)
        for row in self.rounds:
            if wanted in (str(row.id), folded(row.code), folded(row.title), folded(round_name(row))):
                return str(row.id)
        raise Misread("round_unknown", near=[round_name(row) for row in self.rounds][:MOST_PROPOSALS])

    def _of_chain(self, text: str, chain: str | None) -> str | None:
        if folded(text) in OUTSIDE:
            return None
        return str(_find_by_name(text, self.segments, "segment_unknown", lambda row: row.chain_slug == chain).slug)

    def _of_segment(self, text: str, segment: str | None) -> str:
        return str(_find_by_name(text, self.families, "family_unknown", lambda row: row.segment_slug == segment).slug)

    # --- into a cell

    def write(self, column: Column, value: Any) -> str | int:
        """Return what a cell says of a value, so that `read` finds the value again."""
        holds = column.holds
        if value is None or value == "" or value == []:
            return ""
        if holds in (Holds.CHOICE, Holds.STATE):
            return self.label(value)
        if holds is Holds.CHOICES:
            labels = {member.value: member for member in column.options}
            return "；".join(self.label(labels[item]) for item in map(str, value) if item in labels)
        if holds is Holds.YES_NO:
            return ("Yes" if value else "No") if self.language == "en" else ("是" if value else "否")
        if holds in WRITTEN:
            return WRITTEN[holds](self, value)
        if isinstance(value, int):
            return value
        return value.isoformat() if isinstance(value, date) else str(value)

    def label(self, value: Any) -> str:
        """Return an enum member's name."""
        return value.label(self.language) if isinstance(value, LabelledEnum) else str(value)

    def name_of(self, row: Any) -> str:
        """Return a code's name."""
        return str((self.language == "en" and row.name_en) or row.name)

    def _slug(self, rows: Iterable[Any], slug: str) -> str:
        return next((self.name_of(row) for row in rows if row.slug == slug), slug)

    def _coded(self, names: Mapping[str, str], code: str) -> str:
        return f"{code} {names.get(code, '')}".strip()


def round_name(row: MatchingRound) -> str:
    """Return how a round is called in a cell."""
    return f"{row.code} {row.title}"


def nearest(text: str, names: Mapping[str, str]) -> list[str]:
    """Return what the writer most likely meant: keys of the names that are most like the text."""
    wanted = _pairs(text)
    likeness = {key: (len(wanted & _pairs(name)), fuzz.ratio(text, name)) for key, name in names.items()}
    near = [key for key, (shared, alike) in likeness.items() if shared or alike >= LEAST_LIKENESS]
    return sorted(near, key=lambda key: likeness[key], reverse=True)[:MOST_PROPOSALS]


def _pairs(text: str) -> set[str]:
    """Return the neighbouring signs of a text, two by two: Chinese names have no words to compare by."""
    return {text[at : at + 2] for at in range(len(text) - 1)} or {text}


def _printable(text: str, code: str) -> str:
    if not text.isprintable():
        raise Misread(code, entries="".join(filter(str.isprintable, text)))
    return text


def _find_by_name(text: str, rows: Iterable[Any], code: str, is_near: Callable[[Any], bool] | None = None) -> Any:
    wanted = folded(text)
    listed = list(rows)
    matching = [row for row in listed if wanted in (row.slug, folded(row.name), folded(row.name_en))]
    matching.sort(key=lambda row: is_near is not None and not is_near(row))
    if matching:
        return matching[0]
    candidates = [row for row in listed if is_near is None or is_near(row)]
    raise Misread(code, near=nearest(text, {row.name: row.name for row in candidates}))


def _state(text: str) -> PostStatus:
    return read_choice(text, PostStatus, {"提交": PostStatus.SUBMITTED})


def _pay(text: str) -> Pay | int | None:
    pay = read_pay(text)
    return pay if pay is None or pay.high is not None else pay.low


CHOICES: Final[dict[type[LabelledEnum], Callable[[str], LabelledEnum]]] = {
    TrainingLevel: read_level,
    EntryLevel: read_entry_level,
    Visibility: read_visibility,
    OrganisationKind: read_kind,
    Ownership: read_ownership,
    EnterpriseScale: read_scale,
    SchoolType: read_school_type,
}
VALUES: Final[dict[Holds, Callable[[str], Any]]] = {
    Holds.NUMBER: read_count,
    Holds.MONTHS: read_months,
    Holds.YEARS: read_years,
    Holds.PAY: _pay,
    Holds.PHONE: read_phone,
    Holds.TERM: read_term,
    Holds.CHOICES: read_modes,
    Holds.STATE: _state,
    Holds.YES_NO: read_yes_no,
    Holds.ENTRIES: entries_of,
}
RESOLVED: Final[dict[Holds, Callable[[CodeBook, str], Any]]] = {
    Holds.INDUSTRY: CodeBook._industry,
    Holds.INDUSTRIES: CodeBook._industries,
    Holds.REGION: CodeBook._region,
    Holds.REGIONS: CodeBook._regions,
    Holds.COURSES: CodeBook._courses,
    Holds.CHAIN: CodeBook._chain,
    Holds.ROUND: CodeBook._round,
}
WRITTEN: Final[dict[Holds, Callable[[CodeBook, Any], str]]] = {
    Holds.INDUSTRY: lambda book, code: book._coded(book.industries, code),
    Holds.INDUSTRIES: lambda book, codes: "\n".join(book._coded(book.industries, code) for code in codes),
    Holds.REGION: lambda book, code: book._coded(book.regions, code),
    Holds.REGIONS: lambda book, codes: "\n".join(book._coded(book.regions, code) for code in codes),
    Holds.MAJOR: lambda book, key: book.majors.get(key, key),
    Holds.CHAIN: lambda book, slug: book._slug(book.chains, slug),
    Holds.SEGMENT: lambda book, slug: book._slug(book.segments, slug),
    Holds.FAMILY: lambda book, slug: book._slug(book.families, slug),
    Holds.ROUND: lambda book, key: next((round_name(r) for r in book.rounds if str(r.id) == str(key)), str(key)),
    Holds.ENTRIES: lambda book, entries: joined(list(entries)),
    Holds.COURSES: lambda book, lines: joined([write_course(read_course(line), book.language) for line in lines]),
}
