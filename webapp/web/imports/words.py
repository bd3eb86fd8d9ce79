"""The words of lists that come and go as spreadsheets: labels, hints, what is wrong with a file or a row."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import LazyString, force_locale, lazy_pgettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.models.imports.imports import ImportKind
from webapp.services.imports.columns import Column, Layout
from webapp.services.imports.template import Words
from webapp.services.sheets.cells import Holds
from webapp.services.sheets.container import MOST_ROWS
from webapp.web.accounts.forms import RegistrationForm
from webapp.web.kernel.i18n import LANGUAGES
from webapp.web.kernel.refusals import Words as RoomWords
from webapp.web.posts.demand_forms import DemandForm
from webapp.web.posts.offering_forms import OfferingForm
from webapp.web.posts.program_forms import ProgramForm

WARNINGS: Final[dict[str, LazyString]] = {
    "template_older": _l("模板不是最新的，但需要的列都在，已照常读取"),
    "columns_unknown": _l("这些列不认识，没有读取：%(columns)s"),
    "columns_absent": _l("这些选填列不在文件里：%(columns)s；更新时保留原来的内容"),
    "formulas": _l("有 %(count)s 个单元格是公式，取的是上次计算的结果：%(cells)s"),
    "merged": _l("有 %(count)s 处合并单元格，其中每一行都按合并的值读取"),
    "example_left_out": _l("第 %(row)s 行是模板自带的示例，没有读取；如果确实是您的内容，请移到下一行"),
    "rows_passed": _l("有 %(count)s 行是合计或说明，没有读取：第 %(rows)s 行"),
    "links": _l("文件引用了其他工作簿；引用没有打开，只取已保存的值"),
}

EXTRA_LABELS: Final[dict[str, LazyString]] = {
    "number": _l("编号"),
    "status": _l("状态"),
    "enterprise_code": _l("企业统一社会信用代码"),
    "enterprise_name": _l("企业名称"),
    "verify_note": _l("核实说明"),
    "invite": _l("经办人邮箱"),
}
EXTRA_HINTS: Final[dict[str, LazyString]] = {
    "number": _l("导出的文件里带有编号，用来找到原来那一条；新增的行留空"),
    "status": _l("填“已提交”或“草稿”；留空按已提交处理"),
    "enterprise_code": _l("18 位，须是已登记的企业；不填时按企业名称找"),
    "enterprise_name": _l("登记的全称；填了代码时只供核对"),
    "verify_note": _l("人数占比等需要核实的，在这里写明原因，10 至 200 字"),
    "pay_min": _l("整数，元/月"),
    "pay_max": _l("整数，元/月"),
    "years": _l("整数，年"),
    "invite": _l("填写后，确认导入时发出加入邀请；已有账号的单位不用填"),
}
HINTS_BY_CONTENT: Final[dict[Holds, LazyString]] = {  # where a cell is filled in otherwise than the page's field
    Holds.INDUSTRY: _l("GB/T 4754—2017 代码、全称，或“代码 名称”"),
    Holds.INDUSTRIES: _l("GB/T 4754—2017 代码、全称，或“代码 名称”"),
    Holds.REGION: _l("6 位代码、带省市的全称，或“代码 名称”"),
    Holds.MAJOR: _l("专业代码、名称，或“代码 名称”；教育部目录 6 位，技工院校目录 4 位"),
    Holds.CHAIN: _l("从下拉列表中选，或填名称"),
    Holds.SEGMENT: _l("从下拉列表中选，或填名称；须属于所填的产业链"),
    Holds.FAMILY: _l("从下拉列表中选，或填名称；须属于所填的环节"),
    Holds.MONTH: _l("例如 2027-03"),
    Holds.YES_NO: _l("填“是”或“否”"),
}
GROUPS: Final[dict[str, LazyString]] = {
    "identity": _l("单位"),
    "place": _l("所在与分类"),
    "enterprise": _l("企业填写"),
    "school": _l("学校填写"),
    "invitation": _l("邀请"),
    "reference": _l("对应已有内容"),
    "owner": _l("企业"),
    "position": _l("岗位"),
    "skills": _l("技能"),
    "cooperation": _l("合作与待遇"),
    "contact": _l("联系与公开"),
    "verification": _l("核实"),
    "program": _l("专业"),
    "teaching": _l("教学内容"),
    "industries": _l("面向行业"),
    "capacity": _l("轮次与人数"),
}
FORMS: Final = {
    ImportKind.ORGANISATIONS: (RegistrationForm,),
    ImportKind.DEMANDS: (DemandForm,),
    ImportKind.PROGRAMS: (ProgramForm,),
    ImportKind.OFFERINGS: (OfferingForm, ProgramForm),
}
ENTRIES_HINT: Final = _l("几项之间换行，或用“；”隔开")
PASSED: Final = (_l("校验结果"), _l("学校"), _l("认证状态"), _l("更新日期"), *EXTRA_LABELS.values())
FINDING: Final = PASSED[0]


def label_of(kind: ImportKind, name: str) -> str:
    """Return a column's label in the reader's language."""
    if name in EXTRA_LABELS:
        return str(EXTRA_LABELS[name])
    form = next(form for form in FORMS[kind] if hasattr(form, name))
    return str(getattr(form, name).args[0])


def hint_of(kind: ImportKind, column: Column) -> str:
    """Return what a good answer in a column looks like, in the reader's language."""
    name = column.field
    if name in EXTRA_HINTS:
        return str(EXTRA_HINTS[name])
    form = next(form for form in FORMS[kind] if hasattr(form, name))
    hint = str(HINTS_BY_CONTENT.get(column.holds) or getattr(form, name).kwargs.get("description", ""))
    if column.holds in (Holds.ENTRIES, Holds.COURSES, Holds.CHOICES, Holds.INDUSTRIES, Holds.REGIONS):
        return _("%(hint)s；%(entries)s", hint=hint, entries=ENTRIES_HINT) if hint else str(ENTRIES_HINT)
    return hint


