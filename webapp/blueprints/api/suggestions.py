"""Suggestions that the caller may see by now, and, for coordinators, all that a run found."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from pydantic import Field

from webapp.blueprints.api.root import bp
from webapp.models import Choice, MatchingRound, Run, Suggestion
from webapp.models.accounts.enums import Role
from webapp.models.choosing.enums import Decision, DeclineReason
from webapp.models.kernel.enums import Side
from webapp.policies import Permission, can
from webapp.services.choosing import queue
from webapp.services.choosing import suggestions as service
from webapp.services.choosing.queue import QueueFilters, SuggestionFilters
from webapp.services.runs.results import choices_of, suggestions_of
from webapp.web.api.lists import in_order_of_score
from webapp.web.api.operations import Answer, operation
from webapp.web.api.queries import ListQuery
from webapp.web.api.wire import Shown, page_of
from webapp.web.kernel.db import session
from webapp.web.kernel.guards import conceal, permits
from webapp.web.kernel.identity import actor


class ChoiceShown(Shown):
    """A side's answer; its reason is for the side and for coordinators, its private note for the side alone."""

    side: Side
    decision: Decision
    headcount: int
    rank: int | None
    on_behalf: bool
    evidence: str | None = None
    handed_to_id: UUID | None = None
    reason: DeclineReason | None = None
    note_public: str
    note_private: str | None = None
    decided_at: datetime
    version: int


class SuggestionShown(Shown):
    """A scored pair: `facts` are both posts as they were frozen, `explanation` adds up to the score.

    `choice` is the answer of the caller's own side; `choices` are all that the caller may know: the other side's
    only once results are published.
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
    choices: list[ChoiceShown] = Field(default_factory=list)


SuggestionPage = page_of(SuggestionShown)


class SuggestionQuery(SuggestionFilters, ListQuery):
    """What a list of suggestions is narrowed to."""


@bp.get("/rounds/<uuid:round_id>/suggestions")
@permits(Permission.SUGGESTION_LIST, round=MatchingRound)
@operation(_l("列出一个轮次里与本单位有关的建议"), answer=SuggestionPage, query=SuggestionQuery)
def list_suggestions(round: MatchingRound, query: SuggestionQuery) -> Answer:  # noqa: A002
    """List the round's suggestions that concern the caller, best first; none before choosing begins."""
    if not can(actor(), Permission.ROUND_VIEW, round):
        conceal(round)
    filters = QueueFilters(round=round.id, q=query.q, program=query.program, demand=query.demand, state=query.state)
    rows, following = in_order_of_score(query, queue.queue_query(session(), actor(), filters), Suggestion)
    return Answer(SuggestionPage(items=_suggestions_shown(rows), next=following))


@bp.get("/runs/<uuid:run_id>/suggestions")
@permits(Permission.ROUND_RUN, run=Run)
@operation(_l("列出一次测算的全部建议"), answer=SuggestionPage, query=ListQuery)
def list_suggestions_of_run(run: Run, query: ListQuery) -> Answer:
    """List what the run suggests, best first."""
    rows, following = in_order_of_score(query, suggestions_of(run), Suggestion)
    return Answer(SuggestionPage(items=_suggestions_shown(rows), next=following))


@bp.get("/suggestions/<uuid:suggestion_id>")
@permits(Permission.SUGGESTION_VIEW, suggestion=Suggestion)
@operation(_l("查看一条建议，连同得分说明和意见"), answer=SuggestionShown, versioned=True)
def show_suggestion(suggestion: Suggestion) -> Answer:
    """Show a suggestion; its ETag is that of the answer, to be sent back with another answer."""
    if not service.is_shown(session(), suggestion, actor()):
        conceal(suggestion)
    return suggestion_answer(suggestion)


def suggestion_answer(suggestion: Suggestion) -> Answer:
    """Return a suggestion as an answer whose version is that of the choice of the caller's side."""
    side = service.side_of(actor()) or Side.SCHOOL
    choice = service.choice_of(session(), suggestion, side)
    return Answer(_suggestions_shown([suggestion])[0], version=choice.version if choice is not None else 0)


def _suggestions_shown(suggestions: list[Suggestion]) -> list[SuggestionShown]:
    known = {side: choices_of(session(), suggestions, side) for side in Side}
    runs = {row.run_id: service.round_of(session(), row) for row in {row.run_id: row for row in suggestions}.values()}
    own = service.side_of(actor()) or Side.SCHOOL
    entries = []
    for suggestion in suggestions:
        values: dict[str, Any] = suggestion.model_dump()
        round_ = runs[suggestion.run_id]
        answers = {
            side: _choice_shown(choices[suggestion.id])
            for side, choices in known.items()
            if suggestion.id in choices and service.may_know(actor(), side, round_)
        }
        values |= {"choice": answers.get(own), "choices": list(answers.values())}
        entries.append(SuggestionShown.model_validate(values))
    return entries


def _choice_shown(choice: Choice) -> dict[str, Any]:
    values: dict[str, Any] = choice.model_dump()
    is_own = choice.side is service.side_of(actor())
    if not is_own:
        values.pop("note_private")
        values.pop("handed_to_id")
    if not is_own and actor().role is not Role.COORDINATOR:
        values.pop("reason")
        values.pop("evidence")
    return values
