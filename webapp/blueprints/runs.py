"""Runs: started, watched, stopped, looked through, adopted."""

import re
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.models import MatchingRound, Run
from webapp.models.base import now
from webapp.policies import Permission
from webapp.release import VERSION
from webapp.services import run_results, runs
from webapp.services.run_results import ResultFilters
from webapp.web import exports, round_view
from webapp.web.db import session
from webapp.web.downloads import wanted_format
from webapp.web.guards import permits, writes
from webapp.web.i18n import SHANGHAI
from webapp.web.identity import actor
from webapp.web.paging import Page, page_number
from webapp.web.taken_forms import new_form_key, once
from webapp.web.unmatched_words import left_over

bp = Blueprint("runs", __name__)
PER_PAGE = 10  # posts, each with its suggestions
KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
POINTS = re.compile(r"[0-9]{1,3}", re.ASCII)


@bp.post("/rounds/<uuid:round_id>/runs")
@permits(Permission.ROUND_RUN, round=MatchingRound)
@writes
def start(round: MatchingRound) -> ResponseReturnValue:  # noqa: A002
    """Queue a run."""

    def make() -> str:
        run = runs.queue_run(
            session(), round, library_version=VERSION, today=now().astimezone(SHANGHAI).date(), by=actor()
        )
        flash(_("第 %(number)s 次测算已排队", number=run.number), "success")
        return url_for("rounds.show", round_id=round.id, _anchor="runs")

    return once(request.form.get("form_key"), make)


@bp.get("/runs/<uuid:run_id>")
@permits(Permission.ROUND_RUN, run=Run)
def show(run: Run) -> ResponseReturnValue:
    """Show what a run found, from either side, and what it left over."""
    side = request.args.get("by", "")
    view = side if side in (*run_results.SIDES, "left") else "demand"
    filters = ResultFilters(
        words=request.args.get("q", "").replace("\x00", "").strip()[:60],
        school_id=_key("school"),
        enterprise_id=_key("enterprise"),
        min_score=_points("min_score"),
    )
    if wanted := wanted_format():
        return _file(run, view, filters, wanted)
    number = page_number()
    left = run_results.count_unmatched(session(), run)
    return render_template(
        "runs/show.html",
        run=run,
        round=session().get_one(MatchingRound, run.round_id),
        view=view,
        filters=filters,
        page=_page(run, view, filters, number, left),
        left=left,
        found=runs.count_suggestions(session(), [run.id]).get(run.id, 0),
        matching=run_results.count_found(session(), run, filters) if filters.any and view != "left" else None,
        schools=run_results.schools_of(session(), run) if view != "left" else [],
        enterprises=run_results.enterprises_of(session(), run) if view != "left" else [],
        failure=round_view.failure(run),
        percent=round_view.percent_done(run),
        left_time=round_view.time_left(run, now()) if run.is_active else "",
        form_key=new_form_key(),
    )


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


def _file(run: Run, view: str, filters: ResultFilters, wanted: str) -> ResponseReturnValue:
    title = session().get_one(MatchingRound, run.round_id).title
    if view == "left":
        side = "offering" if request.args.get("kind") == "offering" else "demand"
        return exports.unmatched_file(wanted, run, title, side)
    organisations = (*run_results.schools_of(session(), run), *run_results.enterprises_of(session(), run))
    named = {row.id: row.name for row in organisations}
    told = [filters.words, *(named.get(key, "") for key in (filters.school_id, filters.enterprise_id) if key)]
    if filters.min_score is not None:
        told.append(_("得分不低于 %(points)s", points=filters.min_score))
    return exports.results_file(wanted, run, title, view, filters, [text for text in told if text])


def _page(run: Run, view: str, filters: ResultFilters, number: int, left: dict[str, int]) -> Page:
    offset = (number - 1) * PER_PAGE
    if view == "left":
        kind = "offering" if request.args.get("kind") == "offering" else "demand"
        rows = run_results.unmatched(session(), run, kind, offset=offset, limit=PER_PAGE)
        return Page([left_over(row) for row in rows], left[kind], number, PER_PAGE)
    groups, total = run_results.grouped(session(), run, view, filters, offset=offset, limit=PER_PAGE)
    return Page(groups, total, number, PER_PAGE)


def _key(name: str) -> UUID | None:
    text = request.args.get(name, "")
    return UUID(text) if KEY.fullmatch(text) else None


def _points(name: str) -> int | None:
    text = request.args.get(name, "").strip()
    return int(text) if POINTS.fullmatch(text) else None


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
