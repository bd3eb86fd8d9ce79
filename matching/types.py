"""What goes into the library and what comes out: frozen data, no behaviour beyond reading it.

Scores are points of 100; similarities, degrees and coverage lie in [0, 1]. An empty string, an empty tuple or None
means *unknown*: it leaves the mean and lowers the coverage, it never counts as a fit.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

LADDER = {"中职": 0, "中级工": 0, "高级工": 1, "高职": 1, "预备技师": 2, "本科": 2}

LEVELS = ("中职", "中级工", "高级工", "预备技师", "高职", "本科")
CRITERIA = ("skills", "industry", "capacity", "level", "mode", "region", "record")

Importance = Literal["must", "nice"]
Rule = Literal["same", "alias", "fuzzy", "semantic", "none"]
Verdict = Literal["full", "near", "missing"]
Side = Literal["demand", "offering"]


@dataclass(frozen=True, slots=True)
class Demand:
    """One position that an enterprise asks for."""

    id: str
    enterprise: str = ""
    enterprise_id: str = ""
    position: str = ""
    industry_code: str = ""  # GB/T 4754-2017: section letter and 2–4 digits
    chain: str = ""  # name of the industry chain
    segment: str = ""  # name of the segment
    family: str = ""  # name of the position family
    level: str = ""  # one of LEVELS: the least that is asked for
    headcount: int | None = None
    required_skills: tuple[str, ...] = ()
    preferred_skills: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    start: str = ""  # YYYY-MM
    months: int | None = None
    region: str = ""  # GB/T 2260, 6 digits
    region_name: str = ""


@dataclass(frozen=True, slots=True)
class Offering:
    """What a programme can give in one term."""

    id: str
    school: str = ""
    school_id: str = ""
    major: str = ""
    major_code: str = ""
    major_class: str = ""  # name of the 专业类
    level: str = ""  # one of LEVELS: what the programme trains to
    seats: int | None = None
    batch_min: int | None = None
    skills: tuple[str, ...] = ()
    courses: tuple[str, ...] = ()
    industry_codes: tuple[str, ...] = ()
    chain: str = ""
    modes: tuple[str, ...] = ()
    start: str = ""
    months: int | None = None
    region: str = ""
    region_name: str = ""
    regions: tuple[str, ...] = ()  # where students may go; empty: not said


@dataclass(frozen=True, slots=True)
class Partnership:
    """Past work of an enterprise with a school: feeds the criterion `record`."""

    enterprise_id: str
    school_id: str
    outcome: float  # [0, 1]: 1 went well, 0 was broken off


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
