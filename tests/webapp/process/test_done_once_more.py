"""A request that has lost a race is done once more: it succeeds, or is refused in words, on both databases."""

import io
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any

import pytest
from flask import flash, get_flashed_messages, request
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session, col, select

from tests.serving import PATIENCE
from tests.stage import Stage, person
from webapp import clock
from webapp.models import MatchingRound, Person
from webapp.models.rounds.round_input import DEFAULT_WEIGHTS
from webapp.services.rounds import rounds
from webapp.web.kernel.db import session
from webapp.web.kernel.guards import writes

TERM = f"{clock.today().year + 1}-2"


def together(*deeds: Callable[[], Any]) -> list[Any]:
    """Do all deeds at once, each in a thread of its own; return what they gave."""
    given: list[Any] = [None] * len(deeds)

    def run(place: int, deed: Callable[[], Any]) -> None:
        given[place] = deed()

    threads = [Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads)
    return given


class Window:
    """Lets the first two who come by wait for each other, as far as the database lets them; the others pass."""

    def __init__(self) -> None:
        self.barrier, self.passed = Barrier(2), 0

    def __call__(self) -> None:
        self.passed += 1
        if self.passed <= 2:
            try:
                self.barrier.wait(1)
            except BrokenBarrierError:
                return  # one holds the lock of writers, and the other waits for it


def test_two_rounds_that_take_the_same_number_are_both_made(
    stage_anywhere: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage, window, real = stage_anywhere, Window(), rounds._next_code

    def slowly(held: Session, term: str) -> str:
        code = real(held, term)
        window()
        return code

    monkeypatch.setattr(rounds, "_next_code", slowly)
    day = clock.today()
    dates = {"collect_from": 0, "collect_until": 9, "choose_from": 10, "choose_until": 20, "adjudicate_until": 30}
    typed = {
        **{name: str(day + timedelta(days=after)) for name, after in dates.items()},
        **{f"weight_{name}": str(points) for name, points in DEFAULT_WEIGHTS.items()},
        "term": TERM, "min_score": "40", "top_per_demand": "5", "top_per_offering": "10", "max_ranks": "5",
        "cap_enterprise_pct": "100", "method": "stable_enterprise", "notice_days": "5", "region": "",
    }  # fmt: skip
    visitors = [stage.as_("Noor"), stage.as_("Noor")]
    pages = [visitor.open("/rounds/new") for visitor in visitors]

    def make(place: int) -> Any:
        return visitors[place].press(pages[place], "保存轮次", {**typed, "title": f"同时建立 {place} 号"})

    ends = together(lambda: make(0), lambda: make(1))

    assert [end.status for end in ends] == [200, 200]
    made = stage.ask(lambda held: held.exec(select(MatchingRound.code).where(MatchingRound.term == TERM)).all())
    assert len(set(made)) == 2


def test_of_two_who_wait_for_each_other_both_come_through(stage_anywhere: Stage) -> None:
    stage, window = stage_anywhere, Window()
    names = ("Mei", "Ines")

    @writes
    def cross(first: str, second: str) -> str:
        for place, name in enumerate((first, second)):
            query = select(Person).where(Person.name == name).with_for_update(of=Person)
            session().exec(query).one()
            if place == 0:
                window()
        return "done"

    def ask(first: str, second: str) -> str:
        with stage.app.test_request_context("/", method="POST"):
            return str(cross(first, second).get_data(as_text=True))  # type: ignore[union-attr]

    assert together(lambda: ask(*names), lambda: ask(*reversed(names))) == ["done", "done"]


class Fault(Exception):
    """What the driver says."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    "lost",
    [
        IntegrityError("INSERT", {}, Exception("UNIQUE constraint failed")),
        OperationalError("UPDATE", {}, Fault("40P01")),
        OperationalError("UPDATE", {}, Fault("40001")),
    ],
)
def test_what_was_lost_is_done_again_with_everything_that_was_sent(stage: Stage, lost: Exception) -> None:
    tries: list[bytes] = []

    @writes
    def view() -> str:
        flash("已保存")
        tries.append(request.files["file"].read() + request.form["word"].encode())
        held = session().exec(select(Person).where(Person.name == "Mei")).one()
        held.name = f"Mei {len(tries)}"
        session().add(held)
        session().flush()
        if len(tries) == 1:
            raise lost
        return "done"

    sent = {"word": "两次", "file": (io.BytesIO(b"content"), "a.txt")}
    with stage.app.test_request_context("/", method="POST", data=sent):
        assert view().status_code == 200  # type: ignore[union-attr]
        assert get_flashed_messages() == ["已保存"]

    assert tries == [b"content" + "两次".encode()] * 2
    names = stage.ask(lambda held: held.exec(select(Person.name).where(col(Person.name).startswith("Mei"))).all())
    assert names == ["Mei 2"]


@pytest.mark.parametrize(
    ("fault", "most"),
    [
        (IntegrityError("INSERT", {}, Exception("UNIQUE constraint failed")), 2),
        (OperationalError("UPDATE", {}, Fault("55P03")), 1),
        (ValueError("a fault of ours"), 1),
    ],
)
def test_nothing_is_tried_without_end_and_faults_not_at_all(stage: Stage, fault: Exception, most: int) -> None:
    tries: list[int] = []

    @writes
    def view() -> str:
        tries.append(1)
        raise fault

    with stage.app.test_request_context("/", method="POST"), pytest.raises(type(fault)):
        view()
    assert len(tries) == most
    assert stage.ask(lambda held: person(held, "Mei").name) == "Mei"
