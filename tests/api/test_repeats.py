"""A creation that is sent again, because nobody heard the answer, makes nothing twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import select

from tests.api.conftest import DEMAND, PROGRAM, Give, program_of
from tests.stage import Stage
from webapp.clock import now
from webapp.models import ApiAnswer, Demand
from webapp.services.kernel.once import KEPT


def count(stage: Stage) -> int:
    return int(stage.ask(lambda session: len(session.exec(select(Demand)).all())))


def test_the_same_key_with_the_same_body_gets_the_same_answer(stage: Stage, program: Give) -> None:
    caller, before = program("Mei"), count(stage)

    answers = [caller.post("/demands", DEMAND, Idempotency_Key="k-1") for _turn in range(6)]

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert {(answer.headers["ETag"], answer.headers["Location"]) for answer in answers} == {
        ('"1"', answers[0].headers["Location"])
    }
    assert [answer.headers.get("Idempotency-Replayed") for answer in answers] == [None, *["true"] * 5]
    assert count(stage) == before + 1


def test_the_order_of_the_fields_is_not_another_body(stage: Stage, program: Give) -> None:
    caller, before = program("Mei"), count(stage)

    caller.post("/demands", DEMAND, Idempotency_Key="k-1")
    caller.post("/demands", dict(reversed(DEMAND.items())), Idempotency_Key="k-1")

    assert count(stage) == before + 1


def test_six_at_once_make_one(stage_anywhere: Stage) -> None:
    give, before = program_of(stage_anywhere), count(stage_anywhere)
    token = give("Mei").token

    def send(_turn: int) -> int:
        client = stage_anywhere.app.test_client()
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "k-1"}
        return client.post("/api/v1/demands", json=DEMAND, headers=headers).status_code

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(send, range(6))) == {201}

    assert count(stage_anywhere) == before + 1


def test_the_same_key_with_another_body_is_refused(stage: Stage, program: Give) -> None:
    caller = program("Mei")
    caller.post("/demands", DEMAND, Idempotency_Key="k-1")
    before = count(stage)

    answer = caller.post("/demands", {**DEMAND, "headcount": 13}, Idempotency_Key="k-1")

    assert (answer.status_code, answer.json["code"]) == (422, "key_used_otherwise")
    assert count(stage) == before


def test_the_same_key_for_another_place_is_refused(program: Give) -> None:
    caller = program("Ines")
    first, second = (
        caller.post("/programs", {**PROGRAM, "direction": direction}).json["id"] for direction in ("甲", "乙")
    )
    caller.post(f"/programs/{first}/offerings", {}, Idempotency_Key="k-1")

    assert caller.post(f"/programs/{second}/offerings", {}, Idempotency_Key="k-1").status_code == 422


def test_a_refused_request_may_be_mended_under_its_key(program: Give) -> None:
    caller = program("Mei")
    refused = caller.post("/demands", {**DEMAND, "region": "999999"}, Idempotency_Key="k-1")

    mended = caller.post("/demands", DEMAND, Idempotency_Key="k-1")

    assert (refused.status_code, mended.status_code) == (422, 201)


def test_keys_of_different_people_have_nothing_to_do_with_each_other(program: Give) -> None:
    made = program("Ines").post("/programs", PROGRAM, Idempotency_Key="k-1")
    other = program("Tomas").post("/programs", PROGRAM, Idempotency_Key="k-1")

    assert (made.status_code, other.status_code) == (201, 201)
    assert made.json["id"] != other.json["id"]


def test_a_key_is_forgotten_after_a_day(stage: Stage, program: Give) -> None:
    caller, before = program("Mei"), count(stage)
    caller.post("/demands", DEMAND, Idempotency_Key="k-1")
    with stage.session() as session:
        session.exec(select(ApiAnswer)).one().made_at = now() - KEPT - timedelta(seconds=1)

    caller.post("/demands", DEMAND, Idempotency_Key="k-1")

    assert count(stage) == before + 2


@pytest.mark.parametrize("key", ["", "a b", "k" * 65, "钥匙"])
def test_a_key_that_cannot_be_one_is_refused(program: Give, key: str) -> None:
    sent = key.encode().decode("latin-1")

    answer = program("Mei").post("/demands", DEMAND, Idempotency_Key=sent)

    assert (answer.status_code, answer.json["code"]) == (400, "key_unreadable")


def test_without_a_key_each_request_makes_something(stage: Stage, program: Give) -> None:
    caller, before = program("Mei"), count(stage)

    caller.post("/demands", DEMAND)
    caller.post("/demands", DEMAND)

    assert count(stage) == before + 2
