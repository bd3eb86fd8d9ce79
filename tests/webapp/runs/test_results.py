"""What a run found, looked at from both sides; figures that pages and tests can rely on."""

import re
from uuid import uuid4

import pytest
from sqlalchemy import event
from sqlmodel import select

from tests.stage import LIFT, ROBOT, Stage, newest_run, person
from webapp.clock import now
from webapp.models import Organisation, Run, Suggestion, UnmatchedPost
from webapp.models.runs.enums import RunState
from webapp.services.process.adopting import adopt_run
from webapp.services.runs import runs
from webapp.services.runs.figures import Pair, figures, fill, spread
from webapp.services.runs.runs import Outcome

PAIR = re.compile(r'data-pair="([0-9a-f-]{73})"')


@pytest.fixture
def results(stage: Stage) -> str:
    """Return the address of a computed run."""
    stage.step("freeze")
    stage.compute()
    return f"/runs/{stage.ask(newest_run).id}"


def test_results_are_shown_by_demand_and_by_offering(stage: Stage, results: str) -> None:
    noor = stage.as_("Noor")
    stored = {
        f"{row.demand_id}-{row.offering_id}"
        for row in stage.ask(lambda session: session.exec(select(Suggestion)).all())
    }

    by_demand, by_offering = noor.get(f"{results}?by=demand").text, noor.get(f"{results}?by=offering").text

    assert set(PAIR.findall(by_demand)) == set(PAIR.findall(by_offering)) == stored
    assert "需要 20 人" in by_demand
    assert "可培养 45 人" in by_offering


def test_filters_live_in_the_address(stage: Stage, results: str) -> None:
    noor = stage.as_("Noor")
    ids = {row.name: row.id for row in stage.ask(lambda session: session.exec(select(Organisation)).all())}

    def positions(query: str) -> str:
        return noor.get(f"{results}?{query}").text.rsplit("</form>", 1)[-1]

    assert LIFT in positions(f"enterprise={ids['芯桥电梯有限公司']}")
    assert ROBOT not in positions(f"enterprise={ids['芯桥电梯有限公司']}")
    assert "云川职业技术学院" not in positions(f"school={ids['越东技工学校']}")
    assert ROBOT in positions("q=机器人装调")
    assert LIFT not in positions("q=机器人装调")
    assert "没有符合条件的建议" in positions("min_score=100")
    assert PAIR.findall(positions("min_score=")) == PAIR.findall(positions(""))


@pytest.mark.parametrize(
    "query", ["school=x", "enterprise='", "min_score=-1", "min_score=NaN", "q=%00", "by=marry", "kind=x", "q=%25_"]
)
def test_odd_filters_are_no_error(stage: Stage, results: str, query: str) -> None:
    assert stage.as_("Noor").get(f"{results}?{query}").status_code == 200


@pytest.mark.parametrize("page", ["0", "-1", "x", "１", "9" * 30])
def test_odd_pages_do_not_exist(stage: Stage, results: str, page: str) -> None:
    assert stage.as_("Noor").get(f"{results}?page={page}").status_code == 404


def test_queries_do_not_grow_with_what_was_found(stage: Stage, results: str) -> None:
    noor, views = stage.as_("Noor"), ("", "?by=offering", "?by=left")
    before = [_queries(stage, noor, results + view) for view in views]
    with stage.session() as session:
        first = session.exec(select(Suggestion)).first()
        snapshot_id, round_id = session.exec(select(Run.snapshot_id, Run.round_id)).one()
        assert first is not None
        run = Run(
            round_id=round_id, snapshot_id=snapshot_id, number=2, state=RunState.RUNNING, policy={}, pairs_total=6,
            started_at=now(),
        )  # fmt: skip
        session.add(run)
        session.flush()
        row = first.model_dump(exclude={"id", "run_id"})
        pairs = session.exec(select(Suggestion.demand_id, Suggestion.offering_id)).all()
        runs.store_outcome(
            session,
            run,
            Outcome(
                [{**row, "id": uuid4(), "demand_id": d, "offering_id": o} for d, o in pairs],
                [_left(first) for _ in range(9)],
                session.exec(select(Run).where(Run.number == 1)).one().metrics,
            ),
        )
        run.policy = {"min_score": 20, "version": 1}
    more = f"/runs/{stage.ask(newest_run).id}"

    after = [_queries(stage, noor, more + view) for view in views]

    assert after == before


