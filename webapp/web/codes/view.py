"""Code tables as people read them: what each is for, names in place of codes, versions and changes in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import LazyString, force_locale, lazy_pgettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.models import AuditEvent, TaxonomyVersion
from webapp.models.codes.code_input import CodeRow, as_cells
from webapp.models.codes.enums import Stream
from webapp.models.limits.enums import Severity
from webapp.services.codes import pickers
from webapp.services.codes.editing.sheets import Sheet
from webapp.services.codes.editing.skills import skill_fields
from webapp.services.limits.rules import delivered_rules
from webapp.services.sheets.complaints import CellComplaint
from webapp.web.codes.forms import ACTIVE, RELATIONS, UNITS, labels_of
from webapp.web.kernel.db import session
from webapp.web.kernel.i18n import LANGUAGES, label, named
from webapp.web.kernel.refusals import complaint_text
from webapp.web.words.codes import shown_names
from webapp.web.words.history import history_lines

FEW: Final = 6
LISTS: Final = frozenset({"industry_codes", "titles", "skills", "courses", "aliases"})
INDUSTRY_CELLS: Final = frozenset({"industry_codes", "a", "b"})
TITLES: Final[Mapping[str, tuple[LazyString, LazyString, str]]] = {  # table → title, what it is for, icon
    "chains": (lazy_pgettext("list", "产业链"), _l("需求、专业和分析都按产业链归类"), "hierarchy-2"),
    "segments": (_l("产业链环节"), _l("每个环节对应哪些行业，企业填需求时先选环节"), "route"),
    "families": (lazy_pgettext("list", "岗位族"), _l("环节里的典型岗位，带出企业常用的岗位名称"), "users"),
    "relations": (_l("行业关联"), _l("目录里分属两处、用人却相通的行业，以及相通的程度"), "link"),
    "class-industries": (_l("专业类面向行业"), _l("学校选专业时带出的行业，也用于比较专业与需求"), "school"),
    "class-skills": (_l("专业类技能与课程"), _l("学校选专业时带出的技能和课程"), "certificate"),
    "skills": (_l("技能与别名"), _l("同一技能的不同叫法；匹配时视为一项"), "target-arrow"),
    "parks": (_l("园区"), _l("国家代码里没有的产业园区、开发区，用 X- 开头的本地代码"), "map-pin"),
    "limits": (_l("法规限制"), _l("需求、协议和实习批次的数字到哪里为止，管得多严，依据哪个文件"), "scale"),
}
CATALOGUE_NAMES: Final[Mapping[str, LazyString]] = {
    "industries": _l("国民经济行业分类"),
    "majors": _l("职业教育专业目录"),
    "majors-technician": _l("技工院校专业目录"),
    "regions": _l("行政区划"),
}
EXPLAINED: Final[Mapping[str, LazyString]] = {
    "tables.loaded": _l("装入平台自带的代码表"),
    "tables.found": _l("按数据库现有内容记录"),
    "code.added": _l("%(sheet)s：新增 %(key)s"),
    "code.edited": _l("%(sheet)s：修改 %(key)s"),
    "code.removed": _l("%(sheet)s：删除 %(key)s"),
    "csv.applied": _l("%(sheet)s：导入 %(key)s，改动 %(count)s 条"),
    "edition.applied": _l("%(sheet)s：换用 %(key)s 版"),
    "skill.merged": _l("%(sheet)s：%(key)s 并入 %(into)s"),
}


def title_of(sheet: str) -> str:
    """Return the title of a table."""
    return str(TITLES[sheet][0]) if sheet in TITLES else str(CATALOGUE_NAMES.get(sheet, sheet))


def explained(version: TaxonomyVersion) -> str:
    """Return what made a version, in words."""
    change = version.change or {"what": "tables.loaded"}
    sentence = EXPLAINED.get(str(change.get("what")), EXPLAINED["tables.found"])
    facts = {"key": "", "count": 0, "into": "", **change, "sheet": title_of(str(change.get("sheet", "")))}
    return str(sentence) % facts


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of a list: its key, its first cell, and the other cells as people read them."""

    key: str
    first: str
    cells: list[str]


