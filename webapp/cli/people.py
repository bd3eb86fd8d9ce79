"""`zhiqiao people`: accounts, from scripts."""

import secrets
import sys

import click
from sqlmodel import select

from webapp.cli.database import transaction
from webapp.cli.refusal import Refusal
from webapp.models import Organisation, Person
from webapp.models.enums import Role
from webapp.services import accounts, membership
from webapp.services.errors import DomainError

SENTENCES = {
    "password_short": ("密码至少 10 个字符。", "The password needs at least 10 characters."),
    "password_long": ("密码最多 256 个字符。", "The password has more than 256 characters."),
    "password_common": ("这个密码太容易被猜到。", "The password is too easily guessed."),
    "email_taken": ("这个邮箱已有账号。", "There is an account with this address already."),
}


@click.group()
def people() -> None:
    """Add and deactivate accounts."""


@people.command()
@click.option("--email", required=True, help="Address to sign in with.")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--organisation", default="", help="Credit code of the person's organisation; administrators need none.")
@click.option("--name", default="", help="Shown to colleagues; the address where none is given.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of making one.")
def add(email: str, role: str, organisation: str, name: str, password_stdin: bool) -> None:
    """Add an account and print its password, if it was made here."""
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else secrets.token_urlsafe(12)
    with transaction() as session:
        try:
            if role == Role.ADMINISTRATOR.value:
                membership.add_administrator(session, email=email, name=name or email, password=password)
            else:
                held = session.exec(select(Organisation).where(Organisation.credit_code == organisation)).first()
                if held is None or held.kind.value != role:
                    raise Refusal(
                        f"没有统一社会信用代码为“{organisation}”的对应单位。",
                        f"There is no organisation of that kind with the credit code {organisation!r}.",
                    )
                membership.add_person(session, held, email=email, name=name or email, password=password)
        except DomainError as error:
            raise Refusal(*SENTENCES.get(error.code, (error.code, error.code))) from None
    click.echo(email if password_stdin else f"{email} {password}")


@people.command()
@click.option("--email", required=True, help="Address of the account.")
def deactivate(email: str) -> None:
    """Close an account: its sessions end at once."""
    with transaction() as session:
        person = session.exec(select(Person).where(Person.email == accounts.fold_email(email))).first()
        if person is None:
            raise Refusal("没有这个账号。", "There is no such account.")
        accounts.deactivate(session, person, by=None)
    click.echo(f"{email} deactivated")
