"""Organisations: profile, colleagues, verification."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.models import Organisation, OrganisationInput
from webapp.models.enums import OrganisationKind, OrganisationStatus
from webapp.policies import Permission, can
from webapp.services import code_search, membership
from webapp.services.audit import history_of
from webapp.services.errors import DomainError
from webapp.web import letters
from webapp.web.account_forms import InviteForm, JudgeForm, OrganisationForm, refuse_on
from webapp.web.db import session
from webapp.web.guards import permits, writes
from webapp.web.identity import actor
from webapp.web.paging import Page, option, page_number

bp = Blueprint("organisations", __name__, url_prefix="/orgs")
PER_PAGE = 20


@bp.get("")
@permits(Permission.ORGANISATION_LIST)
def index() -> ResponseReturnValue:
    """List organisations, those that wait for verification first."""
    kind, status = option(OrganisationKind, "kind"), option(OrganisationStatus, "status")
    words = request.args.get("q", "").strip()[:60]
    number = page_number()
    rows, total = membership.list_organisations(
        session(), kind=kind, status=status, words=words, offset=(number - 1) * PER_PAGE, limit=PER_PAGE
    )
    return render_template(
        "organisations/index.html",
        page=Page(rows, total, number, PER_PAGE),
        kind=kind,
        status=status,
        words=words,
        kinds=OrganisationKind,
        statuses=OrganisationStatus,
        regions=code_search.region_names(session(), [row.region for row in rows]),
    )


def _show(organisation: Organisation, **forms: object) -> str:
    inside = can(actor(), Permission.COLLEAGUE_INVITE, organisation)
    judging = can(actor(), Permission.ORGANISATION_VERIFY, organisation)
    return render_template(
        "organisations/show.html",
        organisation=organisation,
        region=code_search.region_names(session(), [organisation.region]).get(organisation.region, ""),
        industry=code_search.industry(session(), organisation.industry_code),
        colleagues=membership.colleagues_of(session(), organisation) if inside or judging else [],
        invitations=membership.open_invitations(session(), organisation) if inside else [],
        history=history_of(session(), organisation) if inside or judging else [],
        **{"invite_form": InviteForm(formdata=None), "judge_form": JudgeForm(formdata=None), **forms},
    )


@bp.get("/<uuid:organisation_id>")
@permits(Permission.ORGANISATION_VIEW, organisation=Organisation)
def show(organisation: Organisation) -> ResponseReturnValue:
    """Show an organisation."""
    return _show(organisation)


@bp.get("/<uuid:organisation_id>/edit")
@permits(Permission.ORGANISATION_EDIT, organisation=Organisation)
def edit(organisation: Organisation) -> ResponseReturnValue:
    """Show the form with what the organisation says of itself."""
    form = OrganisationForm(obj=organisation)
    return render_template("organisations/edit.html", form=form, organisation=organisation)


@bp.post("/<uuid:organisation_id>/edit")
@permits(Permission.ORGANISATION_EDIT, organisation=Organisation)
@writes
def edit_submit(organisation: Organisation) -> ResponseReturnValue:
    """Store what the organisation says of itself."""
    form = OrganisationForm()
    if (data := form.into(OrganisationInput)) is None:
        return render_template("organisations/edit.html", form=form, organisation=organisation), 422
    seen = request.form.get("version", type=int) or 0
    try:
        membership.edit_organisation(session(), organisation, data, seen_version=seen, by=actor())
    except DomainError as error:
        if error.code == "stale_edit":
            raise
        refuse_on(form, error)
        return render_template("organisations/edit.html", form=form, organisation=organisation), 422
    flash(_("单位信息已保存"), "success")
    return redirect(url_for("organisations.show", organisation_id=organisation.id), code=303)


@bp.post("/<uuid:organisation_id>/verify")
@permits(Permission.ORGANISATION_VERIFY, organisation=Organisation)
@writes
def verify(organisation: Organisation) -> ResponseReturnValue:
    """Verify the organisation: what it has posted becomes visible."""
    membership.judge_organisation(session(), organisation, verified=True, by=actor())
    letters.tell_of_judgement(session(), organisation)
    flash(_("已认证：%(name)s", name=organisation.name), "success")
    return redirect(url_for("organisations.show", organisation_id=organisation.id), code=303)


@bp.post("/<uuid:organisation_id>/reject")
@permits(Permission.ORGANISATION_VERIFY, organisation=Organisation)
@writes
def reject(organisation: Organisation) -> ResponseReturnValue:
    """Turn the organisation down with a reason."""
    form = JudgeForm()
    if not form.validate():
        return _show(organisation, judge_form=form), 422
    membership.judge_organisation(
        session(), organisation, verified=False, reason=(form.reason.data or "").strip(), by=actor()
    )
    letters.tell_of_judgement(session(), organisation)
    flash(_("已退回：%(name)s", name=organisation.name), "success")
    return redirect(url_for("organisations.show", organisation_id=organisation.id), code=303)


@bp.post("/<uuid:organisation_id>/invite")
@permits(Permission.COLLEAGUE_INVITE, organisation=Organisation)
@writes
def invite(organisation: Organisation) -> ResponseReturnValue:
    """Invite a colleague into one's own organisation."""
    form = InviteForm()
    if not form.validate():
        return _show(organisation, invite_form=form), 422
    try:
        token = membership.invite_colleague(session(), organisation, form.email.data or "", by=actor())
    except DomainError as error:
        refuse_on(form, error)
        return _show(organisation, invite_form=form), 422
    letters.send_invitation(session(), organisation, form.email.data or "", token, by=actor())
    flash(_("邀请已发出"), "success")
    return redirect(url_for("organisations.show", organisation_id=organisation.id), code=303)
