"""Figures of an evaluation against a small case counted by hand; the development set is the same for the same seed."""

from dataclasses import replace
from math import log2
from pathlib import Path
from typing import Any

import pytest

from matching import Demand, InputError, MatchingPolicy, Offering, Snapshot
from matching.__main__ import main
from matching.evaluation.development import make_development_set
from matching.evaluation.measures import as_text, categories, evaluate
from matching.text.normal import normalise

NEAR = MatchingPolicy({"region": 3, "level": 1})


@pytest.fixture
def snapshot() -> Snapshot:
    """Three schools from near to far for both demands; what the second demand needs is trained only far away.

    By region and level (3 : 1), as the criteria say: D1 ranks O1 (100), O2 (62.5), O3 (25); D2 ranks O1 (82.5),
    O2 (45) and O3 (25), whose level is enough.
    """
    places = {"O1": "330500", "O2": "330100", "O3": "440100"}
    levels = {"O1": "中职", "O2": "中职", "O3": "高职"}
    return Snapshot(
        (
            Demand("D1", region="330500", level="中职", industry_code="C3435"),
            Demand("D2", region="330500", level="高职", industry_code="Q8415"),
        ),
        tuple(Offering(name, region=place, level=levels[name]) for name, place in places.items()),
    )


def test_figures_are_those_counted_by_hand(snapshot: Snapshot, tables: Any) -> None:
    pairs = [("D1", "O1"), ("D1", "O3"), ("D2", "O3")]

    demands, offerings = evaluate(snapshot, pairs, tables, NEAR)

    # D1 finds its partners at 1 and 3, D2 its only one at 3
    measured = {name: estimate.value for name, estimate in demands.measures.items()}
    ideal = 1 + 1 / log2(3)
    assert demands.queries == 2
    assert measured == pytest.approx(
        {
            "MRR": (1 + 1 / 3) / 2,
            "recall@1": (1 / 2 + 0) / 2,
            "recall@5": 1,
            "recall@10": 1,
            "nDCG@10": ((1 + 1 / log2(4)) / ideal + 1 / log2(4)) / 2,
        }
    )
    # O1 ranks D1 (100) above D2 (82.5); O3 finds both equal: D1 comes first by its id
    assert offerings.queries == 2
    assert offerings.measures["MRR"].value == 1
    assert offerings.measures["recall@1"].value == (1 + 1 / 2) / 2
    assert offerings.measures["nDCG@10"].value == pytest.approx(1)


def test_sections_are_those_of_the_demands(snapshot: Snapshot, tables: Any) -> None:
    demands, offerings = evaluate(snapshot, [("D1", "O1"), ("D2", "O3")], tables, NEAR)

    assert demands.sections == {"C": (1, 1.0), "Q": (1, pytest.approx(1 / 3))}
    assert offerings.sections == {"C": (1, 1.0), "Q": (1, 1 / 2)}


def test_without_the_region_the_level_alone_decides(snapshot: Snapshot, tables: Any) -> None:
    demands, _ = evaluate(snapshot, [("D2", "O3")], tables, NEAR)

    assert demands.without == {"level": pytest.approx(1 / 3), "region": 1.0}


def test_an_only_criterion_is_not_left_out(snapshot: Snapshot, tables: Any) -> None:
    demands, _ = evaluate(snapshot, [("D2", "O3")], tables, MatchingPolicy({"region": 1}))

    assert demands.without == {}


def test_an_interval_holds_its_mean_and_repeats_for_a_seed(snapshot: Snapshot, tables: Any) -> None:
    pairs = [("D1", "O1"), ("D2", "O3")]
    first, again = (evaluate(snapshot, pairs, tables, NEAR, seed=4)[0].measures for _ in range(2))

    assert first == again
    assert first["MRR"].low == pytest.approx(1 / 3)
    assert first["MRR"].low < first["MRR"].value < first["MRR"].high == 1
    assert (first["recall@10"].low, first["recall@10"].high) == (1, 1)


def test_a_pair_that_names_nobody_is_refused(snapshot: Snapshot, tables: Any) -> None:
    with pytest.raises(InputError, match="'O9'"):
        evaluate(snapshot, [("D1", "O9")], tables)
    with pytest.raises(InputError, match="no known pair"):
        evaluate(snapshot, [], tables)


def test_a_first_place_from_another_category_of_majors_is_counted(national_tables: Any) -> None:
    here, there = "330500", "440100"
    demands = tuple(Demand(name, region=here) for name in ("D1", "D2", "D3"))
    offerings = (
        Offering("O1", major="护理", region=here),
        Offering("O2", major="助产", region=there),
        Offering("O3", major="数控技术", region=there),
        Offering("O4", major="没有这个专业", region=there),
    )
    pairs = [("D1", "O2"), ("D2", "O3"), ("D3", "O4")]

    report, other = evaluate(Snapshot(demands, offerings), pairs, national_tables, MatchingPolicy({"region": 1}))

    # all rank nursing first: midwifery is of its category, machining is not, the last cannot be told
    assert report.wrong_field is not None
    assert report.wrong_field.value == 1 / 2
    assert other.wrong_field is None
    assert "another field first" in as_text(report, {})


