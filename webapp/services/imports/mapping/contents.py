"""What the cells of a column look like, whatever its head says."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from webapp.services.imports.mapping.shapes import Known
from webapp.services.sheets.books import Cell
from webapp.services.sheets.cells import entries_of

CREDIT_CODE: Final = re.compile(r"[0-9A-HJ-NP-RTUWXYa-hj-np-rtuwxy]{18}", re.ASCII)
PHONE: Final = re.compile(
    r"(?:\+?86[- ]?)?(?:1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}|(?:\(?0?[1-9][0-9]{1,3}\)?[- ]?)?[1-9][0-9]{6,7})"
)
NUMBERED: Final = re.compile(r"[0-9（(+][0-9 \-－—()（）]{6,}")
EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
ADDRESS_OF_WEB: Final = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
MAJOR: Final = re.compile(r"[0-9]{6}|[0-9]{4}(?:-[0-9])?|[0-9]{6}\s?[\u4e00-\u9fff].*", re.ASCII)
REGION: Final = re.compile(
    r"(?:[\u4e00-\u9fff]{2,}(?:省|市|自治区|自治州|区|县|旗|镇|乡|街道|新区|开发区))+.{0,30}|[1-9][0-9]{5}\s?[\u4e00-\u9fff]*"
)
LEVELS: Final = re.compile(
    r"(?:初中|高中|中专|中职|中技|技校|职高|大专|专科|高职|本科|研究生|硕士|博士|学士|高级工|中级工|技师|预备技师|技工|高级技工|不限|无要求|学历不限)"
    r"(?:[/、或及和]|以上|学历|毕业|优先|专科|层次|\s|（.*）|\(.*\)|初中|高中|中专|中职|中技|技校|大专|专科|高职|本科|研究生|高级工|技师)*"
)
ORGANISATION: Final = re.compile(
    r".{2,}(?:公司|厂|集团|企业|医院|合作社|商行|工作室|酒店|中心|事务所|研究院|部|店)(?:[（(].*[)）])?"
)
SCHOOL: Final = re.compile(r".{2,}(?:学校|学院|大学|职教中心|教育中心|培训中心|职高|技校|中专|中学)(?:[（(].*[)）])?")
NUMBER: Final = re.compile(r"[+-]?[0-9][0-9,，]*(?:\.[0-9]+)?", re.ASCII)
MONTH: Final = re.compile(
    r"20[0-9]{2}\s?[年./-]\s?[0-9]{1,2}\s?月?(?:[份初中底旬]|[./-]?[0-9]{1,2}日?)?|[0-9]{1,2}月[份初中底上下旬]*"
)
YES_NO: Final = re.compile(r"[√✓✔×✗是否有无yYnN]|包[吃住]+|不包.*|提供|不提供|yes|no", re.IGNORECASE)
PAY: Final = re.compile(
    r"[0-9][0-9.,]*[kK千万]?\s?[-~～—至到－]\s?[0-9][0-9.,]*[kK千万]?(?:元|/月|元/月|左右)*|面议|[0-9.]+[kK]"
)
LONG: Final = 25
ENOUGH: Final = 0.6


@dataclass(frozen=True, slots=True)
class Contents:
    """The filled cells of a column as text, and how many of them are of each kind."""

    texts: tuple[str, ...]
    counts: dict[str, int]

    def share(self, what: str) -> float:
        """Return the share of a kind among the filled cells."""
        return self.counts.get(what, 0) / len(self.texts) if self.texts else 0.0

    def facts(self, what: str) -> dict[str, Any]:
        """Return what is to be said of a kind."""
        return {"what": what, "count": self.counts.get(what, 0), "of": len(self.texts)}


def shown(cell: Cell) -> str:
    """Return a cell's text as a person sees it, near enough to look at."""
    value = cell.value
    if isinstance(value, str):
        return value.strip()
    if value is None or isinstance(value, bool):
        return "" if value is None else "是" if value else "否"
    if isinstance(value, int) and set(cell.number_format) == {"0"}:
        return str(value).zfill(len(cell.number_format))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if hasattr(value, "isoformat"):
        return str(value.isoformat())[:10]
    return str(value).strip()


def is_number(cell: Cell) -> bool:
    """Tell whether a cell is a number, also one that is kept as text."""
    if isinstance(cell.value, bool):
        return False
    return isinstance(cell.value, int | float) or bool(NUMBER.fullmatch(shown(cell)))


def look_at(cells: Sequence[Cell], known: Known) -> Contents:
    """Return what the filled cells of a column are."""
    filled = [cell for cell in cells if shown(cell)]
    texts = tuple(shown(cell) for cell in filled)
    counts = {what: sum(map(test, texts)) for what, test in _tests(known).items()}
    counts["month"] = sum(hasattr(cell.value, "isoformat") or bool(MONTH.fullmatch(shown(cell))) for cell in filled)
    counts["number"] = sum(is_number(cell) for cell in filled)
    entries = [entry for text in texts for entry in entries_of(text)]
    counts["entries"] = len(entries)
    counts["skill"] = sum(map(known.skill, entries))
    counts["serial"] = sum(text == str(number) for number, text in enumerate(texts, 1))
    counts["long"] = sum(len(text) > LONG for text in texts)
    return Contents(texts, counts)


def _tests(known: Known) -> dict[str, Callable[[str], bool]]:
    return {
        "credit_code": lambda text: bool(CREDIT_CODE.fullmatch(text)),
        "phone": lambda text: bool(PHONE.fullmatch(text.replace("－", "-"))) and len(text) >= 7,
        "name_and_phone": is_name_and_phone,
        "email": lambda text: bool(EMAIL.fullmatch(text)),
        "web": lambda text: bool(ADDRESS_OF_WEB.fullmatch(text)),
        "known_organisation": known.organisation,
        "organisation": lambda text: bool(ORGANISATION.fullmatch(text)) or bool(SCHOOL.fullmatch(text)),
        "school": lambda text: bool(SCHOOL.fullmatch(text)),
        "known_major": known.major,
        "major_code": lambda text: bool(MAJOR.fullmatch(text)),
        "known_region": known.region,
        "region": lambda text: bool(REGION.fullmatch(text)),
        "level": lambda text: bool(LEVELS.fullmatch(text)),
        "yes_no": lambda text: bool(YES_NO.fullmatch(text)),
        "pay": lambda text: bool(PAY.fullmatch(text)),
    }


def is_name_and_phone(text: str) -> bool:
    """Tell whether a text is words and then digits that can be called."""
    match = NUMBERED.search(text)
    return match is not None and bool(re.search(r"[^\W\d_]", text[: match.start()]))
