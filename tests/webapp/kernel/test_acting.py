"""What becomes of a form: taken once, or back on the page with all that was typed and nothing stored."""

from collections.abc import Callable
from typing import Annotated, Any

import pytest
from flask import get_flashed_messages
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue
from markupsafe import escape
from pydantic import Field
from sqlmodel import SQLModel, select

from tests.stage import Stage
from webapp.models import OutboxMessage
from webapp.models.kernel.typed import Line
from webapp.services.accounts.attempts import HOUR, Throttled
from webapp.services.kernel.errors import DomainError, InputRefused, Remark, StaleEdit, Unfit
from webapp.services.notices.outbox import post_mail
from webapp.web.kernel.acting import ALL, Standing, act
from webapp.web.kernel.db import session
from webapp.web.kernel.forms import LineField
from webapp.web.kernel.guards import public, writes
from webapp.web.kernel.versioned import EditForm

TYPED = {"subject": "岗位 <甲>", "address": "mei@example.cn", "version": "1"}


class LetterInput(SQLModel):
    """A letter."""

    subject: Annotated[Line, Field(min_length=2, max_length=20)]
    address: Annotated[Line, Field(min_length=1)]


class LetterForm(EditForm):
    """The form of a letter."""

    INPUT = LetterInput

    subject = LineField("标题")
    address = LineField("收件人")


def draw(form: LetterForm, differences: Any = ()) -> str:
    """Draw the form with its errors, and how many letters stand while it is drawn."""
    fields = [f"<p>{escape(field.data)}|{escape('|'.join(field.errors))}</p>" for field in form]
    standing = len(session().exec(select(OutboxMessage.id)).all())
    return "".join([*fields, f"above:{form.form_errors} differs:{list(differences)} letters:{standing}"])


@pytest.fixture
def page(stage: Stage) -> Callable[..., FlaskClient]:
    """Return a browser of an application with one route that sends a letter, and may be refused."""

    def open_with(refusal: DomainError | None = None, **options: Any) -> FlaskClient:
        def deed(data: LetterInput) -> OutboxMessage | None:
            post_mail(session(), data.address, data.subject, "-")
            if refusal is not None:
                raise refusal
            return session().exec(select(OutboxMessage)).first()

        @public
        @writes
        def view() -> ResponseReturnValue:
            message = options.pop("message", "已发出")
            return act(LetterForm(), LetterInput, deed, page=draw, to="/sent", message=message, **options)

        app = stage.place.app(own=True)
        app.config.update(WTF_CSRF_ENABLED=False)
        app.add_url_rule("/letters", view_func=view, methods=["POST"])
        app.add_url_rule("/words", view_func=public(lambda: "|".join(get_flashed_messages())))
        return app.test_client()

    return open_with


def letters(stage: Stage) -> list[str]:
    """Return the subjects of the letters that are stored."""
    return list(stage.ask(lambda held: held.exec(select(OutboxMessage.subject)).all()))


def test_what_is_taken_is_stored_told_and_leads_on(stage: Stage, page: Callable[..., FlaskClient]) -> None:
    browser = page()

    answer = browser.post("/letters", data=TYPED)

    assert (answer.status_code, answer.location) == (303, "/sent")
    assert letters(stage) == [TYPED["subject"]]
    assert browser.get("/words").text == "已发出"


def test_place_and_word_may_come_from_what_was_made(page: Callable[..., FlaskClient]) -> None:
    browser = page(message=lambda letter: f"已发给 {letter.to}")

    browser.post("/letters", data=TYPED)

    assert browser.get("/words").text == f"已发给 {TYPED['address']}"


def test_what_the_input_type_refuses_comes_back_beside_its_field(
    stage: Stage, page: Callable[..., FlaskClient]
) -> None:
    answer = page().post("/letters", data={**TYPED, "subject": "<"})

    assert answer.status_code == 422
    assert "<p>&lt;|至少 2 个字</p>" in answer.text
    assert f"<p>{TYPED['address']}|</p>" in answer.text
    assert letters(stage) == []


