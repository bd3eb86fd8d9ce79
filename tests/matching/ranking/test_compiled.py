"""The compiled path gives the bytes of the plain one, whatever the tiles and threads, and does without a compiler."""

import subprocess
import sys
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matching import MatchingPolicy, Partnership, Snapshot
from matching.explaining.compiled.facts import facts_of_pairs
from matching.explaining.facts import PairScorer
from matching.ranking.compiled.layout import lay_out
from matching.ranking.compiled.tiling import rank_tiles
from matching.ranking.index import Index, build_index
from matching.ranking.scoring import rank
from matching.ranking.thresholds import COMPILED_FROM
from tests.benchmarks.country import country

SIZE = 220
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def index(national_tables: Any) -> Index:
    posts = country(SIZE, national_tables)
    silent = tuple(replace(post, required_skills=(), region="") for post in posts.demands[:5])
    nameless = tuple(replace(post, major="", industry_codes=(), modes=()) for post in posts.offerings[:5])
    past = (
        Partnership(posts.demands[9].enterprise_id, posts.offerings[9].school_id, 1.0),
        Partnership(posts.demands[9].enterprise_id, posts.offerings[12].school_id, 0.2),
    )
    snapshot = Snapshot((*silent, *posts.demands[5:]), (*nameless, *posts.offerings[5:]), past)
    policy = MatchingPolicy(top_per_demand=20, top_per_offering=30, min_score=25.0, constraints=("level_far_below",))
    return build_index(snapshot, national_tables, policy)


@pytest.mark.parametrize(("tile", "threads"), [(2048, 1), (64, 1), (64, 3), (7, 2)])
def test_tiles_and_threads_give_the_same_bytes(index: Index, tile: int, threads: int) -> None:
    plain = rank(index)
    rows, columns = rank_tiles(
        lay_out(index), 0, SIZE, least=2500, per_demand=20, per_offering=30, threads=threads, tile=tile
    )

    assert index.records
    assert SIZE * SIZE < COMPILED_FROM
    assert rows.tobytes() == plain.for_demands.tobytes()
    assert columns.tobytes() == plain.for_offerings.tobytes()


def test_a_span_of_demands_is_ranked_as_in_the_whole(index: Index) -> None:
    rows, _ = rank_tiles(lay_out(index), 50, 90, least=2500, per_demand=20, per_offering=30)

    assert rows.tobytes() == rank(index).for_demands[50:90].tobytes()


def test_a_run_that_is_stopped_stops(index: Index) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rank_tiles(lay_out(index), 0, SIZE, least=0, per_demand=5, per_offering=5, tile=16, threads=2, progress=stop)


def test_progress_ends_with_all_pairs(index: Index) -> None:
    seen: list[tuple[int, int]] = []
    rank_tiles(lay_out(index), 0, SIZE, least=0, per_demand=5, per_offering=5, progress=lambda *told: seen.append(told))

    assert seen[-1] == (SIZE * SIZE, SIZE * SIZE)


@pytest.mark.parametrize("threads", [1, 3])
def test_facts_of_many_pairs_are_those_of_each(index: Index, threads: int) -> None:
    rows, columns = (np.array(side) for side in zip(*product(range(0, SIZE, 3), range(0, SIZE, 2)), strict=True))
    many, scorer = facts_of_pairs(index, rows, columns, threads=threads), PairScorer(index)

    assert len(many) == len(rows)
    for place in [*range(0, len(rows), 11), *range(3 * SIZE // 2)]:
        assert many.read(place) == scorer.facts(int(rows[place]), int(columns[place]))


ROUND = """
from hashlib import sha256
from matching.ranking import thresholds
from matching import match
from matching.tables.load import load_tables
from tests.benchmarks.country import country
thresholds.COMPILED_FROM = thresholds.UNKEPT_FROM = 1
tables = load_tables()
result = match(country(40, tables), tables, explain_top=3, threads=2)
told = repr((tuple(result.pairs), [result.explanations[pair] for pair in result.explanations], result.unmatched))
print("matching.ranking.compiled.scoring" in sys.modules, sha256(told.encode()).hexdigest())
"""
HIDE = 'sys.modules["numba"] = None  # as an import finds what is not installed'


def run_apart(code: str) -> list[str]:
    """Run code in a process of its own and return the words that it prints."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\nsys.path.insert(0, '.')\n{code}"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_without_a_compiler_the_bytes_are_the_same() -> None:
    compiled, plain = run_apart(ROUND), run_apart(f"{HIDE}\n{ROUND}")

    assert (compiled[0], plain[0]) == ("True", "False")
    assert compiled[1] == plain[1]


def test_a_small_round_never_waits_for_a_compiler() -> None:
    small = ROUND.replace("thresholds.COMPILED_FROM = thresholds.UNKEPT_FROM = 1\n", "").replace(
        '"matching.ranking.compiled.scoring" in', '"numba" in'
    )

    assert run_apart(small)[0] == "False"
