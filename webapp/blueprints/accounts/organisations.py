"""Organisations: profile, colleagues, verification."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.models import Organisation, OrganisationInput
from webapp.models.accounts.enums import OrganisationKind, OrganisationStatus
from webapp.policies import Permission, can
from webapp.services.accounts import joining
from webapp.services.accounts.directory import OrganisationsToJudge
from webapp.services.accounts.names import namesakes
from webapp.services.codes import pickers, resolve, search
from webapp.services.kernel.audit import history_of
from webapp.services.kernel.errors import DomainError, InputRefused, StaleEdit
from webapp.web.accounts import letters
from webapp.web.accounts.forms import InviteForm, JudgeForm, OrganisationForm, organisation_values
from webapp.web.imports.lists import organisation_list
from webapp.web.kernel.acting import ALL, carry_out
from webapp.web.kernel.db import session
from webapp.web.kernel.forms import field_labels
from webapp.web.kernel.guards import permits, writes
from webapp.web.kernel.i18n import language
from webapp.web.kernel.identity import actor
from webapp.web.kernel.lists import Page, page_or_file
from webapp.web.kernel.query import asked, version_sent
from webapp.web.words.codes import shown_names, with_names
from webapp.web.words.history import history_lines

bp = Blueprint("organisations", __name__, url_prefix="/orgs")
ORGANISATION_LABELS = field_labels(OrganisationForm, OrganisationInput.model_fields)


@bp.get("")
@permits(Permission.ORGANISATION_LIST)
def index() -> ResponseReturnValue:
    """List organisations, those that wait for verification first."""
    filters = asked(OrganisationsToJudge)

    def draw(page: Page) -> str:
        return render_template(
            "accounts/organisations/index.html",
            page=page,
            filters=filters,
            kinds=OrganisationKind,
            statuses=OrganisationStatus,
            regions=search.region_names(session(), [row.region for row in page.rows], language()),
        )

    return page_or_file(organisation_list(filters), draw)


def _show(organisation: Organisation, **forms: object) -> str:
    inside = can(actor(), Permission.COLLEAGUE_INVITE, organisation)
    judging = can(actor(), Permission.ORGANISATION_VERIFY, organisation)
    lines = history_lines(history_of(session(), organisation), ORGANISATION_LABELS) if inside or judging else []
    codes = {code for line in lines for _what, was, new in line["changes"] for code in (was, new)}
    blank = {"version": str(organisation.version)}
    return render_template(
        "accounts/organisations/show.html",
        organisation=organisation,
        region=search.region_names(session(), [organisation.region], language()).get(organisation.region, ""),
        industry=search.industry(session(), organisation.industry_code),
        inside=inside,
        judging=judging,
        namesakes=namesakes(session(), organisation.name, organisation.kind, but=organisation.id) if judging else [],
        colleagues=joining.colleagues_of(session(), organisation) if inside or judging else [],
        invitations=joining.open_invitations(session(), organisation) if inside else [],
        history=with_names(lines, shown_names(pickers.named_slugs(session(), codes))),
        **{
            "invite_form": InviteForm(formdata=None),
            "judge_form": JudgeForm(formdata=None, data=blank),
            **forms,
        },
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
    values = organisation_values(organisation, _names(organisation.region, organisation.industry_code))
    return _edit(OrganisationForm(formdata=None, data=values), organisation, organisation.version)


@bp.post("/<uuid:organisation_id>/edit")
@permits(Permission.ORGANISATION_EDIT, organisation=Organisation)
@writes
def edit_submit(organisation: Organisation) -> ResponseReturnValue:
    """Store what the organisation says of itself."""
    form, seen = OrganisationForm(), version_sent()
    codes, remarks = resolve.resolve(session(), form.industry_code.data, form.region.data)
    data = form.into(OrganisationInput, **codes)
    form.refuse(InputRefused(remarks))
    if data is None or remarks:
        return _edit(form, organisation, seen), 422
    try:
        joining.edit_organisation(session(), organisation, data, seen_version=seen, by=actor())
    except StaleEdit:
        names = _names(organisation.region, organisation.industry_code, data.region, data.industry_code)
        if differences := form.against(organisation, data, names):
            return _edit(form, organisation, organisation.version, differences=differences), 409
    except DomainError as error:
        form.refuse(error)
        return _edit(form, organisation, seen), error.status
    flash(_("单位信息已保存"), "success")
    return redirect(url_for("organisations.show", organisation_id=organisation.id), code=303)


def _edit(form: OrganisationForm, organisation: Organisation, version: int, **facts: object) -> str:
    return render_template(
        "accounts/organisations/edit.html", form=form, organisation=organisation, seen_version=version, **facts
    )


def _names(*codes: str | None) -> dict[str, str]:
    return shown_names(pickers.named_slugs(session(), [code or "" for code in codes]))


@bp.post("/<uuid:organisation_id>/verify")
@permits(Permission.ORGANISATION_VERIFY, organisation=Organisation)
@writes
def verify(organisation: Organisation) -> ResponseReturnValue:
    """Verify the organisation: what it has posted becomes visible."""
    joining.judge_organisation(session(), organisation, verified=True, seen_version=version_sent(), by=actor())
    letters.tell_of_judgement(organisation)
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
    reason = (form.reason.data or "").strip()
    joining.judge_organisation(
        session(), organisation, verified=False, reason=reason, seen_version=version_sent(), by=actor()
    )
    letters.tell_of_judgement(organisation)
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

    def send() -> None:
        email = form.email.data or ""
        token = joining.invite_colleague(session(), organisation, email, by=actor())
        letters.send_invitation(organisation, email, token, by=actor())

    return carry_out(
        form,
        send,
        page=lambda form: _show(organisation, invite_form=form),
        message=_("邀请已发出"),
        to=url_for("organisations.show", organisation_id=organisation.id),
        beside=ALL,
    )
