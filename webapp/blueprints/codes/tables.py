"""Administration of codes: what there is, its versions, and every table row by row."""

from dataclasses import replace
from functools import partial
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.models.codes.code_input import CodeRow, as_cells
from webapp.policies import Permission, can
from webapp.services.codes.editing import changes, merging, review
from webapp.services.codes.editing.changes import ALL, SHEETS
from webapp.services.codes.editing.history import history_of_code
from webapp.services.codes.editing.regions import free_code
from webapp.services.codes.editing.sheets import Sheet
from webapp.services.codes.editing.skills import skill_fields
from webapp.services.codes.tables import versions as taxonomy_versions
from webapp.services.kernel.errors import NotFound
from webapp.services.limits.rules import as_figure, delivered_rules
from webapp.web.codes import view
from webapp.web.codes.forms import FORMS, UNITS, CodeForm
from webapp.web.codes.lists import row_list, version_list
from webapp.web.kernel.acting import Standing, act
from webapp.web.kernel.db import session
from webapp.web.kernel.guards import permits, writes
from webapp.web.kernel.i18n import label
from webapp.web.kernel.identity import actor
from webapp.web.kernel.lists import Page, page_or_file
from webapp.web.kernel.query import words_asked

bp = Blueprint("admin", __name__, url_prefix="/admin")
WITHIN = {"segments": "chain", "families": "segment", "skills": "field"}
CHILDREN = {"chains": "segments", "segments": "families"}
VERSIONS_SHOWN = 8


@bp.get("/codes")
@permits(Permission.CODES_ADMINISTER)
def index() -> ResponseReturnValue:
    """Show all tables, what waits for a review, and the latest versions."""
    versions = taxonomy_versions.list_versions(session(), offset=0, limit=VERSIONS_SHOWN)
    return render_template(
        "codes/editing/index.html",
        tables=[(sheet.name, *view.TITLES[sheet.name], len(sheet.stored(session()))) for sheet in ALL],
        waiting=len(review.waiting_words(session())),
        versions=versions,
        explained=view.explained,
        editions=[
            (name, (versions[0].editions if versions else {}).get(key, "--"))
            for key, name in view.CATALOGUE_NAMES.items()
        ],
    )


@bp.get("/codes/versions")
@permits(Permission.CODES_ADMINISTER)
def versions() -> ResponseReturnValue:
    """List the versions of the code tables."""
    return page_or_file(
        version_list(), lambda page: render_template("codes/editing/versions.html", page=page, explained=view.explained)
    )


def sheet_named(name: str) -> Sheet[Any]:
    """Return the table of an address, or 404."""
    return SHEETS[name] if name in SHEETS else abort(404)


def editable_sheet(name: str) -> Sheet[Any]:
    """Return the table of an address if the actor may change it, else 403."""
    sheet = sheet_named(name)
    return sheet if can(actor(), Permission.CODE_EDIT, sheet.name) else abort(403)


@bp.get("/codes/<table>")
@permits(Permission.CODES_ADMINISTER)
def rows(table: str) -> ResponseReturnValue:
    """List the rows of a table."""
    sheet = sheet_named(table)
    words = words_asked()
    within = words_asked("within", longest=96)
    by_key: dict[str, CodeRow] = {}
    for key, row in sheet.stored(session()).items():
        cells = as_cells(row)
        if within and cells.get(WITHIN.get(table, "")) != within:
            continue
        if not words or any(words.casefold() in cell.casefold() for cell in cells.values()):
            by_key[key] = row
    around = _around(table)

    def draw(page: Page) -> str:
        return render_template(
            "codes/editing/rows.html",
            sheet=sheet,
            title=view.title_of(table),
            lead=view.TITLES[table][1],
            heads=view.heads_of(sheet),
            page=replace(page, rows=view.shown_rows(sheet, dict(page.rows))),
            words=words,
            within=within,
            around=around,
            child=CHILDREN.get(table),
            child_title=view.title_of(CHILDREN[table]) if table in CHILDREN else "",
            may_edit=can(actor(), Permission.CODE_EDIT, table),
        )

    within_name = dict(around[1]).get(within, "") if around else ""
    return page_or_file(row_list(sheet, by_key, (words, within_name)), draw)


def _around(table: str) -> tuple[Any, list[tuple[str, str]]] | None:
    """Return what a list may be narrowed to: the label, and (value, name) of each choice."""
    if table not in WITHIN:
        return None
    form = FORMS[table](formdata=None)
    field = form[WITHIN[table]]
    return field.label.text, [(choice.value, choice.label) for choice in field.iter_choices() if choice.value]


@bp.get("/codes/<table>/new")
@permits(Permission.CODE_EDIT)
def new(table: str) -> ResponseReturnValue:
    """Show an empty form."""
    sheet = editable_sheet(table)
    if not sheet.can_add:
        abort(404)
    values: dict[str, Any] = {"code": free_code(session())} if table == "parks" else {}
    if table in WITHIN and (within := words_asked("within", longest=96)):
        values[WITHIN[table]] = within
    return _form(sheet, None, FORMS[table](formdata=None, data=values))


