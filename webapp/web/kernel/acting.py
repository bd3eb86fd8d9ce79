"""Acting on a thing: what every route does that takes a form in, said once.

A form is checked by its input type, the service is called once, and the answer leads on with a word of what was done.
What is refused goes back on the page with all that was typed. `docs/architecture.md` shows how an action is added.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import flash, redirect
from flask.typing import ResponseReturnValue
from pydantic import BaseModel

from webapp.services.kernel.errors import DomainError, InputRefused, StaleEdit, VerificationOpen
from webapp.web.kernel.db import session
from webapp.web.kernel.forms import PlainForm, TypedForm
from webapp.web.kernel.identity import actor
from webapp.web.kernel.once import once
from webapp.web.kernel.refusals import waiting
from webapp.web.kernel.versioned import EditForm, VersionedForm

T = TypeVar("T", bound=BaseModel)
Made = TypeVar("Made")
Refusals = tuple[type[DomainError], ...]
FIELDS: Refusals = (InputRefused, VerificationOpen)  # refusals that name their fields
ALL: Refusals = (DomainError,)


@dataclass(frozen=True, slots=True)
class Standing:
    """A thing as somebody else has left it meanwhile: the values of its form, its version, and the thing's result."""

    values: Mapping[str, Any]
    version: str
    result: Any
    is_told: bool = False  # whether the message is flashed where the thing is as it was typed


def act(
    form: TypedForm,
    kind: type[T],
    deed: Callable[[T], Made],
    *,
    page: Callable[..., str],
    to: str | Callable[[Made], str],
    message: str | Callable[[Made], str] = "",
    makes: bool = False,
    beside: Refusals = FIELDS,
    standing: Callable[[], Standing] | None = None,
) -> ResponseReturnValue:
    """Check the form, do the deed with the checked input, and lead on; or draw the page again, and say why not.

    `page(form, **facts)` draws the page with the form on it, `to` is where success leads, `message` what is
    flashed there: texts, or functions of what the deed returned. `makes` is for a form that makes something: sent
    twice, it makes one. Refusals of the kinds in `beside` (`ALL`: whatever is refused) are put on the form; others get
    the page of refusals. `standing` tells what stands where somebody else was faster: both versions are then set side
    by side, and what differs in nothing (the same form sent twice) counts as done.
    """
    if (data := form.into(kind)) is None:
        return page(form), 422
    return carry_out(
        form, lambda: deed(data), page=page, to=to, message=message, makes=makes, beside=beside, standing=standing
    )


def act_on(
    thing: Any, form: VersionedForm, kind: type[T], service: Callable[..., Made], **more: Any
) -> ResponseReturnValue:
    """Let a service act on a thing with what a form says: `service(session, thing, data, seen_version=, by=)`."""

    def deed(data: T) -> Made:
        return service(session(), thing, data, seen_version=form.seen_version, by=actor())

    return act(form, kind, deed, **more)


def carry_out(
    form: PlainForm,
    deed: Callable[[], Made],
    *,
    page: Callable[..., str],
    to: str | Callable[[Made], str],
    message: str | Callable[[Made], str] = "",
    makes: bool = False,
    beside: Refusals = FIELDS,
    standing: Callable[[], Standing] | None = None,
) -> ResponseReturnValue:
    """Do what `act` does once a form is checked: for routes that check it in a way of their own."""

    def done() -> str:
        return _lead_on(deed(), to, message)

    try:
        return once(form.form_key.data, done) if makes and isinstance(form, TypedForm) else redirect(done(), code=303)
    except StaleEdit as stale:
        if standing is not None and isinstance(form, EditForm):
            session().rollback()
            return _compare(form, standing(), page=page, to=to, message=message)
        return _refuse(form, stale, page, beside)
    except DomainError as refused:
        return _refuse(form, refused, page, beside)


def _lead_on(made: Made, to: str | Callable[[Made], str], message: str | Callable[[Made], str]) -> str:
    if text := message(made) if callable(message) else message:
        flash(text, "success")
    return to(made) if callable(to) else to


def _refuse(form: PlainForm, refused: DomainError, page: Callable[..., str], beside: Refusals) -> ResponseReturnValue:
    if not isinstance(refused, beside):
        raise refused
    session().rollback()  # the page is drawn from what stands, not from half a deed
    form.refuse(refused)
    return page(form), refused.status, waiting(refused)


def _compare(
    form: EditForm,
    stands: Standing,
    *,
    page: Callable[..., str],
    to: str | Callable[[Any], str],
    message: str | Callable[[Any], str],
) -> ResponseReturnValue:
    differences = form.against(stands.values)
    if not differences:
        return redirect(_lead_on(stands.result, to, message if stands.is_told else ""), code=303)
    form.version.data = stands.version
    return page(form, differences=differences), 409
