"""Ranks school–enterprise pairs by industry-code similarity and fuzzy skill overlap, and explains each score.

All that a user of the library needs is exported here, in the order of use; docs/matching.md has an example. Modules
below are internals and may change. Pure: no web framework, no database, no clock, no randomness beyond a given seed;
files only in `tables` and `cli`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from matching.criteria.hard_rules import forbidden_pairs
from matching.engine import explain, match
from matching.errors import (
    AllocationError,
    ClusterError,
    InputError,
    MatchingError,
    MissingExtra,
    PinError,
    PolicyError,
)
from matching.match_result import MatchResult, Pairs
from matching.policy import MatchingPolicy
from matching.posts import Demand, Offering, Partnership, Snapshot
from matching.posts import Side as Side
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
from matching.tables.lexicon import LexiconRow
from matching.tables.load import load_tables
from matching.tables.posts import demands_from, offerings_from, read_demands, read_offerings
from matching.tables.taxonomy import Family, Industry, IndustryRelation, Major, MajorClass, Segment, Taxonomies
from matching.text.normal import normalise
from matching.text.skills import distinct_skills, is_not_needed, is_skill, normalise_skill

if TYPE_CHECKING:
    from matching.allocation.choices import Choice, Pinned, read_choices, read_pins
    from matching.allocation.placement import OpenPair, PlacedPair, Placement, allocate, allocate_pairs
    from matching.allocation.report import AllocationReport, Figures, Unplaced
    from matching.allocation.report import Method as Method
    from matching.evaluation.development import Development, make_development_set
    from matching.evaluation.measures import Estimate, Report, evaluate
    from matching.explaining.wording import sentences
    from matching.learning.preview import Changes, Move, compare_weights
    from matching.learning.weights import LearntWeight, NoPattern, Observation, Proposal, TooFewChoices, learn, observe
    from matching.text.nearest import NearWord, nearest_words

# What comes after a match is loaded when one of its names is first asked for: who only matches does not wait for it.
_LATER = {
    "allocation.choices": ("Choice", "Pinned", "read_choices", "read_pins"),
    "allocation.placement": ("OpenPair", "PlacedPair", "Placement", "allocate", "allocate_pairs"),
    "allocation.report": ("AllocationReport", "Figures", "Method", "Unplaced"),
    "evaluation.development": ("Development", "make_development_set"),
    "evaluation.measures": ("Estimate", "Report", "evaluate"),
    "explaining.wording": ("sentences",),
    "learning.preview": ("Changes", "Move", "compare_weights"),
    "learning.weights": ("LearntWeight", "NoPattern", "Observation", "Proposal", "TooFewChoices", "learn", "observe"),
    "text.nearest": ("NearWord", "nearest_words"),
}
_HOME = {name: module for module, names in _LATER.items() for name in names}

# Method and Side, for annotations, are exported by `as` alone: an alias cannot carry words, as every name below does
__all__ = [
    # code tables, read or built from rows
    "load_tables",
    "Taxonomies",
    "Industry",
    "IndustryRelation",
    "Major",
    "MajorClass",
    "Segment",
    "Family",
    "LexiconRow",
    "normalise",
    "normalise_skill",
    "is_skill",
    "is_not_needed",
    "distinct_skills",
    "nearest_words",
    "NearWord",
    # posts, from files, data frames or one by one
    "read_demands",
    "read_offerings",
    "demands_from",
    "offerings_from",
    "Demand",
    "Offering",
    "Partnership",
    "Snapshot",
    # rules
    "MatchingPolicy",
    "forbidden_pairs",
    # matching
    "match",
    "MatchResult",
    "Pairs",
    "ScoredPair",
    "Unmatched",
    "OfferingIndex",
    # explaining
    "explain",
    "sentences",
    "Explanation",
    "Contribution",
    "Evidence",
    "SkillEvidence",
    "WhatIf",
    "Exclusion",
    # allocating seats
    "allocate",
    "allocate_pairs",
    "Choice",
    "Pinned",
    "read_choices",
    "read_pins",
    "OpenPair",
    "Placement",
    "PlacedPair",
    "AllocationReport",
    "Figures",
    "Unplaced",
    # evaluating
    "evaluate",
    "Report",
    "Estimate",
    "make_development_set",
    "Development",
    # learning from choices
    "observe",
    "learn",
    "Observation",
    "Proposal",
    "LearntWeight",
    "compare_weights",
    "Changes",
    "Move",
    # refusals
    "MatchingError",
    "InputError",
    "PolicyError",
    "AllocationError",
    "PinError",
    "TooFewChoices",
    "NoPattern",
    "MissingExtra",
    "ClusterError",
]

if not TYPE_CHECKING:  # a type checker would take every name for granted

    def __getattr__(name: str) -> Any:
        """Load the name's module; raise `AttributeError` for a name that the library does not have."""
        if name not in _HOME:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
        return globals()[name]

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
