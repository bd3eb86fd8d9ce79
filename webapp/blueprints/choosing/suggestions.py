"""Suggestions: the queue of each side, the page that explains one, answers and their order."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp import clock
from webapp.models import Choice, Suggestion
from webapp.models.accounts.enums import Role
from webapp.models.choosing.choice_input import ChoiceInput
from webapp.models.kernel.enums import Side
from webapp.policies import Permission, can
from webapp.services.choosing import choices, queue
from webapp.services.choosing import suggestions as service
from webapp.services.choosing.queue import QueueFilters
from webapp.services.choosing.ranks import move_rank
from webapp.services.kernel.errors import DomainError, StaleEdit
from webapp.services.kernel.files import attach
from webapp.web.choosing.forms import ChoiceForm, side_words
from webapp.web.choosing.lists import suggestion_list
from webapp.web.choosing.view import SuggestionView, drawn, equipped, fresh_form, view_of, who_came_first
from webapp.web.kernel.db import session
from webapp.web.kernel.files import accept_files, sent_file
from webapp.web.kernel.guards import conceal, permits, writes
from webapp.web.kernel.identity import actor
from webapp.web.kernel.links import url_with
from webapp.web.kernel.lists import Page, page_or_file
from webapp.web.kernel.query import asked, key_in, version_sent
from webapp.web.words.answers import answer_of
from webapp.web.workbench.audit_words import history_lines

bp = Blueprint("suggestions", __name__, url_prefix="/suggestions")
accept_files(bp, "suggestions.choose_for")


@bp.get("")
@permits(Permission.SUGGESTION_LIST)
def index() -> ResponseReturnValue:
    """List the suggestions that concern the reader, by programme or position and by state."""
    rounds = queue.rounds_with_suggestions(session(), actor())
    wanted = key_in("round")
    round_ = next((row for row in rounds if row.id == wanted), rounds[0] if rounds else None)
    if round_ is None:
        return render_template("choosing/index.html", rounds=[], round=None)
    filters = asked(QueueFilters, round=round_.id)
    side = queue.side_seen(actor(), filters)
    knows_both = all(service.may_know(actor(), each, round_) for each in Side)
    is_coordinator = actor().role is Role.COORDINATOR

    def draw(page: Page) -> str:
        return render_template(
            "choosing/index.html",
            rounds=rounds,
            round=round_,
            filters=filters,
            page=page,
            counts=queue.count_states(session(), actor(), filters),
            lines=[] if is_coordinator else queue.lines(session(), actor(), filters),
            side=side,
            words=side_words(side),
            other_words=side_words(Side.ENTERPRISE if side is Side.SCHOOL else Side.SCHOOL),
            knows_both=knows_both,
            may_pick_side=is_coordinator,
            may_decline=round_.status.value == "choosing" and can(actor(), Permission.SUGGESTION_CHOOSE),
            today=clock.today(),
        )

    return page_or_file(suggestion_list(round_, filters, side=side, both=knows_both), draw)


@bp.get("/<uuid:suggestion_id>")
@permits(Permission.SUGGESTION_VIEW, suggestion=Suggestion)
def show(suggestion: Suggestion) -> ResponseReturnValue:
    """Show the pair side by side, its score, its evidence; for its parties, the form of their answer."""
    if not service.is_shown(session(), suggestion, actor()):
        conceal(suggestion)
    wanted = request.args.get("for", "")
    seen = view_of(suggestion, on_behalf_of=Side(wanted) if wanted in set(Side) else None)
    return drawn(seen, fresh_form(seen), history_lines)


@bp.post("/<uuid:suggestion_id>/choice")
@permits(Permission.SUGGESTION_CHOOSE, suggestion=Suggestion)
@writes
def choose(suggestion: Suggestion) -> ResponseReturnValue:
    """Store the answer of the reader's side and lead on to the next suggestion without one."""
    return _answer(suggestion, own_side(), None)


@bp.post("/<uuid:suggestion_id>/choice/for/<any(enterprise,school):side>")
@permits(Permission.SUGGESTION_CHOOSE_FOR, suggestion=Suggestion)
@writes
def choose_for(suggestion: Suggestion, side: str) -> ResponseReturnValue:
    """Store what a side has told a coordinator, with what shows that it has."""
    return _answer(suggestion, Side(side), Side(side))


def own_side() -> Side:
    """Return the side that the reader answers for."""
    return service.side_of(actor()) or abort(403)


