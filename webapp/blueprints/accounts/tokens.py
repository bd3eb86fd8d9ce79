"""Tokens of the API, on the pages of a person's account."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.models.accounts.enums import TokenScope
from webapp.models.accounts.token import TokenInput
from webapp.policies import Permission
from webapp.services.accounts import tokens
from webapp.services.accounts.signing_in import confirm_password
from webapp.web.accounts.passwords import counting_wrong_passwords
from webapp.web.accounts.token_forms import USUAL, TokenForm
from webapp.web.kernel.acting import ALL, act
from webapp.web.kernel.db import session
from webapp.web.kernel.guards import permits, writes
from webapp.web.kernel.identity import actor

bp = Blueprint("tokens", __name__, url_prefix="/account/tokens")


def _page(form: TokenForm, made: str = "") -> str:
    return render_template(
        "accounts/account/tokens.html",
        form=form,
        tokens=tokens.tokens_of(session(), actor()),
        made=made,
        scopes=TokenScope,
    )


def _empty_form() -> TokenForm:
    return TokenForm(formdata=None, data={"scopes": [TokenScope.READ.value], "days": str(USUAL)})


@bp.get("")
@permits(Permission.OWN_ACCOUNT)
def index() -> ResponseReturnValue:
    """List the person's tokens, with the form of a new one."""
    return _page(_empty_form())


@bp.post("")
@permits(Permission.OWN_ACCOUNT)
@writes
def make() -> ResponseReturnValue:
    """Make a token and show its text, this once: a redirect would have to carry it."""
    form, made = TokenForm(), ""

    def store(data: TokenInput) -> None:
        nonlocal made
        with counting_wrong_passwords():
            confirm_password(session(), actor(), form.current_password.data or "", address=request.remote_addr or "")
        _token, made = tokens.make_token(session(), actor(), data, by=actor())

    answer = act(form, TokenInput, store, page=_page, to=url_for("tokens.index"), makes=True, beside=ALL)
    return _page(_empty_form(), made) if made else answer


@bp.post("/<uuid:token_id>/revoke")
@permits(Permission.OWN_ACCOUNT)
@writes
def revoke(token_id: UUID) -> ResponseReturnValue:
    """End one of the person's tokens at once."""
    tokens.revoke_token(session(), actor(), token_id, by=actor())
    flash(_("令牌已作废，用它的程序立即停止访问"), "success")
    return redirect(url_for("tokens.index"), code=303)
