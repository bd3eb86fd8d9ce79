"""Requests as no browser sends them, on the wire to gunicorn."""

import socket
from collections.abc import Iterator

import pytest

from tests.places import Databases
from tests.serving import Served, serve

PATIENCE_SECONDS = 30
UNFINISHED = 5  # fewer than the threads of one process; in production a proxy in front holds bodies back


@pytest.fixture(scope="module")
def served(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return the service, with nobody in it."""
    with (
        databases.place("codes", "sqlite", tmp_path_factory.mktemp("raw")) as place,
        serve(place, ZHIQIAO_WITH_WORKER="0") as running,
    ):
        yield running


def answers(served: Served, *lines: str, body: bytes = b"") -> bytes:
    """Return everything that is answered before the other side closes."""
    with socket.create_connection(("127.0.0.1", served.port), PATIENCE_SECONDS) as line:
        line.sendall("\r\n".join([*lines, "", ""]).encode() + body)
        line.settimeout(PATIENCE_SECONDS)
        found = b""
        while part := line.recv(65536):
            found += part
        return found


def statuses(text: bytes) -> list[bytes]:
    return [line.split(b" ")[1] for line in text.split(b"\r\n") if line.startswith(b"HTTP/1.1 ")]


def test_a_request_hidden_in_another_is_never_answered(served: Served) -> None:
    hidden = b"0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    found = answers(
        served,
        "POST /login HTTP/1.1",
        "Host: localhost",
        f"Content-Length: {len(hidden)}",
        "Transfer-Encoding: chunked",
        body=hidden,
    )
    assert statuses(found) == [b"400"]
    assert b'"status"' not in found


@pytest.mark.parametrize(
    "odd",
    [
        ["Transfer-Encoding: xchunked"],
        ["Content-Length: 5", "Content-Length: 6"],
        ["Content-Length: +5"],
        ["Content-Length: -5"],
        ["Content Length: 5"],
        ["X-Odd: a\x00b"],
    ],
    ids=lambda odd: odd[0],
)
def test_what_two_readers_could_read_differently_is_refused(served: Served, odd: list[str]) -> None:
    found = answers(served, "POST /login HTTP/1.1", "Host: localhost", *odd, "Connection: close", body=b"email")
    assert len(statuses(found)) == 1
    assert statuses(found)[0] in (b"400", b"501")


def test_bodies_that_never_end_do_not_stop_the_service(served: Served) -> None:
    held = []
    try:
        for _ in range(UNFINISHED):
            line = socket.create_connection(("127.0.0.1", served.port), PATIENCE_SECONDS)
            line.sendall(b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\nemail=")
            held.append(line)
        assert [served.status(path) for path in ("/healthz", "/readyz", "/login")] == [200, 200, 200]
    finally:
        for line in held:
            line.close()
    assert served.status("/login") == 200
