"""A person's own account: password, sessions, mail and its language."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.policies import Permission
from webapp.services.accounts import accounts
from webapp.services.notices import notices
from webapp.web.accounts.forms import PasswordChangeForm
from webapp.web.accounts.passwords import counting_wrong_passwords
from webapp.web.kernel.acting import ALL, carry_out
from webapp.web.kernel.db import session
from webapp.web.kernel.guards import permits, writes
from webapp.web.kernel.identity import actor, current_session
from webapp.web.notices.mail_forms import MailForm

bp = Blueprint("account", __name__, url_prefix="/account")


def _page(form: PasswordChangeForm, mail: MailForm | None = None) -> str:
    return render_template(
        "accounts/account/show.html",
        form=form,
        mail=mail or MailForm.of(actor(), notices.unwanted_mail(session(), actor())),
        sessions=accounts.open_sessions(session(), actor()),
        here=current_session(),
    )


@bp.get("")
@permits(Permission.OWN_ACCOUNT)
def show() -> ResponseReturnValue:
    """Show the account with its open sessions."""
    return _page(PasswordChangeForm())


@bp.post("/password")
@permits(Permission.OWN_ACCOUNT)
@writes
def change_password() -> ResponseReturnValue:
    """Change the password; all other sessions end."""
    form = PasswordChangeForm()
    if not form.validate():
        return _page(form), 422

    def change() -> None:
        with counting_wrong_passwords():
            accounts.change_password(
                session(),
                actor(),
                form.current_password.data or "",
                form.new_password.data or "",
                kept=current_session(),
                address=request.remote_addr or "",
                by=actor(),
            )

    word, to = _("密码已修改，其他设备上的登录已结束"), url_for("account.show")
    return carry_out(form, change, page=_page, message=word, to=to, beside=ALL)


@bp.post("/mail")
@permits(Permission.OWN_ACCOUNT)
@writes
def choose_mail() -> ResponseReturnValue:
    """Keep which mail the person wants, and in which language."""
    form = MailForm()
    if not form.validate():
        return _page(PasswordChangeForm(formdata=None), form), 422
    notices.choose_mail(session(), form.wanted, by=actor())
    accounts.choose_language(session(), actor(), form.language.data)
    flash(_("邮件设置已保存"), "success")
    return redirect(url_for("account.show", _anchor="mail"), code=303)


@bp.post("/sessions/<uuid:session_id>/end")
@permits(Permission.OWN_ACCOUNT)
@writes
def end_session(session_id: UUID) -> ResponseReturnValue:
    """End one of the person's sessions."""
    accounts.end_session_of(session(), actor(), session_id)
    flash(_("已结束该登录"), "success")
    return redirect(url_for("account.show"), code=303)
