"""Agreements: the list, the page of one, its terms and duties, signature, end, files and grades."""

from functools import partial
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp import clock
from webapp.models import Agreement, Amendment
from webapp.models.agreements.agreement_input import BreakInput, DutyInput, GradeInput, SignInput, TermsInput
from webapp.models.agreements.enums import AgreementState, AmendmentState
from webapp.policies import Permission
from webapp.services.agreements import agreements, amendments, duties, parties, satisfaction
from webapp.services.agreements.agreements import AgreementFilters
from webapp.services.agreements.lines import lines_of
from webapp.services.kernel import files
from webapp.web.agreements import view
from webapp.web.agreements.forms import BreakForm, DutyForm, FileForm, GradeForm, SignForm, TermsForm
from webapp.web.agreements.lists import agreement_list
from webapp.web.agreements.papers import agreement_draft, amendment_paper
from webapp.web.agreements.words import LOOKS, explanations
from webapp.web.kernel.acting import act, act_on, carry_out
from webapp.web.kernel.db import session
from webapp.web.kernel.files import accept_files, sent_file
from webapp.web.kernel.forms import PlainForm
from webapp.web.kernel.guards import permits, writes
from webapp.web.kernel.identity import actor
from webapp.web.kernel.lists import Page, page_or_file
from webapp.web.kernel.query import asked, number_of, version_sent

bp = Blueprint("agreements", __name__, url_prefix="/agreements")
accept_files(bp, "agreements.sign_submit", "agreements.attach")


@bp.get("")
@permits(Permission.AGREEMENT_LIST)
def index() -> ResponseReturnValue:
    """List the agreements that the reader may open."""
    filters = asked(AgreementFilters)
    rounds = agreements.rounds_with_agreements(session(), actor())
    names: dict[UUID | None, str] = {row.id: row.title for row in rounds}

    def draw(page: Page) -> str:
        return render_template(
            "agreements/index.html",
            page=page,
            filters=filters,
            rounds=rounds,
            names=names,
            states=AgreementState,
            lines=lines_of(session(), page.rows),
            looks=LOOKS,
        )

    return page_or_file(agreement_list(filters, names), draw)


@bp.get("/<uuid:agreement_id>")
@permits(Permission.AGREEMENT_VIEW, agreement=Agreement)
def show(agreement: Agreement) -> ResponseReturnValue:
    """Show an agreement with its duties, batches, grades and history."""
    return _page(agreement)


@bp.get("/<uuid:agreement_id>/document")
@permits(Permission.AGREEMENT_VIEW, agreement=Agreement)
def document(agreement: Agreement) -> ResponseReturnValue:
    """Send the agreement as a Word document."""
    return agreement_draft(agreement)


@bp.get("/<uuid:agreement_id>/terms")
@permits(Permission.AGREEMENT_EDIT, agreement=Agreement)
def terms(agreement: Agreement) -> ResponseReturnValue:
    """Show the form of the terms."""
    parties.refuse_unless_draft(agreement)
    return _terms(agreement, TermsForm(data=view.terms_values(agreement), formdata=None))


@bp.post("/<uuid:agreement_id>/terms")
@permits(Permission.AGREEMENT_EDIT, agreement=Agreement)
@writes
def terms_submit(agreement: Agreement) -> ResponseReturnValue:
    """Store the terms."""
    form = TermsForm()

    def store(data: TermsInput) -> None:
        agreements.save_terms(session(), agreement, data, notes=form.notes, seen_version=form.seen_version, by=actor())

    return act(
        form, TermsInput, store, page=partial(_terms, agreement), message=_("条款已保存"), to=_page_url(agreement)
    )


def _terms(agreement: Agreement, form: TermsForm) -> str:
    facts = explanations(form.asked)
    return render_template("agreements/terms.html", agreement=agreement, form=form, **facts)


@bp.post("/<uuid:agreement_id>/duties")
@permits(Permission.AGREEMENT_EDIT, agreement=Agreement)
@writes
def agree(agreement: Agreement) -> ResponseReturnValue:
    """Keep which duties the actor's side agrees to."""
    places = [place for place in map(number_of, request.form.getlist("duty")) if place is not None]
    duties.agree_duties(session(), agreement, places, seen_version=version_sent(), by=actor())
    flash(_("职责确认已保存"), "success")
    return _back(agreement)


@bp.post("/<uuid:agreement_id>/duties/add")
@permits(Permission.AGREEMENT_EDIT, agreement=Agreement)
@writes
def add_duty(agreement: Agreement) -> ResponseReturnValue:
    """Add a duty in words of one's own."""
    page, to = partial(_page_with, agreement, "duty_form"), _page_url(agreement)
    return act_on(agreement, DutyForm(), DutyInput, duties.add_duty, page=page, message=_("已增加一项职责"), to=to)


@bp.post("/<uuid:agreement_id>/duties/drop")
@permits(Permission.AGREEMENT_EDIT, agreement=Agreement)
@writes
def drop_duty(agreement: Agreement) -> ResponseReturnValue:
    """Take away a duty that somebody has added."""
    place = number_of(request.form.get("place"))
    duties.drop_duty(session(), agreement, -1 if place is None else place, seen_version=version_sent(), by=actor())
    flash(_("已删除一项职责"), "success")
    return _back(agreement)


@bp.post("/<uuid:agreement_id>/begin")
@permits(Permission.AGREEMENT_EDIT, agreement=Agreement)
@writes
def begin(agreement: Agreement) -> ResponseReturnValue:
    """Record that the agreement is being carried out."""
    agreements.begin_agreement(session(), agreement, seen_version=version_sent(), by=actor())
    flash(_("协议开始履行"), "success")
    return _back(agreement)


