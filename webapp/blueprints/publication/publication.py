"""Publication: checklist and text for coordinators, the notice for everybody, own pairs for their parties."""

from functools import partial

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.models import Allocation, MatchingRound, Publication
from webapp.models.conflicts.ruling_input import StatementInput
from webapp.models.publication.publication_input import NoticeInput
from webapp.models.rounds.enums import RoundStatus
from webapp.policies import Permission
from webapp.services.conflicts import conflicts
from webapp.services.kernel.errors import DomainError
from webapp.services.publication import objections
from webapp.services.publication import publication as service
from webapp.services.rounds import rounds
from webapp.services.seats import corrections
from webapp.services.seats.contacts import are_open, contact_of, own_pairs
from webapp.web.conflicts.forms import StatementForm
from webapp.web.kernel.acting import ALL, act
from webapp.web.kernel.db import session
from webapp.web.kernel.downloads import attachment, wanted_format
from webapp.web.kernel.guards import permits, public, writes
from webapp.web.kernel.identity import actor, actor_or_none
from webapp.web.kernel.lists import Page, page_of, page_or_file
from webapp.web.kernel.refusals import wording
from webapp.web.publication import view
from webapp.web.publication.forms import NoticeForm
from webapp.web.publication.lists import notice_list, objection_list, own_pair_list
from webapp.web.seats.lists import allocation_list

bp = Blueprint("publication", __name__)
PER_PAGE = 20


@bp.get("/rounds/<uuid:round_id>/publication")
@permits(Permission.ROUND_RUN, round=MatchingRound)
def show(round: MatchingRound) -> ResponseReturnValue:  # noqa: A002
    """Show the checklist, the notice's text, and the objections once it is out; as a file, what was given."""
    if wanted := wanted_format():
        publication = corrections.publication_of(session(), round)
        if publication is not None and request.args.get("list") == "objections":
            return objection_list(round, publication).file(wanted)
        return allocation_list(round).file(wanted)
    return _page(round)


@bp.post("/rounds/<uuid:round_id>/publication")
@permits(Permission.ROUND_RUN, round=MatchingRound)
@writes
def draft(round: MatchingRound) -> ResponseReturnValue:  # noqa: A002
    """Store the notice's text."""
    form = NoticeForm()

    def keep(data: NoticeInput) -> None:
        service.draft_notice(session(), round, data, seen_version=form.seen_version, by=actor())

    page, to = partial(_page, round), url_for("publication.show", round_id=round.id)
    return act(form, NoticeInput, keep, page=page, message=_("公示稿已保存，请审定"), to=to, beside=ALL)


@bp.post("/rounds/<uuid:round_id>/publication/approve")
@permits(Permission.ROUND_RUN, round=MatchingRound)
@writes
def approve(round: MatchingRound) -> ResponseReturnValue:  # noqa: A002
    """Approve the text that was seen."""
    publication = corrections.publication_of(session(), round)
    if publication is None:
        raise DomainError("check_notice_written")
    service.approve_notice(session(), publication, seen_version=NoticeForm().seen_version, by=actor())
    flash(_("公示稿已审定"), "success")
    return redirect(url_for("publication.show", round_id=round.id), code=303)


@bp.get("/rounds/<uuid:round_id>/publication/document")
@permits(Permission.ROUND_RUN, round=MatchingRound)
def draft_document(round: MatchingRound) -> ResponseReturnValue:  # noqa: A002
    """Give the notice away as a Word document before it is out."""
    publication = corrections.publication_of(session(), round)
    if publication is None:
        abort(404)
    pairs = publication.pairs if publication.published_at else corrections.pairs_of(session(), round)
    return _document(publication, round, pairs)


@bp.get("/rounds/<uuid:round_id>/pairs")
@permits(Permission.PAIR_LIST, round=MatchingRound)
def pairs(round: MatchingRound) -> ResponseReturnValue:  # noqa: A002
    """Show the reader's own pairs with the other side's contacts, once they are published."""
    if wanted := wanted_format():
        return own_pair_list(round).file(wanted)
    return _pairs(round)


