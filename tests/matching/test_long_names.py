"""A name of thousands of characters scores as it explains, through arrays and compiled alike."""

import random
from itertools import pairwise

import pytest

from matching import Demand, MatchingPolicy, Offering, Snapshot, Taxonomies, match
from matching.ranking import thresholds


def name(words: int, seed: int) -> str:
    dice = random.Random(seed)
    return " ".join("".join(dice.choices("bcdfghjklmnpqrstvwxz", k=3)) for _ in range(words))


@pytest.mark.parametrize("compiled_from", [10**9, 1])
def test_long_names_score_as_they_explain(
    national_tables: Taxonomies, monkeypatch: pytest.MonkeyPatch, compiled_from: int
) -> None:
    monkeypatch.setattr(thresholds, "COMPILED_FROM", compiled_from)
    monkeypatch.setattr(thresholds, "UNKEPT_FROM", compiled_from)
    long = [name(words, seed) for seed, words in enumerate((1_000, 2_000, 3_000))]
    demands = [Demand(f"D{at}", position=text, required_skills=(text, "焊接")) for at, text in enumerate(long)]
    offerings = [Offering(f"O{at}", major=text, skills=(text, "焊接检验")) for at, text in enumerate(long)]
    posts = Snapshot(tuple(demands), tuple(offerings))
    result = match(posts, national_tables, MatchingPolicy(top_per_demand=9, top_per_offering=9))

    assert len(result.pairs) == 9
    for pair in result.pairs:
        told = result.explain(pair.demand_id, pair.offering_id)
        assert told.score == pair.score
        assert sum(part.points for part in told.contributions) == pytest.approx(pair.score, abs=0.05)
    own = [pair.score for pair in result.pairs if pair.demand_id[1:] == pair.offering_id[1:]]
    assert all(after <= before for before, after in pairwise([pair.score for pair in result.pairs]))
    assert min(own) > 90
