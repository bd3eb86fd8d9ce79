"""Invitations: who is asked to take part in a round, and what they answer."""

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp import clock
from webapp.blueprints.rounds.collecting.root import bp
from webapp.models import Invitation, MatchingRound
from webapp.models.accounts.enums import OrganisationKind
from webapp.models.kernel.characters import as_text
from webapp.models.rounds.collecting_input import InvitationAnswer
from webapp.models.rounds.enums import InvitationState
from webapp.policies import Permission
from webapp.services.codes import search
from webapp.services.kernel.errors import DomainError
from webapp.services.rounds import invitations, rounds
from webapp.services.rounds.invitations import INVITED_KINDS, MOST_MESSAGE, CandidateFilters, InvitationFilters
from webapp.web.kernel.acting import ALL, act
from webapp.web.kernel.db import session
from webapp.web.kernel.guards import permits, writes
from webapp.web.kernel.i18n import language
from webapp.web.kernel.identity import actor
from webapp.web.kernel.lists import Page, page_of, page_or_file
from webapp.web.kernel.once import new_form_key, once
from webapp.web.kernel.query import asked, key_of, option
from webapp.web.kernel.refusals import wording
from webapp.web.rounds.forms import AnswerForm
from webapp.web.rounds.lists import invitation_list

PER_PAGE = 50


@bp.get("/rounds/<uuid:round_id>/invitations")
@permits(Permission.ROUND_RUN, round=MatchingRound)
def invited(round: MatchingRound) -> ResponseReturnValue:  # noqa: A002
    """List who was invited and what they answered."""
    filters = asked(InvitationFilters)

    def draw(page: Page) -> str:
        return render_template(
            "rounds/invitations.html",
            round=round,
            page=page,
            counts=invitations.count_states(session(), round, today=clock.today()),
            states=list(InvitationState),
            filters=filters,
        )

    return page_or_file(invitation_list(round, filters), draw)


@bp.get("/rounds/<uuid:round_id>/invitations/new")
@permits(Permission.ROUND_RUN, round=MatchingRound)
def choose_guests(round: MatchingRound) -> ResponseReturnValue:  # noqa: A002
    """Show the organisations that may be invited."""
    return _guests(round)


@bp.post("/rounds/<uuid:round_id>/invitations/new")
@permits(Permission.ROUND_RUN, round=MatchingRound)
@writes
def invite(round: MatchingRound) -> ResponseReturnValue:  # noqa: A002
    """Invite the chosen organisations, or all that the filters leave."""
    message = as_text(request.form.get("message", ""))

    def make() -> str:
        if request.form.get("whom") == "all":
            asked = invitations.invite_all(session(), round, _filters(), message=message, by=actor())
        else:
            chosen = [key for key in map(key_of, request.form.getlist("organisation")) if key]
            asked = invitations.invite(session(), round, chosen, message=message, by=actor())
        flash(ngettext("已邀请 %(num)s 家单位", "已邀请 %(num)s 家单位", asked), "success")
        return url_for("collecting.invited", round_id=round.id)

    try:
        return once(request.form.get("form_key"), make)
    except DomainError as error:
        return _guests(round, refusal=wording(error.code, **error.facts), message=message)


@bp.post("/rounds/<uuid:round_id>/invitations/remind")
@permits(Permission.ROUND_RUN, round=MatchingRound)
@writes
def remind_waiting(round: MatchingRound) -> ResponseReturnValue:  # noqa: A002
    """Remind everybody who has not answered or may take part."""
    count = invitations.remind_waiting(session(), round, today=clock.today(), by=actor())
    flash(_("已提醒 %(people)s 人；同一天内不重复提醒", people=count), "success")
    return redirect(url_for("collecting.invited", round_id=round.id), code=303)


@bp.post("/invitations/<uuid:invitation_id>/remind")
@permits(Permission.ROUND_RUN, invitation=Invitation)
@writes
def remind(invitation: Invitation) -> ResponseReturnValue:
    """Remind one organisation."""
    if invitations.remind(session(), invitation, by=actor()):
        flash(_("已提醒 %(name)s", name=invitation.organisation.name), "success")
    else:
        flash(_("%(name)s 今天已提醒过，或还没有可以通知的人", name=invitation.organisation.name), "warning")
    return redirect(url_for("collecting.invited", round_id=invitation.round_id), code=303)


@bp.get("/invitations/<uuid:invitation_id>")
@permits(Permission.INVITATION_ANSWER, invitation=Invitation)
def answer(invitation: Invitation) -> ResponseReturnValue:
    """Show an invitation to those invited."""
    values = {
        "version": str(invitation.version),
        "state": "" if invitation.state is InvitationState.INVITED else invitation.state.value,
        "reason": invitation.reason.value if invitation.reason else "",
        "note": invitation.note,
    }
    return _invitation(invitation, AnswerForm(formdata=None, data=values))


@bp.post("/invitations/<uuid:invitation_id>")
@permits(Permission.INVITATION_ANSWER, invitation=Invitation)
@writes
def answer_submit(invitation: Invitation) -> ResponseReturnValue:
    """Record what those invited answer."""
    form = AnswerForm()

    def record(data: InvitationAnswer) -> None:
        invitations.answer_invitation(session(), invitation, data, seen_version=form.seen_version, by=actor())

    page, to = partial(_invitation, invitation), url_for("collecting.answer", invitation_id=invitation.id)
    word = _("答复已记录，征集截止前可以修改")
    return act(form, InvitationAnswer, record, page=page, message=word, to=to, beside=ALL)


def _guests(round_: MatchingRound, refusal: str = "", message: str = "") -> ResponseReturnValue:
    filters = _filters()
    page = page_of(
        lambda offset, limit: invitations.find_candidates(session(), round_, filters, offset=offset, limit=limit),
        PER_PAGE,
    )
    drawn = render_template(
        "rounds/invite.html",
        round=round_,
        page=page,
        filters=filters,
        kinds=INVITED_KINDS,
        longest=MOST_MESSAGE,
        regions=search.host_regions(session(), language()),
        names=search.region_names(session(), [row.region for row in page.rows], language()),
        refusal=refusal,
        message=message,
        chosen=set(request.form.getlist("organisation")),
        form_key=new_form_key(),
    )
    return (drawn, 422) if refusal else drawn


def _filters() -> CandidateFilters:
    kind, region = option(OrganisationKind, "kind"), request.args.get("region", "")
    return asked(
        CandidateFilters,
        kind=kind if kind in INVITED_KINDS else None,
        region=region if region.isascii() and len(region) <= 6 else "",
    )


def _invitation(invitation: Invitation, form: AnswerForm) -> str:
    round_ = rounds.round_of(session(), invitation)
    come = invitations.participants(session(), round_, today=clock.today())
    return render_template(
        "rounds/invitation.html",
        invitation=invitation,
        round=round_,
        form=form,
        takes_part=invitation.organisation_id in come,
    )
