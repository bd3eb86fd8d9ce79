"""One score split into points and evidence; what would change it; what keeps the pair apart."""

from collections.abc import Mapping

from matching.criteria import capacity
from matching.criteria.hard_rules import exclusions
from matching.criteria.level import Level
from matching.criteria.mode import Mode
from matching.criteria.region import Region
from matching.explaining.facts import NO_GAIN, Nearest, PairFacts, PairScorer, verdict_of
from matching.explaining.teaching import Place, TeachingPlaces
from matching.policy import CRITERIA
from matching.ranking.index import Index
from matching.results import Contribution, Evidence, Explanation, Rule, SkillEvidence, WhatIf
from matching.text.normal import compact
from matching.text.skills import as_written
from matching.units import FULL, POINTS


class Explainer:
    """Explains pairs of one index."""

    def __init__(self, index: Index) -> None:
        """Number the words."""
        self.index, self._scorer = index, PairScorer(index)
        self.facts = self._scorer.facts
        self._places = TeachingPlaces(index, self._scorer.words)

    def explain(self, row: int, column: int, ranks: tuple[int | None, int | None] = (None, None)) -> Explanation:
        """Return the explanation of demand number `row` with offering number `column`."""
        return self.put(row, column, self.facts(row, column), ranks)

    def put(
        self, row: int, column: int, facts: PairFacts, ranks: tuple[int | None, int | None] = (None, None)
    ) -> Explanation:
        """Return the explanation that the facts of a pair give."""
        demand, offering = self.index.snapshot.demands[row], self.index.snapshot.offerings[column]
        spelled = self._spelled(row)
        taught = as_written((*offering.courses, *offering.skills))
        places = self._places.of(column, [match.skill for match in facts.matches])
        return Explanation(
            demand.id,
            offering.id,
            facts.score / POINTS,
            facts.known / FULL,
            self._contributions(row, column, facts),
            tuple(name for name in CRITERIA if name not in facts.similarity),
            tuple(
                self._skill(match, spelled, taught, place) for match, place in zip(facts.matches, places, strict=True)
            ),
            self._gains(spelled, facts),
            *ranks,
            exclusions(self.index.policy, demand, offering),
        )

    def _contributions(self, row: int, column: int, facts: PairFacts) -> tuple[Contribution, ...]:
        contributions = []
        for name, similarity in facts.similarity.items():
            most = self.index.weights[name] / facts.known * POINTS if facts.known else 0.0
            evidence = self._evidence(name, row, column, facts)
            contributions.append(Contribution(name, most * similarity / FULL, most, similarity / FULL, evidence))
        return tuple(contributions)

    def _evidence(self, criterion: str, row: int, column: int, facts: PairFacts) -> tuple[Evidence, ...]:
        demand, offering = self.index.snapshot.demands[row], self.index.snapshot.offerings[column]
        if criterion == "skills":
            verdicts = [verdict_of(match.points) for match in facts.matches]
            counts = {verdict: verdicts.count(verdict) for verdict in ("full", "near", "missing")}
            covered = Evidence("skills_covered", {"wanted": len(verdicts), **counts})
            return covered, Evidence("words_alike", {"similarity": facts.words / FULL})
        if criterion == "industry":
            return self.index.industry.evidence(facts.names, demand, offering)
        if criterion == "record":
            return self.index.records[row, column].evidence()
        others = {
            "capacity": capacity.evidence,
            "level": Level().evidence,
            "mode": Mode().evidence,
            "region": Region().evidence,
        }
        return others[criterion](demand, offering)

    def _skill(
        self, match: Nearest, spelled: Mapping[str, str], taught: Mapping[str, str], place: Place
    ) -> SkillEvidence:
        terms = self.index.terms
        rule, canonical = self._rule(match)
        return SkillEvidence(
            spelled[compact(terms.skills[match.skill])],
            "must" if match.must else "nice",
            taught[compact(terms.offered[match.taught])] if match.taught is not None else None,
            match.points / FULL,
            rule,
            verdict_of(match.points),
            canonical,
            *place,
        )

    def _rule(self, match: Nearest) -> tuple[Rule, str]:
        if match.taught is None:
            return "none", ""
        wanted, taught = self.index.terms.skills[match.skill], self.index.terms.offered[match.taught]
        lexicon = self.index.taxonomies.lexicon
        shared = sorted(set(lexicon.meaning(wanted)) & set(lexicon.meaning(taught)))
        canonical = lexicon.skills[shared[0]].skill if shared else ""
        if compact(wanted) == compact(taught):
            return "same", canonical
        if shared:
            return "alias", canonical
        return ("semantic" if match.points > self._spelt(match) else "fuzzy"), ""

    def _spelt(self, match: Nearest) -> int:
        """Return how near the two are by words alone."""
        lexical = self.index.terms.lexical
        return match.points if lexical is None else int(lexical[match.skill, match.taught])

    def expect_many(self) -> None:
        """Make ready for the facts of many pairs."""
        self._scorer.words.note_wording()

    def what_if(self, row: int, facts: PairFacts) -> tuple[WhatIf, ...]:
        """Return what each missing skill of demand number `row` would change, most gain first."""
        return self._gains(self._spelled(row), facts)

    def _spelled(self, row: int) -> dict[str, str]:
        demand = self.index.snapshot.demands[row]
        return as_written((*demand.preferred_skills, *demand.required_skills))

    def _gains(self, spelled: Mapping[str, str], facts: PairFacts) -> tuple[WhatIf, ...]:
        changes = [
            WhatIf(spelled[compact(self.index.terms.skills[match.skill])], gain / POINTS)
            for match, gain in zip(facts.matches, facts.gains, strict=True)
            if gain != NO_GAIN
        ]
        return tuple(sorted(changes, key=lambda change: (-change.score, change.skill)))
