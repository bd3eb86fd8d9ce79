"""Ranks school–enterprise pairs by industry-code similarity and fuzzy skill overlap, and explains each score.

Pure: no web framework, no database, no clock, no randomness; files only in `tables.load` and `__main__`.
"""

from matching.engine import explain, match
from matching.errors import ClusterError, InputError, MatchingError, MissingExtra, PolicyError
from matching.policy import MatchingPolicy
from matching.ranking.offering_index import OfferingIndex
from matching.results import MatchResult
from matching.snapshot import Snapshot
from matching.tables.taxonomy import Taxonomies
from matching.types import (
    Contribution,
    Demand,
    Evidence,
    Exclusion,
    Explanation,
    Offering,
    Partnership,
    ScoredPair,
    SkillEvidence,
    Unmatched,
    WhatIf,
)

__all__ = [
    "ClusterError",
    "Contribution",
    "Demand",
    "Evidence",
    "Exclusion",
    "Explanation",
    "InputError",
    "MatchResult",
    "MatchingError",
    "MatchingPolicy",
    "MissingExtra",
    "Offering",
    "OfferingIndex",
    "Partnership",
    "PolicyError",
    "ScoredPair",
    "SkillEvidence",
    "Snapshot",
    "Taxonomies",
    "Unmatched",
    "WhatIf",
    "explain",
    "match",
]
