"""Whoever keeps a copy learns what has gone: as much as they could see, and nothing of drafts."""

from typing import Any

import pytest
from sqlmodel import select

from tests.api.conftest import DEMAND, Caller, Give
from tests.stage import Stage, person
from webapp.models import Tombstone
from webapp.models.accounts.enums import OrganisationStatus

LONG_AGO = "2020-01-01T00:00:00Z"


def handed_in(caller: Caller, **values: object) -> dict[str, Any]:
    made = caller.post("/demands", {**DEMAND, "chain_slug": DEMAND["chain_slug"], **values})
    assert made.status_code == 201, made.text
    answer = caller.send("POST", f"/demands/{made.json['id']}/submit", If_Match=made.headers["ETag"])
    assert answer.status_code == 200, answer.text
    return {**answer.json, "etag": answer.headers["ETag"]}


def withdrawn(caller: Caller, demand: dict[str, Any]) -> None:
    answer = caller.send("POST", f"/demands/{demand['id']}/withdraw", If_Match=demand["etag"])
    assert answer.status_code == 200, answer.text


def told(caller: Caller, **filters: object) -> list[tuple[str, str]]:
    return [(stone["thing_id"], stone["reason"]) for stone in caller.walk("/tombstones", **filters)]


def test_what_is_withdrawn_is_told_to_those_who_could_see_it(program: Give) -> None:
    demand = handed_in(program("Mei"))
    before = [item["id"] for item in program("Ines").walk("/demands")]

    withdrawn(program("Mei"), demand)

    assert demand["id"] in before
    assert demand["id"] not in [item["id"] for item in program("Ines").walk("/demands")]
    for name in ("Mei", "Ines", "Noor", "Tomas"):
        assert told(program(name), since=LONG_AGO) == [(demand["id"], "withdrawn")], name
    (stone,) = program("Ines").walk("/tombstones", kind="demand")
    assert set(stone) == {"kind", "thing_id", "number", "reason", "gone_at"}
    assert stone["number"] == demand["number"]


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [("public", {"Mei", "Ines", "Tomas", "Noor"}), ("private", {"Mei", "Noor"})],
)
def test_nobody_learns_of_more_than_they_could_see(program: Give, visibility: str, readers: set[str]) -> None:
    demand = handed_in(program("Mei"), visibility=visibility)

    withdrawn(program("Mei"), demand)

    assert {name for name in ("Mei", "Ines", "Tomas", "Noor") if told(program(name))} == readers


def test_who_is_not_verified_learns_nothing_of_what_is_for_the_verified(stage: Stage, program: Give) -> None:
    demand = handed_in(program("Mei"), visibility="verified")
    withdrawn(program("Mei"), demand)
    assert told(program("Ines"))

    with stage.session() as session:
        school = person(session, "Ines").organisation
        assert school is not None
        school.status = OrganisationStatus.PENDING

    assert told(program("Ines")) == []


def test_a_draft_leaves_nothing_when_it_is_withdrawn(stage: Stage, program: Give) -> None:
    made = program("Mei").post("/demands", DEMAND)

    program("Mei").send("POST", f"/demands/{made.json['id']}/withdraw", If_Match=made.headers["ETag"])

    assert stage.ask(lambda session: session.exec(select(Tombstone)).all()) == []


def test_a_copy_reads_on_where_it_stopped(program: Give) -> None:
    demands = [handed_in(program("Mei"), position=f"保养工{number}") for number in range(3)]
    for demand in demands:
        withdrawn(program("Mei"), demand)

    stones = program("Ines").walk("/tombstones", limit=1)

    assert [stone["thing_id"] for stone in stones] == [demand["id"] for demand in demands]
    moment = stones[1]["gone_at"].replace("+", "%2B")
    assert told(program("Ines"), since=moment) == [(demand["id"], "withdrawn") for demand in demands[1:]]
    assert told(program("Ines"), kind="offering") == []


def test_what_comes_back_is_changed_after_it_went(program: Give) -> None:
    caller, demand = program("Mei"), handed_in(program("Mei"))
    withdrawn(caller, demand)
    etag = caller.get(f"/demands/{demand['id']}").headers["ETag"]
    again = caller.change(f"/demands/{demand['id']}", {"headcount": 13}, etag)
    caller.send("POST", f"/demands/{demand['id']}/submit", If_Match=again.headers["ETag"])

    (stone,) = program("Ines").walk("/tombstones")
    (seen,) = [item for item in program("Ines").walk("/demands") if item["id"] == demand["id"]]

    assert seen["updated_at"] > stone["gone_at"]
