"""Administration's lists of codes: in files names in place of codes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from flask_babel import gettext as _

from webapp.models import TaxonomyVersion
from webapp.models.codes.code_input import CodeRow, as_cells
from webapp.models.kernel.pinyin import pinyin_order
from webapp.services.codes.editing import review
from webapp.services.codes.editing.review import CustomWord, Near
from webapp.services.codes.editing.sheets import Sheet
from webapp.services.codes.tables import versions
from webapp.services.kernel.audit import actor_name
from webapp.web.codes import view
from webapp.web.kernel.db import session
from webapp.web.kernel.i18n import moment
from webapp.web.kernel.lists import Column, Listing

Row = tuple[str, CodeRow]  # with its key
Asked = tuple[CustomWord, Sequence[Near]]


def row_list(sheet: Sheet[Any], rows: Mapping[str, CodeRow], narrowed: Iterable[str]) -> Listing[Row]:
    """Rows of a table that the filters leave."""

    def lines(listed_rows: Sequence[Row]) -> Iterator[list[str]]:
        names = view.Names([row for _key, row in listed_rows])
        for _key, row in listed_rows:
            cells = as_cells(row).items()
            yield [_("；").join(names.entry(name, entry) for entry in text.split(";")) for name, text in cells]

    return Listing(
        name=view.title_of(sheet.name),
        columns=[Column(head, 28, itemgetter(place)) for place, head in enumerate(view.heads_of(sheet))],
        rows=list(rows.items()),
        lines=lines,
        per_page=30,
        narrowed=narrowed,
    )


def version_list() -> Listing[TaxonomyVersion]:
    """Versions of the code tables, all of them in a file."""
    total = versions.count_versions(session())
    columns: list[Column[TaxonomyVersion]] = [
        Column(_("版本"), 8, lambda version: version.id or 0),
        Column(_("时间"), 18, lambda version: moment(version.loaded_at)),
        Column(_("谁"), 14, lambda version: actor_name(version.made_by)),
        Column(_("改动"), 60, view.explained),
        Column(_("条数"), 10, lambda version: sum(version.counts.values())),
        Column(_("指纹"), 66, lambda version: version.sha256),
    ]
    return Listing(
        name=_("代码表的版本"),
        columns=columns,
        rows=lambda offset, limit: (versions.list_versions(session(), offset=offset, limit=limit), total),
        per_page=30,
        most=total,
    )


def word_list(words: Sequence[CustomWord], *, dismissed: bool) -> Listing[CustomWord]:
    """Words of the review queue, in a file each with the skills that are nearest."""

    def lines(listed_words: Sequence[CustomWord]) -> Iterator[Asked]:
        near = review.nearest(session(), [row.word for row in listed_words])
        return ((row, near[row.word]) for row in listed_words)

    columns: list[Column[Asked]] = [
        Column(_("说法"), 24, lambda line: line[0].word),
        Column(_("写法"), 30, lambda line: _("；").join(sorted(line[0].spellings, key=pinyin_order))),
        Column(_("需求条数"), 10, lambda line: len(line[0].demands)),
        Column(_("专业数"), 10, lambda line: len(line[0].programs)),
        Column(_("最接近的技能"), 60, lambda line: _("；").join(neighbour.skill for neighbour in line[1])),
    ]
    name = _("不收录的说法") if dismissed else _("自填技能审核")
    return Listing(name=name, columns=columns, rows=words, lines=lines, per_page=15)
