"""What a route that writes leaves behind: all of it below 400, nothing from there on."""

import pytest
from flask.typing import ResponseReturnValue
from sqlmodel import select

from tests.stage import Stage
from webapp.models import OutboxMessage
from webapp.services.kernel.errors import DomainError
from webapp.services.notices.outbox import post_mail
from webapp.web.kernel.db import session
from webapp.web.kernel.guards import public, writes


def subjects(stage: Stage) -> list[str]:
    """Return what has been written."""
    return list(stage.ask(lambda held: held.exec(select(OutboxMessage.subject)).all()))


def call(stage: Stage, end: int | Exception) -> int:
    """Write a mail in a route that answers so, or raises; return the status of the answer."""

    @public
    @writes
    def view() -> ResponseReturnValue:
        post_mail(session(), "mei@example.cn", "written", "-")
        if isinstance(end, Exception):
            raise end
        return "", end

    app = stage.place.app(own=True)
    app.config.update(WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    app.add_url_rule("/writes", view_func=view, methods=["POST"])
    return app.test_client().post("/writes").status_code


@pytest.mark.parametrize("status", [200, 201, 204, 302, 303])
def test_an_answer_below_400_keeps_what_was_written(stage: Stage, status: int) -> None:
    assert call(stage, status) == status
    assert subjects(stage) == ["written"]


@pytest.mark.parametrize("status", [400, 403, 404, 409, 422, 429, 500, 503])
def test_a_refusal_leaves_nothing_of_what_was_written(stage: Stage, status: int) -> None:
    assert call(stage, status) == status
    assert subjects(stage) == []


@pytest.mark.parametrize(("error", "status"), [(DomainError("run_active"), 409), (ValueError("bug"), 500)])
def test_an_error_leaves_nothing_of_what_was_written(stage: Stage, error: Exception, status: int) -> None:
    assert call(stage, error) == status
    assert subjects(stage) == []
