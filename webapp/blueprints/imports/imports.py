"""Imports: a template, an upload, its report, the confirmation, the way back."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp import clock
from webapp.clock import now
from webapp.models import ImportBatch
from webapp.models.imports.imports import UNDER_WAY, ImportKind, ImportState, RowOutcome, TwinChoice
from webapp.policies import Permission
from webapp.services.imports import imports, template
from webapp.services.imports.code_book import CodeBook
from webapp.services.imports.columns import Layout
from webapp.services.imports.heads import Names
from webapp.services.imports.imports import Upload
from webapp.services.imports.kinds import kinds_for, layout_of
from webapp.services.imports.own import answering, receiving
from webapp.services.imports.own.known import known_of
from webapp.services.sheets import annotating
from webapp.services.sheets.container import LARGEST_FILE, MOST_ROWS
from webapp.services.sheets.refusals import FileRefused, ImportChanged
from webapp.web.accounts import letters
from webapp.web.imports import mending, words
from webapp.web.imports.mending import MendRow
from webapp.web.imports.report import ReportRow, annotations_of, hints_of, report_row, warnings_of
from webapp.web.kernel.db import let_go, session
from webapp.web.kernel.downloads import attachment, wanted_format
from webapp.web.kernel.files import accept_files
from webapp.web.kernel.guards import permits, writes
from webapp.web.kernel.i18n import language
from webapp.web.kernel.identity import actor
from webapp.web.kernel.links import url_here
from webapp.web.kernel.lists import page_of
from webapp.web.kernel.once import new_form_key, once
from webapp.web.kernel.query import option
from webapp.web.kernel.refusals import wording

bp = Blueprint("imports", __name__, url_prefix="/imports")
PER_PAGE = 50
RECENT = 10
PROBLEMS_FIRST = (
    RowOutcome.ASK, RowOutcome.ERROR, RowOutcome.GAPS, RowOutcome.VERIFY, RowOutcome.TWIN, RowOutcome.NEW,
    RowOutcome.SAME,
)  # fmt: skip
MENDED = (RowOutcome.ASK, RowOutcome.ERROR, RowOutcome.GAPS, RowOutcome.VERIFY)
LISTS = {
    ImportKind.ORGANISATIONS: "organisations.index",
    ImportKind.DEMANDS: "demands.mine",
    ImportKind.PROGRAMS: "programs.mine",
    ImportKind.OFFERINGS: "programs.mine",
}
accept_files(bp, "imports.upload", largest=LARGEST_FILE)


@bp.app_template_global("file_url")
def file_url(kind: str, **more: str) -> str:
    """Return the address of this page as a file, with the filters that are on screen."""
    return url_here(**more, format=kind, page=None)


def _kind() -> ImportKind:
    """Return the kind of list that the address names, or the first that the person may import."""
    allowed = kinds_for(actor())
    if not allowed:
        abort(403)
    wanted = request.args.get("type")
    if wanted is None:
        return allowed[0]
    kind = option(ImportKind, "type")
    if kind is None:
        abort(404)
    if kind not in allowed:
        abort(403)
    return kind


@bp.get("/new")
@permits(Permission.IMPORT_LIST)
def new() -> ResponseReturnValue:
    """Show the kinds of lists, the template and the upload on one page."""
    return _new(_kind())


def _new(kind: ImportKind, refusal: str = "") -> str:
    allowed = kinds_for(actor())
    layout = layout_of(kind, actor())
    own = actor().organisation_id
    return render_template(
        "imports/new.html",
        kind=kind,
        kinds=allowed,
        layout=layout,
        labels=words.labels(layout),
        refusal=refusal,
        form_key=new_form_key(),
        recent=imports.recent(session(), own, allowed, limit=RECENT) if own else [],
        undoable=_undoable(),
        most=MOST_ROWS,
    )


@bp.get("/template")
@permits(Permission.IMPORT_LIST)
def template_file() -> ResponseReturnValue:
    """Hand out the template of a list."""
    kind = _kind()
    layout, form = layout_of(kind, actor()), wanted_format() or "xlsx"
    write = template.template if form == "xlsx" else template.template_csv
    content = write(session(), layout, words.words(layout, language()), today=clock.today())
    return attachment(content, form, _("%(kind)s导入模板", kind=kind.label(language())))


@bp.post("/new")
@permits(Permission.IMPORT_LIST)
@writes
def upload() -> ResponseReturnValue:
    """Read an uploaded list and lead to its report."""
    kind = _kind()
    sent = request.files.get("file")
    content = sent.stream.read(LARGEST_FILE + 1) if sent is not None else b""

    try:
        if sent is None or not sent.filename:
            raise FileRefused("file_missing")
        layout = layout_of(kind, actor())
        uploaded_list = Upload(
            _file_name(sent.filename), content, words.vocabularies(layout), _examples(layout), words.passed_over()
        )
        names = Names(layout, uploaded_list.vocabularies, uploaded_list.passed)
        known = known_of(session(), kind)
        let_go()
        own = receiving.open_list(content, uploaded_list.name, names, known)
        table = imports.read_upload(kind, uploaded_list, by=actor()) if receiving.is_template(own) else None
    except FileRefused as refused:
        session().rollback()
        return _new(kind, wording(refused.code, **_refusal_facts(kind, refused))), 422

    def receive() -> str:
        if table is not None:
            batch = imports.receive(
                session(), kind, uploaded_list, table, language=language(), today=clock.today(), by=actor()
            )
        else:
            batch = receiving.receive_own(session(), kind, uploaded_list, own, language=language(), by=actor())
            if own.reading.is_template:  # of several sheets, or written by another program: nothing is to be matched
                receiving.take_rows(session(), batch, own, receiving.lines_of(own, batch.mapping), today=clock.today())
        return url_for("imports.show", batch_id=batch.id)

    return once(request.form.get("form_key"), receive)


def _refusal_facts(kind: ImportKind, refused: FileRefused) -> dict[str, Any]:
    facts = words.fact_words(kind, refused.facts)
    if refused.code == "other_template":
        facts["kind"] = ImportKind(facts["kind"]).label(language())
    return facts


def _file_name(name: str) -> str:
    """Return what a file is called, without any folder and without signs that would not print."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(sign for sign in last if sign.isprintable()) or "-"


