"""`zhiqiao people`: accounts, from scripts."""

import secrets
import sys

import click
from sqlmodel import Session, col, select

from webapp.cli.database import transaction
from webapp.cli.output import json_option, one_line, print_json, print_table, refusal_of
from webapp.cli.refusal import Refusal, read_settings
from webapp.models import Organisation, Person
from webapp.models.accounts.enums import Role
from webapp.services.accounts import accounts, joining, resets
from webapp.services.accounts.keys import fold_email
from webapp.services.kernel.errors import DomainError

SENTENCES = {
    "password_short": ("密码至少 10 个字符。", "The password needs at least 10 characters."),
    "password_long": ("密码最多 256 个字符。", "The password has more than 256 characters."),
    "password_common": ("这个密码太容易被猜到。", "The password is too easily guessed."),
    "email_taken": ("这个邮箱已有账号。", "There is an account with this address already."),
}
ROLES = click.Choice([role.value for role in Role])


def find_person(session: Session, email: str) -> Person:
    """Return the person with an address, or refuse."""
    person = session.exec(select(Person).where(Person.email == fold_email(email))).first()
    if person is None:
        raise Refusal("没有这个账号。", "There is no such account.")
    return person


@click.group()
def people() -> None:
    """Add, list, close and reopen accounts.

    \b
      zhiqiao people add --role administrator --email office@example.cn
      zhiqiao people add --role coordinator --organisation 12330500MA2B0009C1 --email lead@example.cn
      zhiqiao people list --role coordinator --json
      zhiqiao people reset-password --email lead@example.cn
      zhiqiao people deactivate --email lead@example.cn
      zhiqiao people reactivate --email lead@example.cn
    """


@people.command()
@click.option("--email", required=True, callback=one_line, help="Address to sign in with.")
@click.option("--role", type=ROLES, required=True)
@click.option("--organisation", default="", help="Credit code of the person's organisation; administrators need none.")
@click.option("--name", default="", callback=one_line, help="Shown to colleagues; the address where none is given.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of making one.")
def add(email: str, role: str, organisation: str, name: str, password_stdin: bool) -> None:
    """Add an account and print its password, if it was made here."""
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else secrets.token_urlsafe(12)
    with transaction() as session:
        try:
            if role == Role.ADMINISTRATOR.value:
                joining.add_administrator(session, email=email, name=name or email, password=password)
            else:
                employer = session.exec(select(Organisation).where(Organisation.credit_code == organisation)).first()
                if employer is None or employer.kind.value != role:
                    raise Refusal(
                        f"没有统一社会信用代码为“{organisation}”的对应单位。",
                        f"There is no organisation of that kind with the credit code {organisation!r}.",
                    )
                joining.add_person(session, employer, email=email, name=name or email, password=password)
        except DomainError as error:
            raise refusal_of(error, SENTENCES) from None
    click.echo(email if password_stdin else f"{email} {password}")


@people.command("list")
@click.option("--role", type=ROLES, help="Only accounts of this role.")
@click.option("--all", "with_closed", is_flag=True, help="Deactivated accounts as well.")
@json_option
def list_people(role: str | None, with_closed: bool, as_json: bool) -> None:
    """List the accounts by their address."""
    query = select(Person).order_by(col(Person.email))
    if role:
        query = query.where(Person.role == Role(role))
    if not with_closed:
        query = query.where(col(Person.is_active).is_(True))
    with transaction() as session:
        rows = [_person_row(person) for person in session.exec(query)]
    if as_json:
        return print_json(rows)
    return print_table(
        [row["email"], row["role"], "active" if row["active"] else "deactivated", row["organisation"] or "-"]
        for row in rows
    )


@people.command("reset-password")
@click.option("--email", required=True, help="Address of the account.")
def reset_password(email: str) -> None:
    """Print a link by which its owner sets a new password within two hours.

    The link starts with ZHIQIAO_PUBLIC_URL. Hand it to nobody but the owner of the account.
    """
    settings = read_settings()
    with transaction() as session:
        person = find_person(session, email)
        if not person.is_active:
            raise Refusal("账号已停用，不能重设密码。", "The account is deactivated; its password cannot be reset.")
        token = resets.make_link(session, person)
    click.echo(f"{settings.public_url.rstrip('/')}/reset/{token}")


@people.command()
@click.option("--email", required=True, help="Address of the account.")
def deactivate(email: str) -> None:
    """Close an account: its sessions and tokens end at once."""
    with transaction() as session:
        accounts.deactivate(session, find_person(session, email), by=None)
    click.echo(f"{email} deactivated")


@people.command()
@click.option("--email", required=True, help="Address of the account.")
def reactivate(email: str) -> None:
    """Open a closed account again; its password stands, its tokens stay revoked."""
    with transaction() as session:
        accounts.reactivate(session, find_person(session, email), by=None)
    click.echo(f"{email} reactivated")


def _person_row(person: Person) -> dict[str, object]:
    organisation = person.organisation
    return {
        "email": person.email,
        "name": person.name,
        "role": person.role.value,
        "active": person.is_active,
        "organisation": organisation.name if organisation else None,
        "credit_code": organisation.credit_code if organisation else None,
    }
