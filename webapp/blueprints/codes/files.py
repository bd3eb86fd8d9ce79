"""Code tables as CSV files: out, and in again after a look at the differences."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.blueprints.codes.tables import editable_sheet, sheet_named
from webapp.models import CodeUpload
from webapp.models.codes.code_input import as_cells
from webapp.policies import Permission
from webapp.services.codes.editing import exchange
from webapp.services.codes.editing.changes import SHEETS
from webapp.services.sheets.complaints import CellComplaint
from webapp.services.sheets.refusals import CellsRefused, FileRefused
from webapp.web.codes import view
from webapp.web.codes.forms import UploadForm, field_choices, labels_of
from webapp.web.kernel.db import session
from webapp.web.kernel.downloads import attachment
from webapp.web.kernel.guards import permits, writes
from webapp.web.kernel.identity import actor
from webapp.web.words.history import named_changes

bp = Blueprint("admin_files", __name__, url_prefix="/admin")
SHOWN = 200


@bp.get("/codes/<table>/export")
@permits(Permission.CODES_ADMINISTER)
def export(table: str) -> ResponseReturnValue:
    """Send a table as a CSV file."""
    sheet = sheet_named(table)
    return attachment(exchange.export_csv(session(), sheet, view.heads_of(sheet)), "csv", sheet.file)


@bp.get("/codes/<table>/import")
@permits(Permission.CODE_EDIT)
def bring(table: str) -> ResponseReturnValue:
    """Ask for a CSV file."""
    editable_sheet(table)
    return _ask(table, _upload_form())


@bp.post("/codes/<table>/import")
@permits(Permission.CODE_EDIT)
@writes
def bring_submit(table: str) -> ResponseReturnValue:
    """Look a CSV file through, and keep it where it can be read."""
    sheet, form = editable_sheet(table), _upload_form()
    file = request.files.get("file")
    if not form.validate() or file is None or not file.filename:
        form.complain(["file"], _("请选择一个 CSV 文件"))
        return _ask(table, form), 422
    skill_field = str(form.skill_field.data or "")[:32]
    try:
        upload = exchange.take_upload(
            session(),
            sheet,
            file.read(),
            file.filename,
            vocabularies=view.vocabularies(sheet),
            skill_field=skill_field,
            takes_away=bool(form.takes_away.data),
            by=actor(),
        )
    except FileRefused:
        return _ask(table, form, complaints=[CellComplaint("", "csv_unreadable", row=1)]), 422
    except CellsRefused as refused:
        return _ask(table, form, complaints=refused.complaints), 422
    return redirect(url_for("admin_files.look", upload_id=upload.id), code=303)


def _upload_form() -> UploadForm:
    form = UploadForm()
    form.skill_field.choices = field_choices()
    return form


def _ask(table: str, form: UploadForm, complaints: list[CellComplaint] | None = None) -> str:
    return render_template(
        "codes/editing/upload.html",
        table=table,
        title=view.title_of(table),
        form=form,
        columns=[(name, labels_of(table)[name], name in SHEETS[table].required) for name in SHEETS[table].columns],
        complaints=view.complaint_lines(table, complaints or []),
    )


@bp.get("/uploads/<uuid:upload_id>")
@permits(Permission.CODE_EDIT)
def look(upload_id: UUID) -> ResponseReturnValue:
    """Show what a kept file would change, or that it has been applied."""
    upload = _upload(upload_id)
    return _report(upload)


@bp.post("/uploads/<uuid:upload_id>")
@permits(Permission.CODE_EDIT)
@writes
def apply(upload_id: UUID) -> ResponseReturnValue:
    """Apply a kept file."""
    upload = _upload(upload_id)
    try:
        exchange.apply_upload(session(), upload, seen=request.form.get("seen", "")[:64], by=actor())
    except CellsRefused:
        return _report(upload), 409
    flash(_("已导入 %(file)s；代码表有了新版本", file=upload.file_name), "success")
    return redirect(url_for("admin.rows", table=upload.sheet), code=303)


def _upload(upload_id: UUID) -> CodeUpload:
    upload = exchange.upload_of(session(), upload_id, by=actor())
    if upload is None:
        abort(404)
    editable_sheet(upload.sheet)
    return upload


def _report(upload: CodeUpload) -> str:
    table = upload.sheet
    try:
        report, complaints = exchange.report_of(session(), upload), []
    except CellsRefused as refused:
        report, complaints = exchange.Report(), refused.complaints
    return render_template(
        "codes/editing/report.html",
        upload=upload,
        table=table,
        title=view.title_of(table),
        heads=view.heads_of(SHEETS[table]),
        report=report,
        seen=exchange.seen_of(report),
        complaints=view.complaint_lines(table, complaints),
        added=[list(as_cells(row).values()) for row in report.added[:SHOWN]],
        changed=[
            (difference.key, named_changes(difference.cells, labels_of(table).__getitem__))
            for _row, difference in report.changed[:SHOWN]
        ],
        most=SHOWN,
    )
