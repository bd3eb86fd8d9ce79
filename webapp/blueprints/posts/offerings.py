"""Offerings: capacity that a school opens for a term, checked, handed in, withdrawn, returned by a coordinator."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp import clock
from webapp.models import Offering, Program
from webapp.models.kernel.enums import CooperationMode
from webapp.models.posts.enums import PostStatus
from webapp.models.posts.program_input import OfferingDraft, OfferingInput
from webapp.policies import Permission, can
from webapp.services.codes import search
from webapp.services.kernel.audit import history_of
from webapp.services.kernel.errors import DomainError, InputRefused, StaleEdit
from webapp.services.posts import freezing, offerings, programs
from webapp.services.posts.places import left_of
from webapp.services.process.withdrawing import withdraw_post
from webapp.services.rounds.rounds import round_if_any
from webapp.services.seats.capacity import whereabouts
from webapp.web.kernel.db import session
from webapp.web.kernel.guards import conceal, permits, writes
from webapp.web.kernel.i18n import label, language
from webapp.web.kernel.identity import actor
from webapp.web.kernel.once import new_form_key, once
from webapp.web.kernel.query import version_sent
from webapp.web.posts.offering_forms import OFFERING_LABELS, OfferingForm, ReturnForm, WithdrawForm, offering_values
from webapp.web.posts.program_forms import PROGRAM_LABELS
from webapp.web.posts.words import hint_sentences
from webapp.web.words.history import history_lines

bp = Blueprint("offerings", __name__)


@bp.get("/programs/<uuid:program_id>/offerings/new")
@permits(Permission.PROGRAM_EDIT, program=Program)
def new(program: Program) -> ResponseReturnValue:
    """Show the form of a new offering, empty or with what an earlier one said."""
    if program.is_closed:
        raise DomainError("program_closed")
    earlier = offerings.offerings_shown(session(), program, actor())
    copied = next((row for row in earlier if str(row.id) == request.args.get("copy", "")), None)
    rounds = offerings.rounds_to_join(session())
    values: dict[str, Any] = {"contact_name": actor().name, "contact_phone": actor().phone, "visibility": "public"}
    if copied is not None:
        shown = offering_values(copied, search.region_names(session(), copied.regions, language()))
        values |= offerings.copy_for_next_term(copied, today=clock.today()) | {"regions": shown["regions"]}
    if rounds:
        values |= {"round_id": str(rounds[0].id), "term": rounds[0].term}
    form = OfferingForm(rounds, clock.today(), data=values, formdata=None)
    return _form(form, program, None, earlier=earlier[:1], copied=copied)


@bp.post("/programs/<uuid:program_id>/offerings/new")
@permits(Permission.PROGRAM_EDIT, program=Program)
@writes
def new_submit(program: Program) -> ResponseReturnValue:
    """Store a new offering."""
    return _save(program, None)


@bp.get("/offerings/<uuid:offering_id>")
@permits(Permission.OFFERING_VIEW, offering=Offering)
def show(offering: Offering) -> ResponseReturnValue:
    """Show an offering."""
    return _show(offering)


@bp.get("/offerings/<uuid:offering_id>/edit")
@permits(Permission.OFFERING_EDIT, offering=Offering)
def edit(offering: Offering) -> ResponseReturnValue:
    """Show the form with what stands."""
    freezing.refuse_frozen(session(), offering)
    if offering.program.is_closed:
        raise DomainError("program_closed")
    return _form(_stored_form(offering), offering.program, offering)


@bp.post("/offerings/<uuid:offering_id>/edit")
@permits(Permission.OFFERING_EDIT, offering=Offering)
@writes
def edit_submit(offering: Offering) -> ResponseReturnValue:
    """Store what the school has changed."""
    return _save(offering.program, offering)


@bp.get("/offerings/<uuid:offering_id>/check")
@permits(Permission.OFFERING_EDIT, offering=Offering)
def check(offering: Offering) -> ResponseReturnValue:
    """Show the answers once more before they are handed in; what is missing leads back to the form."""
    if offering.status is PostStatus.SUBMITTED:
        return redirect(url_for("offerings.show", offering_id=offering.id))
    form = _stored_form(offering, meta={"csrf": False})
    if (data := form.into(OfferingInput)) is None:
        return _form(form, offering.program, offering)
    try:
        offerings.check_offering(session(), data, today=clock.today())
    except InputRefused as refused:
        form.refuse(refused)
        return _form(form, offering.program, offering)
    gaps = [str(PROGRAM_LABELS[name]) for name in programs.gaps(offering.program)]
    return _page("posts/offerings/check.html", offering, gaps=gaps)


@bp.post("/offerings/<uuid:offering_id>/submit")
@permits(Permission.OFFERING_EDIT, offering=Offering)
@writes
def submit(offering: Offering) -> ResponseReturnValue:
    """Hand an offering in."""

    def hand_in() -> str:
        offerings.submit_offering(
            session(),
            offering,
            seen_version=version_sent(),
            today=clock.today(),
            by=actor(),
        )
        flash(_("培养能力已提交，编号 %(number)s", number=offering.number), "success")
        return url_for("offerings.show", offering_id=offering.id)

    try:
        return once(request.form.get("form_key"), hand_in)
    except InputRefused:
        return redirect(url_for("offerings.check", offering_id=offering.id), code=303)


@bp.post("/offerings/<uuid:offering_id>/withdraw")
@permits(Permission.OFFERING_EDIT, offering=Offering)
@writes
def withdraw(offering: Offering) -> ResponseReturnValue:
    """Take an offering back; out of a frozen round, with a reason."""
    form = WithdrawForm()
    if freezing.is_frozen(session(), offering) and not form.validate():
        return _show(offering, withdraw_form=form), 422

    def take_back() -> str:
        seen = version_sent()
        withdraw_post(session(), offering, reason=form.reason.data or "", seen_version=seen, by=actor())
        flash(_("培养能力已撤回，修改后可重新提交"), "success")
        return url_for("offerings.show", offering_id=offering.id)

    return once(request.form.get("form_key"), take_back)


@bp.post("/offerings/<uuid:offering_id>/return")
@permits(Permission.POST_RETURN, offering=Offering)
@writes
def send_back(offering: Offering) -> ResponseReturnValue:
    """Return an offering to its school with a remark pinned to a field."""
    if not can(actor(), Permission.OFFERING_VIEW, offering):
        conceal(offering)
    form = ReturnForm()
    if not form.validate():
        return _show(offering, return_form=form), 422

    def send() -> str:
        text, seen = (form.text.data or "").strip(), version_sent()
        offerings.return_offering(
            session(), offering, field=form.field.data or "", text=text, seen_version=seen, by=actor()
        )
        flash(_("已退回，学校会看到您的意见"), "success")
        return url_for("offerings.show", offering_id=offering.id)

    return once(form.form_key.data, send)


def _regions(offering: Offering) -> dict[str, str]:
    return search.region_names(session(), offering.regions, language())


def _stored_form(offering: Offering, **options: Any) -> OfferingForm:
    values = offering_values(offering, _regions(offering))
    return OfferingForm(offerings.rounds_to_join(session()), clock.today(), data=values, formdata=None, **options)


def _form(form: OfferingForm, program: Program, offering: Offering | None, **facts: object) -> str:
    return render_template(
        "posts/offerings/edit.html",
        form=form,
        program=program,
        offering=offering,
        comments=offerings.open_comments(session(), offering) if offering else [],
        labels=OFFERING_LABELS,
        **facts,
    )


def _show(offering: Offering, return_form: ReturnForm | None = None, withdraw_form: WithdrawForm | None = None) -> str:
    seen = {"version": str(offering.version)}
    held = freezing.round_that_holds(session(), offering)
    own = can(actor(), Permission.OFFERING_EDIT, offering)
    judging = can(actor(), Permission.POST_RETURN, offering)
    return _page(
        "posts/offerings/show.html",
        offering,
        own=own,
        frozen=held,
        given_in=whereabouts(session(), offering) if own or judging else [],
        places_left=left_of(offering),
        judging=judging and offering.status in (PostStatus.SUBMITTED, PostStatus.RETURNED),
        comments=offerings.open_comments(session(), offering) if own or judging else [],
        history=history_lines(history_of(session(), offering), OFFERING_LABELS) if own or judging else [],
        return_form=return_form or ReturnForm(formdata=None, data=seen),
        withdraw_form=withdraw_form or WithdrawForm(formdata=None, data=seen),
        labels=OFFERING_LABELS,
    )


def _page(template: str, offering: Offering, **facts: Any) -> str:
    inside = can(actor(), Permission.OFFERING_EDIT, offering)
    return render_template(
        template,
        offering=offering,
        program=offering.program,
        round=round_if_any(session(), offering),
        regions=_regions(offering),
        modes=[label(CooperationMode(mode)) for mode in offering.modes],
        with_contact=can(actor(), Permission.OFFERING_CONFIDENTIAL, offering),
        hints=hint_sentences(offerings.hints_for(session(), offering), OFFERING_LABELS) if inside else [],
        form_key=new_form_key(),
        **facts,
    )


def _save(program: Program, offering: Offering | None) -> ResponseReturnValue:
    form = OfferingForm(offerings.rounds_to_join(session()), clock.today())
    action = request.form.get("action", "check")
    if offering is not None:
        freezing.refuse_frozen(session(), offering)
    data = form.into(OfferingDraft if action == "draft" else OfferingInput)
    if data is None:
        return _form(form, program, offering), 422

    def store() -> str:
        kept = offerings.save_offering(
            session(), program, offering, data, seen_version=form.seen_version, today=clock.today(), by=actor()
        )
        if action == "draft":
            flash(_("草稿已保存，可随时回来继续填写"), "success")
            return url_for("offerings.edit", offering_id=kept.id)
        return _after_check(kept)

    try:
        return once(form.form_key.data, store) if offering is None else redirect(store(), code=303)
    except InputRefused as refused:
        form.refuse(refused)
        return _form(form, program, offering), 422
    except StaleEdit:
        return _stale(form, offering)


def _after_check(offering: Offering) -> str:
    if offering.status is PostStatus.SUBMITTED:
        flash(_("修改已保存，提交状态不变"), "success")
        return url_for("offerings.show", offering_id=offering.id)
    return url_for("offerings.check", offering_id=offering.id)


def _stale(form: OfferingForm, offering: Offering | None) -> ResponseReturnValue:
    """Show what stands beside what was typed; the same thing sent twice is no conflict."""
    if offering is None:
        raise RuntimeError("a new offering cannot be stale")
    differences = form.against(offering_values(offering, _regions(offering)))
    if not differences:
        return redirect(_after_check(offering), code=303)
    form.version.data = str(offering.version)
    return _form(form, offering.program, offering, differences=differences), 409
