"""Objections to a published result: filed by anybody under a real name, answered by coordinators."""

from functools import partial

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.models import MatchingRound, Objection, Publication
from webapp.models.publication.publication_input import ObjectionInput, ReplyInput
from webapp.policies import Permission
from webapp.services.kernel.audit import history_of
from webapp.services.publication import objections as service
from webapp.services.publication.publication import published_by_code
from webapp.web.kernel.acting import ALL, act
from webapp.web.kernel.db import session
from webapp.web.kernel.guards import permits, public, writes
from webapp.web.kernel.identity import actor, actor_or_none
from webapp.web.publication.forms import ObjectionForm, ReplyForm
from webapp.web.workbench.audit_words import history_lines

bp = Blueprint("objections", __name__)


@bp.get("/notices/<code>/objections/new")
@public
def new(code: str) -> ResponseReturnValue:
    """Show the form of an objection."""
    publication, round_ = _published(code)
    return _form(publication, round_, ObjectionForm.over(publication.pairs, formdata=None))


@bp.post("/notices/<code>/objections/new")
@public
@writes
def new_submit(code: str) -> ResponseReturnValue:
    """Take an objection in."""
    publication, round_ = _published(code)

    def file(data: ObjectionInput) -> Objection:
        address = request.remote_addr or ""
        return service.file_objection(session(), publication, round_, data, by=actor_or_none(), address=address)

    return act(
        ObjectionForm.over(publication.pairs),
        ObjectionInput,
        file,
        page=partial(_form, publication, round_),
        message=lambda made: _(
            "异议已收到，编号 %(number)s，将在 %(day)s 前按您留下的联系方式答复",
            number=made.number,
            day=made.due_on.isoformat() if made.due_on else "",
        ),
        to=url_for("publication.notice", code=code),
        makes=True,
        beside=ALL,
    )


@bp.get("/objections/<uuid:objection_id>")
@permits(Permission.OBJECTION_REPLY, objection=Objection)
def show(objection: Objection) -> ResponseReturnValue:
    """Show an objection with its maker's contact, and the form of the reply."""
    publication = service.publication_of(session(), objection)
    values = {"version": str(objection.version), "allocation_id": str(objection.allocation_id or "")}
    return _page(objection, ReplyForm.over(publication.pairs, formdata=None, data=values))


@bp.post("/objections/<uuid:objection_id>/reply")
@permits(Permission.OBJECTION_REPLY, objection=Objection)
@writes
def reply(objection: Objection) -> ResponseReturnValue:
    """Answer an objection; one that is upheld opens a conflict on its pair."""
    publication = service.publication_of(session(), objection)
    form = ReplyForm.over(publication.pairs)

    def settle(data: ReplyInput) -> None:
        service.reply_to_objection(session(), objection, data, seen_version=form.seen_version, by=actor())

    page, to = partial(_page, objection), url_for("objections.show", objection_id=objection.id)
    return act(form, ReplyInput, settle, page=page, message=_("答复已保存"), to=to, beside=ALL)


def _form(publication: Publication, round_: MatchingRound, form: ObjectionForm) -> str:
    is_open = service.is_open_to_objections(publication, round_)
    return render_template("publication/object.html", form=form, publication=publication, round=round_, is_open=is_open)


def _page(objection: Objection, form: ReplyForm) -> str:
    round_ = service.round_of_objection(session(), objection)
    publication = service.publication_of(session(), objection)
    pair = next((pair for pair in publication.pairs if pair["allocation"] == str(objection.allocation_id)), None)
    return render_template(
        "publication/objection.html",
        objection=objection,
        round=round_,
        pair=pair,
        form=form,
        history=history_lines(history_of(session(), objection)),
    )


def _published(code: str) -> tuple[Publication, MatchingRound]:
    publication = published_by_code(session(), code)
    return publication if publication is not None else abort(404)
