"""Conflicts: listed by round, looked at by their parties, settled by coordinators."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from pydantic import BaseModel

from webapp import clock
from webapp.clock import now
from webapp.models import Conflict, MatchingRound
from webapp.models.conflicts.enums import ConflictKind, RulingWay
from webapp.models.conflicts.ruling_input import HearingInput, MinutesInput, RulingInput, StatementInput, WhyInput
from webapp.policies import Permission, can
from webapp.services.conflicts import conflicts as service
from webapp.services.conflicts import hearings, rulings
from webapp.services.conflicts.conflicts import ConflictFilters
from webapp.services.conflicts.proposals import proposed_seats
from webapp.services.kernel.audit import history_of
from webapp.services.kernel.files import attach, attachments_of
from webapp.services.process import long_steps
from webapp.web.conflicts import view
from webapp.web.conflicts.forms import CAUSES, REASONS, HearingForm, MinutesForm, RulingForm, StatementForm, WhyForm
from webapp.web.conflicts.lists import conflict_list
from webapp.web.kernel.acting import ALL, act, act_on
from webapp.web.kernel.db import session
from webapp.web.kernel.downloads import attachment, wanted_format
from webapp.web.kernel.files import accept_files, sent_file
from webapp.web.kernel.forms import PlainForm
from webapp.web.kernel.guards import permits, writes
from webapp.web.kernel.identity import actor
from webapp.web.kernel.query import asked
from webapp.web.kernel.versioned import VersionedForm
from webapp.web.workbench.audit_words import history_lines

bp = Blueprint("conflicts", __name__)
accept_files(bp, "conflicts.minutes", "conflicts.state")
Service = Callable[..., Any]
FILLS = {way.value: way for way in (RulingWay.ADOPT, RulingWay.BY_RANK, RulingWay.BY_SCORE, RulingWay.CANCEL)}


@bp.get("/rounds/<uuid:round_id>/conflicts")
@permits(Permission.CONFLICT_LIST, round=MatchingRound)
def index(round: MatchingRound) -> ResponseReturnValue:  # noqa: A002
    """List the round's conflicts that the reader may see, the greatest first."""
    if wanted := wanted_format():
        return conflict_list(round, asked(ConflictFilters)).file(wanted)
    return _list(round, WhyForm(formdata=None, data={"version": str(round.version)}))


@bp.post("/rounds/<uuid:round_id>/conflicts/revert")
@permits(Permission.ROUND_RUN, round=MatchingRound)
@writes
def revert_all(round: MatchingRound) -> ResponseReturnValue:  # noqa: A002
    """Let all rulings of the round be taken back; its page shows how far that is."""

    def ask(data: WhyInput) -> None:
        facts = {"reason": data.reason, "until": now().isoformat()}
        long_steps.ask_for(session(), round, "unrule", facts=facts, by=actor())

    word, to = _("正在后台撤销本轮的全部裁定，完成后通知您"), url_for("rounds.show", round_id=round.id)
    return act(WhyForm(), WhyInput, ask, page=partial(_list, round), message=word, to=to)


@bp.get("/conflicts/<uuid:conflict_id>")
@permits(Permission.CONFLICT_VIEW, conflict=Conflict)
def show(conflict: Conflict) -> ResponseReturnValue:
    """Show a conflict: claims side by side, statements, hearing, rulings; for coordinators the forms."""
    return _page(conflict)


@bp.post("/conflicts/<uuid:conflict_id>/ruling")
@permits(Permission.CONFLICT_RULE, conflict=Conflict)
@writes
def rule(conflict: Conflict) -> ResponseReturnValue:
    """Settle a conflict."""
    form = RulingForm.of(service.claims_of(session(), conflict))()
    return _act(
        conflict,
        form,
        RulingInput,
        rulings.make_ruling,
        place="ruling",
        message=_("裁定已作出，已通知各方"),
        beside=ALL,
    )


@bp.post("/conflicts/<uuid:conflict_id>/revert")
@permits(Permission.CONFLICT_RULE, conflict=Conflict)
@writes
def revert(conflict: Conflict) -> ResponseReturnValue:
    """Take the standing ruling back."""
    form = WhyForm()
    return _act(
        conflict, form, WhyInput, rulings.revert_ruling, place="why", message=_("裁定已撤销，恢复为裁定前的人数")
    )


@bp.post("/conflicts/<uuid:conflict_id>/hearing")
@permits(Permission.CONFLICT_RULE, conflict=Conflict)
@writes
def set_hearing(conflict: Conflict) -> ResponseReturnValue:
    """Call the parties to a hearing."""
    form = HearingForm()
    return _act(
        conflict, form, HearingInput, hearings.set_hearing, place="hearing_form", message=_("答辩会已安排，已通知各方")
    )


@bp.post("/conflicts/<uuid:conflict_id>/minutes")
@permits(Permission.CONFLICT_RULE, conflict=Conflict)
@writes
def minutes(conflict: Conflict) -> ResponseReturnValue:
    """Write the minutes of the hearing, with a file."""
    form = MinutesForm()

    def write(data: MinutesInput) -> None:
        hearings.write_minutes(session(), conflict, data, seen_version=form.seen_version, by=actor())
        hearing, file = service.hearing_of(session(), conflict), sent_file(form.file)
        if file is not None and hearing is not None:
            attach(session(), hearing, file, by=actor())

    page = partial(_page_with, conflict, "minutes_form")
    return act(form, MinutesInput, write, page=page, message=_("答辩纪要已保存"), to=_url(conflict), beside=ALL)


