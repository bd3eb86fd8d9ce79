"""Rounds: listed, set up, led from phase to phase."""

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp import clock
from webapp.clock import now
from webapp.models import Conflict, MatchingRound, Run
from webapp.models.rounds.enums import AllocationMethod, RoundStatus
from webapp.models.rounds.round_input import DEFAULT_WEIGHTS, RoundInput
from webapp.models.runs.enums import RunState
from webapp.policies import Permission, can
from webapp.services.codes import search
from webapp.services.conflicts import conflicts
from webapp.services.conflicts.conflicts import ConflictFilters
from webapp.services.kernel.audit import history_of
from webapp.services.notices import reminders
from webapp.services.posts import freezing
from webapp.services.process import long_steps, phases
from webapp.services.rounds import co_hosts, invitations, late_posts, progress, rounds
from webapp.services.runs import results, snapshots
from webapp.services.seats import corrections
from webapp.web.imports.lists import demands_collected, offerings_collected
from webapp.web.kernel.acting import ALL, act
from webapp.web.kernel.db import session
from webapp.web.kernel.downloads import wanted_format
from webapp.web.kernel.guards import permits, writes
from webapp.web.kernel.i18n import language
from webapp.web.kernel.identity import actor
from webapp.web.kernel.lists import Page, page_or_file
from webapp.web.kernel.once import new_form_key
from webapp.web.kernel.query import version_sent, words_asked
from webapp.web.rounds import steps, view
from webapp.web.rounds.forms import RoundForm
from webapp.web.rounds.lists import round_list
from webapp.web.words.criteria import CRITERION_NAMES, HARD_RULES
from webapp.web.workbench.audit_words import history_lines

bp = Blueprint("rounds", __name__, url_prefix="/rounds")

MOST_CONFLICTS = 6
BUTTONS = ", ".join(step for step, line in phases.STEPS.items() if line.has_button)


@bp.get("")
@permits(Permission.ROUND_LIST)
def index() -> ResponseReturnValue:
    """List the rounds."""
    listed = rounds.list_rounds(session(), actor())
    if wanted := wanted_format():
        return round_list(listed).file(wanted)
    regions = search.region_names(session(), [row.region for row in listed], language())
    return render_template("rounds/index.html", rounds=listed, regions=regions)


@bp.get("/new")
@permits(Permission.ROUND_MAKE)
def new() -> ResponseReturnValue:
    """Show an empty form with usual dates and weights."""
    today = clock.today()
    usual = {
        "term": f"{today.year + 1}-1",
        "collect_from": today,
        "collect_until": today + timedelta(days=30),
        "choose_from": today + timedelta(days=33),
        "choose_until": today + timedelta(days=47),
        "min_score": 40,
        "top_per_demand": 5,
        "top_per_offering": 10,
        "max_ranks": 5,
        "cap_enterprise_pct": 100,
        "method": AllocationMethod.STABLE_ENTERPRISE.value,
        "adjudicate_until": today + timedelta(days=57),
        "notice_days": 5,
        **{f"weight_{name}": points for name, points in DEFAULT_WEIGHTS.items()},
    }
    return _edit(None, RoundForm(formdata=None, data=usual))


@bp.post("/new")
@permits(Permission.ROUND_MAKE)
@writes
def new_submit() -> ResponseReturnValue:
    """Set a round up."""
    return act(
        RoundForm(),
        RoundInput,
        lambda data: rounds.make_round(session(), data, by=actor()),
        page=partial(_edit, None),
        message=_("轮次已建立，核对后即可开始征集"),
        to=lambda made: url_for("rounds.show", round_id=made.id),
        makes=True,
        beside=ALL,
    )


@bp.get("/<uuid:round_id>")
@permits(Permission.ROUND_VIEW, round=MatchingRound)
def show(round: MatchingRound) -> ResponseReturnValue:  # noqa: A002
    """Show a round: phase, figures, runs side by side, results, history."""
    listed = rounds.runs_of(session(), round)
    leads = can(actor(), Permission.ROUND_RUN, round)
    may_name = can(actor(), Permission.ROUND_NAME_CO_HOSTS, round)
    adopted = next((run for run in listed if run.is_adopted), None)
    shown_run = adopted or next((run for run in listed if run.state is RunState.DONE), None)
    snapshot = snapshots.latest_snapshot(session(), round)
    collects = round.status is RoundStatus.COLLECTING
    notice = corrections.publication_of(session(), round) if leads else None
    notice_ends = notice.ends_on if notice else None
    chains = {row.slug: row for row in search.chains(session())} if leads and shown_run else {}
    return render_template(
        "rounds/show.html",
        round=round,
        phases=view.phases_of(round, snapshot, adopted),
        phase_number=view.phase_number(round),
        totals=view.totals_of(rounds.count_posts(session(), round), None if freezing.takes_posts(round) else shown_run),
        region=search.region_names(session(), [round.region], language()).get(round.region or "", ""),
        lines=view.run_lines(listed) if leads else [],
        newest=listed[0] if leads and listed else None,
        active=next((run for run in listed if run.is_active), None) if leads else None,
        adopted=adopted,
        shown=shown_run if leads else None,
        chain_lines=view.chain_lines(shown_run, chains) if leads and shown_run else [],
        spread_words=view.spread_words(shown_run) if leads and shown_run else "",
        left=results.count_unmatched(session(), shown_run) if leads and shown_run else {},
        progress=progress.progress_of(session(), adopted) if leads and adopted else [],
        agreed=progress.agreement_of(session(), adopted) if leads and adopted and round.chosen_at else None,
        due=view.due_words(reminders.due_step(round, clock.today(), notice_ends)) if leads else "",
        unsettled=conflicts.count_unsettled(session(), round) if leads and round.chosen_at else (0, 0),
        contested=_contested(round) if leads and round.status is RoundStatus.ADJUDICATING else [],
        guests=invitations.count_states(session(), round, today=clock.today()) if leads and collects else {},
        late=late_posts.count_late(session(), round, today=clock.today()) if leads and round.frozen_at else {},
        snapshot=snapshot,
        steps=steps.offers_of(round) if leads else [],
        step=steps.step_progress(rounds.last_step(session(), round.id)) if leads else None,
        leads=leads,
        may_co_host=co_hosts.may_be_named(session(), round) if may_name else None,
        criteria=CRITERION_NAMES,
        hard_rules=HARD_RULES,
        history=history_lines(history_of(session(), round, limit=12)) if leads else [],
        form_key=new_form_key(),
        today=clock.today(),
        **(_progress(listed[0]) if leads and listed else {}),
    )


