"""Tokens: shown once, kept as a hash, narrowed by scopes, over when their time or their person says so."""

from datetime import timedelta

import pytest
from sqlmodel import select

from tests.api.conftest import DEMAND, Caller, Give
from tests.stage import Stage, person
from webapp.clock import now
from webapp.models import ApiToken
from webapp.models.accounts.enums import TokenScope
from webapp.models.accounts.token import TokenInput
from webapp.services.accounts import accounts, tokens
from webapp.services.accounts.passwords import hash_password
from webapp.services.kernel.errors import DomainError, NotFound

PASSWORD = "三只青蛙过河 tokens"


def stored(stage: Stage) -> list[ApiToken]:
    return stage.ask(lambda session: list(session.exec(select(ApiToken))))


def make_by_page(stage: Stage, **typed: object) -> str:
    with stage.session() as session:
        person(session, "Mei").password_hash = hash_password(PASSWORD)
    form = {"name": "人事系统", "scopes": ["read", "posts"], "days": "30", "current_password": PASSWORD, **typed}
    return stage.as_("Mei").send("/account/tokens", form, to="/account/tokens").text


def test_the_page_shows_a_new_token_once_and_the_table_keeps_only_its_hash(stage: Stage) -> None:
    text = make_by_page(stage)

    token = text.split('value="zq_', 1)[1].split('"', 1)[0]
    assert Caller(stage.app.test_client(), f"zq_{token}").get("/me").json["name"] == "Mei"
    (row,) = stored(stage)
    assert token not in repr(row.model_dump())
    assert token not in stage.as_("Mei").get("/account/tokens").text


def test_a_wrong_password_makes_no_token(stage: Stage) -> None:
    text = make_by_page(stage, current_password="something else")

    assert "当前密码不正确" in text
    assert stored(stage) == []


@pytest.mark.parametrize(
    "typed", [{"name": " "}, {"scopes": []}, {"scopes": ["everything"]}, {"days": "0"}, {"days": "36500"}]
)
def test_a_token_without_purpose_scope_or_end_is_refused(stage: Stage, typed: dict[str, object]) -> None:
    make_by_page(stage, **typed)

    assert stored(stage) == []


def test_the_same_form_sent_twice_makes_one_token(stage: Stage) -> None:
    make_by_page(stage, form_key="the-same-key-of-a-form")
    make_by_page(stage, form_key="the-same-key-of-a-form")

    assert len(stored(stage)) == 1


def test_pressing_revoke_ends_a_token_at_once(stage: Stage, program: Give) -> None:
    caller = program("Mei")
    (row,) = stored(stage)

    stage.as_("Mei").send("/account/tokens", to=f"/account/tokens/{row.id}/revoke")

    answer = caller.get("/me")
    assert answer.status_code == 401
    assert answer.json["code"] == "token_refused"


def test_nobody_revokes_the_token_of_somebody_else(stage: Stage, program: Give) -> None:
    caller = program("Ines")
    (row,) = stored(stage)

    with stage.session() as session, pytest.raises(NotFound):
        tokens.revoke_token(session, person(session, "Mei"), row.id, by=None)

    assert caller.get("/me").status_code == 200


def test_an_expired_token_is_refused(stage: Stage, program: Give) -> None:
    caller = program("Mei")
    with stage.session() as session:
        session.exec(select(ApiToken)).one().expires_at = now() - timedelta(seconds=1)

    assert caller.get("/me").status_code == 401


def test_a_deactivated_person_loses_tokens_at_once_and_gets_none_back_with_the_account(
    stage: Stage, program: Give
) -> None:
    caller = program("Mei")

    with stage.session() as session:
        accounts.deactivate(session, person(session, "Mei"), by=None)
    refused = caller.get("/me").status_code
    with stage.session() as session:
        person(session, "Mei").is_active = True

    assert refused == 401
    assert caller.get("/me").status_code == 401


def test_the_last_use_is_noted(stage: Stage, program: Give) -> None:
    caller = program("Mei")
    assert stored(stage)[0].used_at is None

    caller.get("/me")

    assert stored(stage)[0].used_at is not None


def test_a_person_has_so_many_tokens_in_use_and_no_more(stage: Stage) -> None:
    with stage.session() as session:
        own = person(session, "Mei")
        data = TokenInput(name="一", scopes=[TokenScope.READ], days=1)
        for _turn in range(tokens.MOST):
            tokens.make_token(session, own, data, by=own)

        with pytest.raises(DomainError, match="tokens_enough"):
            tokens.make_token(session, own, data, by=own)


def test_a_session_cookie_alone_opens_nothing(stage: Stage) -> None:
    browser = stage.as_("Mei").client

    assert browser.get("/api/v1/demands").status_code == 401
    assert browser.post("/api/v1/demands", json=DEMAND).status_code == 401


@pytest.mark.parametrize("name", ["token", "access_token", "bearer", "Authorization"])
def test_a_token_in_the_address_opens_nothing(stage: Stage, program: Give, name: str) -> None:
    token = program("Mei").token

    assert stage.app.test_client().get(f"/api/v1/me?{name}={token}").status_code == 401


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic bWVpOm1laQ==", "Bearer zq_x", "Bearer 口令", "zq_x"]
)
def test_anything_but_a_good_token_is_told_how_to_come_in(stage: Stage, header: str) -> None:
    client = stage.app.test_client()

    answer = client.get("/api/v1/me", headers={"Authorization": header.encode().decode("latin-1")})

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")
    assert answer.mimetype == "application/problem+json"


def test_a_token_does_nothing_beyond_its_scopes(program: Give) -> None:
    caller = program("Mei", TokenScope.READ)

    assert caller.get("/demands").status_code == 200
    answer = caller.post("/demands", DEMAND)
    assert (answer.status_code, answer.json["code"]) == (403, "scope_missing")
    assert 'scope="posts"' in answer.headers["WWW-Authenticate"]


def test_every_token_reads(program: Give) -> None:
    assert program("Mei", TokenScope.CHOICES).get("/demands").status_code == 200


def test_a_token_allows_no_more_than_its_person_may(program: Give) -> None:
    assert program("Ines", *TokenScope).post("/demands", DEMAND).status_code == 403
