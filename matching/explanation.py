"""One score split into points and evidence; what would change it; what keeps the pair apart."""

from collections.abc import Mapping
from dataclasses import dataclass

from matching.constraints import exclusions
from matching.criteria import FULL, PARTS, capacity
from matching.criteria.evidence import industry_evidence
from matching.criteria.level import Level
from matching.criteria.mode import Mode
from matching.criteria.region import Region
from matching.index import SKILL_STEPS, Index, criteria_of_mask, offered_skills, skill_steps, wanted_skills
from matching.text import normalise
from matching.types import (
    CRITERIA,
    Contribution,
    Demand,
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
class _Match:
    """One wanted skill and the offered skill nearest to it, by position in the vocabulary; None where none is near."""

    skill: str
    importance: str
    steps: int
    offered: str | None
    points: int


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
        """Number the vocabularies."""
        self.index = index
        self.wanted = {name: row for row, name in enumerate(index.likeness.wanted)}
        self.columns = {name: column for column, name in enumerate(index.likeness.offered)}

    def explain(self, row: int, column: int, ranks: tuple[int | None, int | None] = (None, None)) -> Explanation:
        """Return the explanation of demand number `row` with offering number `column`."""
        demand, offering = self.index.snapshot.demands[row], self.index.snapshot.offerings[column]
        matches = self._matches(demand, offered_skills(offering))
        tally = self._tally(row, column, sum(match.steps * match.points for match in matches) // SKILL_STEPS)
        return Explanation(
            demand.id,
            offering.id,
            tally.score / POINTS,
            tally.known / FULL,
            self._contributions(row, column, tally, matches),
            tuple(name for name in CRITERIA if name not in tally.similarity),
            tuple(self._skill(match, demand, offering) for match in matches),
            self._what_if(row, column, demand, offering, matches),
            *ranks,
            exclusions(self.index.policy, demand, offering),
        )

    def _likeness(self, wanted: str, offered: str) -> int:
        points = self.index.likeness.points
        return int(points[self.wanted[wanted], self.columns[offered]])

    def _matches(self, demand: Demand, offered: list[str]) -> list[_Match]:
        skills = wanted_skills(demand)
        points = self.index.likeness.points
        found = []
        for (skill, importance), steps in zip(skills.items(), skill_steps(list(skills.values())), strict=True):
            row = self.wanted[skill]
            span = slice(points.indptr[row], points.indptr[row + 1])
            near = dict(zip(points.indices[span].tolist(), points.data[span].tolist(), strict=True))
            best = max(((near.get(self.columns[name], 0), name) for name in reversed(offered)), default=(0, ""))
            found.append(_Match(skill, importance, steps, best[1] if best[0] else None, best[0]))
        return found

    def _tally(self, row: int, column: int, skills: int) -> Tally:
        index = self.index
        mask = int(index.demand_masks[row] & index.offering_masks[column])
        similarity: dict[str, int] = {}
        total = 0
        for part, facts in zip(PARTS, index.facts, strict=True):
            points = int(facts.points[facts.demand_codes[row], facts.offering_codes[column]])
            total += points
            weight = index.weights[part.criterion]
            similarity[part.criterion] = similarity.get(part.criterion, 0) + (points // weight if weight else 0)
        similarity["skills"] = skills
        profile = index.profiles.compare([int(index.demand_profiles[row])])
        similarity["industry"] = int(profile[0, index.offering_profiles[column]])
        total += sum(similarity[name] * index.weights[name] for name in ("skills", "industry"))
        known = int(index.known_weight[mask])
        names = criteria_of_mask(mask)
        record = index.records.get((row, column))
        if record:
            similarity["record"] = round(record[1] * FULL)
            known += index.weights["record"]
            total += similarity["record"] * index.weights["record"]
            names = [*names, "record"]
        return Tally({name: similarity[name] for name in CRITERIA if name in names}, known, total)

    def _contributions(self, row: int, column: int, tally: Tally, matches: list[_Match]) -> tuple[Contribution, ...]:
        found = []
        for name, similarity in tally.similarity.items():
            most = self.index.weights[name] / tally.known * POINTS if tally.known else 0.0
            evidence = self._evidence(name, row, column, matches)
            found.append(Contribution(name, most * similarity / FULL, most, similarity / FULL, evidence))
        return tuple(found)

    def _evidence(self, criterion: str, row: int, column: int, matches: list[_Match]) -> tuple[Evidence, ...]:
        demand, offering = self.index.snapshot.demands[row], self.index.snapshot.offerings[column]
        if criterion == "skills":
            verdicts = [_verdict(match.points) for match in matches]
            counts = {verdict: verdicts.count(verdict) for verdict in ("full", "near", "missing")}
            return (Evidence("skills_covered", {"wanted": len(matches), **counts}),)
        if criterion == "industry":
            return industry_evidence(self.index.profiles, demand, offering)
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

    def _skill(self, match: _Match, demand: Demand, offering: Offering) -> SkillEvidence:
        spelled = {normalise(text): text for text in (*demand.preferred_skills, *demand.required_skills)}
        taught = {normalise(text): text for text in offering.skills}
        rule, canonical = self._rule(match)
        return SkillEvidence(
            spelled[match.skill],
            "must" if match.importance == "must" else "nice",
            taught[match.offered] if match.offered else None,
            match.points / FULL,
            rule,
            _verdict(match.points),
            canonical,
        )

    def _rule(self, match: _Match) -> tuple[Rule, str]:
        if match.offered is None:
            return "none", ""
        lexicon = self.index.taxonomies.lexicon
        shared = sorted(set(lexicon.meanings.get(match.skill, ())) & set(lexicon.meanings.get(match.offered, ())))
        canonical = lexicon.skills[shared[0]].skill if shared else ""
        if match.skill == match.offered:
            return "same", canonical
        return ("alias", canonical) if shared else ("fuzzy", "")

    def _what_if(
        self, row: int, column: int, demand: Demand, offering: Offering, matches: list[_Match]
    ) -> tuple[WhatIf, ...]:
        spelled = {normalise(text): text for text in (*demand.preferred_skills, *demand.required_skills)}
        offered = offered_skills(offering)
        found = []
        for match in matches:
            if _verdict(match.points) != "missing":
                continue
            changed = self._matches(demand, sorted({*offered, match.skill}))
            skills = sum(entry.steps * entry.points for entry in changed) // SKILL_STEPS
            found.append(WhatIf(spelled[match.skill], self._tally(row, column, skills).score / POINTS))
        return tuple(sorted(found, key=lambda change: (-change.score, change.skill)))


def _verdict(points: int) -> Verdict:
    if points >= FULL_FROM:
        return "full"
    return "near" if points >= NEAR_FROM else "missing"