def _examples(layout: Layout) -> tuple[dict[str, str], ...]:
    examples = (template.example_as_read(layout, CodeBook(session(), tongue), clock.today()) for tongue in ("zh", "en"))
    return tuple(examples)


@bp.get("/<uuid:batch_id>")
@permits(Permission.IMPORT_VIEW, batch=ImportBatch)
def show(batch: ImportBatch) -> ResponseReturnValue:
    """Show how far a list is, what the check found, or what the import did."""
    if batch.state is ImportState.MAPPING:
        return redirect(url_for("matching.columns", batch_id=batch.id))
    counts = imports.count_outcomes(session(), batch)
    wanted = option(RowOutcome, "rows") or next((o for o in PROBLEMS_FIRST if counts[o]), RowOutcome.NEW)

    def find(offset: int, limit: int) -> tuple[list[ReportRow], int]:
        rows = imports.page_of_rows(session(), batch, wanted, offset=offset, limit=limit)
        return [report_row(batch, row) for row in rows], counts[wanted]

    page = page_of(find, PER_PAGE)
    mend_rows = _mend_rows(batch, wanted, page.rows)
    chosen = imports.count_choices(session(), batch)
    drafts = counts[RowOutcome.GAPS] if imports.stores_drafts(batch) else 0
    return render_template(
        "imports/show.html",
        batch=batch,
        counts=counts,
        wanted=wanted,
        page=page,
        mend_rows=mend_rows,
        gap_fields=mending.gap_fields(mend_rows),
        typed_mark=mending.TYPED,
        blank=mending.BLANK,
        stores_drafts=imports.stores_drafts(batch) if imports.takes_drafts(batch) else None,
        hints=hints_of(batch),
        undoable=[other for other in _undoable() if other.id != batch.id],
        chosen=chosen,
        outcomes=PROBLEMS_FIRST,
        drafts=drafts,
        to_store=counts[RowOutcome.NEW] + drafts + chosen[TwinChoice.UPDATE] + chosen[TwinChoice.NEW],
        deeds=imports.count_deeds(session(), batch),
        warnings=warnings_of(batch),
        may_undo=imports.may_undo(batch, now()),
        undo_until=batch.applied_at + imports.UNDO_WITHIN if batch.applied_at else None,
        has_file=imports.file_of(session(), batch) is not None,
        percent=_percent(batch),
        is_under_way=batch.state in UNDER_WAY,
        is_stuck=imports.is_stuck(session(), batch),
        list_url=_list_url(batch.kind),
        form_key=new_form_key(),
    )


def _mend_rows(batch: ImportBatch, wanted: RowOutcome, rows: Sequence[ReportRow]) -> list[MendRow]:
    """Return the rows with their controls, where the page has any."""
    if batch.state is not ImportState.CHECKED or wanted not in MENDED:
        return []
    asked = imports.page_of_rows(session(), batch, RowOutcome.ASK, offset=0, limit=MOST_ROWS)
    alike = mending.alike(asked if wanted is RowOutcome.ASK else [])
    return [mending.mend_row(batch, line.row, line.title, alike) for line in rows]


def _undoable() -> list[ImportBatch]:
    """Return the imports of the organisation that can still be taken back."""
    own = actor().organisation_id
    return imports.undoable(session(), own, kinds_for(actor()), now()) if own else []


def _percent(batch: ImportBatch) -> int:
    return 100 * batch.rows_done // batch.rows_total if batch.rows_total else 0


def _list_url(kind: ImportKind) -> str:
    return url_for("demands.index" if kind is ImportKind.DEMANDS and _coordinates() else LISTS[kind])


def _coordinates() -> bool:
    return ImportKind.ORGANISATIONS in kinds_for(actor())