def test_a_category_is_the_same_on_all_levels_of_schooling(national_tables: Any) -> None:
    assert categories(national_tables, "护理") == {12}
    assert len(categories(national_tables, "数控技术应用") | categories(national_tables, "数控技术")) == 1
    assert categories(national_tables, "没有这个专业") == frozenset()


def test_the_table_names_every_figure_section_and_criterion(snapshot: Snapshot, tables: Any) -> None:
    text = as_text(evaluate(snapshot, [("D1", "O1"), ("D2", "O3")], tables, NEAR)[0], {"C": "制造业", "Q": "卫生"})

    assert text.startswith("demand → offering, 2 queries")
    for word in ("MRR", "recall@1", "recall@5", "recall@10", "nDCG@10", "95 % interval", "制造业", "region", "level"):
        assert word in text
    assert "0.667" in text


def test_the_development_set_repeats_for_a_seed_and_hides_half_of_its_words(national_tables: Any) -> None:
    made, again, other = (make_development_set(national_tables, seed=seed, partners=60) for seed in (7, 7, 8))

    assert made.snapshot.fingerprint == again.snapshot.fingerprint != other.snapshot.fingerprint
    assert len(made.pairs) == len(made.snapshot.demands) == 60
    assert len(made.snapshot.offerings) > 60
    known = {post.id for post in made.snapshot.offerings}
    assert all(offering in known for _, offering in made.pairs)
    assert made.held_out
    assert not {normalise(word) for word in made.held_out} & set(made.taxonomies.lexicon.words)
    assert {normalise(word) for word in made.held_out} <= set(national_tables.lexicon.words)


def test_words_that_the_lexicon_knows_find_the_partner_more_often(national_tables: Any) -> None:
    made = make_development_set(national_tables, seed=11, partners=80)

    blind, reading = (
        evaluate(made.snapshot, made.pairs, lexicon)[0].measures["MRR"].value
        for lexicon in (made.taxonomies, national_tables)
    )

    assert reading >= blind > 0.6


def test_no_set_is_made_from_tables_without_classes(national_tables: Any) -> None:
    with pytest.raises(ValueError, match="no class of majors"):
        make_development_set(replace(national_tables, classes={}), seed=1)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Two demands and two programmes in files; `pairs.csv` knows who belongs together."""
    (tmp_path / "offerings.csv").write_text(
        "offering_id,school,major,major_code,level,region,region_name,capacity,skills,industry_codes\n"
        "O1,Tomas,电梯工程技术,,高职,330500,湖州市,40,电梯安装;电梯维保,C34\n"
        "O2,Ines,护理,,中职,440100,广州市,40,基础护理技术,Q84\n",
        encoding="utf-8",
    )
    (tmp_path / "demands.csv").write_text(
        "demand_id,enterprise,position,industry_code,chain,segment,region,region_name,level,headcount,skills\n"
        "D1,Mei,电梯保养工,C3435,电梯,维保,330500,湖州市,中职,10,电梯保养;困人救援\n"
        "D2,Mei,护工,Q8514,养老,照护,440100,广州市,中职,10,铺床;翻身拍背\n",
        encoding="utf-8",
    )
    (tmp_path / "pairs.csv").write_text("offering_id,demand_id\nO1,D1\nO2,D2\n", encoding="utf-8")
    names = ("offerings", "demands", "pairs")
    return [word for name in names for word in (f"--{name}", str(tmp_path / f"{name}.csv"))]


def test_known_pairs_in_files_are_found_again(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", *files]) == 0

    told = capsys.readouterr().out
    assert told.startswith("2 demands, 2 offerings, 2 known pairs")
    assert "demand → offering, 2 queries" in told
    assert "offering → demand, 2 queries" in told
    assert "制造业" in told
    assert "MRR without a criterion" in told


def test_without_files_the_development_set_is_evaluated(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "--seed", "3"]) == 0

    assert capsys.readouterr().out.startswith("development set, seed 3: 150 demands")


def test_files_come_together_or_not_at_all(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", *files[:4]]) == 2

    assert "--offerings, --demands and --pairs together" in capsys.readouterr().err


def test_a_pair_of_nobody_is_named_by_its_row(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pairs.csv").write_text("offering_id,demand_id\nO1,D1\nO7,D2\n", encoding="utf-8")

    assert main(["evaluate", *files]) == 2

    assert capsys.readouterr().err.startswith("pairs.csv:3:offering_id: 'O7'")