@bp.post("/codes/<table>/new")
@permits(Permission.CODE_EDIT)
@writes
def new_submit(table: str) -> ResponseReturnValue:
    """Store a new row."""
    sheet = editable_sheet(table)
    return _save(sheet, FORMS[table](), None) if sheet.can_add else abort(404)


@bp.get("/codes/<table>/entry")
@permits(Permission.CODES_ADMINISTER)
def entry(table: str) -> ResponseReturnValue:
    """Show a row: a form for those who may change it, facts for everybody else."""
    sheet, key = sheet_named(table), words_asked("key", longest=200)
    try:
        row = changes.find_row(session(), sheet, key)
    except NotFound:
        into = merging.merged_into(session(), key) if table == "skills" else None
        if into is None:
            raise
        flash(_("“%(old)s”已并入“%(into)s”", old=key, into=into), "info")
        return redirect(url_for("admin.entry", table=table, key=into), code=303)
    values = view.form_values(row) | {"version": changes.mark_of(row)}
    return _form(sheet, row, FORMS[table](formdata=None, data=values))


@bp.post("/codes/<table>/entry")
@permits(Permission.CODE_EDIT)
@writes
def entry_submit(table: str) -> ResponseReturnValue:
    """Store what was changed of a row."""
    sheet, key = editable_sheet(table), words_asked("key", longest=200)
    return _save(sheet, FORMS[table](), changes.find_row(session(), sheet, key))


@bp.post("/codes/<table>/remove")
@permits(Permission.CODE_EDIT)
@writes
def remove(table: str) -> ResponseReturnValue:
    """Take away a row that nothing uses."""
    sheet, key = editable_sheet(table), words_asked("key", longest=200)
    changes.remove_row(session(), sheet, key, seen=request.form.get("version", "")[:64], by=actor())
    flash(_("已恢复默认值") if not sheet.can_add else _("已删除：%(name)s", name=key), "success")
    return redirect(url_for("admin.rows", table=table), code=303)


def _save(sheet: Sheet[Any], form: CodeForm, row: CodeRow | None) -> ResponseReturnValue:
    key = sheet.key_of(row) if row is not None else None
    seen = str(form.version.data or "")[:64]

    def standing() -> Standing:
        stands = changes.find_row(session(), sheet, key or "")
        return Standing(view.form_values(stands), changes.mark_of(stands), stands, is_told=True)

    return act(
        form,
        sheet.row,
        lambda data: changes.save_row(session(), sheet, data, key=key, seen=seen, by=actor()),
        page=partial(_form, sheet, row),
        message=_("已保存；代码表有了新版本，已冻结的轮次不受影响"),
        to=lambda kept: url_for("admin.entry", table=sheet.name, key=sheet.key_of(kept)),
        standing=standing,
    )


def _form(sheet: Sheet[Any], row: CodeRow | None, form: CodeForm, **facts: object) -> str:
    key = sheet.key_of(row) if row is not None else ""
    name = view.shown_rows(sheet, {key: row})[0].first if row is not None else ""
    child = CHILDREN.get(sheet.name)
    return render_template(
        "codes/editing/entry.html",
        sheet=sheet,
        form=form,
        key=key,
        mark=changes.mark_of(row) if row is not None else "",
        title=view.title_of(sheet.name),
        name=(getattr(row, "name", "") or name) if row is not None else "",
        lead=view.TITLES[sheet.name][1],
        facts=list(zip(view.heads_of(sheet), _cells(row), strict=True)) if row is not None else [],
        uses=sheet.uses(session())[key] if row is not None else 0,
        child=child,
        child_title=view.title_of(child) if child else "",
        limit=_limit(key) if sheet.name == "limits" else None,
        merges=merging.merges_into(session(), key) if sheet.name == "skills" and row is not None else [],
        history=view.code_history(sheet.name, history_of_code(session(), sheet.name, key)) if row else [],
        may_edit=can(actor(), Permission.CODE_EDIT, sheet.name),
        fields={field.slug: field for field in skill_fields(session())} if sheet.name == "skills" else {},
        **facts,
    )


def _cells(row: CodeRow) -> list[str]:
    names = view.Names([row])
    return [
        _("、").join(names.entry(name, entry) for entry in text.split(";")) if text else "--"
        for name, text in as_cells(row).items()
    ]


def _limit(key: str) -> dict[str, str]:
    rule = delivered_rules()[key]
    unit = str(UNITS[rule.unit])
    return {
        "unit": unit,
        "severity": label(rule.severity),
        "default": f"{as_figure(rule.value)} {unit}",
        "range": _("%(first)s～%(last)s", first=as_figure(rule.low), last=as_figure(rule.high)),
        "source": rule.source,
    }
