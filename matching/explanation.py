"""One score split into points and evidence; what would change it; what keeps the pair apart."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from matching.constraints import exclusions
from matching.criteria import FULL, PARTS, capacity
from matching.criteria.evidence import industry_evidence
from matching.criteria.level import Level
from matching.criteria.mode import Mode
from matching.criteria.region import Region
from matching.index import Index, criteria_of_mask
from matching.pair_terms import Nearest, PairTerms
from matching.profiles import lift
from matching.text import normalise
from matching.types import (
    CRITERIA,
    Contribution,
    Evidence,
    Explanation,
    Offering,
    Rule,
    SkillEvidence,
    Verdict,
    WhatIf,
)

FULL_FROM, NEAR_FROM = 9_000, 4_500  # basis points of likeness from which a skill counts as there, or as near
POINTS = 100.0


@dataclass(frozen=True, slots=True)
class Tally:
    """The integers behind one score."""

    similarity: Mapping[str, int]  # basis points of the criteria that apply
    known: int
    total: int

    @property
    def score(self) -> int:
        """Score in basis points."""
        return self.total // self.known if self.known else 0


class Explainer:
    """Explains pairs of one index."""

    def __init__(self, index: Index) -> None:
        """Number the words."""
        self.index = index
        self.words = PairTerms(index.terms, index.taxonomies)

    def explain(self, row: int, column: int, ranks: tuple[int | None, int | None] = (None, None)) -> Explanation:
        """Return the explanation of demand number `row` with offering number `column`."""
        demand, offering = self.index.snapshot.demands[row], self.index.snapshot.offerings[column]
        matches = self.words.nearest(row, column)
        tally = self._tally(row, column, self.words.raw(row, column))
        spelled = {normalise(text): text for text in (*demand.preferred_skills, *demand.required_skills)}
        return Explanation(
            demand.id,
            offering.id,
            tally.score / POINTS,
            tally.known / FULL,
            self._contributions(row, column, tally, matches),
            tuple(name for name in CRITERIA if name not in tally.similarity),
            tuple(self._skill(match, spelled, offering) for match in matches),
            self._what_if(row, column, spelled, matches) if "skills" in tally.similarity else (),
            *ranks,
            exclusions(self.index.policy, demand, offering),
        )

    def _tally(self, row: int, column: int, raw: int) -> Tally:
        index = self.index
        mask = int(index.demand_masks[row] & index.offering_masks[column])
        similarity: dict[str, int] = {}
        total = 0
        for part, facts in zip(PARTS, index.facts, strict=True):
            points = int(facts.points[facts.demand_codes[row], facts.offering_codes[column]])
            total += points
            weight = index.weights[part.criterion]
            similarity[part.criterion] = similarity.get(part.criterion, 0) + (points // weight if weight else 0)
        names = criteria_of_mask(mask)
        similarity["skills"] = int(lift(np.array([raw]))[0]) if "skills" in names else 0
        profile = index.profiles.of_offering[column]
        similarity["industry"] = int(index.profiles.compare(np.array([row]))[0, profile])
        total += sum(similarity[name] * index.weights[name] for name in ("skills", "industry"))
        known = int(index.known_weight[mask])
        record = index.records.get((row, column))
        if record:
            similarity["record"] = round(record[1] * FULL)
            known += index.weights["record"]
            total += similarity["record"] * index.weights["record"]
            names = [*names, "record"]
        return Tally({name: similarity[name] for name in CRITERIA if name in names}, known, total)

    def _contributions(self, row: int, column: int, tally: Tally, matches: list[Nearest]) -> tuple[Contribution, ...]:
        found = []
        for name, similarity in tally.similarity.items():
            most = self.index.weights[name] / tally.known * POINTS if tally.known else 0.0
            evidence = self._evidence(name, row, column, matches)
            found.append(Contribution(name, most * similarity / FULL, most, similarity / FULL, evidence))
        return tuple(found)

    def _evidence(self, criterion: str, row: int, column: int, matches: list[Nearest]) -> tuple[Evidence, ...]:
        demand, offering = self.index.snapshot.demands[row], self.index.snapshot.offerings[column]
        if criterion == "skills":
            verdicts = [_verdict(match.points) for match in matches]
            counts = {verdict: verdicts.count(verdict) for verdict in ("full", "near", "missing")}
            covered = Evidence("skills_covered", {"wanted": len(matches), **counts})
            return covered, Evidence("words_alike", {"similarity": self.words.raw(row, column) / FULL})
        if criterion == "industry":
            return industry_evidence(self.index.profiles, row, column, demand, offering)
        if criterion == "record":
            count, outcome = self.index.records[row, column]
            return (Evidence("record", {"count": count, "outcome": outcome}),)
        judges = {
            "capacity": capacity.evidence,
            "level": Level().evidence,
            "mode": Mode().evidence,
            "region": Region().evidence,
        }
        return judges[criterion](demand, offering)

    def _skill(self, match: Nearest, spelled: Mapping[str, str], offering: Offering) -> SkillEvidence:
        terms = self.index.terms
        taught = {normalise(text): text for text in (*offering.courses, *offering.skills)}
        rule, canonical = self._rule(match)
        return SkillEvidence(
            spelled[terms.skills[match.skill]],
            "must" if match.must else "nice",
            taught[terms.offered[match.taught]] if match.taught is not None else None,
            match.points / FULL,
            rule,
            _verdict(match.points),
            canonical,
        )

    def _rule(self, match: Nearest) -> tuple[Rule, str]:
        if match.taught is None:
            return "none", ""
        wanted, taught = self.index.terms.skills[match.skill], self.index.terms.offered[match.taught]
        lexicon = self.index.taxonomies.lexicon
        shared = sorted(set(lexicon.meanings.get(wanted, ())) & set(lexicon.meanings.get(taught, ())))
        canonical = lexicon.skills[shared[0]].skill if shared else ""
        if wanted == taught:
            return "same", canonical
        return ("alias", canonical) if shared else ("fuzzy", "")

    def _what_if(self, row: int, column: int, spelled: Mapping[str, str], matches: list[Nearest]) -> tuple[WhatIf, ...]:
        found = []
        for match in matches:
            if _verdict(match.points) == "missing":
                tally = self._tally(row, column, self.words.raw(row, column, match.skill))
                found.append(WhatIf(spelled[self.index.terms.skills[match.skill]], tally.score / POINTS))
        return tuple(sorted(found, key=lambda change: (-change.score, change.skill)))


def _verdict(points: int) -> Verdict:
    if points >= FULL_FROM:
        return "full"
    return "near" if points >= NEAR_FROM else "missing"
