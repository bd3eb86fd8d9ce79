"""Both sides answer by the API, each for itself, and neither learns the other's answer before publication."""

import pytest

from tests.api.conftest import Caller, Give
from tests.stage import LIFT, Stage, the_round
from webapp.models.accounts.enums import TokenScope
from webapp.models.rounds.enums import RoundStatus


def shared(*callers: Caller) -> str:
    """Return the path of a suggestion that all of them see."""
    (row,) = callers[0].walk("/rounds")
    seen = [{held["id"]: held for held in caller.walk(f"/rounds/{row['id']}/suggestions")} for caller in callers]
    common = set.intersection(*(set(held) for held in seen))
    return f"/suggestions/{min(key for key in common if seen[0][key]['facts']['demand']['position'] == LIFT)}"


@pytest.mark.usefixtures("choosing")
def test_each_side_answers_at_its_own_version(stage: Stage, program: Give) -> None:
    mei, ines = program("Mei"), program("Ines")
    path = shared(mei, ines)

    wanted = mei.change(f"{path}/choice", {"decision": "accept", "rank": 1}, '"0"', "PUT")
    offered = ines.change(f"{path}/choice", {"decision": "decline", "reason": "too_far"}, '"0"', "PUT")

    assert (wanted.status_code, offered.status_code) == (200, 200)
    assert (wanted.json["choice"]["side"], wanted.json["choice"]["rank"]) == ("enterprise", 1)
    assert [held["side"] for held in mei.get(path).json["choices"]] == ["enterprise"]
    assert [held["side"] for held in ines.get(path).json["choices"]] == ["school"]
    assert "too_far" not in mei.get(path).text
    assert {held["side"] for held in program("Noor").get(path).json["choices"]} == {"enterprise", "school"}


@pytest.mark.usefixtures("choosing")
def test_after_publication_each_side_knows_the_others_answer_but_not_its_reason(stage: Stage, program: Give) -> None:
    mei, ines = program("Mei"), program("Ines")
    path = shared(mei, ines)
    ines.change(f"{path}/choice", {"decision": "decline", "reason": "too_far"}, '"0"', "PUT")
    with stage.session() as session:
        round_ = the_round(session)
        round_.status = RoundStatus.PUBLISHED
        session.add(round_)

    told = mei.get(path)

    assert [(held["side"], held["decision"]) for held in told.json["choices"]] == [("school", "decline")]
    assert "too_far" not in told.text


@pytest.mark.usefixtures("choosing")
def test_an_answer_is_taken_back_at_the_version_that_was_seen(stage: Stage, program: Give) -> None:
    mei = program("Mei")
    path = shared(mei, program("Ines"))
    given = mei.change(f"{path}/choice", {"decision": "accept"}, '"0"', "PUT")

    assert mei.change(f"{path}/choice", None, '"7"', "DELETE").status_code == 412
    taken = mei.change(f"{path}/choice", None, given.headers["ETag"], "DELETE")
    again = mei.change(f"{path}/choice", None, taken.headers["ETag"], "DELETE")

    assert (taken.status_code, taken.json["choice"], taken.headers["ETag"]) == (200, None, '"0"')
    assert (again.status_code, again.json["code"]) == (409, "choice_missing")


@pytest.mark.parametrize(("name", "status"), [("Noor", 403), ("Tomas", 404)])
@pytest.mark.usefixtures("choosing")
def test_nobody_answers_for_a_side_that_is_not_theirs(stage: Stage, program: Give, name: str, status: int) -> None:
    path = shared(program("Mei"), program("Ines"))

    for verb, body in (("PUT", {"decision": "accept"}), ("DELETE", None)):
        assert program(name).change(f"{path}/choice", body, '"0"', verb).status_code == status
    assert program("Mei", TokenScope.READ).change(f"{path}/choice", None, '"0"', "DELETE").status_code == 403