@bp.post("/conflicts/<uuid:conflict_id>/statement")
@permits(Permission.CONFLICT_STATE, conflict=Conflict)
@writes
def state(conflict: Conflict) -> ResponseReturnValue:
    """Add the one statement of a party, with a file."""
    form = StatementForm()

    def add(data: StatementInput) -> None:
        made = service.state_case(session(), conflict, data, by=actor())
        if (file := sent_file(form.file)) is not None:
            attach(session(), made, file, by=actor())

    page = partial(_page_with, conflict, "statement")
    return act(
        form, StatementInput, add, page=page, message=_("意见已提交，统筹员会看到"), to=_url(conflict), beside=ALL
    )


@bp.get("/conflicts/<uuid:conflict_id>/letter")
@permits(Permission.CONFLICT_VIEW, conflict=Conflict)
def letter(conflict: Conflict) -> ResponseReturnValue:
    """Give the letter of the standing ruling away."""
    standing = rulings.standing_ruling(session(), conflict)
    if standing is None:
        abort(404)
    round_ = service.round_of(session(), conflict)
    content = view.letter(conflict, round_, standing, service.claims_of(session(), conflict))
    name = _("%(code)s 第 %(number)s 号裁定书", code=round_.code, number=conflict.number)
    return attachment(content, "docx", name)


def _list(round_: MatchingRound, why: WhyForm) -> str:
    filters = asked(ConflictFilters)
    page = conflict_list(round_, filters).page()
    leads = can(actor(), Permission.ROUND_RUN, round_)
    return render_template(
        "conflicts/index.html",
        round=round_,
        page=page,
        filters=filters,
        kinds=ConflictKind,
        titles={row.id: view.title_of(row) for row in page.rows},
        unsettled=service.count_unsettled(session(), round_) if leads else None,
        leads=leads,
        why=why,
        form=why,
    )


def _page(conflict: Conflict, **drawn: Any) -> str:
    claims = service.claims_of(session(), conflict)
    viewer, round_ = actor(), service.round_of(session(), conflict)
    leads = can(viewer, Permission.CONFLICT_RULE, conflict)
    open_ = conflict.state in service.UNSETTLED
    hearing = service.hearing_of(session(), conflict)
    statements = [
        row for row in service.statements_of(session(), conflict) if can(viewer, Permission.STATEMENT_READ, row)
    ]
    hearing_rows = [hearing] if hearing is not None and leads else []
    version = {"version": str(conflict.version)}
    forms: dict[str, Any] = {
        "ruling": _ruling_form(conflict, claims) if leads and open_ else None,
        "why": WhyForm(formdata=None, data=version) if leads and not open_ else None,
        "hearing_form": _hearing_form(conflict, hearing)
        if leads and open_ and not (hearing and hearing.minutes)
        else None,
        "minutes_form": MinutesForm(formdata=None, data={**version, "minutes": hearing.minutes})
        if leads and open_ and hearing
        else None,
        "statement": StatementForm(formdata=None) if service.may_state(session(), conflict, viewer) else None,
        **drawn,
    }
    return render_template(
        "conflicts/show.html",
        conflict=conflict,
        round=round_,
        title=view.title_of(conflict),
        claims=claims,
        words=[(view.choice_words(row.enterprise), view.choice_words(row.school)) for row in claims],
        causes=CAUSES,
        reasons=REASONS,
        hearing=hearing,
        statements=statements,
        rulings=service.rulings_of(session(), conflict),
        files=attachments_of(session(), [*statements, *hearing_rows]),
        history=history_lines(history_of(session(), conflict)) if leads else [],
        leads=leads,
        open=open_,
        form=next(iter(drawn.values()), None),
        **forms,
    )  # fmt: skip


def _act(
    conflict: Conflict, form: VersionedForm, kind: type[BaseModel], service: Service, *, place: str, **more: Any
) -> ResponseReturnValue:
    """Let a service act on the conflict with what a form says that has its place on the conflict's page."""
    page = partial(_page_with, conflict, place)
    return act_on(conflict, form, kind, service, page=page, to=_url(conflict), **more)


def _page_with(conflict: Conflict, name: str, form: PlainForm) -> str:
    return _page(conflict, **{name: form})


def _ruling_form(conflict: Conflict, claims: list[service.Claim]) -> RulingForm:
    way = FILLS.get(request.args.get("fill", ""), RulingWay.ADOPT)
    seats = proposed_seats(claims, way) or []
    values: dict[str, Any] = {f"seats_{place}": str(number) for place, number in enumerate(seats)}
    chosen = way.value if request.args.get("fill") in FILLS else ""
    return RulingForm.of(claims)(formdata=None, data={**values, "way": chosen, "version": str(conflict.version)})


def _hearing_form(conflict: Conflict, hearing: Any) -> HearingForm:
    values: dict[str, Any] = {"version": str(conflict.version)}
    if hearing is not None:
        local = clock.in_china(hearing.held_at)
        values |= {"held_on": local.date(), "held_at": f"{local:%H:%M}", "place": hearing.place, "panel": hearing.panel}
    return HearingForm(formdata=None, data=values)


def _url(conflict: Conflict) -> str:
    return url_for("conflicts.show", conflict_id=conflict.id)
