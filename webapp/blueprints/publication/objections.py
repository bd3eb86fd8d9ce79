"""Objections to a published result: filed by anybody under a real name, answered by coordinators."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.models import MatchingRound, Objection, Publication
from webapp.models.publication.publication_input import ObjectionInput, ReplyInput
from webapp.policies import Permission
from webapp.services.kernel.audit import history_of
from webapp.services.kernel.errors import DomainError
from webapp.services.publication import objections as service
from webapp.services.publication import publication
from webapp.web.kernel.db import session
from webapp.web.kernel.guards import permits, public, writes
from webapp.web.kernel.identity import actor, actor_or_none
from webapp.web.kernel.once import once
from webapp.web.kernel.refusals import waiting, wording
from webapp.web.publication.forms import ObjectionForm, ReplyForm
from webapp.web.workbench.audit_words import history_lines

bp = Blueprint("objections", __name__)


@bp.get("/notices/<code>/objections/new")
@public
def new(code: str) -> ResponseReturnValue:
    """Show the form of an objection."""
    found, round_ = _published(code)
    return _form(ObjectionForm.over(found.pairs, formdata=None), found, round_)


@bp.post("/notices/<code>/objections/new")
@public
@writes
def new_submit(code: str) -> ResponseReturnValue:
    """Take an objection in."""
    found, round_ = _published(code)
    form = ObjectionForm.over(found.pairs)
    if (data := form.into(ObjectionInput)) is None:
        return _form(form, found, round_), 422

    def make() -> str:
        made = service.file_objection(
            session(), found, round_, data, by=actor_or_none(), address=request.remote_addr or ""
        )
        flash(
            _(
                "异议已收到，编号 %(number)s，将在 %(day)s 前按您留下的联系方式答复",
                number=made.number,
                day=made.due_on.isoformat() if made.due_on else "",
            ),
            "success",
        )
        return url_for("publication.notice", code=code)

    try:
        return once(form.form_key.data, make)
    except DomainError as error:
        form.form_errors.append(wording(error.code, **error.facts))
        return _form(form, found, round_), error.status, waiting(error)


@bp.get("/objections/<uuid:objection_id>")
@permits(Permission.OBJECTION_REPLY, objection=Objection)
def show(objection: Objection) -> ResponseReturnValue:
    """Show an objection with its maker's contact, and the form of the reply."""
    found = service.publication_of(session(), objection)
    values = {"version": str(objection.version), "allocation_id": str(objection.allocation_id or "")}
    return _page(objection, ReplyForm.over(found.pairs, formdata=None, data=values))


@bp.post("/objections/<uuid:objection_id>/reply")
@permits(Permission.OBJECTION_REPLY, objection=Objection)
@writes
def reply(objection: Objection) -> ResponseReturnValue:
    """Answer an objection; one that is upheld opens a conflict on its pair."""
    found = service.publication_of(session(), objection)
    form = ReplyForm.over(found.pairs)
    if (data := form.into(ReplyInput)) is None:
        return _page(objection, form), 422
    try:
        service.reply_to_objection(session(), objection, data, seen_version=form.seen_version, by=actor())
    except DomainError as error:
        session().rollback()
        place = ("allocation_id",) if error.code.startswith("objection_") and "pair" in error.code else ()
        form.complain(place, wording(error.code, **error.facts))
        return _page(objection, form), error.status
    flash(_("答复已保存"), "success")
    return redirect(url_for("objections.show", objection_id=objection.id), code=303)


def _form(form: ObjectionForm, found: Publication, round_: MatchingRound) -> str:
    is_open = service.is_open_to_objections(found, round_)
    return render_template("publication/object.html", form=form, publication=found, round=round_, is_open=is_open)


def _page(objection: Objection, form: ReplyForm) -> str:
    round_ = service.round_of_objection(session(), objection)
    found = service.publication_of(session(), objection)
    pair = next((pair for pair in found.pairs if pair["allocation"] == str(objection.allocation_id)), None)
    return render_template(
        "publication/objection.html",
        objection=objection,
        round=round_,
        pair=pair,
        form=form,
        history=history_lines(history_of(session(), objection)),
    )


def _published(code: str) -> tuple[Publication, MatchingRound]:
    found = publication.published_by_code(session(), code)
    return found if found is not None else abort(404)
