"""After a rename, whoever looks finds by the name that was frozen, which lists show, and by the one of today."""

import pytest
from sqlmodel import select

from tests.market import Market
from tests.stage import LIFT, Stage, newest_run, person, the_round
from webapp.models import Demand, Organisation, Program
from webapp.services.agreements.following import follow_seats

OLD = {"enterprise": "芯桥电梯", "school": "云川职业", "position": LIFT, "program": "电梯工程技术"}
NEW = {"enterprise": "桥新升降", "school": "川云技师", "position": "升降机装配工", "program": "升降设备技术"}


def rename(stage: Stage) -> None:
    with stage.session() as session:
        for side in ("enterprise", "school"):
            row = session.exec(select(Organisation).where(Organisation.name.startswith(OLD[side]))).one()  # type: ignore[attr-defined]
            row.name = NEW[side]
        session.exec(select(Demand).where(Demand.position == LIFT)).one().position = NEW["position"]
        session.exec(select(Program).where(Program.name == OLD["program"])).one().name = NEW["program"]


def found(stage: Stage, address: str, words: str, sign: str) -> bool:
    return sign in stage.as_("Noor").get(f"{address}{'&' if '?' in address else '?'}q={words}").text


@pytest.mark.parametrize("what", OLD)
def test_the_queue_and_the_results_of_a_run_find_both_names(choosing_anywhere: Stage, what: str) -> None:
    stage = choosing_anywhere
    run = stage.ask(newest_run).id
    rename(stage)

    for words in (OLD[what], NEW[what], "D-1"):
        assert found(stage, "/suggestions", words, LIFT), words
        assert found(stage, f"/runs/{run}?by=demand", words, LIFT), words
        assert found(stage, f"/runs/{run}?by=offering&format=csv", words, LIFT), words
    for words in ("没有这个名字", "%", "_", '"'):
        assert not found(stage, "/suggestions", words, LIFT), words


@pytest.mark.parametrize("what", OLD)
def test_the_posts_of_a_round_are_found_by_both_names(choosing_anywhere: Stage, what: str) -> None:
    rename(choosing_anywhere)
    kind, number = ("demands", "D-1") if what in ("enterprise", "position") else ("offerings", "P-1")
    address = f"{choosing_anywhere.round_url}/posts?kind={kind}"

    for words in (OLD[what], NEW[what]):
        assert found(choosing_anywhere, address, words, number), words
        assert found(choosing_anywhere, f"{address}&format=csv", words, number), words
    assert not found(choosing_anywhere, address, "没有这个名字", number)


@pytest.mark.parametrize("what", OLD)
def test_agreements_are_found_by_both_names(published_anywhere: Market, what: str) -> None:
    stage = published_anywhere.stage
    with stage.session() as session:
        follow_seats(session, the_round(session), by=person(session, "Noor"))
    rename(stage)

    for words in (OLD[what], NEW[what]):
        assert found(stage, "/agreements?format=csv", words, NEW["enterprise"]), words
    assert not found(stage, "/agreements?format=csv", "没有这个名字", NEW["enterprise"])
