"""What a run hands back."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from matching import MatchingPolicy, Partnership, Snapshot, explain, match

ROOT = Path(__file__).resolve().parents[2]
FLASKLESS = """
import sys
for name in ("flask", "sqlalchemy", "sqlmodel", "pydantic", "webapp"):
    sys.modules[name] = None
import matching, matching.__main__, matching.tables.load
"""


@pytest.fixture
def snapshot(demand: Any, offering: Any) -> Snapshot:
    nurse = {"position": "护士", "industry_code": "Q8415", "required_skills": ("铺床法",)}
    nursing = {"major": "护理", "major_class": "护理类", "industry_codes": ("Q84",), "skills": ("基础护理技术",)}
    return Snapshot(
        (demand("D1"), demand("D2", **nurse)),
        (offering("O1"), offering("O2", **nursing), offering("O3", region="440100")),
    )


def test_each_demand_gets_its_field_first(snapshot: Snapshot, tables: Any) -> None:
    result = match(snapshot, tables)

    first = {pair.demand_id: pair.offering_id for pair in result.pairs if pair.rank_for_demand == 1}
    assert first == {"D1": "O1", "D2": "O2"}


def test_points_sum_to_the_score_and_most_to_a_hundred(snapshot: Snapshot, tables: Any) -> None:
    for explanation in match(snapshot, tables).explanations.values():
        assert sum(part.points for part in explanation.contributions) == pytest.approx(explanation.score, abs=0.05)
        assert sum(part.most for part in explanation.contributions) == pytest.approx(100)


def test_an_alias_counts_nearly_as_the_same_skill(snapshot: Snapshot, tables: Any) -> None:
    skills = {entry.required: entry for entry in match(snapshot, tables).explain("D1", "O1").skills}

    assert skills["S7-1500编程"].rule == "alias"
    assert skills["S7-1500编程"].canonical == "PLC编程"
    assert skills["S7-1500编程"].verdict == "full"


def test_what_if_is_the_true_score(snapshot: Snapshot, tables: Any, demand: Any, offering: Any) -> None:
    gains = match(snapshot, tables).explain("D1", "O1").what_if

    assert [gain.skill for gain in gains] == ["控制柜接线"]
    taught = offering("O1", skills=("可编程控制器应用", "机械制图", "控制柜接线"))
    again = explain(Snapshot((demand("D1"),), (taught,)), tables, MatchingPolicy(), "D1", "O1")
    assert gains[0].score == again.score


def test_a_banned_combination_is_named_and_never_suggested(tables: Any, demand: Any, offering: Any) -> None:
    snapshot = Snapshot((demand(level="本科"),), (offering(level="中职"),))
    policy = MatchingPolicy(constraints=("level_far_below",))

    result = match(snapshot, tables, policy)

    assert len(result.pairs) == 0
    assert [entry.code for entry in result.explain("D1", "O1").exclusions] == ["level_far_below"]
    reasons = {(entry.side, entry.reason, entry.facts["rule"]) for entry in result.unmatched}
    assert reasons == {("demand", "excluded", "level_far_below"), ("offering", "excluded", "level_far_below")}


def test_who_misses_the_minimum_learns_what_would_help(tables: Any, demand: Any, offering: Any) -> None:
    snapshot = Snapshot((demand(),), (offering(skills=("铺床法",)),))

    result = match(snapshot, tables, MatchingPolicy(min_score=95))

    reason = result.unmatched[0]
    assert (reason.side, reason.reason, reason.facts["best_id"]) == ("demand", "below_minimum", "O1")
    assert set(reason.facts["missing"]) == {"S7-1500编程", "控制柜接线"}


def test_past_work_counts_where_there_was_any(tables: Any, demand: Any, offering: Any) -> None:
    posts = (demand(),), (offering("O1"), offering("O2", school_id="Ines"))
    snapshot = Snapshot(*posts, (Partnership("Mei", "Ines", 1.0), Partnership("Mei", "Tomas", 0.0)))

    result = match(snapshot, tables)

    assert [pair.offering_id for pair in result.pairs] == ["O2", "O1"]
    record = next(part for part in result.explain("D1", "O2").contributions if part.criterion == "record")
    assert record.evidence[0].facts == {"count": 1, "outcome": 1.0}


def test_progress_may_stop_a_run(snapshot: Snapshot, tables: Any) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        match(snapshot, tables, progress=stop)


def test_the_library_stands_alone() -> None:
    subprocess.run([sys.executable, "-c", FLASKLESS], cwd=ROOT, check=True)


def test_ranking_from_files(tmp_path: Path) -> None:
    (tmp_path / "offerings.csv").write_text(
        "offering_id,school,major,major_code,level,region,region_name,capacity,skills,industry_codes\n"
        "O1,Tomas,电梯工程技术,,高职,330500,湖州市,40,电梯安装;电梯维保,C34\n"
        "O2,Ines,护理,,中职,440100,广州市,40,基础护理技术,Q84\n",
        encoding="utf-8",
    )
    (tmp_path / "demands.csv").write_text(
        "demand_id,enterprise,position,industry_code,chain,segment,region,region_name,level,headcount,skills\n"
        "D1,Mei,电梯保养工,C3435,电梯,维保,330500,湖州市,中职,10,电梯保养;困人救援\n",
        encoding="utf-8",
    )
    files = ["--offerings", str(tmp_path / "offerings.csv"), "--demands", str(tmp_path / "demands.csv")]
    out = tmp_path / "ranking.csv"
    command = [sys.executable, "-m", "matching"]

    subprocess.run([*command, "rank", *files, "--out", str(out)], cwd=ROOT, check=True)
    told = subprocess.run(
        [*command, "explain", *files, "--demand", "D1", "--offering", "O1"], cwd=ROOT, check=True, capture_output=True
    )

    lines = out.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "demand_id,offering_id,score,coverage,rank_for_demand,rank_for_offering"
    assert lines[1].startswith("D1,O1,")
    assert json.loads(told.stdout)["score"] == float(lines[1].split(",")[2])