def _answer(suggestion: Suggestion, side: Side, on_behalf_of: Side | None) -> ResponseReturnValue:
    if not service.is_shown(session(), suggestion, actor()):
        conceal(suggestion)
    form = ChoiceForm(suggestion.seats_suggested)
    data = form.into(ChoiceInput)
    if data is None:
        seen = view_of(suggestion, on_behalf_of=on_behalf_of)
        return drawn(seen, equipped(form, seen), history_lines), 422
    evidence = (form.evidence.data or "").strip()[:300] if on_behalf_of else None
    try:
        choice = choices.choose(
            session(), suggestion, data, side=side, seen_version=form.seen_version, by=actor(), evidence=evidence
        )
        if on_behalf_of and (file := sent_file(form.file)) is not None:
            attach(session(), choice, file, by=actor())
    except StaleEdit:
        return _conflict(suggestion, form, on_behalf_of=on_behalf_of)
    except DomainError as error:
        session().rollback()
        form.refuse(error)
        seen = view_of(suggestion, on_behalf_of=on_behalf_of)
        return drawn(seen, equipped(form, seen), history_lines), error.status
    return _onward(suggestion, choice, on_behalf=on_behalf_of is not None)


@bp.post("/<uuid:suggestion_id>/choice/withdraw")
@permits(Permission.SUGGESTION_CHOOSE, suggestion=Suggestion)
@writes
def withdraw(suggestion: Suggestion) -> ResponseReturnValue:
    """Take the side's answer back."""
    try:
        choices.withdraw_choice(session(), suggestion, side=own_side(), seen_version=version_sent(), by=actor())
    except StaleEdit:
        return _conflict(suggestion, None)
    flash(_("已撤回意见，这条建议算作没有表态"), "success")
    return _to_page(suggestion)


@bp.post("/<uuid:suggestion_id>/choice/undo")
@permits(Permission.SUGGESTION_CHOOSE, suggestion=Suggestion)
@writes
def undo(suggestion: Suggestion) -> ResponseReturnValue:
    """Bring back what stood before the last change."""
    try:
        choice = choices.undo_choice(session(), suggestion, side=own_side(), seen_version=version_sent(), by=actor())
    except StaleEdit:
        return _conflict(suggestion, None)
    stands = answer_of(choice.decision, choice.headcount) if choice else _("未表态")
    flash(_("已撤销，现在是“%(answer)s”", answer=stands), "success")
    return _to_page(suggestion)


@bp.post("/<uuid:suggestion_id>/rank/<any(up,down):way>")
@permits(Permission.SUGGESTION_CHOOSE, suggestion=Suggestion)
@writes
def rank(suggestion: Suggestion, way: str) -> ResponseReturnValue:
    """Move an accepted suggestion one place up or down."""
    step = -1 if way == "up" else 1
    try:
        move_rank(session(), suggestion, own_side(), step, seen_version=version_sent(), by=actor())
    except StaleEdit:
        return _conflict(suggestion, None)
    page_id = key_in("shown", request.form) or suggestion.id
    return redirect(url_with("suggestions.show", _kept(), suggestion_id=page_id) + "#order", code=303)


def _conflict(
    suggestion: Suggestion, form: ChoiceForm | None, *, on_behalf_of: Side | None = None
) -> ResponseReturnValue:
    """Show who came first, and when, beside what was typed: nothing is lost."""
    session().rollback()
    seen = view_of(suggestion, on_behalf_of=on_behalf_of)
    sentence = who_came_first(seen)
    if form is None:
        return drawn(seen, fresh_form(seen), history_lines, conflict=sentence), 409
    form.version.data = str(seen.choice.version) if seen.choice else "0"
    return drawn(seen, equipped(form, seen), history_lines, conflict=sentence), 409


def _kept() -> dict[str, Any]:
    return {name: key_in(name, request.form) for name in ("program", "demand")}


def _to_page(suggestion: Suggestion) -> ResponseReturnValue:
    return redirect(url_with("suggestions.show", _kept(), suggestion_id=suggestion.id), code=303)


def _onward(suggestion: Suggestion, choice: Choice, *, on_behalf: bool) -> ResponseReturnValue:
    kept, answer = _kept(), answer_of(choice.decision, choice.headcount)
    position = suggestion.facts["demand"]["position"]
    flash(_("已保存：%(position)s，%(answer)s", position=position, answer=answer), "success")
    _warn(view_of(suggestion, on_behalf_of=choice.side if on_behalf else None))
    if on_behalf or request.form.get("then") == "stay":
        return _to_page(suggestion)
    round_id = service.round_of(session(), suggestion).id
    filters = QueueFilters(round=round_id, program=kept["program"], demand=kept["demand"])
    following = queue.next_open(session(), actor(), suggestion, filters)
    if following is not None:
        return redirect(url_with("suggestions.show", kept, suggestion_id=following), code=303)
    flash(_("这里的建议都已处理完"), "success")
    return redirect(url_with("suggestions.index", {"round": filters.round, **kept}), code=303)


def _warn(seen: SuggestionView) -> None:
    total = seen.taken + (seen.choice.headcount if seen.choice else 0)
    if seen.choice is not None and seen.choice.headcount and total > seen.places:
        flash(
            _(
                "已接受共 %(total)s 人，超过 %(places)s 人：按志愿顺序分配，排在后面的可能分不到，不会超出容量",
                total=total, places=seen.places,
            ),
            "warning",
        )  # fmt: skip
