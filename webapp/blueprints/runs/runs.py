"""Runs: started, watched, stopped, looked through, adopted."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.clock import now
from webapp.models import MatchingRound, Run
from webapp.models.runs.enums import RunState
from webapp.models.runs.run_input import RunInput
from webapp.policies import Permission
from webapp.release import VERSION
from webapp.services.process.adopting import adopt_run
from webapp.services.rounds import rounds
from webapp.services.runs import compare as run_compare
from webapp.services.runs import preview, results, runs
from webapp.services.runs import rules as run_rules
from webapp.services.runs.results import ResultFilters
from webapp.services.runs.snapshots import Draft
from webapp.web.kernel.db import reading, session
from webapp.web.kernel.guards import permits, wants_fragment, writes
from webapp.web.kernel.identity import actor
from webapp.web.kernel.lists import Page, page_number, page_or_file
from webapp.web.kernel.once import new_form_key, once
from webapp.web.kernel.query import asked
from webapp.web.rounds import view as round_view
from webapp.web.runs.forms import RunForm, values_of
from webapp.web.runs.lists import change_list, left_list, result_list
from webapp.web.words.criteria import HARD_RULES

bp = Blueprint("runs", __name__)
PER_PAGE = 10  # posts, each with its suggestions


@bp.post("/rounds/<uuid:round_id>/runs")
@permits(Permission.ROUND_RUN, round=MatchingRound)
@writes
def start(round: MatchingRound) -> ResponseReturnValue:  # noqa: A002
    """Queue a run by the rules of the round."""
    return _queue(round, None, request.form.get("form_key"))


def _queue(round_: MatchingRound, trial: RunInput | None, form_key: str | None) -> ResponseReturnValue:
    """Queue a run once, and lead to where it is watched; the posts are written down before anybody has to wait."""
    with reading() as apart:
        draft = runs.prepare(apart, round_.id, library_version=VERSION)
    return once(form_key, lambda: _queued(round_, trial, draft))


def _queued(round_: MatchingRound, trial: RunInput | None, draft: Draft | None) -> str:
    run = runs.queue_run(session(), round_, library_version=VERSION, trial=trial, draft=draft, by=actor())
    flash(_("第 %(number)s 次测算已排队", number=run.number), "success")
    return url_for("rounds.show", round_id=round_.id, _anchor="runs")


def _trial(round_: MatchingRound, form: RunForm, trial: RunInput | None, template: str) -> str:
    """Draw the rules of a trial with its preview: over the run that stands, or the newest one."""
    listed = [run for run in rounds.runs_of(session(), round_) if run.state is RunState.DONE]
    base_run = next((run for run in listed if run.is_adopted), next(iter(listed), None))
    rules = run_rules.terms_of(session(), round_, trial)
    lines = preview.preview(session(), base_run, rules) if base_run and not form.errors else []
    return render_template(
        template,
        round=round_,
        form=form,
        shown=base_run,
        lines=lines,
        may_run=round_.status in runs.RUNNABLE and rounds.active_run(session(), round_) is None,
        start_key=new_form_key(),
        hard_rules=HARD_RULES,
        min_score=rules["min_score"],
    )


@bp.get("/rounds/<uuid:round_id>/runs/new")
@permits(Permission.ROUND_RUN, round=MatchingRound)
def new(round: MatchingRound) -> ResponseReturnValue:  # noqa: A002
    """Show the rules of a trial, and what they would do to twenty pairs of a run that there is."""
    asked = "min_score" in request.args
    form = RunForm(formdata=request.args if asked else None, data=values_of(round), meta={"csrf": False})
    trial = form.into(RunInput) if asked else None
    drawn = _trial(round, form, trial, "runs/_trial.html" if wants_fragment() else "runs/new.html")
    return (drawn, 422) if asked and trial is None and not wants_fragment() else drawn


@bp.post("/rounds/<uuid:round_id>/runs/new")
@permits(Permission.ROUND_RUN, round=MatchingRound)
@writes
def start_trial(round: MatchingRound) -> ResponseReturnValue:  # noqa: A002
    """Queue a run by the rules of a trial."""
    form = RunForm()
    if (data := form.into(RunInput)) is None:
        return _trial(round, form, None, "runs/new.html"), 422
    return _queue(round, data, form.form_key.data)


@bp.get("/rounds/<uuid:round_id>/runs")
@permits(Permission.ROUND_RUN, round=MatchingRound)
def compare(round: MatchingRound) -> ResponseReturnValue:  # noqa: A002
    """Show the runs side by side, and who gains and who loses from one to another."""
    listed = run_compare.comparable(rounds.runs_of(session(), round))
    by_number = {str(run.number): run for run in listed}
    adopted = next((run for run in listed if run.is_adopted), None)
    after = by_number.get(request.args.get("run", "")) or next(iter(listed), None)
    others = [run for run in listed if run is not after]
    before = by_number.get(request.args.get("with", "")) or (adopted if adopted in others else next(iter(others), None))
    side = "offering" if request.args.get("by") == "offering" else "demand"
    comparison = (
        run_compare.compare_runs(session(), before, after, side) if before and after and before != after else None
    )

    def draw(page: Page) -> str:
        return render_template(
            "runs/compare.html",
            round=round,
            lines=round_view.run_lines(listed),
            before=before,
            after=after,
            side=side,
            found=comparison,
            page=page,
        )

    if comparison is None or before is None or after is None:
        return draw(Page([], 0, page_number(), PER_PAGE))
    return page_or_file(change_list(round, comparison.posts, before, after, of_demands=side == "demand"), draw)


@bp.get("/runs/<uuid:run_id>")
@permits(Permission.ROUND_RUN, run=Run)
def show(run: Run) -> ResponseReturnValue:
    """Show what a run found, from either side, and what it left over."""
    side = request.args.get("by", "")
    view = side if side in (*results.SIDES, "left") else "demand"
    filters, left = asked(ResultFilters), results.count_unmatched(session(), run)

    def draw(page: Page) -> str:
        return render_template(
            "runs/show.html",
            run=run,
            round=rounds.round_of(session(), run),
            view=view,
            filters=filters,
            page=page,
            left=left,
            found=runs.count_suggestions(session(), [run.id]).get(run.id, 0),
            matching=results.count_found(session(), run, filters) if filters.any and view != "left" else None,
            schools=results.schools_of(session(), run) if view != "left" else [],
            enterprises=results.enterprises_of(session(), run) if view != "left" else [],
            failure=round_view.failure(run),
            percent=round_view.percent_done(run),
            left_time=round_view.time_left(run, now()) if run.is_active else "",
            form_key=new_form_key(),
        )

    if view == "left":
        kind = "offering" if request.args.get("kind") == "offering" else "demand"
        return page_or_file(left_list(run, kind, left[kind]), draw)
    return page_or_file(result_list(run, view, filters), draw)


@bp.get("/runs/<uuid:run_id>/progress")
@permits(Permission.ROUND_RUN, run=Run)
def progress(run: Run) -> ResponseReturnValue:
    """Show how far a run is; once it is over, the page that watches it is drawn anew."""
    drawn = render_template(
        "runs/_progress.html",
        run=run,
        percent=round_view.percent_done(run),
        left_time=round_view.time_left(run, now()) if run.is_active else "",
    )
    return drawn, {} if run.is_active else {"HX-Refresh": "true"}


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
    adopt_run(session(), run, by=actor())
    flash(_("已采用第 %(number)s 次测算", number=run.number), "success")
    return _to_round(run)


def _to_round(run: Any) -> ResponseReturnValue:
    return redirect(url_for("rounds.show", round_id=run.round_id, _anchor="runs"), code=303)
