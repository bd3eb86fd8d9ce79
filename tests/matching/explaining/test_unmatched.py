"""Why posts stay without a suggestion: what a look at every pair would say."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from matching import MatchingPolicy, Snapshot, match
from tests.matching.strategies import rounds

RULES = ("level_far_below", "modes_apart", "batch_too_large")


@settings(max_examples=30)
@given(rounds(), st.sampled_from([0, 40, 70, 99]), st.sets(st.sampled_from(RULES)))
def test_reasons_are_those_of_every_pair(tables: Any, posts: Snapshot, least: int, rules: set[str]) -> None:
    policy = MatchingPolicy(min_score=least, constraints=tuple(sorted(rules)))
    result = match(posts, tables, policy)

    suggested = {(pair.demand_id, pair.offering_id) for pair in result.pairs}
    matched = {post for pair in suggested for post in pair}
    assert {entry.id for entry in result.unmatched} == {
        post.id for post in (*posts.demands, *posts.offerings) if post.id not in matched
    }
    for entry in result.unmatched:
        others = posts.offerings if entry.side == "demand" else posts.demands
        told = [
            result.explain(*((entry.id, other.id) if entry.side == "demand" else (other.id, entry.id)))
            for other in others
        ]
        judged = [one for one in told if one.coverage]
        allowed = [one for one in judged if not one.exclusions]
        if entry.reason == "below_minimum":
            assert entry.facts["best_score"] == max(one.score for one in allowed) < least
            best = next(one for one in told if entry.facts["best_id"] in (one.demand_id, one.offering_id))
            assert best.score == entry.facts["best_score"]
            assert entry.facts["missing"] == [change.skill for change in best.what_if][:5]
        elif entry.reason == "excluded":
            assert allowed == []
            assert entry.facts["best_score"] == max(one.score for one in judged)
            counts = [[rule.code for rule in one.exclusions].count(entry.facts["rule"]) for one in told]
            assert entry.facts["pairs"] == sum(counts) > 0
        else:
            assert judged == []


def test_the_best_pair_below_the_minimum_is_the_same_compiled(tables: Any, monkeypatch: Any) -> None:
    from matching.ranking import thresholds
    from tests.benchmarks.country import country

    posts, policy = country(12, tables), MatchingPolicy(min_score=99)
    plain = match(posts, tables, policy).unmatched
    monkeypatch.setattr(thresholds, "COMPILED_FROM", 1)
    monkeypatch.setattr(thresholds, "UNKEPT_FROM", 1)

    assert match(posts, tables, policy).unmatched == plain
    assert len(plain) > 20
