"""Lists are read to their end by cursors: nothing twice, nothing missed, whatever happens in between."""

import base64
import json

import pytest
from sqlmodel import select

from tests.api.conftest import DEMAND, Give
from tests.stage import Stage
from webapp.models import Demand


def several(program: Give, count: int) -> list[str]:
    caller = program("Mei")
    return [caller.post("/demands", {**DEMAND, "position": f"岗位{index}"}).json["id"] for index in range(count)]


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_pages_of_any_size_give_the_same_list(program: Give, limit: int) -> None:
    several(program, 5)
    caller = program("Mei")

    assert caller.walk("/demands", limit=limit) == caller.walk("/demands", limit=50)


def test_posts_that_are_written_and_changed_in_between_move_nothing(stage: Stage, program: Give) -> None:
    several(program, 6)
    caller = program("Mei")
    whole = [row["id"] for row in caller.walk("/demands")]

    first = caller.get("/demands?limit=3").json
    several(program, 2)
    row = first["items"][-1]
    caller.change(f"/demands/{row['id']}", {"headcount": 1}, f'"{row["version"]}"')
    rest, cursor = [], first["next"]
    while cursor:
        page = caller.get(f"/demands?limit=3&cursor={cursor}").json
        rest += page["items"]
        cursor = page["next"]

    read = [row["id"] for row in first["items"] + rest]
    assert read[: len(whole)] == whole
    assert len(read) == len(set(read)) == len(whole) + 2


def test_rows_of_the_same_moment_are_told_apart(stage: Stage, program: Give) -> None:
    several(program, 5)
    with stage.session() as session:
        rows = list(session.exec(select(Demand)))
        for row in rows:
            row.created_at = rows[0].created_at

    read = [row["id"] for row in program("Mei").walk("/demands", limit=2)]

    assert len(read) == len(set(read)) >= 5


@pytest.mark.usefixtures("choosing")
def test_every_list_ends(stage: Stage, program: Give) -> None:
    caller = program("Noor")
    (round_,) = caller.walk("/rounds", limit=1)
    (run,) = caller.walk(f"/rounds/{round_['id']}/runs", limit=1)

    for path in (f"/rounds/{round_['id']}/suggestions", f"/runs/{run['id']}/suggestions"):
        read = caller.walk(path, limit=1)
        assert [row["score"] for row in read] == sorted((row["score"] for row in read), reverse=True)
        assert read == caller.walk(path)
    assert caller.walk(f"/runs/{run['id']}/unmatched", limit=1) == caller.walk(f"/runs/{run['id']}/unmatched")
    for table in ("industries", "regions", "majors", "chains", "segments", "families", "skills"):
        codes = [row["code"] for row in caller.walk(f"/codes/{table}", limit=2)]
        assert codes == sorted(set(codes))
        assert codes


def test_what_has_changed_since_a_moment_is_found(program: Give) -> None:
    caller = program("Mei")
    *_rest, last = several(program, 3)
    since = caller.get(f"/demands/{last}").json["updated_at"]

    assert [row["id"] for row in caller.walk("/demands", updated_since=since)] == [last]


def test_filters_narrow(program: Give) -> None:
    several(program, 2)
    caller = program("Mei")

    assert [row["position"] for row in caller.walk("/demands", q="岗位1")] == ["岗位1"]
    assert {row["status"] for row in caller.walk("/demands", status="draft")} == {"draft"}
    assert caller.walk("/demands", chain="nothing-of-the-kind") == []
    assert [row["code"] for row in caller.walk("/codes/industries", q="电梯")] == ["C3435"]


def cursor_of(*parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "AAAA",
        "_" * 400,
        cursor_of(),
        cursor_of(1, 2),
        cursor_of("a", "b"),
        cursor_of("2027-01-01T00:00:00", "6a0fdf8e-5bd9-4f6c-b7d5-6dd1f0f5d0a7"),
        cursor_of("0001-01-01T00:00:00+14:00", "6a0fdf8e-5bd9-4f6c-b7d5-6dd1f0f5d0a7"),
        cursor_of("2027-01-01T00:00:00+00:00", "not an id"),
        cursor_of("nan", "6a0fdf8e-5bd9-4f6c-b7d5-6dd1f0f5d0a7"),
        cursor_of("C\x00"),
    ],
)
def test_a_cursor_that_is_none_is_refused(stage: Stage, program: Give, cursor: str) -> None:
    caller = program("Noor")
    (round_,) = caller.walk("/rounds")

    for path in ("/demands", "/rounds", f"/rounds/{round_['id']}/suggestions", f"/rounds/{round_['id']}/runs"):
        answer = caller.get(f"{path}?cursor={cursor}")
        assert answer.status_code == 422, path
        assert answer.json["errors"][0]["field"] == "cursor"
    assert caller.get(f"/codes/skills?cursor={cursor}").status_code in (200, 422)


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=101",
        "limit=1.5",
        "limit=%EF%BC%91",
        "limit=",
        "limit=1e309",
        "limit=99999999999999999999",
        "limit=1&limit=2",
        "page=2",
        "status=everything",
        "round=1",
        "mine=yes",
        "updated_since=yesterday",
        "updated_since=2027-01-01T00:00:00",
        "updated_since=2027-02-31T00:00:00Z",
        "updated_since=1",
        "q=a%00b",
        "chain=%00",
        "q=" + "x" * 61,
    ],
)
def test_odd_parameters_are_refused_by_name(program: Give, query: str) -> None:
    answer = program("Mei").get(f"/demands?{query}")

    assert answer.status_code == 422, answer.text
    assert [error["field"] for error in answer.json["errors"]] == [query.split("=")[0]]
