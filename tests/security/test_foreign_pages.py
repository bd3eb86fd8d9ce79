"""Pages of somebody else that send a browser here: they fill in no form, and neither set nor clear a cookie."""

import pytest
from werkzeug.test import TestResponse

from tests.stage import Stage
from tests.visitor import hidden

FOREIGN: tuple[dict[str, str], ...] = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost:8001"},
    {"Origin": "https://localhost"},
    {"Origin": "http://[broken"},
    {"Referer": "https://evil.example/page"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://other.localhost"},
)
OWN: tuple[dict[str, str], ...] = (
    {},
    {"Origin": "http://localhost"},
    {"Origin": "http://localhost:80"},
    {"Origin": "http://127.0.0.1:8000"},  # what the settings call the platform
    {"Referer": "http://localhost/demands/new"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "https://behind.a.proxy"},
)
TYPED = {"email": "thief@evil.example", "name": "Thief"}


def send(stage: Stage, headers: dict[str, str], path: str = "/account/mail") -> TestResponse:
    """Send what was typed without a token, as the browser of somebody who has an account."""
    return stage.as_("Mei").client.post(path, data=TYPED, headers=headers)


@pytest.mark.parametrize("headers", FOREIGN)
def test_what_a_foreign_page_has_filled_in_is_not_offered(stage: Stage, headers: dict[str, str]) -> None:
    answer = send(stage, headers)

    assert answer.status_code == 400
    assert "再提交一次" not in answer.text
    assert "thief@evil.example" not in answer.text
    assert "来自别的网站" in answer.text


@pytest.mark.parametrize("headers", OWN)
def test_what_was_typed_here_is_offered_again(stage: Stage, headers: dict[str, str]) -> None:
    answer = send(stage, headers)

    assert answer.status_code == 400
    assert "再提交一次" in answer.text
    assert "thief@evil.example" in answer.text


@pytest.mark.parametrize("path", ["/account/mail", "/login", "/logout", "/register", "/nowhere", "/login?lang=en"])
@pytest.mark.parametrize("headers", FOREIGN)
@pytest.mark.parametrize("with_cookie", [True, False])
def test_a_foreign_page_sets_and_clears_no_cookie(
    stage: Stage, headers: dict[str, str], path: str, with_cookie: bool
) -> None:
    client = stage.as_("Mei").client if with_cookie else stage.app.test_client()

    answer = client.post(path, data=TYPED, headers=headers)

    assert answer.status_code in (400, 404)
    assert "Set-Cookie" not in answer.headers


def test_a_foreign_picture_sets_no_cookie_and_a_foreign_link_leads_to_a_form_that_works(stage: Stage) -> None:
    client = stage.app.test_client()
    foreign = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "image", "Sec-Fetch-Mode": "no-cors"}

    assert "Set-Cookie" not in client.get("/login?lang=en", headers=foreign).headers

    led = client.get("/login", headers={**foreign, "Sec-Fetch-Dest": "document", "Sec-Fetch-Mode": "navigate"})
    typed = {**hidden(led.text, "/login"), "email": "nobody@example.cn", "password": "wrong wrong"}
    assert client.post("/login", data=typed, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 422


def test_a_form_with_our_token_is_ours_whatever_a_proxy_made_of_its_address(stage: Stage) -> None:
    client = stage.app.test_client()
    typed = {**hidden(client.get("/login").text, "/login"), "email": "nobody@example.cn", "password": "wrong wrong"}

    answer = client.post("/login?lang=en", data=typed, headers={"Origin": "https://exchange.example"})

    assert answer.status_code == 422
    assert "Set-Cookie" in answer.headers
