"""What comes out of the library: scored pairs, explanations, and posts that found nobody; frozen data, no behaviour.

Scores are points of 100; similarities, degrees and coverage lie in [0, 1]. A rank of 1 is best.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from matching.posts import Side

Importance = Literal["must", "nice"]
Rule = Literal["same", "alias", "fuzzy", "semantic", "none"]
Verdict = Literal["full", "near", "missing"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a criterion judged as it did: a code that pages word, and the facts for the sentence."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contribution:
    """One criterion's part of a score."""

    criterion: str  # one of CRITERIA
    points: float  # what it adds to the score
    most: float  # what it could add at most in this pair; the `most` of all contributions sum to 100
    similarity: float  # [0, 1]; points = most × similarity
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class SkillEvidence:
    """One wanted skill and the offered skill that comes nearest."""

    required: str
    importance: Importance
    offered: str | None
    degree: float  # [0, 1]
    rule: Rule
    verdict: Verdict
    canonical: str = ""  # the lexicon's name where both meet in it
    course: str | None = None  # of the programme: the course, the room and the certificate whose names come nearest
    room: str | None = None  # to the wanted skill, None where none is near; they say where it is taught and add nothing
    certificate: str | None = None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The pair's true score if the programme taught this skill too."""

    skill: str
    score: float


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A hard rule that keeps a pair apart."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Explanation:
    """One score split into points and evidence; the points sum to the score within 0.05."""

    demand_id: str
    offering_id: str
    score: float
    coverage: float
    contributions: tuple[Contribution, ...] = ()
    unknown: tuple[str, ...] = ()  # criteria that could not be judged
    skills: tuple[SkillEvidence, ...] = ()
    what_if: tuple[WhatIf, ...] = ()  # one per wanted skill that is missing, most gain first
    rank_for_demand: int | None = None  # 1 is best; None where not ranked
    rank_for_offering: int | None = None
    exclusions: tuple[Exclusion, ...] = ()  # not empty: the pair is never suggested, the score is for information

    def as_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class ScoredPair:
    """A pair that is among the best of one side or both."""

    demand_id: str
    offering_id: str
    score: float
    coverage: float
    rank_for_demand: int | None  # None: beyond the list of that side
    rank_for_offering: int | None


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A demand or an offering without any suggestion: the reason, and what change would help."""

    side: Side
    id: str
    reason: str  # no_candidates | below_minimum | excluded
    facts: Mapping[str, Any] = field(default_factory=dict)
