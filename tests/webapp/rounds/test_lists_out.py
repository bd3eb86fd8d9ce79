"""Lists of a round's work as files: what is on screen, for those who may see it."""

import csv
import io
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.market import CLOUD, LIFT, the_allocation
from tests.stage import Stage, person, the_round
from webapp.models import PairRule
from webapp.models.rounds.enums import PairRuleKind, RoundStatus
from webapp.services.rounds import invitations
from webapp.services.rounds.invitations import CandidateFilters

LEADERS_LISTS = ("invitations", "late", "late?kind=offerings", "pair-rules", "precheck", "publication")


def lines(answer: TestResponse) -> list[list[str]]:
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))[1:]


def file_of(stage: Stage, name: str, page: str) -> list[list[str]]:
    return lines(stage.as_(name).get(f"{stage.round_url}/{page}{'&' if '?' in page else '?'}format=csv"))


@pytest.mark.parametrize("page", LEADERS_LISTS)
def test_files_of_leading_are_the_coordinators(stage: Stage, page: str) -> None:
    joint = "&" if "?" in page else "?"

    for form in ("xlsx", "csv"):
        assert stage.as_("Noor").get(f"{stage.round_url}/{page}{joint}format={form}").status_code == 200
        for name in ("Mei", "Ines"):
            assert stage.as_(name).get(f"{stage.round_url}/{page}{joint}format={form}").status_code == 403


def test_invited_organisations_go_out_by_their_answer(stage: Stage) -> None:
    with stage.session() as session:
        invitations.invite_all(session, the_round(session), CandidateFilters(), message="", by=person(session, "Noor"))

    everybody = file_of(stage, "Noor", "invitations")
    waiting = file_of(stage, "Noor", "invitations?state=invited")

    assert "芯桥电梯有限公司" in [row[0] for row in everybody]
    assert [row for row in everybody if row[2] == "未答复"] == waiting
    assert file_of(stage, "Noor", "invitations?q=芯桥") == [row for row in everybody if "芯桥" in row[0]]


@pytest.mark.usefixtures("settled")
def test_pairs_that_were_decided_go_out_with_their_reasons(stage: Stage) -> None:
    with stage.session() as session:
        held = the_allocation(session, LIFT)
        session.add(
            PairRule(
                round_id=held.round_id, demand_id=held.demand_id, offering_id=held.offering_id,
                kind=PairRuleKind.BAN, reason="=双方不宜合作", made_by_id=person(session, "Noor").id,
            )
        )  # fmt: skip

    (row,) = file_of(stage, "Noor", "pair-rules")

    assert (row[2], row[4], row[8]) == (LIFT, CLOUD, "'=双方不宜合作")


@pytest.mark.usefixtures("settled")
def test_what_was_given_goes_out_for_coordinators_and_own_pairs_for_the_parties(stage: Stage) -> None:
    (given,) = file_of(stage, "Noor", "publication")
    before = file_of(stage, "Mei", "pairs")
    with stage.session() as session:
        round_: Any = the_round(session)
        round_.status = RoundStatus.PUBLISHED
        pair = the_allocation(session, LIFT)
        pair.offering.contact_name, pair.offering.contact_phone = "校企合作处", "0575-88005678"
        session.add_all((round_, pair))

    assert (given[2], given[4], given[6:9]) == (LIFT, CLOUD, ["20", "20", "20"])
    assert before == []
    assert [row[6:] for row in file_of(stage, "Mei", "pairs")] == [["20", "校企合作处", "0575-88005678"]]
    assert file_of(stage, "Tomas", "pairs") == []


@pytest.mark.usefixtures("contest")
def test_conflicts_go_out_to_their_parties_with_the_filters(stage: Stage) -> None:
    everything = file_of(stage, "Noor", "conflicts")

    assert everything
    assert file_of(stage, "Noor", "conflicts?state=settled") == []
    assert file_of(stage, "Ines", "conflicts") == everything
    assert file_of(stage, "Tomas", "conflicts") == []
