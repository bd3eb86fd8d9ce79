"""Batches of students of an agreement: planned, begun, what became of them. Headcounts only."""

from functools import partial

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp import clock
from webapp.models import Agreement, StudentBatch
from webapp.models.agreements.agreement_input import BatchInput, OutcomeInput, StartInput
from webapp.policies import Permission
from webapp.services.agreements import batches
from webapp.services.agreements.agreements import after_months
from webapp.web.agreements.forms import BatchForm, OutcomeForm, StartForm
from webapp.web.agreements.words import explanations
from webapp.web.kernel.acting import act, act_on
from webapp.web.kernel.db import session
from webapp.web.kernel.guards import permits, writes
from webapp.web.kernel.identity import actor
from webapp.web.kernel.once import once
from webapp.web.kernel.query import version_sent

bp = Blueprint("batches", __name__, url_prefix="/batches")


@bp.get("/new/<uuid:agreement_id>")
@permits(Permission.AGREEMENT_EDIT, agreement=Agreement)
def new(agreement: Agreement) -> ResponseReturnValue:
    """Show an empty form within the agreement's period."""
    days = {"starts_on": str(agreement.starts_on or ""), "nights": "0"}
    if agreement.starts_on and agreement.ends_on:
        days["ends_on"] = str(min(after_months(agreement.starts_on, batches.HALF_A_YEAR), agreement.ends_on))
    return _form(agreement, None, BatchForm(agreement.lines, data=days, formdata=None))


@bp.post("/new/<uuid:agreement_id>")
@permits(Permission.AGREEMENT_EDIT, agreement=Agreement)
@writes
def new_submit(agreement: Agreement) -> ResponseReturnValue:
    """Plan a batch."""
    return _save(agreement, None)


@bp.get("/<uuid:batch_id>/edit")
@permits(Permission.BATCH_EDIT, batch=StudentBatch)
def edit(batch: StudentBatch) -> ResponseReturnValue:
    """Show the form with what is planned."""
    batches.refuse_begun(batch)
    notes = {f"note_{code}": note for code, note in batch.verify_notes.items()}
    values = {**batches.as_typed(batch), **notes, "version": str(batch.version)}
    return _form(batch.agreement, batch, BatchForm(batch.agreement.lines, data=values, formdata=None))


@bp.post("/<uuid:batch_id>/edit")
@permits(Permission.BATCH_EDIT, batch=StudentBatch)
@writes
def edit_submit(batch: StudentBatch) -> ResponseReturnValue:
    """Store what was changed of a plan."""
    return _save(batch.agreement, batch)


@bp.post("/<uuid:batch_id>/drop")
@permits(Permission.BATCH_EDIT, batch=StudentBatch)
@writes
def drop(batch: StudentBatch) -> ResponseReturnValue:
    """Take away a batch that has not begun."""
    agreement = batch.agreement

    def do() -> str:
        batches.drop_batch(session(), batch, seen_version=version_sent(), by=actor())
        flash(_("已删除这一批"), "success")
        return _page_of(agreement)

    return once(request.form.get("form_key"), do)


@bp.get("/<uuid:batch_id>/start")
@permits(Permission.BATCH_EDIT, batch=StudentBatch)
def start(batch: StudentBatch) -> ResponseReturnValue:
    """Ask how many have begun, and when."""
    values = {"started": str(batch.planned), "started_on": str(clock.today()), "version": str(batch.version)}
    return _progress(batch, StartForm(data=values, formdata=None))


@bp.post("/<uuid:batch_id>/start")
@permits(Permission.BATCH_EDIT, batch=StudentBatch)
@writes
def start_submit(batch: StudentBatch) -> ResponseReturnValue:
    """Record that a batch has begun."""
    form = StartForm()

    def begin(data: StartInput) -> int:
        seen = form.seen_version
        batches.start_batch(session(), batch, data, seen_version=seen, today=clock.today(), by=actor())
        return data.started

    return act(
        form,
        StartInput,
        begin,
        page=partial(_progress, batch),
        message=lambda started: _("已登记到岗 %(count)s 人", count=started),
        to=_page_of(batch.agreement),
    )


@bp.get("/<uuid:batch_id>/outcome")
@permits(Permission.BATCH_EDIT, batch=StudentBatch)
def outcome(batch: StudentBatch) -> ResponseReturnValue:
    """Ask what became of a batch."""
    counts = {"stayed_6_months": batch.stayed_6_months, "hired": batch.hired}
    values = {name: str(count) for name, count in counts.items() if count is not None}
    return _progress(batch, OutcomeForm(data={**values, "version": str(batch.version)}, formdata=None))


@bp.post("/<uuid:batch_id>/outcome")
@permits(Permission.BATCH_EDIT, batch=StudentBatch)
@writes
def outcome_submit(batch: StudentBatch) -> ResponseReturnValue:
    """Record what became of a batch."""
    note = partial(batches.record_outcome, today=clock.today())
    page, to = partial(_progress, batch), _page_of(batch.agreement)
    return act_on(batch, OutcomeForm(), OutcomeInput, note, page=page, message=_("去向已登记"), to=to)


def _save(agreement: Agreement, batch: StudentBatch | None) -> ResponseReturnValue:
    form = BatchForm(agreement.lines)

    def store(data: BatchInput) -> None:
        batches.save_batch(
            session(),
            agreement,
            batch,
            data,
            notes=form.notes,
            seen_version=form.seen_version,
            today=clock.today(),
            by=actor(),
        )

    page, to = partial(_form, agreement, batch), _page_of(agreement)
    return act(form, BatchInput, store, page=page, message=_("批次已保存"), to=to, makes=batch is None)


def _form(agreement: Agreement, batch: StudentBatch | None, form: BatchForm) -> str:
    facts = explanations(form.asked)
    return render_template("agreements/batch.html", agreement=agreement, batch=batch, form=form, **facts)


def _progress(batch: StudentBatch, form: StartForm | OutcomeForm) -> str:
    return render_template(
        "agreements/progress.html",
        agreement=batch.agreement,
        batch=batch,
        form=form,
        is_start=isinstance(form, StartForm),
        uncovered=batches.uncovered(batch),
    )


def _page_of(agreement: Agreement) -> str:
    return url_for("agreements.show", agreement_id=agreement.id) + "#batches"