def labels(layout: Layout) -> dict[str, str]:
    """Return the labels of a list's columns in the reader's language."""
    return {column.field: label_of(layout.kind, column.field) for column in layout.columns}


def vocabularies(layout: Layout) -> tuple[Mapping[str, str], ...]:
    """Return the labels in every language: a list may come back in another than it was drawn in."""
    by_language = []
    for locale in LANGUAGES.values():
        with force_locale(locale):
            by_language.append(labels(layout))
    return tuple(by_language)


def passed_over() -> tuple[str, ...]:
    """Return the labels of columns that exports have and imports do not read, in every language."""
    names = []
    for locale in LANGUAGES.values():
        with force_locale(locale):
            names += [str(label) for label in PASSED]
    return tuple(names)


def words(layout: Layout, language: str) -> Words:
    """Return everything that a template says, in the reader's language."""
    return Words(
        language,
        labels(layout),
        {name: str(GROUPS[name]) for name, _columns in layout.groups},
        hints={column.field: hint_of(layout.kind, column) for column in layout.columns},
        data_title=layout.kind.label(language),
        guide_title=_("填写说明"),
        codes_title=_("代码表"),
        guide_heads=(_("列"), _("必填"), _("怎样填")),
        guide_lines=guide(),
    )


def guide() -> list[str]:
    """Return the lines of the instruction sheet."""
    return [
        _("带 * 的列每一行都要填；灰色的一行是示例，可以删去，也可以留着，导入时会跳过。"),
        _("从示例行的下一行开始填写，一行一条，最多 %(most)s 行；不要改动标题行。", most=MOST_ROWS),
        _("行业、地区、专业可以填代码、全称，或“代码 名称”；下拉列表和“代码表”里的都能识别。"),
        _("日期写成 2027-06-30，年月写成 2027-03，学期写成 2027-1（春季）或 2027-2（秋季）。"),
        _("上传后先看校验报告，确认之后才会写入；已经有的内容默认跳过。"),
    ]


