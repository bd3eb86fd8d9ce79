"""The page on which a person says which column is which: what it shows, and what its form says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from openpyxl.utils import get_column_letter

from webapp.models import ImportBatch, Person
from webapp.services.imports.columns import Column, Layout
from webapp.services.imports.kinds import row_book
from webapp.services.imports.mapping.contents import shown
from webapp.services.imports.mapping.lining import row_notes
from webapp.services.imports.mapping.shapes import COMBINED, NOT_IMPORTED, ColumnLook, RowNote, SheetLook, Sureness
from webapp.services.imports.own.preview import Kept, Preview, Word, constants_of
from webapp.services.imports.own.receiving import OwnList
from webapp.services.imports.rows.row_book import STOPPING
from webapp.services.sheets.cells import Holds
from webapp.services.sheets.grids import Grid
from webapp.web.imports.words import label_of
from webapp.web.kernel.db import session
from webapp.web.kernel.i18n import label
from webapp.web.kernel.query import number_of
from webapp.web.kernel.refusals import complaint_text

COMBINED_LABELS: Final = {
    "pay": _l("月报酬（上下限在一格）"),
    "contact": _l("联系人和电话（在一格）"),
    "note": _l("备注（带上列名）"),
}
WHY_NOT: Final = {
    "no_head": _l("没有找到表头"),
    "statistics": _l("没有名称一列，像是统计表"),
    "options": _l("像是下拉列表的选项"),
    "hidden": _l("隐藏的工作表"),
    "instructions": _l("像是填写说明"),
    "empty": _l("是空的"),
}
KINDS_OF_ROWS: Final = {
    "sum": _l("合计行，用来核对"),
    "subtotal": _l("小计行，用来核对"),
    "note": _l("注、填表人等，不读"),
    "head": _l("重复的表头，不读"),
    "serial": _l("只有序号，不读"),
    "title": _l("分段的标题，不读"),
    "hidden": _l("被隐藏或筛选掉"),
}
CONTENTS: Final = {
    "phone": _l("电话"),
    "credit_code": _l("统一社会信用代码"),
    "major": _l("专业"),
    "major_code": _l("专业代码"),
    "region": _l("地名"),
    "level": _l("学历或层次"),
    "month": _l("年月"),
    "day": _l("日期"),
    "number": _l("数字"),
    "organisation": _l("已登记的单位"),
    "name": _l("单位名称"),
    "email": _l("邮箱"),
    "skill": _l("词库里的技能"),
    "pay": _l("报酬"),
    "industry": _l("行业"),
}
HEAD_ROWS_DRAWN: Final = 3  # rows of data below the head, so that one sees where it ends
COLUMNS_DRAWN: Final = 26
LONGEST_DRAWN: Final = 40


@dataclass(frozen=True, slots=True)
class Sample:
    """A cell of one of the first rows: as it is written, as it would be stored, what is asked."""

    row: int
    raw: str
    kept: str
    asks: str
    is_same: bool


@dataclass(frozen=True, slots=True)
class MatchedColumn:
    """A column with the field that it fills, why, and what comes of its first rows."""

    place: int
    letter: str
    head: str
    group: str
    target: str
    sureness: str
    why: str
    samples: list[Sample]

    @property
    def is_doubtful(self) -> bool:
        """Tell whether a person should look at it."""
        return self.sureness == Sureness.ASK


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """A row of the sheet as it is drawn: its number, its part in the sheet, its cells."""

    number: int
    part: str
    cells: list[str]


@dataclass(slots=True)
class MatchedSheet:
    """A sheet with its head and columns as the page shows them."""

    look: SheetLook
    is_read: bool
    first: int | None
    last: int | None
    reads_hidden: bool
    why: str
    same_as: str
    columns: list[MatchedColumn] = field(default_factory=list)
    drawn: list[DrawnRow] = field(default_factory=list)
    notes: list[tuple[str, str, list[str]]] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    hidden_rows: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """A control for a text that is read like a cell: what it holds, and what it may hold where that is a list."""

    name: str
    label: str
    value: str
    options: list[str]
    offer: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class WordRow:
    """A word of the file: how often it stands there, what it is read as, what is asked."""

    word: Word
    label: str
    asks: str
    options: list[str]
    is_list: bool


def sheets_of(batch: ImportBatch, own: OwnList, preview: Preview) -> list[MatchedSheet]:
    """Return the sheets of a file as the page shows them."""
    chosen = {int(sheet["index"]): sheet for sheet in batch.mapping["sheets"]}
    titles = {sheet.index: sheet.title for sheet in own.reading.sheets}
    notes = row_notes(own.workbook, own.layout, batch.mapping)
    sheets = []
    for look in own.reading.sheets:
        mapped, grid = chosen[look.index], own.workbook.grids[look.index]
        head = mapped["head"] or look.head
        sheet = MatchedSheet(
            look,
            bool(mapped["read"]),
            head[0] if head else None,
            head[1] if head else None,
            bool(mapped.get("hidden_rows", True)),
            str(WHY_NOT.get(look.why, "")),
            titles.get(look.same_as, "") if look.same_as is not None else "",
        )
        if look.head:
            found = notes.get(look.index, look.not_data)
            sheet.notes = [_note(note) for note in found]
            sheet.hidden_rows = sum(note.last - note.first + 1 for note in look.not_data if note.kind == "hidden")
            if look.same_as is None:
                sheet.letters = [get_column_letter(place) for place in range(1, min(grid.width, COLUMNS_DRAWN) + 1)]
                sheet.drawn = list(_drawn(grid, look))
                rows = preview.rows.get(look.index, [])
                sheet.columns = [
                    _column(batch, column, str(mapped["columns"].get(str(column.place), "")), grid, rows)
                    for column in look.columns
                ]
        sheets.append(sheet)
    return sheets


def _column(
    batch: ImportBatch, column: ColumnLook, target: str, grid: Grid, rows: list[tuple[int, dict[str, Kept]]]
) -> MatchedColumn:
    is_proposed = target == column.target
    sureness = column.sureness if is_proposed else Sureness.SURE if target else Sureness.NONE
    why = _why(batch, column) if is_proposed else _("您选的") if target else _("您选了不导入")
    if batch.mapping.get("remembered") and not is_proposed:
        why = _("按上次的对照")
    samples = [_sample(row, _text(grid, row, column.place), kept.get(target)) for row, kept in rows]
    return MatchedColumn(column.place, column.letter, column.head, column.group, target, sureness.value, why, samples)


def _sample(row: int, raw: str, kept: Kept | None) -> Sample:
    if kept is None:
        return Sample(row, raw, "", "", False)
    asks = _("；").join(complaint_text(note.code, dict(note.facts)) for note in kept.notes)
    texts = _("；").join(text.replace("\n", _("；")) for text in kept.texts)
    return Sample(row, raw, texts, asks, texts == raw)


def _why(batch: ImportBatch, column: ColumnLook) -> str:
    facts = column.facts
    reasons = {
        "label": lambda: _("列名就是字段名"),
        "alias": lambda: _("按列名认出"),
        "contents": lambda: _(
            "内容：%(of)s 格里有 %(count)s 格是%(what)s",
            of=facts.get("of", 0), count=facts.get("count", 0), what=CONTENTS.get(facts.get("what", ""), ""),
        ),
        "parted": lambda: _("一列两项，按数字起头处拆开"),
        "taken": lambda: _("这个字段已有 %(by)s 列", by=facts.get("by", "")),
        "serial": lambda: _("序号"),
        "free_text": lambda: ngettext("自由文字，%(num)s 行有内容", "自由文字，%(num)s 行有内容", column.filled),
        "empty": lambda: _("没有内容"),
        "no_field": lambda: _("没有对应的字段"),
    }  # fmt: skip
    word = reasons.get(column.reason, reasons["no_field"])()
    return str(_("%(why)s，单位“%(unit)s”取自表头", why=word, unit=column.unit) if column.unit else word)


def _note(note: RowNote) -> tuple[str, str, list[str]]:
    where = (
        _("第 %(row)s 行", row=note.first)
        if note.first == note.last
        else _("第 %(first)s–%(last)s 行", first=note.first, last=note.last)
    )
    checks = []
    for check in note.checks:
        if check.agrees:
            checks.append(_("%(head)s %(written)s，与上面各行之和一致", head=check.head, written=check.written))
        else:
            words = _(
                "%(head)s写的是 %(written)s，读出 %(read)s", head=check.head, written=check.written, read=check.read
            )
            if check.unclear:
                rows = _("、").join(str(row) for row in check.unclear[:5])
                words = _("%(words)s；其余在没有写明数字的第 %(rows)s 行", words=words, rows=rows)
            checks.append(words)
    return where, str(KINDS_OF_ROWS.get(note.kind, "")), checks


def _drawn(grid: Grid, look: SheetLook) -> Iterator[DrawnRow]:
    if look.head is None:
        return
    first, last = look.head
    shown = [row for row in look.data_rows if row > last][:HEAD_ROWS_DRAWN]
    for row in [*range(max(1, first - 4), last + 1), *shown]:
        part = "head" if first <= row <= last else "off" if row < first else "data"
        cells = [_text(grid, row, place)[:LONGEST_DRAWN] for place in range(1, min(grid.width, COLUMNS_DRAWN) + 1)]
        if part != "off" or any(cells):
            yield DrawnRow(row, part, cells)


def _text(grid: Grid, row: int, place: int) -> str:
    return shown(grid.cell(row, place))


def targets_of(layout: Layout) -> list[tuple[str, str]]:
    """Return what a column may fill: the fields of the list, and what takes one column for two, with their names."""
    names = {column.field for column in layout.columns}
    fields = [(column.field, label_of(layout.kind, column.field)) for column in layout.columns]
    needs = {"pay": "pay_min", "contact": "contact_phone", "note": "note"}
    combined = [(name, str(COMBINED_LABELS[name])) for name in COMBINED if needs[name] in names]
    return [(NOT_IMPORTED, _("不导入")), *[(n, t) for n, t in fields if n != "note"], *combined]


def constants(batch: ImportBatch, own: OwnList) -> list[Choice]:
    """Return the fields that no column fills, with what is set for every row and what the file offers."""
    offers = {offer.field: offer.text for offer in own.reading.offers}
    kept = batch.mapping.get("constants", {})
    return [
        Choice(
            name,
            label_of(batch.kind, name),
            str(kept.get(name, "")),
            options_of(own.layout[name]),
            offers.get(name, "") if not kept.get(name) else "",
        )
        for name in constants_of(own.layout, batch.mapping)
    ]


def constant_errors(batch: ImportBatch, *, by: Person, today: date) -> dict[str, str]:
    """Return what is wrong with the values that are set for every row, by field."""
    book = row_book(session(), batch, by=by, today=today, dry=True)
    said = book.read(batch.mapping.get("constants", {}), {})
    return {note.field: complaint_text(note.code, dict(note.facts)) for note in said.notes if note.grade in STOPPING}


def words_of(batch: ImportBatch, layout: Layout, preview: Preview) -> list[WordRow]:
    """Return the words of a file as the page asks about them."""
    rows = []
    for word in preview.words:
        column = layout[word.field]
        asks = _("；").join(complaint_text(note.code, dict(note.facts)) for note in word.notes)
        options = options_of(column)
        proposed = [option for note in word.notes for option in note.facts.get("options", []) if option]
        proposed += [option for note in word.notes for option in note.facts.get("near", [])]
        rows.append(
            WordRow(
                word, label_of(batch.kind, word.field), asks, options or list(dict.fromkeys(proposed)), bool(options)
            )
        )
    return rows


def options_of(column: Column) -> list[str]:
    """Return what a cell may say where that is a short list."""
    if column.options:
        return [label(member) for member in column.options if member not in column.not_offered]
    return [_("是"), _("否")] if column.holds is Holds.YES_NO else []


def posted_mapping(batch: ImportBatch, own: OwnList, form: Mapping[str, str]) -> dict[str, Any]:
    """Return the mapping that the page's form says; what it does not speak of stays as it is."""
    targets = {name for name, _label in targets_of(own.layout)}
    sheets: list[dict[str, Any]] = []
    looks = {look.index: look for look in own.reading.sheets}
    for kept in batch.mapping["sheets"]:
        index, look = int(kept["index"]), looks[int(kept["index"])]
        first, last = number_of(form.get(f"first-{index}")), number_of(form.get(f"last-{index}"))
        head = [first, max(first, last or first)] if first else kept["head"]
        columns = {place: form.get(f"column-{index}-{place}", target) for place, target in kept["columns"].items()}
        sheets.append(
            {
                "index": index,
                "read": f"read-{index}" in form and look.head is not None,
                "head": head,
                "hidden_rows": f"hidden-{index}" in form if f"has-hidden-{index}" in form else True,
                "columns": {place: target if target in targets else "" for place, target in columns.items()},
            }
        )
    for sheet in sheets:
        look = looks[int(sheet["index"])]
        if look.same_as is not None:
            sheet["columns"] = dict(next(s for s in sheets if s["index"] == look.same_as)["columns"])
    wanted = {"sheets": sheets}
    set_for_all = {}
    for column in own.layout.columns:
        text = form.get(f"constant-{column.field}", "").strip() or form.get(f"take-{column.field}", "").strip()
        if text:
            set_for_all[column.field] = text
    return {**batch.mapping, **wanted, "constants": set_for_all}


def posted_words(form: Mapping[str, str]) -> Iterator[tuple[str, str, str, bool]]:
    """Yield (field, what is written, what it is to be read as, whether to remember it) of the words that were answered.

    A word that is left as it was read, or unanswered, is not among them.
    """
    number = 0
    while (name := form.get(f"word-{number}-field")) is not None:
        written, before = form.get(f"word-{number}-written", ""), form.get(f"word-{number}-before", "")
        meant = form.get(f"word-{number}-meant", "").strip()
        is_blank = meant == BLANK
        if meant and meant != before:
            yield name, written, "" if is_blank else meant, f"word-{number}-keep" in form
        number += 1


BLANK: Final = "-"  # the answer that leaves a cell blank
