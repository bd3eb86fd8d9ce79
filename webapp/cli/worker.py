"""`zhiqiao worker`: the process that computes runs, checks long lists and sends mail."""

import signal
from datetime import datetime, timedelta

import click
from sqlmodel import Session, col, func, select

from webapp import create_app
from webapp.cli.database import open_engine, transaction
from webapp.cli.output import json_option, print_json, print_table
from webapp.cli.refusal import Refusal, read_settings
from webapp.clock import now
from webapp.jobs.compiling import Preparation, keep_compiled_code
from webapp.jobs.run_handler import handlers
from webapp.jobs.supervision import end_with_parent
from webapp.jobs.turns import loops
from webapp.jobs.worker import Worker
from webapp.models import Job
from webapp.models.kernel.enums import JobState
from webapp.models.notices.enums import MailState
from webapp.services.notices import notice_mail, outbox
from webapp.web.accounts.letters import invitation_worder
from webapp.web.notices.words import notice_worder

PATIENCE = timedelta(minutes=1)  # how long work may wait before somebody should look


@click.group(invoke_without_command=True)
@click.option("--parent", type=int, default=0, hidden=True, help="End when this process has ended.")
@click.pass_context
def worker(context: click.Context, parent: int) -> None:
    """Compute queued runs, remind people and send mail.

    Without a command it works until told to stop. `zhiqiao serve` keeps one worker running beside itself; where
    ZHIQIAO_WITH_WORKER=0, run it as a service of its own.

    \b
      zhiqiao worker run
      zhiqiao worker status --json
    """
    if context.invoked_subcommand is None:
        _run(parent)


@worker.command()
@click.option("--once", is_flag=True, help="Do what waits now, then end.")
def run(once: bool) -> None:
    """Work until told to stop by SIGTERM or Ctrl-C; what is under way goes back to the queue."""
    _run(0, once=once)


@worker.command()
@json_option
def status(as_json: bool) -> None:
    """Tell what waits, what is under way and what has failed; exit 1 where work waits with nobody at it."""
    with transaction() as session:
        queue = queue_status(session)
    if as_json:
        print_json(queue)
    else:
        print_table([name.replace("_", " "), "-" if value is None else value] for name, value in queue.items())
    if queue["stalled"]:
        raise Refusal("有任务在等待，但没有工作进程在处理。", "Work is waiting and no worker is at it.")


def queue_status(session: Session) -> dict[str, object]:
    """Return how many jobs and mails wait, run or have failed, and whether nobody works although somebody should."""
    moment = now()
    counted = dict(session.exec(select(Job.state, func.count()).group_by(col(Job.state))).all())
    oldest = session.exec(select(func.min(Job.created_at)).where(Job.state == JobState.QUEUED)).one()
    alive = select(func.count()).where(Job.state == JobState.RUNNING, col(Job.lease_until) >= moment)
    working = session.exec(alive).one()
    lost = session.exec(
        select(func.count()).where(Job.state == JobState.RUNNING, col(Job.lease_until) < moment - PATIENCE)
    ).one()
    waits = isinstance(oldest, datetime) and oldest < moment - PATIENCE
    mails = outbox.count_mails(session)
    return {
        "queued": counted.get(JobState.QUEUED, 0),
        "running": working,
        "lost": lost,
        "failed": counted.get(JobState.FAILED, 0),
        "oldest_queued_at": oldest,
        "mails_waiting": mails[MailState.WAITING] + mails[MailState.SENDING],
        "mails_failing": outbox.count_failing(session),
        "mails_given_up": mails[MailState.GIVEN_UP],
        "notices_set_aside": notice_mail.count_unmailable(session),
        "stalled": not working and (waits or lost > 0),
    }


def _run(parent: int, *, once: bool = False) -> None:
    settings = read_settings()
    keep_compiled_code(settings)
    engine = open_engine(settings)
    app = create_app(settings)
    word = notice_worder(app)
    doing = handlers(cluster=settings.cluster, word_invitation=invitation_worder(app))
    working = Worker(engine, settings, doing, loops=(*loops(engine, settings, word), Preparation(engine).loop()))
    if once:
        working.run_until_idle()
        engine.dispose()
        return
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, working.stop)
    if parent:
        end_with_parent(parent, working.stop)
    working.run_forever()
    engine.dispose()