@bp.post("/<uuid:agreement_id>/end")
@permits(Permission.AGREEMENT_EDIT, agreement=Agreement)
@writes
def end(agreement: Agreement) -> ResponseReturnValue:
    """Record that the agreement has been carried out."""
    agreements.end_agreement(session(), agreement, seen_version=version_sent(), today=clock.today(), by=actor())
    flash(_("协议已履行完成，请评价这次合作"), "success")
    return _back(agreement)


@bp.get("/<uuid:agreement_id>/sign")
@permits(Permission.AGREEMENT_EDIT, agreement=Agreement)
def sign(agreement: Agreement) -> ResponseReturnValue:
    """Ask when and under which number both sides signed."""
    return _sign(agreement, SignForm(data={"version": str(agreement.version)}, formdata=None))


@bp.post("/<uuid:agreement_id>/sign")
@permits(Permission.AGREEMENT_EDIT, agreement=Agreement)
@writes
def sign_submit(agreement: Agreement) -> ResponseReturnValue:
    """Record the signature, with the signed text where it was sent along."""
    form = SignForm()

    def record(data: SignInput) -> str:
        seen = form.seen_version
        agreements.sign_agreement(session(), agreement, data, seen_version=seen, today=clock.today(), by=actor())
        if (file := sent_file(form.file)) is not None:
            files.attach(session(), agreement, file, by=actor())
        return data.signed_number

    return act(
        form,
        SignInput,
        record,
        page=partial(_sign, agreement),
        message=lambda number: _("已登记签约：%(number)s", number=number),
        to=_page_url(agreement),
        makes=True,
    )


def _sign(agreement: Agreement, form: SignForm) -> str:
    return render_template(
        "agreements/sign.html",
        agreement=agreement,
        form=form,
        refusals=view.sentences_of(agreements.refusals(session(), agreement, "sign")),
    )


@bp.get("/<uuid:agreement_id>/break-off")
@permits(Permission.AGREEMENT_END, agreement=Agreement)
def break_off(agreement: Agreement) -> ResponseReturnValue:
    """Ask why the agreement ends before its time."""
    return _break_off(agreement, BreakForm(data={"version": str(agreement.version)}, formdata=None))


@bp.post("/<uuid:agreement_id>/break-off")
@permits(Permission.AGREEMENT_END, agreement=Agreement)
@writes
def break_off_submit(agreement: Agreement) -> ResponseReturnValue:
    """Break the agreement off."""
    end_early = partial(agreements.break_off_agreement, today=clock.today())
    page, to, message = partial(_break_off, agreement), _page_url(agreement), _("协议已提前终止，双方都会收到消息")
    return act_on(agreement, BreakForm(), BreakInput, end_early, page=page, message=message, to=to)


def _break_off(agreement: Agreement, form: BreakForm) -> str:
    return render_template("agreements/break_off.html", agreement=agreement, form=form)


@bp.post("/<uuid:agreement_id>/files")
@permits(Permission.AGREEMENT_EDIT, agreement=Agreement)
@writes
def attach(agreement: Agreement) -> ResponseReturnValue:
    """Keep a file with the agreement."""
    form = FileForm()
    file = sent_file(form.file)
    if not form.validate() or file is None:
        form.complain(["file"], _("请选择一个文件"))
        return _page(agreement, file_form=form), 422
    return carry_out(
        form,
        lambda: files.attach(session(), agreement, file, by=actor()),
        page=partial(_page_with, agreement, "file_form"),
        message=_("附件已保存"),
        to=_page_url(agreement),
        makes=True,
    )


@bp.post("/<uuid:agreement_id>/grade")
@permits(Permission.AGREEMENT_EDIT, agreement=Agreement)
@writes
def grade(agreement: Agreement) -> ResponseReturnValue:
    """Keep what the actor's side thinks of the cooperation."""
    page, to = partial(_page_with, agreement, "grade_form"), _page_url(agreement)
    return act_on(
        agreement, GradeForm(), GradeInput, satisfaction.grade_agreement, page=page, message=_("评价已保存"), to=to
    )


@bp.get("/<uuid:agreement_id>/amendments/<int:number>.docx")
@permits(Permission.AGREEMENT_VIEW, agreement=Agreement)
def amendment_text(agreement: Agreement, number: int) -> ResponseReturnValue:
    """Hand out the text of an amendment, to be signed on paper."""
    return amendment_paper(agreement, _amendment(agreement, number))


@bp.post("/<uuid:agreement_id>/amendments/<int:number>/sign")
@permits(Permission.AGREEMENT_EDIT, agreement=Agreement)
@writes
def sign_amendment(agreement: Agreement, number: int) -> ResponseReturnValue:
    """Record that the reader's side has signed an amendment."""
    signed = amendments.sign_amendment(
        session(), _amendment(agreement, number), seen_version=version_sent(), today=clock.today(), by=actor()
    )
    in_force = signed.state is AmendmentState.SIGNED
    flash(_("双方都已签署，补充协议生效") if in_force else _("已登记本方签署，对方签署后生效"), "success")
    return _back(agreement)


def _page(agreement: Agreement, **forms: Any) -> str:
    return render_template("agreements/show.html", **view.page_facts(agreement, **forms))


def _page_with(agreement: Agreement, name: str, form: PlainForm) -> str:
    return _page(agreement, **{name: form})


def _page_url(agreement: Agreement) -> str:
    return url_for("agreements.show", agreement_id=agreement.id)


def _back(agreement: Agreement) -> ResponseReturnValue:
    return redirect(_page_url(agreement), code=303)


def _amendment(agreement: Agreement, number: int) -> Amendment:
    return amendments.amendment_numbered(session(), agreement, number) or abort(404)
