"""Runs: started, watched and stopped by a coordinator."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import lazy_gettext as _l

from webapp.blueprints.api.root import bp
from webapp.models import MatchingRound, Run, UnmatchedPost
from webapp.models.accounts.enums import TokenScope
from webapp.models.runs.enums import RunState
from webapp.policies import Permission
from webapp.release import VERSION
from webapp.services.rounds import rounds
from webapp.services.runs import runs
from webapp.services.runs.results import left_over_of
from webapp.services.runs.snapshots import Draft
from webapp.web.api.lists import in_order_of_key
from webapp.web.api.operations import Answer, operation
from webapp.web.api.queries import ListQuery, part_after
from webapp.web.api.wire import Shown, page_of
from webapp.web.kernel.db import reading, session
from webapp.web.kernel.guards import permits, writes
from webapp.web.kernel.identity import actor
from webapp.web.rounds.view import percent_done


class RunShown(Shown):
    """A computation over a round's snapshot: `percent` tells how far it is, `metrics` what it found."""

    id: UUID
    round_id: UUID
    number: int
    state: RunState
    pairs_done: int
    pairs_total: int
    percent: int
    policy: dict[str, Any]
    metrics: dict[str, Any]
    error: str
    queued_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    adopted_at: datetime | None


class LeftOver(Shown):
    """A post that a run left without a suggestion, and why."""

    demand_id: UUID | None
    offering_id: UUID | None
    reason: str
    facts: dict[str, Any]


RunPage = page_of(RunShown)
LeftOverPage = page_of(LeftOver)


@bp.get("/rounds/<uuid:round_id>/runs")
@permits(Permission.ROUND_RUN, round=MatchingRound)
@operation(_l("列出一个轮次的测算"), answer=RunPage, query=ListQuery)
def list_runs(round: MatchingRound, query: ListQuery) -> Answer:  # noqa: A002
    """List the round's runs, newest first."""
    listed = rounds.runs_of(session(), round)
    piece, following = part_after(query, listed, [str(run.id) for run in listed])
    return Answer(RunPage(items=[_run_shown(run) for run in piece], next=following))


def _prepared(round: MatchingRound) -> Draft | None:  # noqa: A002
    """Write down what the run compares before the lock of writers is taken."""
    with reading() as apart:
        return runs.prepare(apart, round.id, library_version=VERSION)


@bp.post("/rounds/<uuid:round_id>/runs")
@permits(Permission.ROUND_RUN, round=MatchingRound)
@writes
@operation(_l("发起测算"), answer=RunShown, status=201, scope=TokenScope.RUNS, repeatable=True, prepares=_prepared)
def start_run(round: MatchingRound, prepared: Draft | None) -> Answer:  # noqa: A002
    """Queue a run over the round's posts as they were frozen; watch it at its address."""
    run = runs.queue_run(session(), round, library_version=VERSION, draft=prepared, by=actor())
    return Answer(_run_shown(run), location=url_for("api.show_run", run_id=run.id))


@bp.get("/runs/<uuid:run_id>")
@permits(Permission.ROUND_RUN, run=Run)
@operation(_l("查看一次测算的进度与结果"), answer=RunShown)
def show_run(run: Run) -> Answer:
    """Show how far a run is, and what it found."""
    return Answer(_run_shown(run))


@bp.post("/runs/<uuid:run_id>/stop")
@permits(Permission.ROUND_RUN, run=Run)
@writes
@operation(_l("停止测算"), answer=RunShown, scope=TokenScope.RUNS)
def stop_run(run: Run) -> Answer:
    """Ask a run to stop."""
    runs.stop_run(session(), run, by=actor())
    return Answer(_run_shown(run))


@bp.get("/runs/<uuid:run_id>/unmatched")
@permits(Permission.ROUND_RUN, run=Run)
@operation(_l("列出没有得到建议的需求和培养能力，以及原因"), answer=LeftOverPage, query=ListQuery)
def list_unmatched(run: Run, query: ListQuery) -> Answer:
    """List what the run left without a suggestion, and why."""
    rows, following = in_order_of_key(query, left_over_of(run), UnmatchedPost)
    return Answer(LeftOverPage(items=[LeftOver.model_validate(row) for row in rows], next=following))


def _run_shown(run: Run) -> RunShown:
    return RunShown.model_validate(run.model_dump() | {"percent": percent_done(run)})
