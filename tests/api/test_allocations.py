"""Allocations of a round: all for coordinators, their own for the parties once they are published."""

import pytest

from tests.api.conftest import Give
from tests.market import CLOUD, LIFT, the_allocation
from tests.stage import Stage, the_round
from webapp.models.rounds.enums import RoundStatus


def dealt(stage: Stage, status: RoundStatus | None = None) -> str:
    with stage.session() as session:
        round_ = the_round(session)
        round_.status = status or round_.status
        session.add(round_)
        given = the_allocation(session, LIFT)
        given.demand.contact_name, given.demand.contact_phone = "人力资源部", "0575-88001234"
        given.offering.contact_name, given.offering.contact_phone = "校企合作处", "0575-88005678"
        session.add(given)
        return f"/rounds/{round_.id}/allocations"


@pytest.mark.usefixtures("settled")
def test_a_coordinator_reads_what_was_given_and_why(stage: Stage, program: Give) -> None:
    path = dealt(stage)

    (row,) = program("Noor").walk(path)

    assert (row["demand"]["title"], row["offering"]["owner"]["name"]) == (LIFT, CLOUD)
    assert (row["wanted"], row["suggested"], row["seats"]) == (20, 20, 20)
    assert (row["state"], row["origin"]) == ("settled", "algorithm")
    assert "contact" not in row
    assert program("Noor").walk(path, state="fallen") == []
    assert program("Noor").walk(path, demand=row["demand"]["id"], offering=row["offering"]["id"]) == [row]
    assert program("Noor").walk(path, demand=row["offering"]["id"]) == []


@pytest.mark.usefixtures("settled")
def test_parties_read_their_own_only_once_it_is_published(stage: Stage, program: Give) -> None:
    path = dealt(stage)

    assert [program(name).walk(path) for name in ("Mei", "Ines", "Tomas")] == [[], [], []]


@pytest.mark.usefixtures("settled")
def test_published_pairs_tell_each_side_whom_to_call(stage: Stage, program: Give) -> None:
    path = dealt(stage, RoundStatus.PUBLISHED)

    (seen_by_mei,), (seen_by_ines,) = program("Mei").walk(path), program("Ines").walk(path)

    assert seen_by_mei["seats"] == seen_by_ines["seats"] == 20
    assert seen_by_mei["contact"] == {"name": "校企合作处", "phone": "0575-88005678"}
    assert seen_by_ines["contact"] == {"name": "人力资源部", "phone": "0575-88001234"}
    assert program("Tomas").walk(path) == []
    assert program().get(path).status_code == 401


@pytest.mark.usefixtures("choosing")
def test_before_choosing_has_ended_nothing_is_given(stage: Stage, program: Give) -> None:
    (row,) = program("Noor").walk("/rounds")

    assert program("Noor").walk(f"/rounds/{row['id']}/allocations") == []
