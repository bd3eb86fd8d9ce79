"""`zhiqiao mail`: what waits in the outbox, and what is to be sent again."""

from uuid import UUID

import click

from webapp.cli.database import transaction
from webapp.cli.output import json_option, print_json, print_table
from webapp.cli.refusal import Refusal
from webapp.models import OutboxMessage
from webapp.models.notices.enums import MailState
from webapp.services.notices import notice_mail, outbox

STATES = click.Choice([state.value for state in MailState])
NOT_SENT = (MailState.WAITING, MailState.SENDING, MailState.GIVEN_UP)


@click.group()
def mail() -> None:
    """List outgoing mail and send it again.

    A mail that does not leave is tried again after pauses that grow to an hour, for 26 hours; then it is given up.
    What has left is emptied at once and cannot be sent again.

    \b
      zhiqiao mail list
      zhiqiao mail list --state given_up --json
      zhiqiao mail resend 0b6f8a3e-5b0c-4b52-8d3a-6f0f3a2f9b11
      zhiqiao mail resend --all
    """


@mail.command("list")
@click.option("--state", "states", type=STATES, multiple=True, help="Only mails so far; may be given repeatedly.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="How many at most.")
@json_option
def list_mails(states: tuple[str, ...], limit: int, as_json: bool) -> None:
    """List the mails that have not left, newest first, each with what the server said last."""
    wanted = [MailState(state) for state in states] or NOT_SENT
    with transaction() as session:
        rows = [_mail_row(message) for message in outbox.find_mails(session, wanted, limit=limit)]
    if as_json:
        return print_json(rows)
    return print_table(
        [row["id"], row["state"], row["attempts"], row["next_attempt_at"] or "-", row["to"], row["error"]]
        for row in rows
    )


@mail.command()
@click.argument("mails", nargs=-1, type=click.UUID)
@click.option("--all", "everything", is_flag=True, help="All that wait or were given up.")
def resend(mails: tuple[UUID, ...], everything: bool) -> None:
    """Send the mails with the ids MAILS now, which `list` shows; they are tried for a whole day again."""
    if bool(mails) == everything:
        raise click.UsageError("give ids, or --all")
    with transaction() as session:
        count = outbox.resend_mails(session, mails)
        count += notice_mail.try_unmailable_again(session) if everything else 0
        if mails and count < len(mails):
            raise Refusal(
                "有的邮件不存在、正在发送或已经发出，没有改动任何邮件。",
                "Some of the mails do not exist, are being sent or have left; nothing was changed.",
            )
    click.echo(f"{count} to be sent")


def _mail_row(message: OutboxMessage) -> dict[str, object]:
    is_due = message.state in (MailState.WAITING, MailState.SENDING)
    return {
        "id": str(message.id),
        "state": message.state.value,
        "to": message.to,
        "subject": message.subject,
        "made_at": message.made_at,
        "attempts": message.attempts,
        "next_attempt_at": message.next_attempt_at if is_due else None,
        "sent_at": message.sent_at,
        "error": message.error,
    }