class Names:
    """The names of the codes that some rows hold, fetched at once."""

    def __init__(self, rows: Iterable[CodeRow]) -> None:
        """Fetch the names."""
        cells = [as_cells(row) for row in rows]
        codes = {
            code
            for row in cells
            for name in ("chain", "segment", "parent_code", *INDUSTRY_CELLS)
            for code in row.get(name, "").split(";")
            if code
        }
        self._names = shown_names(pickers.named_slugs(session(), codes))
        self._fields = {row.slug: named(row) for row in skill_fields(session())}

    def cell_text(self, name: str, text: str) -> str:
        """Return a cell as people read it; of a long list the first entries."""
        entries = [self.entry(name, entry) for entry in text.split(";")] if text else []
        if name in LISTS and len(entries) > FEW:
            more = _("等 %(count)s 项", count=len(entries))
            return f"{_('、').join(entries[:FEW])} {more}"
        return _("、").join(entries) or "--"

    def entry(self, name: str, code: str) -> str:
        """Return one code with its name."""
        if name in INDUSTRY_CELLS:
            return f"{code} {self._names.get(code, '')}".strip()
        if name in ("chain", "segment", "parent_code"):
            return self._names.get(code, code)
        if name == "stream":
            return label(Stream(code)) if code in {member.value for member in Stream} else code
        if name == "relation":
            return str(RELATIONS.get(code, code))
        if name == "field":
            return self._fields.get(code, code)
        if name == "key" and code in delivered_rules():
            return named(delivered_rules()[code])
        if name == "severity" and code:
            return label(Severity(code))
        if name == "active":
            return str(ACTIVE.get(code, code))
        return code


def shown_rows(sheet: Sheet[Any], rows: Mapping[str, CodeRow]) -> list[ShownRow]:
    """Return rows of a table as people read them."""
    names = Names(rows.values())
    lines = []
    for key, row in rows.items():
        cells = as_cells(row)
        values = [names.cell_text(name, text) for name, text in cells.items()]
        if sheet.name == "limits":
            values[2] = f"{values[2]} {UNITS[delivered_rules()[key].unit]}"
        lines.append(ShownRow(key, values[0], values[1:]))
    return lines


def heads_of(sheet: Sheet[Any]) -> list[str]:
    """Return the heads of a table's columns."""
    labels = labels_of(sheet.name)
    return [str(labels[name]) for name in sheet.columns]


def vocabularies(sheet: Sheet[Any]) -> tuple[Mapping[str, str], ...]:
    """Return the heads of a table's columns by their names, in every language."""
    by_language = []
    for locale in LANGUAGES.values():
        with force_locale(locale):
            by_language.append(dict(zip(sheet.columns, heads_of(sheet), strict=True)))
    return tuple(by_language)


def form_values(row: CodeRow) -> dict[str, Any]:
    """Return a row as its form shows it: codes of industries and regions with their names."""
    cells = as_cells(row)
    names = Names([row])
    values: dict[str, Any] = dict(cells)
    for name, text in cells.items():
        if name in LISTS:
            values[name] = [names.entry(name, entry) for entry in text.split(";")] if text else []
        elif name in ("a", "b"):
            values[name] = names.entry(name, text)
        elif name == "parent_code":
            values[name] = f"{text} {names.entry(name, text)}"
    return values


def code_history(sheet: str, events: list[AuditEvent]) -> list[dict[str, Any]]:
    """Return the history of a row as people read it."""
    lines = history_lines(events, labels_of(sheet) if sheet in TITLES else {})
    for line, event in zip(lines, events, strict=True):
        if event.action == "skill.merged":
            line["remark"] = _("并入“%(skill)s”", skill=event.after.get("into", ""))
        comma = _("、")
        line["changes"] = [
            (what, was.replace(";", comma), new.replace(";", comma)) for what, was, new in line["changes"]
        ]
    return lines


def complaint_lines(sheet: str, complaints: Iterable[CellComplaint]) -> list[tuple[int, str, str]]:
    """Return (row, column, sentence) of what is wrong with a file."""
    labels = labels_of(sheet)
    lines = []
    for complaint in complaints:
        column = complaint.field
        column_name = _("%(name)s（%(detail)s）", name=column, detail=labels[column]) if column in labels else column
        lines.append((complaint.row, column_name or "--", complaint_text(complaint.code, complaint.facts)))
    return lines
