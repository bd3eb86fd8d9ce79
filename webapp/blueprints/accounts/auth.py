"""The way in and out: registration, sign-in, sign-out, reset and invitation links."""

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.models import AccessLink, RegistrationInput
from webapp.services.accounts import accounts, joining, resets, signing_in
from webapp.services.accounts.attempts import Throttled
from webapp.services.accounts.passwords import WeakPassword
from webapp.services.codes import resolve
from webapp.services.kernel.errors import DomainError, InputRefused
from webapp.web.accounts import letters
from webapp.web.accounts.forms import JoinForm, NewPasswordForm, RegistrationForm, ResetForm, SignInForm
from webapp.web.kernel.acting import ALL, carry_out
from webapp.web.kernel.db import note_apart, session
from webapp.web.kernel.guards import public, writes
from webapp.web.kernel.i18n import language
from webapp.web.kernel.identity import actor_or_none, begin_session, end_session, local_path
from webapp.web.kernel.refusals import waiting

bp = Blueprint("auth", __name__)


@bp.get("/login")
@public
def sign_in() -> ResponseReturnValue:
    """Show the sign-in page."""
    if actor_or_none() is not None:
        return redirect(local_path(request.args.get("next")) or url_for("home.workbench"))
    return render_template("accounts/auth/sign_in.html", form=SignInForm(next=request.args.get("next")))


@bp.post("/login")
@public
@writes
def sign_in_submit() -> ResponseReturnValue:
    """Sign in, or say that account or password is wrong without saying which."""
    form = SignInForm()
    if not form.validate():
        return render_template("accounts/auth/sign_in.html", form=form), 422
    email, address = form.email.data or "", request.remote_addr or ""
    try:
        person = signing_in.sign_in(session(), email, form.password.data or "", address=address)
    except Throttled as error:
        note_apart(lambda apart: signing_in.record_throttling(apart, email, address=address))
        form.refuse(error)
        return render_template("accounts/auth/sign_in.html", form=form), error.status, waiting(error)
    if person is None:
        session().commit()  # the failed attempt counts although the answer is a refusal
        form.form_errors.append(_("邮箱或密码不正确"))
        return render_template("accounts/auth/sign_in.html", form=form), 422
    begin_session(person)
    return redirect(local_path(form.next.data) or url_for("home.workbench"), code=303)


@bp.post("/logout")
@public
@writes
def sign_out() -> ResponseReturnValue:
    """End the session on the server."""
    end_session()
    flash(_("已退出登录"), "success")
    return redirect(url_for("home.index"), code=303)


@bp.get("/register")
@public
def register() -> ResponseReturnValue:
    """Show the registration form."""
    return _register(RegistrationForm(kind=request.args.get("kind")))


@bp.post("/register")
@public
@writes
def register_submit() -> ResponseReturnValue:
    """Register an organisation with its first person and sign them in."""
    form = RegistrationForm()
    codes, remarks = resolve.resolve(session(), form.industry_code.data, form.region.data)
    data = form.into(RegistrationInput, **codes)
    form.refuse(InputRefused(remarks))
    if not form.person_is_complete() or data is None or remarks:
        return _register(form), 422

    def make() -> None:
        person = joining.register_organisation(
            session(),
            data,
            email=form.email.data or "",
            person_name=form.person_name.data or "",
            phone=form.phone.data or "",
            password=form.password.data or "",
            address=request.remote_addr or "",
        )
        begin_session(person)

    return carry_out(form, make, page=_register, to=url_for("home.workbench"), makes=True, beside=ALL)


def _register(form: RegistrationForm) -> str:
    return render_template("accounts/auth/register.html", form=form)


@bp.get("/reset")
@public
def ask_reset() -> ResponseReturnValue:
    """Show the form that asks for a reset link."""
    return render_template("accounts/auth/ask_reset.html", form=ResetForm())


@bp.post("/reset")
@public
@writes
def ask_reset_submit() -> ResponseReturnValue:
    """Mail a reset link if the account exists; the answer is the same if not."""
    form = ResetForm()
    if not form.validate():
        return render_template("accounts/auth/ask_reset.html", form=form), 422
    email, address = form.email.data or "", request.remote_addr or ""
    resets.ask_reset(session(), email, letters.send_reset_link, address=address, language=language())
    return redirect(url_for("auth.reset_asked"), code=303)


@bp.get("/reset/sent")
@public
def reset_asked() -> ResponseReturnValue:
    """Say that a link is on its way if the account exists."""
    return render_template("accounts/auth/reset_asked.html")


@bp.get("/reset/<string(length=43):token>")
@public
def reset(token: str) -> ResponseReturnValue:
    """Show the form for a new password, while the link is good."""
    if accounts.find_link(session(), "reset", token) is None:
        return render_template("accounts/auth/link_spent.html"), 404
    return _new_password(token, NewPasswordForm())


@bp.post("/reset/<string(length=43):token>")
@public
@writes
def reset_submit(token: str) -> ResponseReturnValue:
    """Set the new password; every session of the person ends."""
    form = NewPasswordForm()
    if not form.validate():
        return _new_password(token, form), 422
    try:
        return carry_out(
            form,
            lambda: resets.reset_password(session(), token, form.new_password.data or ""),
            page=partial(_new_password, token),
            message=_("密码已重设，请用新密码登录"),
            to=url_for("auth.sign_in"),
            beside=(WeakPassword,),
        )
    except DomainError:  # the link no longer leads anywhere
        return render_template("accounts/auth/link_spent.html"), 404


def _new_password(token: str, form: NewPasswordForm) -> str:
    return render_template("accounts/auth/new_password.html", form=form, token=token)


@bp.get("/join/<string(length=43):token>")
@public
def join(token: str) -> ResponseReturnValue:
    """Show an invited colleague the form for an account, while the link is good."""
    link = accounts.find_link(session(), "invitation", token)
    if link is None:
        return render_template("accounts/auth/link_spent.html"), 404
    return _join(link, JoinForm())


@bp.post("/join/<string(length=43):token>")
@public
@writes
def join_submit(token: str) -> ResponseReturnValue:
    """Make the account of an invited colleague and sign them in."""
    form = JoinForm()
    link = accounts.find_link(session(), "invitation", token)
    if link is None:
        return render_template("accounts/auth/link_spent.html"), 404
    if not form.validate():
        return _join(link, form), 422

    def accept() -> None:
        person = joining.accept_invitation(
            session(),
            token,
            name=form.person_name.data or "",
            phone=form.phone.data or "",
            password=form.password.data or "",
        )
        begin_session(person)

    return carry_out(form, accept, page=partial(_join, link), to=url_for("home.workbench"), beside=ALL)


def _join(link: AccessLink, form: JoinForm) -> str:
    return render_template("accounts/auth/join.html", form=form, link=link, host=joining.host_of(session(), link))
