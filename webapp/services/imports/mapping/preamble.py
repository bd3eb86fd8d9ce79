"""What stands above a table: its year, who fills it in, and what else may hold for every row. All of it is offered."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from webapp.models.accounts.enums import OrganisationKind
from webapp.models.imports.imports import ImportKind
from webapp.services.imports.columns import Layout
from webapp.services.imports.mapping.contents import ORGANISATION, SCHOOL, shown
from webapp.services.imports.mapping.headings import BRACKETS, Heading, Vocabulary
from webapp.services.imports.mapping.shapes import COMBINED, CONTACT, PAY, ColumnLook, Offer, SheetLook, Sureness
from webapp.services.sheets.grids import Grid

YEAR: Final = re.compile(r"(?<![0-9—–-])(20[0-9]{2})\s*年(?!度|级|届|[0-9]{1,2}月[0-9]{1,2}日)")
FULL_DAY: Final = re.compile(r"20[0-9]{2}\s*年\s*[0-9]{1,2}\s*月\s*[0-9]{1,2}\s*日|截至|截止|[:：]")
SCHOOL_YEAR: Final = re.compile(r"20[0-9]{2}\s*[-—–]\s*20[0-9]{2}")
TERM: Final = re.compile(r"20[0-9]{2}\s*年?\s*[春秋]季?")
SAID: Final = re.compile(r"([\u4e00-\u9fffA-Za-z]{2,12})(?:[（(][^（()）]*[)）])?\s*[:：]\s*([^\s:：]+)")
NAME: Final = re.compile(
    r"[\u4e00-\u9fff（）()A-Za-z]{2,30}?(?:有限责任公司|股份有限公司|有限公司|集团|医院|厂)(?=[0-9\u4e00-\u9fff]|$)"
)
FILLED_IN_BY: Final = frozenset(
    {
        "填报单位",
        "单位",
        "填表单位",
        "申报单位",
        "企业名称",
        "单位名称",
        "企业",
        "填报企业",
        "公司名称",
        "用人单位",
        "申报企业",
        "报送单位",
    }
)
COLON: Final = re.compile("[:：]")
LONGEST_LABEL: Final = 12
PARTS: Final = {PAY: ("pay_min", "pay_max"), CONTACT: ("contact_name", "contact_phone")}
ENTERPRISE_LIKE: Final = 0.8


def year_of(sheets: Sequence[SheetLook]) -> tuple[int | None, str]:
    """Return the one year that the titles say, and the title that says it; none where they differ."""
    found: dict[int, str] = {}
    for sheet in sheets:
        for _row, text in sheet.titles:
            if FULL_DAY.search(text) or SCHOOL_YEAR.search(text):
                continue
            for match in YEAR.finditer(text):
                found.setdefault(int(match.group(1)), text)
    if len(found) != 1:
        return None, ""
    return next(iter(found.items()))


def offers_of(sheet: SheetLook, grid: Grid, layout: Layout, vocabulary: Vocabulary) -> Iterator[Offer]:
    """Yield what the lines above a table offer for its columns."""
    fields = {column.field for column in layout.columns}
    has = {name for column in sheet.columns for name in (PARTS.get(column.target) or (column.target,))}
    for row, text in sheet.titles:
        for label, value in _said(grid, row, text):
            for target in _targets(label, fields, vocabulary):
                if target not in has:
                    yield Offer(target, value, "preamble", sheet.index, row)
                    has.add(target)
        if ":" in text or "：" in text:
            continue
        if "enterprise_name" in fields - has and (name := NAME.match(text)):
            yield Offer("enterprise_name", name.group(), "title", sheet.index, row)
            has.add("enterprise_name")
        if "term" in fields - has and (term := TERM.search(text)):
            yield Offer("term", term.group(), "title", sheet.index, row)
            has.add("term")


def _said(grid: Grid, row: int, text: str) -> Iterator[tuple[str, str]]:
    """Yield labels and what they say: in one cell behind a colon, or in two cells side by side."""
    for match in SAID.finditer(text.replace("　", "\n")):
        yield match.group(1), match.group(2).strip()
    texts = [text for cell in grid.rows[row - 1] if (text := shown(cell))]
    for label, value in pairwise(texts):
        said = label.rstrip("：: ")
        if len(said) <= LONGEST_LABEL and not COLON.search(value) and not COLON.search(said):
            yield BRACKETS.sub("", said), value


def _targets(label: str, fields: set[str], vocabulary: Vocabulary) -> Iterator[str]:
    if label in FILLED_IN_BY and "enterprise_name" in fields:
        yield "enterprise_name"
        return
    for guess in vocabulary.guesses(Heading(label)):
        if guess.rank >= 100:
            return
        if guess.target in fields and guess.target not in COMBINED and guess.sureness is Sureness.SURE:
            yield guess.target
            return


def kind_offer(sheet: SheetLook, layout: Layout, names: Sequence[str]) -> Offer | None:
    """Return which kind of organisations a list holds, where every name says it."""
    if layout.kind is not ImportKind.ORGANISATIONS or not names:
        return None
    if any(column.target == "kind" for column in sheet.columns):
        return None
    if all(SCHOOL.fullmatch(name) for name in names):
        return Offer("kind", OrganisationKind.SCHOOL.label("zh"), "contents", sheet.index, 0)
    schools = sum(bool(SCHOOL.fullmatch(name)) for name in names)
    companies = sum(bool(ORGANISATION.fullmatch(name)) for name in names)
    if not schools and companies >= ENTERPRISE_LIKE * len(names):
        return Offer("kind", OrganisationKind.ENTERPRISE.label("zh"), "contents", sheet.index, 0)
    return None


def names_in(columns: Sequence[ColumnLook]) -> int | None:
    """Return the place of the column that holds the names of organisations."""
    return next((column.place for column in columns if column.target == "name"), None)
