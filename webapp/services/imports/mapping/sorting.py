"""Which rows of a sheet are data, and what the others are: sums, notes, heads once more, lines across the table."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from webapp.services.imports.mapping.contents import is_number, shown
from webapp.services.imports.mapping.finding import Head, repeats, words_of
from webapp.services.imports.mapping.headings import is_serial
from webapp.services.imports.mapping.shapes import RowNote, SumCheck
from webapp.services.sheets.grids import Grid

SUM: Final = re.compile(
    r".{0,40}?(?:合计|小计|总计|共计)(?:[（(].*[)）]|[:：].*)?|(?:合计|小计|总计|共计)[^。；]{0,12}"
    r"|.{0,6}(?:累计|总数|总和|汇总数?)(?:[:：].*)?|(?:grand|sub)?-?total:?|sum",
    re.IGNORECASE,
)
PART: Final = re.compile(r".*小计.*|sub\s?-?total:?", re.IGNORECASE)
NOTE_WORDS: Final = """
    注 备注 说明 附注 附 备 注意 注意事项 填表说明 填报说明 填写说明 数据来源 来源 资料来源 统计口径 口径 填表人 填报人
    制表 制表人 审核 审核人 复核 复核人 负责人 单位负责人 部门负责人 主管领导 分管领导 领导签字 经办人 联系人 联系电话
    咨询电话 监督电话 联系方式 填表日期 填报日期 填表时间 填报时间 日期 制表日期 报送时间 报名方式 简历投递 投递邮箱
    邮箱 地址 填报单位 单位公章 盖章 签字 签章 note notes remark remarks source contact tel
