"""Runs: started, watched, stopped, looked through, adopted."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.models import MatchingRound, Run
from webapp.policies import Permission
from webapp.release import VERSION
from webapp.services import runs, suggestions
from webapp.web.db import session
from webapp.web.guards import permits, wants_fragment, writes
from webapp.web.identity import actor
from webapp.web.paging import Page, page_number
from webapp.web.taken_forms import once

bp = Blueprint("runs", __name__)
PER_PAGE = 50
FINISHED = 286  # htmx stops polling at this status


@bp.post("/rounds/<uuid:round_id>/runs")
@permits(Permission.ROUND_RUN, round=MatchingRound)
@writes
def start(round: MatchingRound) -> ResponseReturnValue:  # noqa: A002
    """Queue a run."""

    def make() -> str:
        run = runs.queue_run(session(), round, library_version=VERSION, today=date.today(), by=actor())
        flash(_("第 %(number)s 次测算已排队", number=run.number), "success")
        return url_for("rounds.show", round_id=round.id, _anchor="runs")

    return once(request.form.get("form_key"), make)


@bp.get("/runs/<uuid:run_id>")
@permits(Permission.ROUND_RUN, run=Run)
def show(run: Run) -> ResponseReturnValue:
    """Show what a run found; for htmx, its progress alone."""
    if wants_fragment():
        status = 200 if run.is_active else FINISHED
        return render_template("runs/_progress.html", run=run), status
    number = page_number()
    rows, total = suggestions.of_run(session(), run, offset=(number - 1) * PER_PAGE, limit=PER_PAGE)
    return render_template(
        "runs/show.html",
        run=run,
        round=session().get_one(MatchingRound, run.round_id),
        page=Page(rows, total, number, PER_PAGE),
        unmatched=suggestions.unmatched_of_run(session(), run),
    )


@bp.post("/runs/<uuid:run_id>/stop")
@permits(Permission.ROUND_RUN, run=Run)
@writes
def stop(run: Run) -> ResponseReturnValue:
    """Ask the run to stop."""
    runs.stop_run(session(), run, by=actor())
    flash(_("已要求停止，已有的结果不受影响"), "success")
    return _to_round(run)


@bp.post("/runs/<uuid:run_id>/adopt")
@permits(Permission.ROUND_RUN, run=Run)
@writes
def adopt(run: Run) -> ResponseReturnValue:
    """Make the run's suggestions those of the round."""
    runs.adopt_run(session(), run, by=actor())
    flash(_("已采用第 %(number)s 次测算", number=run.number), "success")
    return _to_round(run)


def _to_round(run: Any) -> ResponseReturnValue:
    return redirect(url_for("rounds.show", round_id=run.round_id, _anchor="runs"), code=303)
