"""`zhiqiao rounds`: look at rounds, move them on and run them, from scripts."""

import time

import click
from sqlmodel import Session, col, select

from webapp.cli.database import open_engine, transaction
from webapp.cli.output import json_option, print_json, print_table, refusal_of, tell
from webapp.cli.refusal import Refusal, read_settings
from webapp.jobs.run_handler import handlers
from webapp.jobs.worker import Worker
from webapp.models import MatchingRound, RoundStep, Run
from webapp.models.runs.enums import RunState
from webapp.release import VERSION
from webapp.services.kernel.errors import DomainError
from webapp.services.process import long_steps
from webapp.services.process.adopting import adopt_run
from webapp.services.rounds import rounds as round_service
from webapp.services.rounds.rounds import count_posts
from webapp.services.runs import runs

SENTENCES = {
    "run_needs_freeze": ("该轮次尚未冻结，不能测算。", "The round is not frozen, so it cannot be run."),
    "run_active": ("该轮次已有测算在进行。", "A run of this round is under way already."),
    "run_not_active": ("这次测算已经结束。", "This run has ended already."),
    "run_not_done": ("这次测算没有完成，不能采用。", "This run is not done, so it cannot be adopted."),
    "run_already_adopted": ("这次测算已经采用。", "This run is adopted already."),
    "run_before_freeze": (
        "这次测算在最近一次冻结之前，请重新测算。",
        "This run is older than the last freeze; run again.",
    ),
    "round_empty": ("该轮次没有可测算的需求或培养能力。", "The round has no demands or no offerings to run on."),
    "round_step_impossible": ("该轮次现在不能这样做。", "The round is not in the phase for this."),
    "round_step_under_way": ("该轮次的上一步还在后台进行。", "A step of this round is under way already."),
    "changed_meanwhile": (
        "处理期间轮次的内容一再变动，请稍后再试。",
        "The round kept changing while this was computed; try again later.",
    ),
    "step_broken": ("处理出错，这一步没有进行。", "Something went wrong; the step was not taken."),
    "step_unfinished": (
        "轮次已进入下一阶段，但后续处理没有做完，请在轮次页面接着做。",
        "The round has moved on, but what follows was not finished; go on from the page of the round.",
    ),
    "round_has_begun": ("已经邀请单位或收到填报，不能退回草稿。", "Somebody has been invited or has handed in a post."),
    "round_has_answers": ("已有单位选择，不能退回。", "Somebody has answered, so choosing cannot be taken back."),
    "run_loses_answers": (
        "有已作出的选择不在这次测算里，请重新测算。",
        "Answers of both sides are not in this run; run again.",
    ),
    "run_not_adopted": ("还没有采用任何一次测算。", "No run of the round is adopted."),
    "run_without_suggestions": ("采用的测算没有建议。", "The adopted run has no suggestions."),
}
STEPS = {
    "open": "Open the draft round CODE: posts are collected.",
    "freeze": "Freeze the round CODE: its posts and code tables stand as they are, and it can be run.",
    "thaw": "Take the freeze of the round CODE back: posts can be changed again.",
    "choose": "Show the adopted suggestions of the round CODE to both sides, who choose.",
    "recall": "Take the opening of the round CODE back, as long as nobody has been invited or has handed anything in.",
    "release": "Take the adoption of a run of the round CODE back: the round is frozen, no run is adopted.",
    "hold": "Take the opening of choosing in the round CODE back, as long as nobody has answered.",
    "adjudicate": "End choosing in the round CODE: what both sides have accepted is dealt out.",
    "publish": "Publish the results of the round CODE.",
    "close": "Close the round CODE after its notice period.",
}
POLL_SECONDS = 0.5


@click.group()
def rounds() -> None:
    """Look at matching rounds and run them.

    \b
      zhiqiao rounds list
      zhiqiao rounds freeze R20271-01
      zhiqiao rounds run R20271-01 --wait && zhiqiao rounds adopt R20271-01
      zhiqiao rounds choose R20271-01
      zhiqiao rounds show R20271-01 --json
    """


@rounds.command("list")
@json_option
def list_rounds(as_json: bool) -> None:
    """List the rounds with their phase and what they hold."""
    with transaction() as session:
        rows = [
            _round_row(session, row) for row in session.exec(select(MatchingRound).order_by(col(MatchingRound.code)))
        ]
    if as_json:
        return print_json(rows)
    return print_table(
        [row["code"], row["status"], f"{row['demands']} demands, {row['offerings']} offerings", row["title"]]
        for row in rows
    )


@rounds.command()
@click.argument("code")
@json_option
def show(code: str, as_json: bool) -> None:
    """Show the round CODE with its runs, newest first."""
    with transaction() as session:
        round_ = find_round(session, code)
        all_runs = round_service.runs_of(session, round_)
        counted = runs.count_suggestions(session, [run.id for run in all_runs])
        listed = [_run_row(run, counted.get(run.id, 0)) for run in all_runs]
        round_row = _round_row(session, round_)
    if as_json:
        return print_json({**round_row, "runs": listed})
    for name in ("code", "title", "term", "status", "demands", "offerings", "places_asked", "seats"):
        click.echo(f"{name:14}{round_row[name]}")
    for run in listed:
        done = f"{run['pairs_done']} of {run['pairs_total']} pairs, {run['suggestions']} suggestions"
        click.echo(f"run {run['number']:<10}{run['state']}, {done}{', adopted' if run['adopted'] else ''}")
    return None


