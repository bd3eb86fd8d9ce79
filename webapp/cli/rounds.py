"""`zhiqiao rounds`: look at rounds and run them, from scripts."""

from datetime import date

import click
from sqlmodel import col, select

from webapp.cli.database import transaction
from webapp.cli.refusal import Refusal
from webapp.models import MatchingRound
from webapp.release import VERSION
from webapp.services import runs
from webapp.services.errors import DomainError
from webapp.services.rounds import count_posts

REASONS = {
    "run_needs_freeze": ("该轮次尚未冻结，不能测算。", "The round is not frozen, so it cannot be run."),
    "run_active": ("该轮次已有测算在进行。", "A run of this round is under way already."),
    "round_empty": ("该轮次没有可测算的需求或培养能力。", "The round has no demands or no offerings to run on."),
}


@click.group()
def rounds() -> None:
    """List matching rounds and queue their runs."""


@rounds.command("list")
def list_rounds() -> None:
    """List the rounds with their phase and what they hold."""
    with transaction() as session:
        for round_ in session.exec(select(MatchingRound).order_by(col(MatchingRound.code))):
            counts = count_posts(session, round_)
            held = f"{counts.demands} demands, {counts.offerings} offerings"
            click.echo(f"{round_.code}  {round_.status.value:12} {held:32} {round_.title}")


@rounds.command()
@click.argument("code")
def run(code: str) -> None:
    """Queue a run of the frozen round CODE; the worker computes it."""
    with transaction() as session:
        round_ = session.exec(select(MatchingRound).where(MatchingRound.code == code)).first()
        if round_ is None:
            raise Refusal(f"没有编号为 {code} 的轮次。", f"There is no round {code}.")
        try:
            queued = runs.queue_run(session, round_, library_version=VERSION, today=date.today(), by=None)
        except DomainError as error:
            raise Refusal(*REASONS.get(error.code, (error.code, error.code))) from None
    click.echo(f"run {queued.number} of {code} is queued")