@pytest.mark.parametrize(
    ("refusal", "options", "status", "field"),
    [
        (InputRefused([Remark("address", "email_taken")]), {}, 422, "address"),
        (Unfit("email_taken", field="address"), {"beside": ALL}, 422, "address"),
        (DomainError("email_taken", field="address"), {"beside": ALL}, 409, "address"),
        (DomainError("email_taken"), {"beside": (DomainError,)}, 409, ""),
        (StaleEdit(), {"beside": ALL}, 409, ""),
    ],
)
def test_what_a_service_refuses_comes_back_with_all_that_was_typed(
    stage: Stage,
    page: Callable[..., FlaskClient],
    refusal: DomainError,
    options: dict[str, Any],
    status: int,
    field: str,
) -> None:
    browser = page(refusal, **options)

    answer = browser.post("/letters", data=TYPED)

    assert answer.status_code == status
    assert f"<p>{escape(TYPED['subject'])}|" in answer.text
    assert (f"<p>{TYPED['address']}|</p>" in answer.text) == (not field)
    assert ("above:[]" in answer.text) == bool(field)
    assert letters(stage) == []
    assert browser.get("/words").text == ""


def test_half_a_deed_is_rolled_back_before_the_page_is_drawn(page: Callable[..., FlaskClient]) -> None:
    answer = page(Unfit("email_taken"), beside=ALL, makes=True).post("/letters", data={**TYPED, "form_key": "k"})

    assert "letters:0" in answer.text


def test_a_refusal_of_no_such_kind_gets_the_page_of_refusals(stage: Stage, page: Callable[..., FlaskClient]) -> None:
    answer = page(DomainError("email_taken")).post("/letters", data=TYPED)

    assert answer.status_code == 409
    assert "above:" not in answer.text
    assert letters(stage) == []


def test_a_form_that_makes_something_makes_one_however_often_it_is_sent(
    stage: Stage, page: Callable[..., FlaskClient]
) -> None:
    browser = page(makes=True)

    answers = [browser.post("/letters", data={**TYPED, "form_key": "one-form"}) for _time in range(3)]

    assert [(answer.status_code, answer.location) for answer in answers] == [(303, "/sent")] * 3
    assert letters(stage) == [TYPED["subject"]]


def test_a_form_that_was_refused_may_be_sent_again(stage: Stage, page: Callable[..., FlaskClient]) -> None:
    typed = {**TYPED, "form_key": "one-form"}

    page(Unfit("email_taken"), beside=ALL, makes=True).post("/letters", data=typed)
    page(makes=True).post("/letters", data=typed)

    assert letters(stage) == [TYPED["subject"]]


def test_who_must_wait_is_told_how_long(page: Callable[..., FlaskClient]) -> None:
    answer = page(Throttled("invitations_too_many", HOUR), beside=ALL).post("/letters", data=TYPED)

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")


def test_both_versions_are_set_side_by_side_where_somebody_was_faster(
    stage: Stage, page: Callable[..., FlaskClient]
) -> None:
    stands = Standing({"subject": "别人的标题", "address": TYPED["address"]}, "7", None)

    answer = page(StaleEdit(), standing=lambda: stands).post("/letters", data=TYPED)

    assert answer.status_code == 409
    assert "differs:[('标题', '别人的标题', '岗位 <甲>')]" in answer.text
    assert "<p>7|</p>" in answer.text  # sent once more, the form goes over what stands
    assert "letters:0" in answer.text
    assert letters(stage) == []


@pytest.mark.parametrize(("is_told", "word"), [(False, ""), (True, "已发出")])
def test_what_differs_in_nothing_counts_as_done(
    stage: Stage, page: Callable[..., FlaskClient], is_told: bool, word: str
) -> None:
    stands = Standing({"subject": TYPED["subject"], "address": TYPED["address"]}, "7", None, is_told=is_told)
    browser = page(StaleEdit(), standing=lambda: stands)

    answer = browser.post("/letters", data=TYPED)

    assert (answer.status_code, answer.location) == (303, "/sent")
    assert letters(stage) == []
    assert browser.get("/words").text == word