@rounds.command("run")
@click.argument("code")
@click.option("--wait", is_flag=True, help="Stay until it has ended, with progress; exit 1 where it found nothing.")
@click.option(
    "--patience", type=click.IntRange(min=1), default=3600, show_default=True, help="Seconds to wait at most."
)
def run_round(code: str, wait: bool, patience: int) -> None:
    """Queue a run of the frozen round CODE; the worker computes it."""
    with transaction() as session:
        round_ = find_round(session, code)
        try:
            queued = runs.queue_run(session, round_, library_version=VERSION, by=None)
        except DomainError as error:
            raise refusal_of(error, SENTENCES) from None
    click.echo(f"run {queued.number} of {code} is queued")
    if wait:
        _follow(code, queued.number, patience)


@rounds.command()
@click.argument("code")
@click.argument("number", type=int, required=False)
def stop(code: str, number: int | None) -> None:
    """Stop the run NUMBER of the round CODE, the one that is under way where none is given."""
    with transaction() as session:
        round_ = find_round(session, code)
        run = round_service.active_run(session, round_) if number is None else _find_run(session, round_, number)
        try:
            if run is None:
                raise DomainError("run_not_active")
            runs.stop_run(session, run, by=None)
        except DomainError as error:
            raise refusal_of(error, SENTENCES) from None
    click.echo(f"run {run.number} of {code} is told to stop")


@rounds.command()
@click.argument("code")
@click.argument("number", type=int, required=False)
def adopt(code: str, number: int | None) -> None:
    """Make the run NUMBER the one whose suggestions the round CODE shows, the last done one where none is given."""
    with transaction() as session:
        round_ = find_round(session, code)
        all_runs = round_service.runs_of(session, round_)
        done = next((run for run in all_runs if run.state is RunState.DONE), None)
        run = done if number is None else _find_run(session, round_, number)
        try:
            if run is None:
                raise DomainError("run_not_done")
            adopt_run(session, run, by=None)
        except DomainError as error:
            raise refusal_of(error, SENTENCES) from None
    click.echo(f"run {run.number} of {code} is adopted")


def _step(name: str, explained: str) -> click.Command:
    @click.command(name, help=explained)
    @click.argument("code")
    def command(code: str) -> None:
        with transaction() as session:
            round_ = find_round(session, code)
            try:
                asked = long_steps.ask_for(session, round_, name, seen_version=round_.version, by=None)
            except DomainError as error:
                raise refusal_of(error, SENTENCES) from None
        if asked is not None:
            _take(asked)
        with transaction() as session:
            click.echo(f"{code} is now {find_round(session, code).status.value}")

    return command


for _name, _explained in STEPS.items():
    rounds.add_command(_step(_name, _explained))


def _take(asked: RoundStep) -> None:
    """Take a step that is queued, or wait for the worker that was faster; refuse where it is refused."""
    settings = read_settings()
    engine = open_engine(settings)
    working = Worker(engine, settings, handlers(cluster=settings.cluster))
    try:
        while True:
            working.run_one(asked.job_id)
            with Session(engine) as session:
                stands = session.get_one(RoundStep, asked.id)
            if not stands.is_active:
                break
            time.sleep(POLL_SECONDS)
    finally:
        engine.dispose()
    if stands.error:
        raise refusal_of(DomainError(stands.error, **stands.facts), SENTENCES)


def find_round(session: Session, code: str) -> MatchingRound:
    """Return the round with a code, or refuse."""
    round_ = session.exec(select(MatchingRound).where(MatchingRound.code == code)).first()
    if round_ is None:
        raise Refusal(f"没有编号为 {code} 的轮次。", f"There is no round {code}.")
    return round_


def _find_run(session: Session, round_: MatchingRound, number: int) -> Run:
    run = session.exec(select(Run).where(Run.round_id == round_.id, Run.number == number)).first()
    if run is None:
        raise Refusal(f"轮次 {round_.code} 没有第 {number} 次测算。", f"The round {round_.code} has no run {number}.")
    return run


def _follow(code: str, number: int, patience: int) -> None:
    """Tell how far a run is until it has ended; refuse where it has not found anything."""
    end, last_share = time.monotonic() + patience, ""
    while True:
        with transaction() as session:
            run = _find_run(session, find_round(session, code), number)
            state, done, total, error = run.state, run.pairs_done, run.pairs_total, run.error
        share = f"{state.value}: {done} of {total} pairs"
        if share != last_share:
            tell(share)
            last_share = share
        if state is RunState.DONE:
            return
        if state in (RunState.FAILED, RunState.CANCELLED):
            raise Refusal(
                f"测算没有完成：{error or state.value}", f"The run has not been completed: {error or state.value}"
            )
        if time.monotonic() > end:
            raise Refusal("等待超时，测算仍在排队或进行。", "Waited long enough; the run is still queued or under way.")
        time.sleep(POLL_SECONDS)


def _round_row(session: Session, round_: MatchingRound) -> dict[str, object]:
    counts = count_posts(session, round_)
    return {
        "code": round_.code,
        "title": round_.title,
        "term": round_.term,
        "status": round_.status.value,
        "demands": counts.demands,
        "places_asked": counts.places_asked,
        "offerings": counts.offerings,
        "seats": counts.seats,
    }


def _run_row(run: Run, suggestions: int) -> dict[str, object]:
    return {
        "number": run.number,
        "state": run.state.value,
        "pairs_done": run.pairs_done,
        "pairs_total": run.pairs_total,
        "suggestions": suggestions,
        "adopted": run.is_adopted,
        "queued_at": run.queued_at,
        "ended_at": run.ended_at,
        "error": run.error,
    }