@bp.post("/pairs/<uuid:allocation_id>/withdraw")
@permits(Permission.PAIR_WITHDRAW, allocation=Allocation)
@writes
def withdraw(allocation: Allocation) -> ResponseReturnValue:
    """Note that a party wants out of a published pair."""
    return act(
        StatementForm(),
        StatementInput,
        lambda data: conflicts.withdraw_pair(session(), allocation, data.text, by=actor()),
        page=partial(_pairs, rounds.round_of(session(), allocation), allocation),
        message=_("已提交退出申请，由统筹员裁定"),
        to=lambda conflict: url_for("conflicts.show", conflict_id=conflict.id),
    )


@bp.get("/notices")
@public
def notices() -> ResponseReturnValue:
    """List all published notices."""
    page = page_of(lambda offset, limit: service.published_notices(session(), offset=offset, limit=limit), PER_PAGE)
    return render_template("publication/notices.html", page=page)


@bp.get("/notices/<code>")
@public
def notice(code: str) -> ResponseReturnValue:
    """Show a notice to everybody: pairs, headcounts, corrections."""
    publication, round_ = _published(code)

    def draw(page: Page) -> str:
        history = corrections.corrections_of(session(), publication)
        viewer = actor_or_none()
        return render_template(
            "publication/notice.html",
            publication=publication,
            round=round_,
            page=page,
            people=sum(int(pair["seats"]) for pair in publication.pairs),
            modes=view.modes_of,
            corrections=[(row, corrections.changes_between(row.before, row.after)) for row in history],
            may_object=objections.is_open_to_objections(publication, round_),
            is_party=viewer is not None and bool(own_pairs(session(), round_, viewer)),
        )

    return page_or_file(notice_list(publication), draw)


@bp.get("/notices/<code>/print")
@public
def printed(code: str) -> ResponseReturnValue:
    """Show the whole notice on paper, ready to print or to store as PDF."""
    publication, round_ = _published(code)
    return render_template(
        "publication/print.html",
        publication=publication,
        round=round_,
        people=sum(int(pair["seats"]) for pair in publication.pairs),
        modes=view.modes_of,
    )


@bp.get("/notices/<code>/document")
@public
def document(code: str) -> ResponseReturnValue:
    """Give the notice away as a Word document."""
    publication, round_ = _published(code)
    return _document(publication, round_, publication.pairs)


def _page(round_: MatchingRound, form: NoticeForm | None = None) -> str:
    publication = corrections.publication_of(session(), round_)
    is_editable = round_.status is RoundStatus.ADJUDICATING
    if form is None and is_editable:
        values = (
            {
                "title": publication.title,
                "text": publication.text,
                "contact": publication.contact,
                "notice_days": str(publication.notice_days),
                "version": str(publication.version),
            }
            if publication
            else view.usual_values(round_)
        )
        form = NoticeForm(formdata=None, data=values)
    checks = view.check_lines(service.checklist(session(), round_))
    return render_template(
        "publication/show.html",
        round=round_,
        publication=publication,
        form=form,
        checks=checks,
        green=sum(line[0] for line in checks),
        closing=[wording(reason.code, **reason.facts) for reason in service.closing_refusals(session(), round_)]
        if round_.status is RoundStatus.PUBLISHED
        else [],
        objections=objections.objections_of(session(), publication) if publication else [],
    )


def _pairs(round_: MatchingRound, chosen: Allocation | None = None, form: StatementForm | None = None) -> str:
    rows = own_pairs(session(), round_, actor())
    return render_template(
        "publication/pairs.html",
        round=round_,
        rows=rows,
        contacts={row.id: contact_of(session(), row, actor()) for row, _demand, _offering in rows},
        chosen=chosen,
        form=form,
        blank=StatementForm(formdata=None),
        may_withdraw=round_.status is RoundStatus.PUBLISHED,
        is_out=are_open(round_),
    )


def _published(code: str) -> tuple[Publication, MatchingRound]:
    publication = service.published_by_code(session(), code)
    return publication if publication is not None else abort(404)


def _document(publication: Publication, round_: MatchingRound, pairs_: list[dict[str, object]]) -> ResponseReturnValue:
    content = view.notice_document(publication, round_, pairs_)
    return attachment(content, "docx", _("%(code)s 公示", code=round_.code))
