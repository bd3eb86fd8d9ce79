"""A spreadsheet in a layout of its own: which column is which, and the words that the organisation has kept."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp import clock
from webapp.models import ImportBatch
from webapp.models.imports.imports import ImportState
from webapp.policies import Permission
from webapp.services.imports import imports
from webapp.services.imports.heads import Names
from webapp.services.imports.kinds import kinds_for, layout_of
from webapp.services.imports.own import receiving, remembering
from webapp.services.imports.own.known import known_of
from webapp.services.imports.own.preview import preview
from webapp.services.imports.own.receiving import OwnList
from webapp.services.kernel.errors import DomainError
from webapp.services.sheets.refusals import FileRefused
from webapp.web.imports import matching, words
from webapp.web.kernel.db import let_go, session
from webapp.web.kernel.guards import permits, writes
from webapp.web.kernel.identity import actor
from webapp.web.kernel.refusals import wording

bp = Blueprint("matching", __name__, url_prefix="/imports")


def _open(batch: ImportBatch, mapping: dict[str, Any] | None = None) -> OwnList:
    """Open the kept file, without holding others up meanwhile."""
    content = imports.file_of(session(), batch)
    if content is None:
        raise DomainError("import_file_gone")
    layout = layout_of(batch.kind, actor())
    names = Names(layout, words.vocabularies(layout), words.passed_over())
    known, wanted = known_of(session(), batch.kind), mapping or batch.mapping
    let_go()
    return receiving.open_list(content, batch.file_name, names, known, wanted)


@bp.get("/<uuid:batch_id>/columns")
@permits(Permission.IMPORT_VIEW, batch=ImportBatch)
def columns(batch: ImportBatch) -> ResponseReturnValue:
    """Show which column is which, and what would come of the first rows."""
    if batch.state is not ImportState.MAPPING:
        return redirect(url_for("imports.show", batch_id=batch.id))
    own = _open(batch)
    return _page(imports.read_again(session(), batch), own)


def _page(batch: ImportBatch, own: OwnList, errors: dict[str, str] | None = None, refusal: str = "") -> str:
    try:
        taken = receiving.lines_of(own, batch.mapping)
    except FileRefused as refused:
        taken, refusal = [], refusal or wording(refused.code, **refused.facts)
    seen = preview(session(), batch, taken, by=actor(), today=clock.today())
    sheets = matching.sheets_of(batch, own, seen)
    questions = matching.words_of(batch, own.layout, seen)
    return render_template(
        "imports/columns.html",
        batch=batch,
        own=own,
        sheets=sheets,
        targets=matching.targets_of(own.layout),
        constants=matching.constants(batch, own),
        words=questions,
        more_words=seen.more_words,
        blank=matching.BLANK,
        rows=len(taken),
        errors=errors or {},
        refusal=refusal,
        doubtful=[column for sheet in sheets for column in sheet.columns if column.is_doubtful],
        asked=[row for row in questions if row.asks],
        takes_drafts=imports.takes_drafts(batch),
        year=own.reading.year,
    )


@bp.post("/<uuid:batch_id>/columns")
@permits(Permission.IMPORT_VIEW, batch=ImportBatch)
@writes
def match(batch: ImportBatch) -> ResponseReturnValue:
    """Keep how the columns are matched; read the sheets anew, or take their rows and check them."""
    receiving.refuse_taken(batch)
    before = _open(batch)
    kept = imports.read_again(session(), batch)
    mapping = matching.posted_mapping(kept, before, request.form)
    own = _open(kept, mapping)
    mapping = receiving.fitted(own, before, mapping)
    batch = imports.read_again(session(), batch)
    receiving.match(session(), batch, mapping, drafts=request.form.get("gaps", "draft") == "draft")
    remembering.learn(session(), batch, matching.posted_words(request.form))
    here = redirect(url_for("matching.columns", batch_id=batch.id), code=303)
    if request.form.get("action") != "check":
        return here
    errors, refusal = _complaints(batch, own)
    if errors or refusal:
        session().commit()
        return _page(batch, own, errors, refusal), 422
    if "remember" in request.form:
        remembering.remember_layout(session(), batch, own.reading, by=actor())
    receiving.take_rows(session(), batch, own, receiving.lines_of(own, batch.mapping), today=clock.today())
    return redirect(url_for("imports.show", batch_id=batch.id), code=303)


def _complaints(batch: ImportBatch, own: OwnList) -> tuple[dict[str, str], str]:
    """Return what is wrong with the values for every row, by field, and with the whole."""
    try:
        receiving.lines_of(own, batch.mapping)
    except FileRefused as refused:
        return {}, wording(refused.code, **refused.facts)
    errors = matching.constant_errors(batch, by=actor(), today=clock.today())
    lacking = receiving.lacking(own, batch.mapping)
    if lacking:
        return errors, _("没有哪一列是“%(column)s”，请在“列与字段”里选出来", column=words.label_of(batch.kind, lacking))
    return errors, ""


@bp.get("/words")
@permits(Permission.IMPORT_LIST)
def wordings() -> ResponseReturnValue:
    """List the words whose meaning the organisation has kept."""
    own = actor().organisation_id
    kept = remembering.wordings(session(), own, kinds_for(actor())) if own else []
    return render_template("imports/wordings.html", wordings=kept, label_of=words.label_of)


@bp.post("/words/<uuid:wording_id>/forget")
@permits(Permission.IMPORT_LIST)
@writes
def forget(wording_id: UUID) -> ResponseReturnValue:
    """Forget what a word means."""
    remembering.forget_wording(session(), wording_id, by=actor())
    flash(_("已不再记住这种写法"), "success")
    return redirect(url_for("matching.wordings"), code=303)
