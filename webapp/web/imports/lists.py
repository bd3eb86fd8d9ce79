"""Lists of organisations and posts: their files have the layouts in which they may come back."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from flask_babel import gettext as _

from webapp import clock
from webapp.models import Demand, MatchingRound, Offering, Organisation, Program
from webapp.models.imports.imports import ImportKind
from webapp.services.accounts import joining
from webapp.services.accounts.directory import OrganisationsToJudge
from webapp.services.codes import search
from webapp.services.imports.columns import ORGANISATIONS, PROGRAMS, Layout
from webapp.services.imports.exporting import Exporter, demand_layout, offering_layout
from webapp.services.posts import demands, offerings, programs
from webapp.services.posts.demands import DemandFilters
from webapp.services.posts.programs import ProgramFilters
from webapp.services.rounds import rounds
from webapp.web.imports.words import label_of
from webapp.web.kernel.db import session
from webapp.web.kernel.i18n import day, label, language
from webapp.web.kernel.identity import actor
from webapp.web.kernel.lists import Column, Finder, Listing

Line = tuple[list[str | int], Any]  # the cells of a layout, and what they tell of
Writer = Callable[[Exporter, Sequence[Any]], Iterable[list[str | int]]]


def organisation_list(filters: OrganisationsToJudge) -> Listing[Organisation]:
    """Organisations, those that wait for verification first."""
    more: list[Column[Line]] = [
        Column(_("认证状态"), 12, lambda line: label(line[1].status)),
        Column(_("更新日期"), 12, lambda line: day(line[1].updated_at)),
    ]
    return _listing(
        ORGANISATIONS,
        lambda offset, limit: joining.list_organisations(session(), filters, offset=offset, limit=limit),
        Exporter.organisations,
        more,
        narrowed=(filters.q, label(filters.kind), label(filters.status)),
    )


def demand_list(filters: DemandFilters, *, mine: bool, standing: bool, narrowed: Iterable[str] = ()) -> Listing[Demand]:
    """Demands that the reader may open, or one's own; where only `standing` ones are looked for, none expired."""
    open_on = clock.today() if standing else None

    def find(offset: int, limit: int) -> tuple[list[Demand], int]:
        return demands.find_demands(
            session(), filters, viewer=actor(), mine=mine, open_on=open_on, offset=offset, limit=limit
        )

    return _demands(find, mine=mine, narrowed=narrowed)


def program_list(filters: ProgramFilters, *, mine: bool) -> Listing[Program]:
    """Programmes with their skills: those that the reader may open, or one's own."""
    return _listing(
        PROGRAMS,
        lambda offset, limit: programs.find_programs(
            session(), filters, viewer=actor(), mine=mine, offset=offset, limit=limit
        ),
        Exporter.programs,
        [] if mine else [_school(lambda program: program.school)],
        narrowed=_filter_words(filters),
    )


def _filter_words(filters: ProgramFilters) -> Iterator[str]:
    yield filters.q
    yield label(filters.level)
    yield search.region_names(session(), [filters.region], language()).get(filters.region, "")


def offering_list(listed: Listing[Program], *, mine: bool) -> Listing[Offering]:
    """Offerings of the programmes that another list has, as far as the reader may open them."""

    def find(_offset: int, limit: int) -> tuple[list[Offering], int]:
        rows = offerings.offerings_of(session(), list(listed.all()[0]), actor(), limit=limit)
        return rows, len(rows)

    return _offerings(find, mine=mine, narrowed=listed.narrowed)


def demands_collected(round_: MatchingRound, words: str) -> Listing[Demand]:
    """Demands that a round has collected."""

    def find(offset: int, limit: int) -> tuple[list[Demand], int]:
        return rounds.demands_collected(session(), round_, words=words, today=clock.today(), offset=offset, limit=limit)

    return _demands(find, mine=False, narrowed=(round_.title, words), per_page=50)


def offerings_collected(round_: MatchingRound, words: str) -> Listing[Offering]:
    """Offerings that a round has collected."""

    def find(offset: int, limit: int) -> tuple[list[Offering], int]:
        return rounds.offerings_collected(session(), round_, words=words, offset=offset, limit=limit)

    return _offerings(find, mine=False, narrowed=(round_.title, words), per_page=50)


def _demands(find: Finder[Demand], *, mine: bool, **more: Any) -> Listing[Demand]:
    layout = demand_layout(actor(), mine=mine)
    return _listing(layout, find, lambda exporter, rows: exporter.demands(rows, layout), **more)


def _offerings(find: Finder[Offering], *, mine: bool, **more: Any) -> Listing[Offering]:
    layout = offering_layout(actor())
    school = [] if mine else [_school(lambda offering: offering.program.school)]
    return _listing(layout, find, lambda exporter, rows: exporter.offerings(rows, layout), school, **more)


def _school(of: Callable[[Any], Organisation]) -> Column[Line]:
    return Column(_("学校"), 28, lambda line: of(line[1]).name)


def _listing(
    layout: Layout, find: Finder[Any], write: Writer, more: Sequence[Column[Line]] = (), **options: Any
) -> Listing[Any]:
    """Return a list whose files have the columns of a layout, and more behind them."""
    columns: list[Column[Line]] = [
        Column(label_of(layout.kind, column.field), column.width, partial(_cell, place))
        for place, column in enumerate(layout.columns)
    ]
    return Listing(
        name=ImportKind(layout.kind).label(language()),
        columns=[*columns, *more],
        rows=find,
        lines=lambda rows: zip(write(Exporter(session(), actor(), language()), rows), rows, strict=True),
        mark=layout.version,
        **options,
    )


def _cell(place: int, line: Line) -> str | int:
    return line[0][place]
