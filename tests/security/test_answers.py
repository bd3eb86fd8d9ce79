"""What every answer carries and hides: headers, cookies, languages, odd requests."""

import re

import pytest

from tests.demonstration import Demonstration

DIRECTIVES = ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'")
ODD_QUERIES = (
    "page=0", "page=99999999999999999999", "page=１&lang=xx", "q=%00&lang=%00", "q=%ff%fe&copy=x&major=%00",
    "q=' OR 1=1 --&kind=administrator&like=00000000-0000-0000-0000-000000000000",
    "q=" + "字" * 2000, "status=nonsense&level=nonsense&region=%27&chain=%00&sort=password&kind=%F0%9F%98%80",
    "round=not-a-uuid&program=x&demand=%00&state=%22&next=//elsewhere.example&page=1&page=2",
)  # fmt: skip


def test_every_answer_is_hardened(demonstration: Demonstration, each_page_once: list[tuple[str, str]]) -> None:
    # the answer itself, and where it is somebody's, the refusal of everybody else
    asked = [(role, path) for opener, path in [*each_page_once, ("nobody", "/nowhere")] for role in {"nobody", opener}]
    for role, path in asked:
        headers = demonstration.browser(role).get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe-" not in policy, path
        assert "*" not in policy, path
        assert all(directive in policy for directive in DIRECTIVES), path
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"]
        assert headers["X-Frame-Options"] == "DENY"
        assert "no-store" in headers["Cache-Control"], path
        assert "Access-Control-Allow-Origin" not in headers
        assert "X-Powered-By" not in headers
        assert "Werkzeug" not in headers.get("Server", "")


def test_static_files_are_read_as_what_they_are(demonstration: Demonstration) -> None:
    browser = demonstration.browser("nobody")
    for path in ("/static/css/base.css", "/static/img/mark.svg", "/static/nowhere.css"):
        assert browser.get(path).headers["X-Content-Type-Options"] == "nosniff"


def test_pages_fetch_nothing_from_elsewhere(
    demonstration: Demonstration, each_page_once: list[tuple[str, str]]
) -> None:
    outside = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//(?!127\.0\.0\.1)[^"']*""")
    for role, path in each_page_once:
        page = demonstration.browser(role).get(path)
        if page.mimetype == "text/html":
            assert outside.findall(page.text) == [], path


@pytest.mark.parametrize("every", [3, pytest.param(1, marks=pytest.mark.long)], ids=["some", "all"])
@pytest.mark.parametrize("query", ODD_QUERIES)
def test_odd_queries_are_answered(
    demonstration: Demonstration, each_page_once: list[tuple[str, str]], query: str, every: int
) -> None:
    assert len(each_page_once) > 80
    for role, path in each_page_once[ODD_QUERIES.index(query) % every :: every]:
        status = demonstration.browser(role).get(f"{path}?{query}").status_code
        assert status < 500, (role, path, query, status)


@pytest.mark.parametrize(
    "path",
    [
        "/demands/../../etc/passwd", "/static/../webapp/config.py", "/static/%2e%2e/config.py", "/static/..%2fx.py",
        "/demands/1", "/demands/00000000-0000-0000-0000-000000000000", "/demands/%00", "/programs/%ff", "/rounds/'",
        "/.git/config", "/.env", "/var/zhiqiao.sqlite3", "/wsgi.py", "/console", "/debug", "/design", "/login/", "//x",
        "/" + "a" * 5000, "/orgs/{{7*7}}", "/api/v1/demands/%F0%9F%98%80",
    ],
)  # fmt: skip
def test_odd_addresses_do_not_exist(demonstration: Demonstration, path: str) -> None:
    for role in ("nobody", "coordinator"):
        answer = demonstration.browser(role).get(path)
        assert answer.status_code < 500, path
        assert "sqlite" not in answer.text.lower()
        assert "Traceback" not in answer.text


@pytest.mark.parametrize("verb", ["TRACE", "PROPFIND", "CONNECT", "PATCH", "DELETE", "PUT", "MOVE", "NONSENSE"])
def test_other_verbs_are_refused(demonstration: Demonstration, verb: str) -> None:
    for path in ("/", "/login", "/home", "/demands"):
        assert demonstration.browser("enterprise").open(path, method=verb).status_code in (400, 405, 501)


@pytest.mark.parametrize(
    "headers",
    [
        {"X-HTTP-Method-Override": "POST"},
        {"X-Original-URL": "/orgs"},
        {"X-Rewrite-URL": "/orgs"},
        {"X-Remote-User": "administrator@zhiqiao.example"},
        {"X-Forwarded-User": "administrator@zhiqiao.example"},
        {"Authorization": "Basic YWRtaW46YWRtaW4="},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_headers_of_the_client_give_nothing(demonstration: Demonstration, headers: dict[str, str]) -> None:
    nobody, mei = demonstration.browser("nobody"), demonstration.browser("enterprise")
    assert nobody.get("/home", headers=headers).status_code == 302
    assert mei.get("/orgs", headers=headers).status_code == 403
    assert mei.get("/home", headers=headers).status_code == 200


@pytest.mark.parametrize("host", ["elsewhere.example", "elsewhere.example:80", "127.0.0.1@elsewhere.example"])
def test_a_forged_host_stands_in_no_link(demonstration: Demonstration, host: str) -> None:
    for path in ("/", "/login", "/demands", "/reset"):
        answer = demonstration.browser("nobody").get(path, headers={"Host": host, "X-Forwarded-Host": host})
        assert "elsewhere.example" not in answer.text
        assert "elsewhere.example" not in answer.headers.get("Location", "").split("next=")[0]


@pytest.mark.parametrize(
    "cookie",
    ["", "garbage", ".eJwx", "a.b.c", "x" * 4000, "eyJfdXNlcl9pZCI6ImFkbWluIn0.aaaa.bbbb", "%00%ff", "{}"],
)
def test_a_tampered_cookie_is_nobody(demonstration: Demonstration, cookie: str) -> None:
    browser = demonstration.app.test_client()
    browser.set_cookie("zhiqiao", cookie)
    assert browser.get("/home").status_code == 302
    assert browser.get("/").status_code == 200


def test_cookies_are_small_and_kept_from_scripts(demonstration: Demonstration) -> None:
    held = demonstration.browser("nobody").get("/login").headers.getlist("Set-Cookie")
    assert len(held) == 1
    assert "HttpOnly" in held[0]
    assert "SameSite=Lax" in held[0]
    assert "Domain" not in held[0]
    assert len(held[0]) < 1000


@pytest.mark.parametrize("path", ["/", "/login", "/help/method", "/register"])
def test_the_language_follows_the_link_and_stays(demonstration: Demonstration, path: str) -> None:
    browser = demonstration.browser("nobody")
    assert '<html lang="zh-CN"' in browser.get(path).text
    assert '<html lang="en"' in browser.get(f"{path}?lang=en").text
    assert '<html lang="en"' in browser.get("/").text
    assert '<html lang="zh-CN"' in browser.get("/?lang=zh").text


def test_a_body_beyond_the_limit_is_refused_with_a_page(demonstration: Demonstration) -> None:
    answer = demonstration.browser("enterprise").post("/demands/new", data={"position": "x" * 10_000_000})
    assert answer.status_code == 413
    assert "<h1" in answer.text


def test_machines_read_whether_the_service_lives(demonstration: Demonstration) -> None:
    browser = demonstration.browser("nobody")
    assert browser.get("/healthz").get_json() == {"status": "ok"}
    assert browser.get("/readyz").get_json() == {"status": "ready"}
