"""Writing one's own posts: draft, change, submit, withdraw; a stale change never overwrites a newer one."""

import pytest

from tests.api.conftest import DEMAND, OFFERING, PROGRAM, Caller, Give
from tests.stage import Stage


def drafted(caller: Caller, **facts: object) -> tuple[str, str]:
    """Return the path and the ETag of a new demand."""
    made = caller.post("/demands", {**DEMAND, **facts})
    assert made.status_code == 201, made.text
    return made.headers["Location"].removeprefix("/api/v1"), made.headers["ETag"]


def test_a_demand_is_drafted_changed_submitted_and_withdrawn(program: Give) -> None:
    caller = program("Mei")
    path, etag = drafted(caller)
    assert caller.get(path).headers["ETag"] == etag

    changed = caller.change(path, {"headcount": 15}, etag)
    submitted = caller.send("POST", f"{path}/submit", If_Match=changed.headers["ETag"])
    withdrawn = caller.send("POST", f"{path}/withdraw", If_Match=submitted.headers["ETag"])

    assert [answer.json["status"] for answer in (changed, submitted, withdrawn)] == ["draft", "submitted", "withdrawn"]
    assert withdrawn.json["headcount"] == 15
    assert withdrawn.json["position"] == DEMAND["position"]


def test_an_empty_draft_may_stand_and_tells_what_it_lacks_when_it_is_handed_in(program: Give) -> None:
    caller = program("Mei")
    made = caller.post("/demands", {})

    answer = caller.send("POST", f"/demands/{made.json['id']}/submit", If_Match=made.headers["ETag"])

    assert answer.status_code == 422
    lacking = {error["field"] for error in answer.json["errors"]}
    assert lacking == {"position", "headcount", "level", "industry_code", "required_skills"}
    assert all(error["detail"] for error in answer.json["errors"])


@pytest.mark.parametrize("header", [None, "", "*"])
def test_a_change_without_the_version_it_was_made_from_is_refused(program: Give, header: str | None) -> None:
    caller = program("Mei")
    path, _etag = drafted(caller)
    headers = {} if header is None else {"If_Match": header}

    answer = caller.send("PATCH", path, {"headcount": 3}, **headers)

    assert (answer.status_code, answer.json["code"]) == (428, "precondition_required")
    assert caller.get(path).json["headcount"] == DEMAND["headcount"]


@pytest.mark.parametrize("stale", ['"0"', '"7"', 'W/"1"', '"nonsense"', "nonsense"])
def test_a_stale_change_is_refused_with_the_version_that_stands(program: Give, stale: str) -> None:
    caller = program("Mei")
    path, etag = drafted(caller)

    answer = caller.change(path, {"headcount": 3}, stale)

    assert (answer.status_code, answer.json["code"]) == (412, "stale_edit")
    assert answer.headers["ETag"] == etag
    assert caller.get(path).json["headcount"] == DEMAND["headcount"]


def test_of_two_changes_from_the_same_version_one_stands(program: Give) -> None:
    caller = program("Mei")
    path, etag = drafted(caller)

    first, second = (caller.change(path, {"headcount": count}, etag) for count in (3, 4))

    assert (first.status_code, second.status_code) == (200, 412)
    assert caller.get(path).json["headcount"] == 3


def test_figures_that_need_a_word_get_one(program: Give) -> None:
    caller = program("Mei")
    path, etag = drafted(caller, headcount=60)

    asked = caller.send("POST", f"{path}/submit", If_Match=etag)
    assert asked.status_code == 422
    assert asked.json["code"] == "verification_open"
    codes = [error["code"] for error in asked.json["errors"]]
    assert "share_of_post" in codes
    words = dict.fromkeys(codes, "新生产线二季度投产，已与工会商定")
    explained = caller.change(path, {"explanations": words}, etag)
    submitted = caller.send("POST", f"{path}/submit", If_Match=explained.headers["ETag"])

    assert submitted.status_code == 200, submitted.text
    assert submitted.json["explanations"] == words


def test_codes_that_no_table_has_are_refused_beside_their_field(program: Give) -> None:
    answer = program("Mei").post("/demands", {**DEMAND, "region": "999999", "industry_code": "X9"})

    assert answer.status_code == 422
    assert {error["field"] for error in answer.json["errors"]} == {"region", "industry_code"}


def test_a_submitted_demand_stays_whole(program: Give) -> None:
    caller = program("Mei")
    path, etag = drafted(caller)
    submitted = caller.send("POST", f"{path}/submit", If_Match=etag)

    answer = caller.change(path, {"position": ""}, submitted.headers["ETag"])

    assert answer.status_code == 422
    assert caller.get(path).json["position"] == DEMAND["position"]


def test_nothing_changes_in_a_frozen_round(stage: Stage, program: Give) -> None:
    caller = program("Mei")
    (row,) = caller.walk("/demands", mine="true")
    stage.step("freeze")

    answer = caller.change(f"/demands/{row['id']}", {"headcount": 3}, f'"{row["version"]}"')

    assert answer.status_code in (409, 422)
    assert caller.get(f"/demands/{row['id']}").json == row


def test_a_school_opens_capacity_from_programme_to_submission(program: Give) -> None:
    caller = program("Ines")
    made = caller.post("/programs", PROGRAM)
    assert made.status_code == 201, made.text
    assert made.json["gaps"] == []

    offering = caller.post(f"/programs/{made.json['id']}/offerings", OFFERING)
    assert offering.status_code == 201, offering.text
    path = offering.headers["Location"].removeprefix("/api/v1")
    changed = caller.change(path, {"seats": 40}, offering.headers["ETag"])
    submitted = caller.send("POST", f"{path}/submit", If_Match=changed.headers["ETag"])

    assert (submitted.json["status"], submitted.json["seats"]) == ("submitted", 40)
    assert submitted.json["number"] in program("Mei").get(f"/offerings?program={made.json['id']}").text


def test_a_programme_is_changed_closed_and_reopened(program: Give) -> None:
    caller = program("Ines")
    made = caller.post("/programs", {"major_key": "moe2021:460206", "level": "higher"})
    path = f"/programs/{made.json['id']}"
    assert set(made.json["gaps"]) >= {"skills", "courses"}

    changed = caller.change(path, {"skills": PROGRAM["skills"]}, made.headers["ETag"])
    closed = caller.send("POST", f"{path}/close", If_Match=changed.headers["ETag"])
    again = caller.send("POST", f"{path}/close", If_Match=closed.headers["ETag"])
    reopened = caller.send("POST", f"{path}/reopen", If_Match=closed.headers["ETag"])

    assert changed.json["skills"] == PROGRAM["skills"]
    assert (closed.json["is_closed"], again.status_code, reopened.json["is_closed"]) == (True, 409, False)


def test_an_enterprise_or_school_sees_its_own_by_asking_for_mine(program: Give) -> None:
    caller = program("Mei")
    path, _etag = drafted(caller)

    mine = caller.walk("/demands", mine="true")

    assert path.rpartition("/")[2] in {row["id"] for row in mine}
    assert {row["enterprise"]["name"] for row in mine} == {"芯桥电梯有限公司"}
