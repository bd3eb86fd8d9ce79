"""What strangers write into addresses, and the names by which they call the platform."""

import re
from functools import cache
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import select

from tests.demonstration import Demonstration
from tests.places import Place
from tests.stage import Stage
from webapp import create_app
from webapp.config import Settings
from webapp.models import OutboxMessage

ELSEWHERE = "elsewhere.example"
OWN_NAMES = "_external=1&_scheme=javascript&_method=DELETE&_anchor=x&endpoint=home.index&endpoint=x&self=1&values=1"
LINK = re.compile(r"""\b(?:href|src|action|hx-get|hx-post)=["']([^"']*)["']""")


def test_names_that_addresses_are_built_with_do_nothing_in_a_query(
    demonstration: Demonstration, each_page_once: list[tuple[str, str]]
) -> None:
    browser = demonstration.app.test_client(use_cookies=False)
    for role, path in each_page_once:
        held = demonstration.browser(role).get_cookie("zhiqiao")
        cookie = {"Cookie": f"zhiqiao={held.value}"} if held else {}  # a browser would keep it from another host
        plain = browser.get(path, headers=cookie).status_code
        forged = {"Host": ELSEWHERE, "X-Forwarded-Host": ELSEWHERE, **cookie}
        answer = browser.get(f"{path}?{OWN_NAMES}", headers=forged)
        assert answer.status_code in (plain, 422), (path, answer.status_code)  # the API knows its parameters
        assert ELSEWHERE not in urlsplit(answer.headers.get("Location", "")).netloc, path
        if answer.mimetype == "text/html":
            outside = [link for link in LINK.findall(answer.text) if urlsplit(link).netloc or urlsplit(link).scheme]
            assert [link for link in outside if not link.startswith("data:")] == [], path


def test_links_carry_the_query_on_as_it_came(demonstration: Demonstration) -> None:
    page = demonstration.browser("nobody").get("/login?next=/demands&_external=1&a=1&a=%E5%AD%97").text

    assert "/login?next=%2Fdemands&amp;_external=1&amp;a=1&amp;a=%E5%AD%97&amp;lang=en" in page


def guarded(place: Place, hosts: str, proxies: int = 0) -> FlaskClient:
    """Return a browser of an application that answers these hosts alone."""
    return _application(place.settings.database_url, place.settings.secret, hosts, proxies).test_client()


@cache
def _application(url: str, secret: str, hosts: str, proxies: int) -> Flask:
    return create_app(
        Settings(database_url=url, secret=secret, https=False, trusted_hosts=hosts, trusted_proxies=proxies)
    )


HOSTS = "match.example.cn, .school.example.cn"


@pytest.mark.parametrize(
    "host",
    [
        "match.example.cn", "match.example.cn:8000", "MATCH.example.CN", "match.example.cn.", "a.school.example.cn",
        "school.example.cn",
    ],
)  # fmt: skip
def test_the_hosts_of_the_settings_are_answered(demonstration: Demonstration, host: str) -> None:
    browser = guarded(demonstration.place, HOSTS)

    assert browser.get("/login", headers={"Host": host}).status_code == 200
    assert browser.get("/static/css/base.css", headers={"Host": host}).status_code == 200


FOREIGN = (
    "elsewhere.example", "match.example.cn.elsewhere.example", "notmatch.example.cn", "a.match.example.cn",
    "aschool.example.cn", "match.example.cn@elsewhere.example", "match.example.cn:8000:1", "127.0.0.1", "[::1]",
    "字.example", " ", "",
)  # fmt: skip


@pytest.mark.parametrize("host", FOREIGN)
@pytest.mark.parametrize("path", ["/", "/home", "/nowhere", "/api/v1/me", "/readyz", "/static/css/base.css"])
def test_any_other_host_is_refused_in_one_line(demonstration: Demonstration, host: str, path: str) -> None:
    sent = host.encode().decode("latin-1")  # as a server hands it on
    answer = guarded(demonstration.place, HOSTS).get(path, environ_overrides={"HTTP_HOST": sent})

    assert answer.status_code == 400
    assert answer.mimetype == "text/plain"
    assert len(answer.text.splitlines()) == 1
    assert "example" not in answer.text
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("host", FOREIGN)
def test_whether_the_service_lives_is_told_at_any_address(demonstration: Demonstration, host: str) -> None:
    sent = host.encode().decode("latin-1")
    answer = guarded(demonstration.place, HOSTS).get("/healthz", environ_overrides={"HTTP_HOST": sent})

    assert answer.get_json() == {"status": "ok"}


def test_behind_a_proxy_the_host_is_the_one_that_the_proxy_names(demonstration: Demonstration) -> None:
    browser = guarded(demonstration.place, HOSTS, proxies=1)

    def ask(inner: str, outer: str) -> int:
        return browser.get("/login", headers={"Host": inner, "X-Forwarded-Host": outer}).status_code

    assert ask("127.0.0.1:8000", "match.example.cn") == 200
    assert ask("match.example.cn", ELSEWHERE) == 400
    assert ask("127.0.0.1:8000", f"match.example.cn, {ELSEWHERE}") == 400


@pytest.mark.parametrize("host", ["match.example.cn@elsewhere.example", "a b", "x/y", "字.example", "a:b:c"])
def test_a_host_that_is_none_is_refused_even_where_any_is_answered(demonstration: Demonstration, host: str) -> None:
    sent = host.encode().decode("latin-1")
    browser = demonstration.browser("nobody")

    assert browser.get("/login", environ_overrides={"HTTP_HOST": sent}).status_code == 400
    assert browser.get("/healthz", environ_overrides={"HTTP_HOST": sent}).status_code == 200


@pytest.mark.parametrize("hosts", ["", "127.0.0.1,localhost"])
def test_links_in_mails_lead_to_the_address_of_the_settings(stage: Stage, hosts: str) -> None:
    settings = stage.place.settings.model_copy(
        update={"trusted_hosts": hosts, "public_url": "https://match.example.cn", "trusted_proxies": 1}
    )
    application = create_app(settings)
    application.config["WTF_CSRF_ENABLED"] = False
    forged = {"X-Forwarded-Host": ELSEWHERE, "Forwarded": f"host={ELSEWHERE}", "X-Host": ELSEWHERE}

    status = application.test_client().post("/reset", data={"email": "mei@example.cn"}, headers=forged).status_code

    bodies = stage.ask(lambda session: session.exec(select(OutboxMessage.body)).all())
    assert status == (400 if hosts else 303)
    assert all("https://match.example.cn/reset/" in body and ELSEWHERE not in body for body in bodies)
    assert len(bodies) == (0 if hosts else 1)


def test_under_https_browsers_are_told_to_stay_with_it(demonstration: Demonstration) -> None:
    settings = demonstration.place.settings.model_copy(update={"https": True})

    answer = create_app(settings).test_client().get("/login")

    assert "max-age=" in answer.headers["Strict-Transport-Security"]
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "Strict-Transport-Security" not in demonstration.browser("nobody").get("/login").headers