"""
NOTE: Final = re.compile(
    rf"(?:{'|'.join(NOTE_WORDS.split())})\s*(?:[（(].*?[)）])?\s*[:：.。、].*"
    r"|※.*|\*[^*].*|注\s?[0-9一二三四]?.?[:：、.].*|[（(]?\s*(?:本|以上|此)(?:表|数据|名单).*"
    r"|(?:以上)?(?:数据|资料|统计|信息|名单)?(?:截至|截止到?|更新至)\s*[0-9]{2,4}\s*年.*"
    r"|共\s*[0-9]+\s*[条行项家个].*|[—-]+\s*完\s*[—-]+|以下空白|第\s?[0-9一二三四五六七八九十]+\s?页.*|page\s?[0-9]+.*|.*[（(]?(?:公章|盖章)[)）]?[:：]?\s*",
    re.IGNORECASE | re.DOTALL,
)
FIGURE: Final = re.compile(r"\+?([0-9]{1,3}(?:[,，][0-9]{3})+|[0-9]+)(?:\.0+)?\s*(?:人|名|个|位|项|家)?", re.ASCII)
FIRST_CELLS: Final = 4
TITLES: Final = 3
LONG: Final = 20
PUNCTUATED: Final = re.compile("[。；;：:，,]")


@dataclass(slots=True)
class Sorted:
    """The rows of a sheet: those that are data, and what the others are."""

    data: list[int] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    notes: list[RowNote] = field(default_factory=list)


def sort(grid: Grid, head: Head, keys: Iterable[int]) -> Sorted:
    """Tell the rows below a head apart; `keys` are the columns of which a row of data has at least one."""
    sorter = _Sorter(grid, head, frozenset(keys))
    for row in range(head.last + 1, len(grid.rows) + 1):
        sorter.take(row)
    sorter.check_sums()
    return sorter.sorted


class _Sorter:
    def __init__(self, grid: Grid, head: Head, keys: frozenset[int]) -> None:
        self.grid, self.head, self.keys = grid, head, keys
        self.sorted = Sorted()
        self.words = words_of(head)
        self.sums: list[tuple[RowNote, list[int], bool]] = []
        self.since = 0  # rows of data that a sum has been written for
        self.serial = {place for place, heading in head.headings.items() if is_serial(heading.own)}
        self.wide = {
            top: right - left + 1 for left, top, right, bottom in grid.merged if top == bottom and right - left >= 2
        }
        self.covered = {
            (row, place)
            for left, top, right, bottom in grid.merged
            if bottom > head.last and bottom > top
            for row in range(max(top, head.last) + 1, bottom + 1)
            for place in range(left, right + 1)
            if grid.cell(top, left).value is not None
        }

    def take(self, row: int) -> None:
        """Put a row where it belongs."""
        filled = self._filled(row)
        if not filled:
            return
        kind = self._kind(row, filled)
        if not kind:
            self.sorted.data.append(row)
            if row in self.grid.hidden_rows:
                self._note("hidden", row, filled)
                self.sorted.hidden.add(row)
            return
        if kind == "head":
            self._take_titles_back(row)
        note = self._note(kind, row, filled)
        if kind in ("sum", "subtotal"):
            self.sums.append((note, list(self.sorted.data), kind == "subtotal"))

    def _take_titles_back(self, row: int) -> None:
        """The lines right above a head that stands there once more are its titles, not data."""
        data = self.sorted.data
        while data and row - data[-1] <= TITLES and len(filled := self._filled(data[-1])) == 1:
            title = data.pop()
            self.sorted.hidden.discard(title)
            self._note("title", title, filled)
            self.sorted.notes.sort(key=lambda note: note.first)

    def _filled(self, row: int) -> dict[int, str]:
        return {place: text for place, cell in enumerate(self.grid.rows[row - 1], 1) if (text := shown(cell))}

    def _kind(self, row: int, filled: Mapping[int, str]) -> str:
        texts = list(filled.values())
        if repeats(texts, self.words):
            return "head"
        if set(filled) <= self.serial and all(is_number(self.grid.cell(row, place)) for place in filled):
            return "serial"
        first = list(filled.items())[:FIRST_CELLS]
        said = next((text for _place, text in first if not is_number(self.grid.cell(row, _place))), "")
        plain = re.sub(r"\s", "", said)
        if SUM.fullmatch(plain) and self._is_mostly_figures(row, filled):
            return "subtotal" if PART.fullmatch(plain) else "sum"
        if (NOTE.fullmatch(said) or self._is_remark(row, filled)) and not self._is_row_of_data(filled):
            return "note"
        if self._is_sum_without_word(row, filled):
            return "sum"
        return self._kind_of_single(row, filled)

    def _kind_of_single(self, row: int, filled: Mapping[int, str]) -> str:
        """Tell what a row with one text is: a line across the table, or a remark below it."""
        if len(filled) > 1 or len(self.head.headings) < 3:
            return ""
        place, text = next(iter(filled.items()))
        is_covered = any(top_row == row for top_row, _place in self.covered)
        if is_covered or is_number(self.grid.cell(row, place)):
            return ""
        if len(text) > LONG and (place not in self.keys or PUNCTUATED.search(text)):
            return "note"
        if self.wide.get(row, 0) >= 0.5 * len(self.head.headings) or place not in self.keys:
            return "note" if PUNCTUATED.search(text) else "title"
        return ""

    def _is_mostly_figures(self, row: int, filled: Mapping[int, str]) -> bool:
        texts = [text for place, text in filled.items() if not self._is_figure(row, place)]
        return len(texts) <= 2 or len(texts) <= len(filled) - 2

    def _is_figure(self, row: int, place: int) -> bool:
        cell = self.grid.cell(row, place)
        return is_number(cell) or bool(FIGURE.fullmatch(shown(cell))) or set(shown(cell)) <= set("-—/ ")

    def _is_remark(self, row: int, filled: Mapping[int, str]) -> bool:
        """Tell whether a row holds nothing but words, none of them where a row of data has its own."""
        if self.keys & set(filled) or any(self._is_figure(row, place) for place in filled):
            return False
        first = next(iter(filled.values()))
        return len(first) > LONG and bool(PUNCTUATED.search(first)) and not self._has_merged_key(row)

    def _has_merged_key(self, row: int) -> bool:
        return any((row, place) in self.covered for place in self.keys)

    def _is_row_of_data(self, filled: Mapping[int, str]) -> bool:
        """Tell whether a row is data though its first words could begin a note."""
        held = [place for place in filled if place in self.keys]
        return len(held) > 0 and len(filled) > max(3, 0.5 * len(self.head.headings))

    def _is_sum_without_word(self, row: int, filled: Mapping[int, str]) -> bool:
        """Tell whether a row holds nothing but figures, and one of them is the sum of those above it."""
        if any(not is_number(self.grid.cell(row, place)) for place in filled) or self.keys & set(filled):
            return False
        if self._has_merged_key(row):
            return False
        above = self.sorted.data
        return len(above) > 1 and any(
            self._figure(row, place) == self._total(above, place)[0]
            for place in filled
            if place not in self.serial and self._figure(row, place)
        )

    def _note(self, kind: str, row: int, filled: Mapping[int, str]) -> RowNote:
        text = "　".join(dict.fromkeys(filled.values()))[:200]
        last = self.sorted.notes[-1] if self.sorted.notes else None
        if last is not None and kind == "hidden" == last.kind and last.last == row - 1:
            last.last = row
            return last
        note = RowNote(kind, row, row, text)
        self.sorted.notes.append(note)
        return note

    def check_sums(self) -> None:
        """Compare every written sum with what was read."""
        done = 0
        for note, above, is_part in self.sums:
            rows = above[done:] if is_part else above
            if not above:
                rows = self.sorted.data  # the sum stands on top
            note.checks = list(self._checks(note.first, rows))
            if not is_part and rows and done and not any(check.agrees for check in note.checks):
                of_part = list(self._checks(note.first, above[done:]))
                if any(check.agrees for check in of_part):
                    note.checks = of_part
            if is_part:
                done = len(above)

    def _checks(self, row: int, rows: Sequence[int]) -> Iterable[SumCheck]:
        for place, cell in enumerate(self.grid.rows[row - 1], 1):
            heading = self.head.headings.get(place)
            written = self._figure(row, place)
            if heading is None or written is None or place in self.serial or not rows:
                continue
            read, unclear, is_one = self._total(rows, place)
            if is_one:
                yield SumCheck(place, heading.own, shown(cell), str(read), read == written, unclear)

    def _total(self, rows: Sequence[int], place: int) -> tuple[int, list[int], bool]:
        """Return the sum of a column, the rows whose cell is no plain number, and whether it has numbers at all."""
        total, unclear, count = 0, [], 0
        for row in rows:
            figure = self._figure(row, place)
            if figure is not None:
                total, count = total + figure, count + 1
            elif shown(self.grid.cell(row, place)):
                unclear.append(row)
        return total, unclear, count > 0

    def _figure(self, row: int, place: int) -> int | None:
        text = unicodedata.normalize("NFKC", shown(self.grid.cell(row, place)))
        match = FIGURE.fullmatch(text)
        return int(re.sub("[,，]", "", match.group(1))) if match else None
