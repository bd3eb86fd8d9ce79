"""Suggestions: the queue, the page that explains one, a school's answers."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.models import Choice, MatchingRound, Run, Suggestion
from webapp.models.choice_input import ChoiceInput
from webapp.models.enums import Decision, RoundStatus, Side
from webapp.policies import Permission, can
from webapp.services import suggestion_queue as queue
from webapp.services import suggestions as service
from webapp.services.audit import history_of
from webapp.services.code_names import names_of_pair
from webapp.services.errors import DomainError, StaleEdit
from webapp.services.spreadsheets.exporting import MOST_ROWS
from webapp.services.suggestion_queue import QueueFilters
from webapp.web import exports, pair_view
from webapp.web.db import session
from webapp.web.downloads import wanted_format
from webapp.web.evidence import Wording
from webapp.web.guards import permits, writes
from webapp.web.i18n import SHANGHAI
from webapp.web.identity import actor
from webapp.web.paging import Page, page_number
from webapp.web.refusals import wording
from webapp.web.suggestion_forms import ChoiceForm, answer_of, choice_values, history_lines, told

bp = Blueprint("suggestions", __name__, url_prefix="/suggestions")
PER_PAGE = 20
BESIDE = 8  # entries of the queue beside a suggestion
KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


@bp.get("")
@permits(Permission.SUGGESTION_LIST)
def index() -> ResponseReturnValue:
    """List the suggestions that concern the reader, by programme and state."""
    rounds = queue.rounds_with_suggestions(session(), actor())
    wanted = _key("round")
    round_ = next((row for row in rounds if row.id == wanted), rounds[0] if rounds else None)
    if round_ is None:
        return render_template("suggestions/index.html", rounds=[], round=None)
    filters = QueueFilters(
        round_.id,
        program_id=_key("program"),
        demand_id=_key("demand"),
        state=state if (state := request.args.get("state", "")) in queue.STATES else "",
        words=request.args.get("q", "").replace("\x00", "").strip()[:60],
    )
    answers = queue.sees_school_choices(actor())
    if wanted_file := wanted_format():
        items, total = queue.find_queue(session(), actor(), filters, offset=0, limit=MOST_ROWS)
        name = _("%(round)s 匹配建议", round=round_.title)
        return exports.suggestions_file(wanted_file, name, items, total, answers=answers)
    number = page_number()
    items, total = queue.find_queue(session(), actor(), filters, offset=(number - 1) * PER_PAGE, limit=PER_PAGE)
    return render_template(
        "suggestions/index.html",
        rounds=rounds,
        round=round_,
        filters=filters,
        page=Page(items, total, number, PER_PAGE),
        counts=queue.count_states(session(), actor(), filters),
        lines=[] if can(actor(), Permission.ROUND_RUN) else queue.lines(session(), actor(), filters),
        answers=queue.sees_school_choices(actor()),
        of_demands=can(actor(), Permission.DEMAND_POST),
        today=datetime.now(SHANGHAI).date(),
    )


@bp.get("/<uuid:suggestion_id>")
@permits(Permission.SUGGESTION_VIEW, suggestion=Suggestion)
def show(suggestion: Suggestion) -> ResponseReturnValue:
    """Show the pair side by side, its score, its evidence; for the school, the form of its answer."""
    if not service.is_shown(session(), suggestion, actor()):
        abort(404)
    seen = _view_of(suggestion)
    form = None
    if seen.may_choose:
        values = choice_values(seen.choice)
        if seen.choice is None and seen.free >= suggestion.seats_suggested > 0:
            values["decision"] = Decision.ACCEPT.value
        values["program"] = str(_key("program") or "")
        form = ChoiceForm(suggestion.seats_suggested, data=values, formdata=None)
    return _page(seen, form)


@bp.post("/<uuid:suggestion_id>/choice")
@permits(Permission.SUGGESTION_CHOOSE, suggestion=Suggestion)
@writes
def choose(suggestion: Suggestion) -> ResponseReturnValue:
    """Store the school's answer and lead on to the next suggestion without one."""
    if not service.is_shown(session(), suggestion, actor()):
        abort(404)
    form = ChoiceForm(suggestion.seats_suggested)
    if (data := form.into(ChoiceInput)) is None:
        return _page(_view_of(suggestion), form), 422
    try:
        choice = service.choose(session(), suggestion, data, seen_version=form.seen_version, by=actor())
    except StaleEdit:
        seen = _view_of(suggestion)
        form.version.data = str(seen.choice.version) if seen.choice else "0"
        return _page(seen, form, conflict=told(seen.choice) if seen.choice else ""), 409
    except DomainError as error:
        form.refuse(error.code, wording(error.code, **error.facts))
        return _page(_view_of(suggestion), form), error.status
    return _onward(suggestion, choice, form)


