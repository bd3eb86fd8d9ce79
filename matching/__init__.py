"""Ranks school–enterprise pairs by industry-code similarity and fuzzy skill overlap, and explains each score.

Pure: no web framework, no database, no clock, no randomness; files only in `tables` and `cli`.
"""

from matching.engine import explain, match
from matching.errors import ClusterError, InputError, MatchingError, MissingExtra, PolicyError
from matching.match_result import MatchResult
from matching.policy import MatchingPolicy
from matching.posts import Demand, Offering, Partnership, Snapshot
from matching.ranking.offering_index import OfferingIndex
from matching.results import (
    Contribution,
    Evidence,
    Exclusion,
    Explanation,
    ScoredPair,
    SkillEvidence,
    Unmatched,
    WhatIf,
)
from matching.tables.taxonomy import Taxonomies

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
