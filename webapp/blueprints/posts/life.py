"""The pages of a post's life, once for all kinds: shown, edited, checked, handed in, withdrawn, returned."""

from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from webapp import clock
from webapp.models.posts.enums import PostStatus
from webapp.policies import Permission, can
from webapp.services.kernel.errors import InputRefused, VerificationOpen
from webapp.services.posts import freezing
from webapp.services.posts.posting import P
from webapp.services.process.withdrawing import withdraw_post
from webapp.web.kernel.acting import FIELDS, carry_out
from webapp.web.kernel.db import session
from webapp.web.kernel.guards import conceal, permits, writes
from webapp.web.kernel.identity import actor
from webapp.web.kernel.once import once
from webapp.web.kernel.query import version_sent
from webapp.web.kernel.versioned import ExplainedForm
from webapp.web.posts.offering_forms import WithdrawForm
from webapp.web.posts.post_pages import PostPages, button_pressed


def lead(bp: Blueprint, pages: PostPages[Any, Any], *, below: str = "") -> None:
    """Give a blueprint the routes of a kind of post, at `below`/<id>/…"""
    name, model = pages.kind.name, pages.kind.model

    def route(path: str, endpoint: str, permission: Permission, view: Any, *, is_write: bool = False) -> None:
        def of_post(**arguments: Any) -> ResponseReturnValue:
            answer: ResponseReturnValue = view(pages, arguments[name])
            return answer

        guarded = permits(permission, **{name: model})(writes(of_post) if is_write else of_post)
        methods = ["POST"] if is_write else ["GET"]
        bp.add_url_rule(f"{below}/<uuid:{name}_id>{path}", endpoint, guarded, methods=methods)

    route("", "show", pages.may_view, show)
    route("/edit", "edit", pages.may_edit, edit)
    route("/edit", "edit_submit", pages.may_edit, edit_submit, is_write=True)
    route("/check", "check", pages.may_edit, check)
    route("/submit", "submit", pages.may_edit, submit, is_write=True)
    route("/withdraw", "withdraw", pages.may_edit, withdraw, is_write=True)
    route("/return", "send_back", Permission.POST_RETURN, send_back, is_write=True)


def show(pages: PostPages[P, Any], post: P) -> ResponseReturnValue:
    """Show a post."""
    return pages.draw_show(post)


def edit(pages: PostPages[P, Any], post: P) -> ResponseReturnValue:
    """Show the form with what stands."""
    freezing.refuse_frozen(session(), post)
    return pages.draw_edit(post)


def edit_submit(pages: PostPages[P, Any], post: P) -> ResponseReturnValue:
    """Store what the owner has changed."""
    return save(pages, post, pages.owner_of(post))


def save(pages: PostPages[P, Any], post: P | None, owner: Any) -> ResponseReturnValue:
    """Store a post, or a new one of the owner, as far as the button asks for."""
    form, action = pages.sent_form(), button_pressed()
    page = partial(_draw, pages, post, owner)
    if pages.redraws(form, action):
        return page(form)
    if post is not None:
        freezing.refuse_frozen(session(), post)
    data = pages.read(form, pages.kind.whole if pages.is_whole(post, action) else pages.kind.draft)
    if data is None:
        return page(form), 422

    def store() -> P:
        return pages.kind.write(
            session(),
            post,
            data,
            owner=owner,
            notes=form.notes if isinstance(form, ExplainedForm) else {},
            seen_version=form.seen_version,
            today=clock.today(),
            by=actor(),
        )

    return carry_out(
        form,
        store,
        page=page,
        to=lambda kept: pages.lead_on(kept, action),
        makes=post is None,
        standing=partial(pages.standing, form, post) if post is not None else None,
    )


def _draw(pages: PostPages[P, Any], post: P | None, owner: Any, form: Any, **facts: Any) -> str:
    return pages.draw_form(form, post, owner, **facts)


def check(pages: PostPages[P, Any], post: P) -> ResponseReturnValue:
    """Show the answers once more before they are handed in; what is missing leads back to the form."""
    if post.status is PostStatus.SUBMITTED:
        return redirect(pages.url("show", post))
    form, owner = pages.stored_form(post, meta={"csrf": False}), pages.owner_of(post)
    data = pages.read(form, pages.kind.whole)
    if data is None:
        return pages.draw_form(form, post, owner)
    try:
        pages.kind.check_whole(session(), data, post, today=clock.today())
    except FIELDS as refused:
        form.refuse(refused)
        return pages.draw_form(form, post, owner)
    return pages.draw_check(post)


def submit(pages: PostPages[P, Any], post: P) -> ResponseReturnValue:
    """Hand a post in."""

    def hand_in() -> str:
        pages.kind.submit(session(), post, seen_version=version_sent(), today=clock.today(), by=actor())
        flash(str(pages.submitted) % {"number": post.number}, "success")
        return pages.url("show", post)

    try:
        return once(request.form.get("form_key"), hand_in)
    except (InputRefused, VerificationOpen):
        return redirect(pages.url("check", post), code=303)


def withdraw(pages: PostPages[P, Any], post: P) -> ResponseReturnValue:
    """Take a post back; out of a frozen round, with a reason."""
    form = WithdrawForm()
    if freezing.is_frozen(session(), post) and not form.validate():
        return pages.draw_show(post, withdraw_form=form), 422

    def take_back() -> str:
        withdraw_post(session(), post, reason=form.reason.data or "", seen_version=version_sent(), by=actor())
        flash(str(pages.withdrawn), "success")
        return pages.url("show", post)

    return once(request.form.get("form_key"), take_back)


def send_back(pages: PostPages[P, Any], post: P) -> ResponseReturnValue:
    """Return a post to its owner with a remark pinned to a field."""
    if not can(actor(), pages.may_view, post):
        conceal(post)
    form = pages.return_form()
    if not form.validate():
        return pages.draw_show(post, return_form=form), 422

    def give_back() -> str:
        text, field = (form.text.data or "").strip(), form.field.data or ""
        pages.kind.send_back(session(), post, field=field, text=text, seen_version=version_sent(), by=actor())
        flash(str(pages.returned), "success")
        return pages.url("show", post)

    return once(form.form_key.data, give_back)
