"""Suggestions that the caller may see by now, and, for coordinators, all that a run found."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from flask import abort
from flask_babel import lazy_gettext as _l

from webapp.blueprints.api.root import bp
from webapp.models import Choice, MatchingRound, Run, Suggestion
from webapp.models.enums import Decision, DeclineReason, Side
from webapp.policies import Permission, can
from webapp.services import suggestion_queue as queue
from webapp.services import suggestions as service
from webapp.services.run_lists import choices_of, suggestions_of
from webapp.services.suggestion_queue import QueueFilters
from webapp.web.api_lists import in_order_of_score
from webapp.web.api_operations import Answer, operation
from webapp.web.api_queries import ListQuery, Words
from webapp.web.api_wire import Shown, page_of
from webapp.web.db import session
from webapp.web.guards import permits
from webapp.web.identity import actor


class ChoiceShown(Shown):
    """A school's answer; the private note is the school's own."""

    decision: Decision
    headcount: int
    reason: DeclineReason | None
    note_public: str
    note_private: str | None = None
    decided_at: datetime
    version: int


class SuggestionShown(Shown):
    """A scored pair: `facts` are both posts as they were frozen, `explanation` adds up to the score.

    `choice` is the school's answer, left out for enterprises while both sides choose.
    """

    id: UUID
    run_id: UUID
    demand_id: UUID
    offering_id: UUID
    score: float
    coverage: float
    rank_for_demand: int
    rank_for_offering: int
    seats_suggested: int
    explanation: dict[str, Any]
    facts: dict[str, Any]
    choice: ChoiceShown | None = None


SuggestionPage = page_of(SuggestionShown)


class SuggestionQuery(ListQuery):
    """What a list of suggestions is narrowed to."""

    q: Words = ""
    program: UUID | None = None
    demand: UUID | None = None
    state: Literal["open", "accepted", "declined", "deferred"] | None = None


@bp.get("/rounds/<uuid:round_id>/suggestions")
@permits(Permission.SUGGESTION_LIST, round=MatchingRound)
@operation(_l("列出一个轮次里与本单位有关的建议"), answer=SuggestionPage, query=SuggestionQuery)
def list_suggestions(round: MatchingRound, query: SuggestionQuery) -> Answer:  # noqa: A002
    """List the round's suggestions that concern the caller, best first; none before choosing begins."""
    if not can(actor(), Permission.ROUND_VIEW, round):
        abort(404)
    filters = QueueFilters(round.id, query.program, query.demand, query.state or "", query.q)
    rows, following = in_order_of_score(query, queue.queue_query(actor(), filters), Suggestion)
    return Answer(SuggestionPage(items=_shown(rows), next=following))


@bp.get("/runs/<uuid:run_id>/suggestions")
@permits(Permission.ROUND_RUN, run=Run)
@operation(_l("列出一次测算的全部建议"), answer=SuggestionPage, query=ListQuery)
def list_suggestions_of_run(run: Run, query: ListQuery) -> Answer:
    """List what the run suggests, best first."""
    rows, following = in_order_of_score(query, suggestions_of(run), Suggestion)
    return Answer(SuggestionPage(items=_shown(rows), next=following))


@bp.get("/suggestions/<uuid:suggestion_id>")
@permits(Permission.SUGGESTION_VIEW, suggestion=Suggestion)
@operation(_l("查看一条建议，连同得分说明和意见"), answer=SuggestionShown, versioned=True)
def show_suggestion(suggestion: Suggestion) -> Answer:
    """Show a suggestion; its ETag is that of the answer, to be sent back with another answer."""
    if not service.is_shown(session(), suggestion, actor()):
        abort(404)
    return suggestion_answer(suggestion)


def suggestion_answer(suggestion: Suggestion) -> Answer:
    """Return a suggestion as an answer whose version is that of the school's choice."""
    choice = _known_choices([suggestion]).get(suggestion.id)
    return Answer(_shown([suggestion])[0], version=choice.version if choice is not None else 0)


def _shown(suggestions: list[Suggestion]) -> list[SuggestionShown]:
    choices = _known_choices(suggestions)
    knows = queue.sees_school_choices(actor())
    shown = []
    for suggestion in suggestions:
        values: dict[str, Any] = suggestion.model_dump()
        if knows:
            choice = choices.get(suggestion.id)
            values["choice"] = _choice_shown(choice, suggestion) if choice is not None else None
        shown.append(SuggestionShown.model_validate(values))
    return shown


def _known_choices(suggestions: list[Suggestion]) -> dict[UUID, Choice]:
    """Return the schools' answers, as far as the caller may know them."""
    return choices_of(session(), suggestions, Side.SCHOOL) if queue.sees_school_choices(actor()) else {}


def _choice_shown(choice: Choice, suggestion: Suggestion) -> dict[str, Any]:
    values: dict[str, Any] = choice.model_dump()
    if not can(actor(), Permission.SUGGESTION_CHOOSE, suggestion):
        values.pop("note_private")
    return values