@bp.get("/<uuid:round_id>/posts")
@permits(Permission.ROUND_RUN, round=MatchingRound)
def posts(round: MatchingRound) -> ResponseReturnValue:  # noqa: A002
    """List what the round has collected."""
    kind = "offerings" if request.args.get("kind") == "offerings" else "demands"
    words = words_asked()

    def draw(page: Page) -> str:
        return render_template(
            "rounds/posts.html",
            round=round,
            kind=kind,
            words=words,
            page=page,
            counts=rounds.count_posts(session(), round, today=clock.today()),
            may_return=freezing.takes_posts(round),
        )

    listed = offerings_collected if kind == "offerings" else demands_collected
    return page_or_file(listed(round, words), draw)


@bp.get("/<uuid:round_id>/edit")
@permits(Permission.ROUND_RUN, round=MatchingRound)
def edit(round: MatchingRound) -> ResponseReturnValue:  # noqa: A002
    """Show the form with the round's settings."""
    values = {**rounds.as_input(round), "version": round.version}
    return _edit(round, RoundForm(formdata=None, data=values))


@bp.post("/<uuid:round_id>/edit")
@permits(Permission.ROUND_RUN, round=MatchingRound)
@writes
def edit_submit(round: MatchingRound) -> ResponseReturnValue:  # noqa: A002
    """Store the round's settings; they affect later runs only."""
    return act(
        RoundForm(),
        RoundInput,
        lambda data: rounds.edit_round(session(), round, data, seen_version=version_sent(), by=actor()),
        page=partial(_edit, round),
        message=_("轮次设置已保存；改动只影响之后的测算"),
        to=url_for("rounds.show", round_id=round.id),
        beside=ALL,
    )


def _edit(round_: MatchingRound | None, form: RoundForm) -> str:
    return render_template("rounds/edit.html", form=form, round=round_)


@bp.post(f"/<uuid:round_id>/<any({BUTTONS}):step>")
@permits(Permission.ROUND_RUN, round=MatchingRound)
@writes
def take_step(round: MatchingRound, step: str) -> ResponseReturnValue:  # noqa: A002
    """Move the round on to another phase, or back where that is allowed."""
    asked = long_steps.ask_for(session(), round, step, seen_version=version_sent(), by=actor())
    words = steps.WORDS[step]
    flash(str(words.begun if asked is not None else words.message), "success")
    return _back(round.id)


@bp.get("/<uuid:round_id>/step")
@permits(Permission.ROUND_RUN, round=MatchingRound)
def step_progress(round: MatchingRound) -> ResponseReturnValue:  # noqa: A002
    """Show how far a step is that the worker takes; once it is over, the page that watches it is drawn anew."""
    asked = rounds.step_under_way(session(), round.id)
    drawn = render_template("rounds/_step.html", round=round, step=steps.step_progress(asked))
    return drawn, {} if asked is not None else {"HX-Refresh": "true"}


@bp.post("/<uuid:round_id>/step")
@permits(Permission.ROUND_RUN, round=MatchingRound)
@writes
def resume_step(round: MatchingRound) -> ResponseReturnValue:  # noqa: A002
    """Let the worker do what is left of a step."""
    asked = rounds.last_step(session(), round.id)
    if asked is None:
        abort(404)
    long_steps.resume(session(), asked)
    return _back(round.id)


def _progress(run: Run) -> dict[str, Any]:
    """Return what the newest run's progress shows."""
    return {
        "percent": view.percent_done(run),
        "left_time": view.time_left(run, now()) if run.is_active else "",
        "failure": view.failure(run),
    }


def _contested(round_: MatchingRound) -> list[Conflict]:
    """Return the conflicts that wait for a ruling, the greatest first."""
    waiting = ConflictFilters(state="open")
    return conflicts.find_conflicts(session(), round_, actor(), waiting, offset=0, limit=MOST_CONFLICTS)[0]


def _back(round_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("rounds.show", round_id=round_id), code=303)
