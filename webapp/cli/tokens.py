"""`zhiqiao tokens`: by which programs act for a person."""

from uuid import UUID

import click

from webapp.cli.database import transaction
from webapp.cli.output import json_option, one_line, print_json, print_table, refusal_of
from webapp.cli.people import find_person
from webapp.cli.refusal import Refusal
from webapp.models import ApiToken
from webapp.models.accounts.enums import TokenScope
from webapp.models.accounts.token import TokenInput
from webapp.services.accounts import tokens as token_service
from webapp.services.kernel.errors import DomainError

SENTENCES = {
    "tokens_enough": (
        "该账号的令牌已达上限，请先撤销。",
        "The account has as many tokens as it may; revoke one first.",
    ),
    "token_unknown": ("该账号没有这个令牌。", "The account has no such token."),
}


@click.group()
def tokens() -> None:
    """Make, list and revoke tokens of the API.

    \b
      zhiqiao tokens create --email lead@example.cn --name "data centre" --scope runs --days 90
      zhiqiao tokens list --email lead@example.cn
      zhiqiao tokens revoke --email lead@example.cn 0b6f…
    """


@tokens.command()
@click.option("--email", required=True, help="Address of the account that the program acts for.")
@click.option("--name", required=True, callback=one_line, help="What the token is for.")
@click.option(
    "--scope", "scopes", multiple=True, default=["read"], show_default=True,
    type=click.Choice([scope.value for scope in TokenScope]), help="What it may be used for; may be given repeatedly.",
)  # fmt: skip
@click.option("--days", type=click.IntRange(1, 366), default=90, show_default=True, help="How long it lasts.")
@json_option
def create(email: str, name: str, scopes: tuple[str, ...], days: int, as_json: bool) -> None:
    """Make a token and print its text, which is shown this once and stored nowhere."""
    if not 1 <= len(name) <= 60:
        raise click.BadParameter("1 to 60 characters in one line", param_hint="--name")
    wanted = TokenInput(name=name, scopes=[TokenScope(scope) for scope in scopes], days=days)
    with transaction() as session:
        person = find_person(session, email)
        if not person.is_active:
            raise Refusal("账号已停用，不能发放令牌。", "The account is deactivated and gets no token.")
        try:
            token, text = token_service.make_token(session, person, wanted, by=None)
        except DomainError as error:
            raise refusal_of(error, SENTENCES) from None
        row = _token_row(token)
    if as_json:
        return print_json({**row, "token": text})
    return click.echo(text)


@tokens.command("list")
@click.option("--email", required=True, help="Address of the account.")
@json_option
def list_tokens(email: str, as_json: bool) -> None:
    """List an account's tokens, newest first, without their text."""
    with transaction() as session:
        rows = [_token_row(token) for token in token_service.tokens_of(session, find_person(session, email))]
    if as_json:
        return print_json(rows)
    return print_table(
        [row["id"], f"…{row['tail']}", row["state"], f"{row['expires_at']:%Y-%m-%d}", row["name"]] for row in rows
    )


@tokens.command()
@click.option("--email", required=True, help="Address of the account.")
@click.argument("token", type=click.UUID)
def revoke(email: str, token: UUID) -> None:
    """End the token with the id TOKEN, which `list` shows; programs that use it are turned away at once."""
    with transaction() as session:
        try:
            ended = token_service.revoke_token(session, find_person(session, email), token, by=None)
        except DomainError as error:
            raise refusal_of(error, SENTENCES) from None
        click.echo(f"{ended.name} is revoked")


def _token_row(token: ApiToken) -> dict[str, object]:
    state = "revoked" if token.revoked_at else "expired" if token.is_expired else "usable"
    return {
        "id": str(token.id),
        "name": token.name,
        "tail": token.tail,
        "state": state,
        "scopes": token.scopes,
        "expires_at": token.expires_at,
        "used_at": token.used_at,
    }