def _left(row: Suggestion) -> dict[str, object]:
    facts = {"post": row.facts["demand"], "best": row.facts["offering"], "best_score": 10.0, "min_score": 20.0}
    return {"demand_id": row.demand_id, "reason": "below_minimum", "facts": facts}


def _queries(stage: Stage, visitor: object, address: str) -> int:
    counted = []
    engine = stage.app.extensions["zhiqiao.engine"]
    visitor.get(address)  # type: ignore[attr-defined]
    event.listen(engine, "before_cursor_execute", lambda *_arguments: counted.append(1))
    assert visitor.get(address).status_code == 200  # type: ignore[attr-defined]
    taken = len(counted)
    counted.clear()
    return taken


def test_every_reason_of_a_post_left_over_has_its_words(stage: Stage, results: str) -> None:
    with stage.session() as session:
        run = session.exec(select(Run)).one()
        sample = session.exec(select(Suggestion)).first()
        assert sample is not None
        post = {"post": sample.facts["demand"], "best": sample.facts["offering"]}
        rules = ("level_far_below", "modes_apart", "batch_too_large", "banned")
        for rule in rules:
            facts = {**post, "rule": rule, "pairs": 3, "best_score": 70.0}
            session.add(UnmatchedPost(run_id=run.id, demand_id=sample.demand_id, reason="excluded", facts=facts))
        lone = {**post, "best": None}
        session.add(UnmatchedPost(run_id=run.id, demand_id=sample.demand_id, reason="no_candidates", facts=lone))

    page = stage.as_("Noor").get(f"{results}?by=left&kind=demand").text

    for words in (
        "培养层次远低于要求",
        "没有双方都接受的合作方式",
        "需求人数不足以成班",
        "统筹方规定",
        "没有可以比较的培养能力",
    ):
        assert words in page
    assert "3 个候选都被硬性规则排除" in page


def test_places_are_filled_best_pairs_first_and_never_beyond_capacity() -> None:
    demands = [{"id": "d1", "headcount": 20}, {"id": "d2", "headcount": 30}, {"id": "d3", "headcount": None}]
    offerings = [{"id": "o1", "seats": 25}, {"id": "o2", "seats": 10}]
    pairs = [
        Pair("d2", "o1", 60.0, 1.0),
        Pair("d1", "o1", 90.0, 1.0),
        Pair("d2", "o2", 50.0, 1.0),
        Pair("d3", "o2", 99.0, 1.0),
    ]

    assert fill(pairs, demands, offerings) == {"d1": 20, "d2": 15}


def test_the_spread_counts_every_score_once() -> None:
    scores = [40.0, 44.9, 45.0, 99.9, 100.0]

    assert [step["count"] for step in spread(scores, 40) if step["count"]] == [2, 1, 2]
    assert sum(step["count"] for step in spread([0.0, 100.0], 0)) == 2
    assert sum(step["count"] for step in spread([100.0], 100)) == 1


def test_a_run_without_suggestions_has_figures_too(stage: Stage) -> None:
    found = figures([], [], [], min_score=40)

    assert (found["suggestions"], found["mean_score"], found["places_filled"]) == (0, None, 0)
    with stage.session() as session:
        for demand in session.exec(select(Organisation).where(Organisation.name == "恒捷装备有限公司")):
            demand.version += 1
    stage.step("freeze")
    stage.queue()
    with stage.session() as session:
        run = newest_run(session)
        runs.begin_run(session, run)
        runs.store_outcome(session, run, Outcome(metrics=found))
        adopt_run(session, run, by=person(session, "Noor"))
    noor = stage.as_("Noor")
    assert "没有一对达到最低得分" in noor.get(stage.round_url).text
    assert "没有一对达到最低得分" in noor.get(f"/runs/{stage.ask(newest_run).id}").text