@bp.get("/<uuid:batch_id>/progress")
@permits(Permission.IMPORT_VIEW, batch=ImportBatch)
def progress(batch: ImportBatch) -> ResponseReturnValue:
    """Show how far the work at a list is; once it is over, the page that watches it is drawn anew."""
    drawn = render_template(
        "imports/_progress.html", batch=batch, percent=_percent(batch), is_under_way=batch.state in UNDER_WAY
    )
    return drawn, {} if batch.state in UNDER_WAY else {"HX-Refresh": "true"}


@bp.get("/<uuid:batch_id>/annotated")
@permits(Permission.IMPORT_VIEW, batch=ImportBatch)
def annotated(batch: ImportBatch) -> ResponseReturnValue:
    """Hand the person's own file out again, with what the check found."""
    content = imports.file_of(session(), batch)
    if content is None or batch.state in UNDER_WAY:
        abort(404)
    rows = imports.rows_of(session(), batch)
    notes = annotations_of(batch, rows, layout_of(batch.kind, actor()))
    name = _("%(name)s-标注结果", name=batch.file_name.rsplit(".", 1)[0])
    if batch.file_kind == "csv":
        return attachment(annotating.annotated_csv(content, notes[0]), "csv", name)
    labels = words.labels(layout_of(batch.kind, actor()))
    made = annotating.annotated(content, notes) if batch.file_kind == "xlsx" else None
    return attachment(
        made or annotating.rebuilt([(row.sheet, row.line, row.cells) for row in rows], labels, notes), "xlsx", name
    )


@bp.post("/<uuid:batch_id>/mend")
@permits(Permission.IMPORT_VIEW, batch=ImportBatch)
@writes
def mend(batch: ImportBatch) -> ResponseReturnValue:
    """Take answers, mended cells and filled gaps, and check the list anew."""
    gaps = {"draft": True, "leave": False}.get(request.form.get("gaps", ""))
    answers, partings = list(mending.answers_of(request.form)), list(mending.partings_of(request.form))
    done = answering.answer(session(), batch, answers, partings, drafts=gaps, today=clock.today())
    flash(ngettext("已处理 %(num)s 处，重新检查过了", "已处理 %(num)s 处，重新检查过了", done), "success")
    counts = imports.count_outcomes(session(), batch)
    wanted = option(RowOutcome, "rows")
    rows = wanted.value if wanted is not None and counts[wanted] else None
    return redirect(url_for("imports.show", batch_id=batch.id, rows=rows), code=303)


@bp.post("/<uuid:batch_id>/choices")
@permits(Permission.IMPORT_VIEW, batch=ImportBatch)
@writes
def choose(batch: ImportBatch) -> ResponseReturnValue:
    """Remember what is to become of rows that are there already, one by one or all alike."""
    known = {choice.value: choice for choice in TwinChoice}
    every = known.get(request.form.get("every", ""))
    rows = imports.page_of_rows(session(), batch, RowOutcome.TWIN, offset=0, limit=MOST_ROWS)
    typed = {row.number: every or known.get(request.form.get(f"row-{row.number}", "")) for row in rows}
    wanted = {number: choice for number, choice in typed.items() if choice is not None}
    imports.choose(session(), batch, wanted, by=actor())
    flash(_("重复行的处理方式已保存"), "success")
    return redirect(url_for("imports.show", batch_id=batch.id, rows=RowOutcome.TWIN.value), code=303)


@bp.post("/<uuid:batch_id>/confirm")
@permits(Permission.IMPORT_VIEW, batch=ImportBatch)
@writes
def confirm(batch: ImportBatch) -> ResponseReturnValue:
    """Store every row that passed, or none, long lists by the worker; where something has changed, check again."""
    if batch.kind not in kinds_for(actor()):
        abort(403)
    try:
        with session().begin_nested():
            invitations = imports.confirm(session(), batch, today=clock.today(), by=actor())
    except ImportChanged as changed:
        imports.check_again(session(), batch, today=clock.today())
        message = _("第 %(row)s 行的情况在校验之后变了，已重新校验，请再核对一遍", row=changed.facts["row"])
        flash(message, "warning")
        return redirect(url_for("imports.show", batch_id=batch.id), code=303)
    for organisation, email, token in invitations:
        letters.send_invitation(organisation, email, token, by=actor())
    return redirect(url_for("imports.show", batch_id=batch.id), code=303)


@bp.post("/<uuid:batch_id>/recheck")
@permits(Permission.IMPORT_VIEW, batch=ImportBatch)
@writes
def recheck(batch: ImportBatch) -> ResponseReturnValue:
    """Check a list anew."""
    imports.check_again(session(), batch, today=clock.today())
    return redirect(url_for("imports.show", batch_id=batch.id), code=303)


@bp.post("/<uuid:batch_id>/undo")
@permits(Permission.IMPORT_VIEW, batch=ImportBatch)
@writes
def undo(batch: ImportBatch) -> ResponseReturnValue:
    """Take an import back."""
    if batch.kind not in kinds_for(actor()):
        abort(403)
    taken = imports.undo(session(), batch, today=clock.today(), by=actor())
    if taken is not None:
        flash(ngettext("已撤销 %(num)s 行", "已撤销 %(num)s 行", taken.gone), "success")
    return redirect(url_for("imports.show", batch_id=batch.id), code=303)
