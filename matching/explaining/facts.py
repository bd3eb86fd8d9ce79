"""The whole numbers behind one explanation; words and sentences are made from them when somebody looks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matching.criteria import FULL, PARTS
from matching.criteria.names import lift
from matching.explaining.terms import Nearest, PairTerms
from matching.policy import CRITERIA
from matching.ranking.index import Index, criteria_of_mask
from matching.results import Verdict

FULL_FROM, NEAR_FROM = 9_000, 4_500  # basis points of likeness from which a skill counts as there, or as near
NO_GAIN = -1


@dataclass(frozen=True, slots=True)
class PairFacts:
    """One pair in basis points."""

    similarity: Mapping[str, int]  # of the criteria that apply
    known: int  # weight of the criteria that apply, of 10,000
    total: int  # Σ weight × similarity
    names: int  # how alike the names of position and major are, -1 where one side has none
    words: int  # what is given of all wanted terms, before its root is taken
    matches: Sequence[Nearest]  # by wanted skill
    gains: Sequence[int]  # by wanted skill: the pair's score if it were taught too, -1 where it is not missing

    @property
    def score(self) -> int:
        """Score in basis points."""
        return self.total // self.known if self.known else 0


def verdict_of(points: int) -> Verdict:
    """Return whether a wanted skill is there, near or missing."""
    if points >= FULL_FROM:
        return "full"
    return "near" if points >= NEAR_FROM else "missing"


class PairJudge:
    """Works out pairs of one index, one at a time."""

    def __init__(self, index: Index) -> None:
        """Number the words."""
        self.index, self.words = index, PairTerms(index.terms, index.taxonomies)

    def judge(self, row: int, column: int) -> PairFacts:
        """Return the facts of demand number `row` with offering number `column`."""
        index, pair = self.index, self.words.open(row, column)
        mask = int(index.demand_masks[row] & index.offering_masks[column])
        similarity: dict[str, int] = {}
        total = 0
        for part, facts in zip(PARTS, index.facts, strict=True):
            points = int(facts.points[facts.demand_codes[row], facts.offering_codes[column]])
            total += points
            weight = index.weights[part.criterion]
            similarity[part.criterion] = similarity.get(part.criterion, 0) + (points // weight if weight else 0)
        names, criteria, known = (
            index.profiles.pair_names(row, column),
            criteria_of_mask(mask),
            index.known_weight[mask],
        )
        similarity["industry"] = index.profiles.pair_points(row, column, names)
        total += similarity["industry"] * index.weights["industry"]
        if record := index.records.get((row, column)):
            similarity["record"] = round(record[1] * FULL)
            known += index.weights["record"]
            total += similarity["record"] * index.weights["record"]
            criteria = [*criteria, "record"]
        raw, matches = pair.raw(), pair.nearest()
        wanted = [raw, *(pair.raw(match.skill) if _is_missing(match) else raw for match in matches)]
        skills = (lift(np.array(wanted)) if "skills" in criteria else np.zeros(len(wanted), np.int32)).tolist()
        similarity["skills"] = skills[0]
        totals = [int(total) + points * index.weights["skills"] for points in skills]
        scores = [whole // int(known) if known else 0 for whole in totals]
        told = "skills" in criteria
        return PairFacts(
            {name: similarity[name] for name in CRITERIA if name in criteria},
            int(known),
            totals[0],
            names,
            raw,
            matches,
            [
                score if told and _is_missing(match) else NO_GAIN
                for score, match in zip(scores[1:], matches, strict=True)
            ],
        )


def _is_missing(match: Nearest) -> bool:
    return match.points < NEAR_FROM
