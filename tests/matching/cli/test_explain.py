"""`python -m matching explain`: why these two, why not these two, in data and in sentences."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from matching import MatchingPolicy, Snapshot, match
from matching.__main__ import main
from matching.criteria.hard_rules import RULES as HARD_RULES
from matching.explaining.wording import CRITERION_NAMES, EVIDENCE, EXCLUSIONS, LANGUAGES, RULES, sentences
from matching.policy import CRITERIA
from tests.matching.strategies import rounds

EVERY = MatchingPolicy(
    top_per_demand=0, top_per_offering=0, constraints=("level_far_below", "modes_apart", "batch_too_large")
)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    (tmp_path / "offerings.csv").write_text(
        "offering_id,school,major,major_code,level,region,region_name,capacity,skills,industry_codes,batch_min\n"
        "O1,Tomas,电梯工程技术,,高职,330500,湖州市,40,电梯维护保养;电气识图;钢丝绳更换;电梯应急救援,C34,\n"
        "O2,Ines,护理,,中职,440100,广州市,40,基础护理技术,Q84,\n"
        "O3,Ines,电梯安装与维修保养,,中职,440100,广州市,40,电梯保养,C34,30\n",
        encoding="utf-8",
    )
    (tmp_path / "demands.csv").write_text(
        "demand_id,enterprise,position,industry_code,chain,segment,region,region_name,level,headcount,skills\n"
        "D1,Mei,电梯保养工,C3435,电梯,维保,330500,湖州市,本科,10,门锁与层门检查;电气识图;钢丝绳维护;点菜推销\n",
        encoding="utf-8",
    )
    (tmp_path / "policy.json").write_text(json.dumps({"constraints": ["level_far_below", "batch_too_large"]}))
    names = ("offerings", "demands")
    found = [word for name in names for word in (f"--{name}", str(tmp_path / f"{name}.csv"))]
    return [*found, "--policy", str(tmp_path / "policy.json")]


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main(["explain", *arguments]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_pair_tells_parts_skills_rules_ranks_and_what_would_help(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    pair = told(capsys, *files, "--demand", "D1", "--offering", "O1")

    assert sum(part["points"] for part in pair["contributions"]) == pytest.approx(pair["score"], abs=0.05)
    skills = {skill["required"]: (skill["offered"], skill["rule"], skill["verdict"]) for skill in pair["skills"]}
    assert skills["电气识图"] == ("电气识图", "same", "full")
    assert skills["钢丝绳维护"][:2] == ("钢丝绳更换", "alias")
    assert skills["点菜推销"] == (None, "none", "missing")
    assert {change["skill"] for change in pair["what_if"]} == {"门锁与层门检查", "点菜推销"}
    assert all(change["score"] > pair["score"] for change in pair["what_if"])
    assert (pair["rank_for_demand"], pair["rank_for_offering"]) == (1, 1)
    industry = next(part for part in pair["contributions"] if part["criterion"] == "industry")
    assert industry["evidence"][0]["code"] == "industry_same"
    assert industry["evidence"][0]["facts"]["code"] == "C34"
    assert 0 < pair["coverage"] < 1
    assert pair["exclusions"] == []


def test_a_pair_kept_apart_names_every_rule_that_does_so(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    pair = told(capsys, *files, "--demand", "D1", "--offering", "O3")

    assert [rule["code"] for rule in pair["exclusions"]] == ["level_far_below", "batch_too_large"]
    assert pair["exclusions"][1]["facts"] == {"batch_min": 30, "headcount": 10}
    assert pair["score"] > 0
    assert (pair["rank_for_demand"], pair["rank_for_offering"]) == (None, None)
    assert pair["sentences"][0].startswith("不会推荐：培养层次 中职 比要求的 本科 低两级以上")


def test_sentences_come_in_the_language_asked_for(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    chinese, english = (
        "\n".join(told(capsys, *files, "--demand", "D1", "--offering", "O1", "--lang", lang)["sentences"])
        for lang in LANGUAGES
    )

    assert "对岗位排第 1，对专业排第 1" in chinese
    assert "“钢丝绳维护”：专业教“钢丝绳更换”，同义，97%" in chinese
    assert "number 1 for the position, number 1 for the programme" in english
    assert "钢丝绳维护: the programme teaches 钢丝绳更换, another word for it, 97%" in english


def test_an_unknown_post_is_one_line_with_its_file(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", *files, "--demand", "D1", "--offering", "O9"]) == 2
    assert capsys.readouterr().err == "offerings.csv:0:offering_id: holds no offering 'O9'\n"

    assert main(["explain", *files, "--demand", "D9", "--offering", "O1"]) == 2
    assert capsys.readouterr().err == "demands.csv:0:demand_id: holds no demand 'D9'\n"


def test_everything_that_is_told_by_code_has_words() -> None:
    assert set(CRITERION_NAMES) == set(CRITERIA)
    assert set(EXCLUSIONS) == {rule.code for rule in HARD_RULES} | {"banned"}
    assert all(len(words) == len(LANGUAGES) for table in (EVIDENCE, EXCLUSIONS, RULES) for words in table.values())


@given(rounds(most=2))
@settings(max_examples=40)
def test_every_explanation_can_be_worded_in_both_languages(tables: Any, snapshot: Snapshot) -> None:
    result = match(snapshot, tables, EVERY)

    for demand in snapshot.demands:
        for offering in snapshot.offerings:
            explanation = result.explain(demand.id, offering.id)
            for language in LANGUAGES:
                text = "\n".join(sentences(explanation, language))
                assert f"{explanation.score:.2f}" in text
                assert "{" not in text
                assert text.count("\n") >= len(explanation.contributions) + len(explanation.skills)
