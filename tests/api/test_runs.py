"""A coordinator starts and watches runs, schools answer: by the API as on the pages."""

import pytest

from tests.api.conftest import Caller, Give
from tests.stage import Stage
from webapp.models.accounts.enums import TokenScope


def round_of(caller: Caller) -> str:
    (row,) = caller.walk("/rounds")
    return f"/rounds/{row['id']}"


def test_a_run_is_started_watched_and_read(stage: Stage, program: Give) -> None:
    stage.step("freeze")
    noor = program("Noor")
    path = round_of(noor)

    started = noor.post(f"{path}/runs", Idempotency_Key="first")
    address = started.headers["Location"].removeprefix("/api/v1")
    assert (started.status_code, started.json["state"], started.json["percent"]) == (201, "queued", 0)
    stage.place.work()
    done = noor.get(address).json

    assert (done["state"], done["percent"]) == ("done", 100)
    assert done["metrics"]["suggestions"] == len(noor.walk(f"{address}/suggestions")) > 0
    assert [run["id"] for run in noor.walk(f"{path}/runs")] == [done["id"]]
    assert isinstance(noor.walk(f"{address}/unmatched"), list)


def test_a_run_that_waits_is_stopped_and_only_once(stage: Stage, program: Give) -> None:
    stage.step("freeze")
    noor = program("Noor")
    run = noor.post(f"{round_of(noor)}/runs").json

    first, second = (noor.post(f"/runs/{run['id']}/stop") for _turn in range(2))

    assert (first.status_code, first.json["state"]) == (200, "cancelled")
    assert (second.status_code, second.json["code"]) == (409, "run_not_active")


def test_one_run_at_a_time_and_none_before_the_freeze(stage: Stage, program: Give) -> None:
    noor = program("Noor")
    path = round_of(noor)

    early = noor.post(f"{path}/runs")
    stage.step("freeze")
    first, second = (noor.post(f"{path}/runs") for _turn in range(2))

    assert (early.status_code, early.json["code"]) == (409, "run_needs_freeze")
    assert (first.status_code, second.status_code) == (201, 409)


@pytest.mark.parametrize("name", ["Mei", "Ines"])
def test_runs_are_the_coordinators(stage: Stage, program: Give, name: str) -> None:
    stage.step("freeze")
    stage.compute()
    path = round_of(program(name))
    run = program("Noor").walk(f"{path}/runs")[0]["id"]

    for address in (f"{path}/runs", f"/runs/{run}", f"/runs/{run}/suggestions", f"/runs/{run}/unmatched"):
        assert program(name).get(address).status_code == 403
    assert program(name).post(f"{path}/runs").status_code == 403
    assert program("Noor", TokenScope.READ).post(f"{path}/runs").status_code == 403


def test_nobody_sees_suggestions_before_choosing_begins(stage: Stage, program: Give) -> None:
    stage.step("freeze")
    stage.compute()
    path = round_of(program("Ines"))
    (run,) = program("Noor").walk(f"{path}/runs")
    found = program("Noor").walk(f"/runs/{run['id']}/suggestions")

    assert program("Ines").walk(f"{path}/suggestions") == []
    assert {program("Ines").get(f"/suggestions/{row['id']}").status_code for row in found} == {404}


def own_suggestion(caller: Caller) -> tuple[str, str]:
    """Return the path and the ETag of the caller's best suggestion."""
    best = caller.walk(f"{round_of(caller)}/suggestions")[0]
    path = f"/suggestions/{best['id']}"
    return path, caller.get(path).headers["ETag"]


@pytest.mark.usefixtures("choosing")
def test_a_school_answers_and_changes_its_mind(stage: Stage, program: Give) -> None:
    ines = program("Ines")
    path, etag = own_suggestion(ines)
    assert etag == '"0"'

    accepted = ines.change(f"{path}/choice", {"decision": "accept"}, etag, "PUT")
    declined = ines.change(
        f"{path}/choice",
        {"decision": "decline", "reason": "too_far", "note_private": "只给自己看"},
        accepted.headers["ETag"],
        "PUT",
    )

    assert accepted.json["choice"]["headcount"] == accepted.json["seats_suggested"]
    assert (declined.json["choice"]["decision"], declined.json["choice"]["headcount"]) == ("decline", 0)
    assert declined.headers["ETag"] == ines.get(path).headers["ETag"] == '"2"'


@pytest.mark.usefixtures("choosing")
def test_answers_are_told_to_those_who_may_know(stage: Stage, program: Give) -> None:
    path, etag = own_suggestion(program("Ines"))
    program("Ines").change(f"{path}/choice", {"decision": "defer", "note_private": "只给自己看"}, etag, "PUT")

    assert program("Ines").get(path).json["choice"]["note_private"] == "只给自己看"
    noor = program("Noor").get(path)
    assert noor.json["choice"]["decision"] == "defer"
    assert "只给自己看" not in noor.text
    mei = program("Mei").get(path)
    assert mei.status_code in (200, 404)
    assert "defer" not in mei.text
    assert program("Tomas").get(path).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"decision": "decline"}, "reason"),
        ({"decision": "accept_partial"}, "headcount"),
        ({"decision": "perhaps"}, "decision"),
        ({}, "decision"),
        ({"decision": "accept", "version": 3}, "version"),
        ({"decision": "accept", "side": "enterprise"}, "side"),
        ({"decision": "decline", "reason": "other"}, "note_public"),
    ],
)
@pytest.mark.usefixtures("choosing")
def test_an_answer_that_is_none_is_refused_beside_its_field(
    stage: Stage, program: Give, body: dict[str, object], field: str
) -> None:
    path, etag = own_suggestion(program("Ines"))

    answer = program("Ines").change(f"{path}/choice", body, etag, "PUT")

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json["errors"]] == [field]
    assert program("Ines").get(path).headers["ETag"] == etag


@pytest.mark.usefixtures("choosing")
def test_a_stale_answer_and_one_of_another_school_are_refused(stage: Stage, program: Give) -> None:
    path, etag = own_suggestion(program("Ines"))
    program("Ines").change(f"{path}/choice", {"decision": "accept"}, etag, "PUT")

    stale = program("Ines").change(f"{path}/choice", {"decision": "defer"}, etag, "PUT")
    stranger = program("Tomas").change(f"{path}/choice", {"decision": "accept"}, '"1"', "PUT")
    reader = program("Ines", TokenScope.READ).change(f"{path}/choice", {"decision": "defer"}, '"1"', "PUT")

    assert (stale.status_code, stranger.status_code, reader.status_code) == (412, 404, 403)
    assert program("Ines").get(path).json["choice"]["decision"] == "accept"