@dataclass(frozen=True, slots=True)
class _View:
    """What a suggestion's page needs to know before it is drawn."""

    suggestion: Suggestion
    run: Run
    round: MatchingRound
    choice: Choice | None
    free: int
    taken: int
    may_know: bool
    may_choose: bool

    @property
    def left(self) -> int:
        """Return the seats that are left if this suggestion is taken as answered, or as suggested."""
        this = self.choice.headcount if self.choice else self.suggestion.seats_suggested
        return max(self.free - this, 0)


def _view_of(suggestion: Suggestion) -> _View:
    run, round_ = service.run_of(session(), suggestion), service.round_of(session(), suggestion)
    may_know = queue.sees_school_choices(actor())
    taken = service.seats_taken(session(), suggestion) if may_know else 0
    return _View(
        suggestion=suggestion,
        run=run,
        round=round_,
        choice=service.choice_of(session(), suggestion, Side.SCHOOL) if may_know else None,
        free=max((suggestion.offering.seats or 0) - taken, 0),
        taken=taken,
        may_know=may_know,
        may_choose=can(actor(), Permission.SUGGESTION_CHOOSE, suggestion) and round_.status is RoundStatus.CHOOSING,
    )


def _page(seen: _View, form: ChoiceForm | None, *, conflict: str = "") -> str:
    suggestion = seen.suggestion
    words = Wording(names_of_pair(session(), suggestion.facts, suggestion.explanation))
    lines, skills = pair_view.score_lines(suggestion, words), pair_view.skill_rows(suggestion)
    program_id = _key("program") or (UUID(key) if form and KEY.fullmatch(key := form.program.data or "") else None)
    filters = QueueFilters(seen.round.id, program_id=program_id)
    in_queue = seen.run.is_adopted and seen.round.status in service.SHOWN_FROM
    return render_template(
        "suggestions/show.html",
        seen=seen,
        suggestion=suggestion,
        round=seen.round,
        run=seen.run,
        form=form,
        conflict=conflict,
        told=told(seen.choice) if seen.choice else "",
        lines=lines,
        unknown=pair_view.unknown_criteria(suggestion),
        skills=skills,
        rows=pair_view.pair_rows(suggestion, words, free=seen.free if seen.may_know else None),
        lead=pair_view.lead_sentences(suggestion, skills, service.count_rivals(session(), suggestion)),
        signs=pair_view.signs(lines),
        history=history_lines(history_of(session(), suggestion)) if seen.may_know else [],
        program_id=program_id,
        today=datetime.now(SHANGHAI).date(),
        **(_beside(suggestion, filters) if in_queue else {"place": None, "beside": [], "counts": {}}),
    )


def _beside(suggestion: Suggestion, filters: QueueFilters) -> dict[str, Any]:
    """Return the suggestion's place in the queue, and the entries around it."""
    place = queue.place_of(session(), actor(), suggestion, filters)
    begin = max(min(place.number - BESIDE // 2, place.total - BESIDE + 1), 1) - 1
    items, _total = queue.find_queue(session(), actor(), filters, offset=begin, limit=BESIDE)
    return {"place": place, "beside": items, "counts": queue.count_states(session(), actor(), filters)}


def _onward(suggestion: Suggestion, choice: Choice, form: ChoiceForm) -> ResponseReturnValue:
    program_id = UUID(key) if KEY.fullmatch(key := form.program.data or "") else None
    answer = answer_of(choice.decision, choice.headcount)
    flash(
        _("已保存：%(position)s，%(answer)s", position=suggestion.facts["demand"]["position"], answer=answer), "success"
    )
    if request.form.get("then") == "stay":
        return redirect(url_for("suggestions.show", suggestion_id=suggestion.id, program=program_id), code=303)
    filters = QueueFilters(service.round_of(session(), suggestion).id, program_id=program_id)
    following = queue.next_open(session(), actor(), suggestion, filters)
    if following is not None:
        return redirect(url_for("suggestions.show", suggestion_id=following, program=program_id), code=303)
    flash(_("这里的建议都已处理完"), "success")
    return redirect(url_for("suggestions.index", round=filters.round_id, program=program_id), code=303)


def _key(name: str) -> UUID | None:
    text = request.args.get(name, "")
    return UUID(text) if KEY.fullmatch(text) else None