def fact_words(kind: ImportKind, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of a refusal or a warning with labels in place of fields."""
    readable_facts = dict(facts)
    for name in ("missing", "labels", "unknown", "fields", "columns", "cells", "rows"):
        entries = readable_facts.get(name)
        if isinstance(entries, list):
            fields = name in ("missing", "labels", "fields")
            readable_facts[name] = (
                _("、").join(label_of(kind, entry) if fields else str(entry) for entry in entries) or "--"
            )
    if "fields" in readable_facts:
        readable_facts["columns"] = readable_facts["fields"]
    return readable_facts


WORDS = RoomWords(
    sentences={
        "file_missing": _l("请选择要上传的文件"),
        "file_large": _l("文件超过 10 MB；请删去图片和多余的工作表，或分成几个文件"),
        "file_empty": _l("文件是空的"),
        "file_unknown": _l("这不是 Excel（.xlsx、.xls）、.ods 或 CSV、TSV 文件；请另存为 .xlsx 后上传"),
        "file_web_page": _l("这个文件扩展名像表格，内容是网页；请用 Excel 或 WPS 打开，另存为 .xlsx 后上传"),
        "file_locked": _l("文件带密码；请取消密码，另存为 .xlsx 后上传"),
        "file_macros": _l("文件含有宏，不能导入；请另存为不含宏的 .xlsx 后上传"),
        "file_bomb": _l("文件解开后太大，可能有大量空白却带格式的单元格；请把数据复制到新下载的模板里再上传"),
        "file_broken": _l("文件已损坏或内容不完整，无法读取；请用 Excel 或 WPS 打开后另存一份再上传"),
        "no_head": _l("没有找到标题行；第一张表里至少要有这些列：%(labels)s。请使用本页下载的模板"),
        "columns_changed": _l(
            "文件的列与当前模板不符。缺少：%(missing)s。不认识：%(unknown)s。请下载新模板，把数据复制过去"
        ),
        "other_template": _l("这是“%(kind)s”的模板，请在本页上方选择对应的类型后上传"),
        "rows_many": _l("一次最多导入 %(most)s 行，请分成几个文件"),
        "rows_far": _l("第 %(last)s 行之后还有数据；请删去中间的空行"),
        "rows_none": _l("文件里没有数据行；请从示例行的下一行开始填写"),
        "import_not_open": _l("这次导入已经处理过，或仍在校验"),
        "import_nothing": _l("没有可以导入的行：请修改文件后重新上传，或为重复的行选择更新"),
        "import_not_applied": _l("这次导入还没有确认，或已经撤销"),
        "import_undo_late": _l("确认已超过 24 小时，不能整批撤销；请逐条修改"),
        "cell_error": _l("单元格是错误值"),
        "cell_long": _l("内容太长"),
        "number_lost_digits": _l("超过 15 位的数字被 Excel 改掉了末几位"),
        "number_became_date": _l("被 Excel 变成了日期"),
        "formula_without_value": _l("公式没有计算结果"),
        "status_not_followed": _l(
            "导入不能撤回或退回已有的内容，现在是“%(stands)s”。请在这一条的页面上操作；这里留空或写现在的状态，其余各列才会导入。"
        ),
        "status_stays": _l("这一条已经提交，导入后仍是“已提交”；要改回草稿，请先在页面上撤回"),
        "status_new": _l("新增的行只能填“已提交”或“草稿”，不填按已提交处理"),
        "round_unknown": _l("没有这个轮次"),
        "number_unknown": _l("没有这个编号，或它不属于这一行所写的单位"),
        "row_twice": _l("与第 %(row)s 行是同一条"),
        "import_file_gone": _l("原文件已过保留期，请重新上传"),
        "wording_gone": _l("这种写法已经不在记住的里面"),
        "several_positions": _l("一格里写了几个岗位，怎样分？"),
        "merged_number": _l("几行合用一个人数，这一行是几人？"),
        "enterprise_missing": _l("请写明企业：统一社会信用代码，或登记的全称"),
        "enterprise_unclear": _l("登记的企业里没有完全同名的，是哪一家？"),
        "enterprise_not_listed": _l("没有登记这家企业，请先导入单位"),
        "enterprise_unknown": _l("没有这个代码的企业，请先导入单位"),
        "enterprise_named": _l("这个代码登记的名称是“%(name)s”，按代码导入"),
        "program_not_found": _l("本校没有这样的专业，请先新建或导入专业"),
        "program_ambiguous": _l("本校有不止一个这样的专业，请把层次、方向和起点填全"),
        "kind_fixed": _l("单位类型不能更改"),
        "kind_coordinating": _l("统筹单位不能通过导入修改"),
        "organisation_has_people": _l("该单位已有账号，资料由本单位维护"),
        "name_taken": _l("同名单位已登记，代码 %(code)s，请确认不是重复"),
        "email_odd": _l("邮箱格式不对，例如 office@example.cn"),
    },
    actions={
        "import.received": lazy_pgettext("history", "上传名单"),
        "import.layout_kept": lazy_pgettext("history", "记住表样"),
        "import.applied": lazy_pgettext("history", "确认导入"),
        "import.undone": lazy_pgettext("history", "撤销导入"),
        "import.turned_back": lazy_pgettext("history", "导入没有完成，已退回"),
        "organisation.listed": lazy_pgettext("history", "由名单导入单位"),
        "organisation.restored": lazy_pgettext("history", "撤销导入，恢复原样"),
        "organisation.taken_back": lazy_pgettext("history", "撤销导入，删除"),
        "demand.restored": lazy_pgettext("history", "撤销导入，恢复原样"),
        "demand.taken_back": lazy_pgettext("history", "撤销导入，删除"),
        "program.restored": lazy_pgettext("history", "撤销导入，恢复原样"),
        "program.taken_back": lazy_pgettext("history", "撤销导入，删除"),
        "offering.restored": lazy_pgettext("history", "撤销导入，恢复原样"),
        "offering.taken_back": lazy_pgettext("history", "撤销导入，删除"),
    },
)
