"""Posts as a snapshot keeps them, read back and handed to the matching library."""

import json
from dataclasses import dataclass
from typing import Any

from matching import Demand, MatchingPolicy, Offering, Snapshot
from webapp.models.accounts.names import organisation_key
from webapp.services.kernel.outside_writing import outside_writing

Facts = dict[str, Any]
RULES = ("weights", "min_score", "top_per_demand", "top_per_offering", "constraints")


@dataclass(frozen=True, slots=True)
class FrozenPosts:
    """The demands and offerings of a snapshot, by their id."""

    demands: dict[str, Facts]
    offerings: dict[str, Facts]

    @classmethod
    @outside_writing
    def read(cls, content: str) -> "FrozenPosts":
        """Read the content of a snapshot."""
        snapshot = json.loads(content)
        return cls(
            demands={facts["id"]: facts for facts in snapshot["demands"]},
            offerings={facts["id"]: facts for facts in snapshot["offerings"]},
        )

    def for_matching(self) -> Snapshot:
        """Return the posts as the library compares them."""
        return Snapshot(
            demands=tuple(as_demand(facts) for facts in self.demands.values()),
            offerings=tuple(as_offering(facts) for facts in self.offerings.values()),
        )


def owner_of(facts: Facts, kind: str) -> str:
    """Return by what the library tells one owner of posts from another: organisations of one name are one.

    An enterprise that is registered twice takes no second share of a school.
    """
    return organisation_key(facts[kind]) or str(facts[f"{kind}_id"])


def as_demand(facts: Facts) -> Demand:
    """Return a demand of the library; what the enterprise left open stays unknown."""
    return Demand(
        id=facts["id"],
        enterprise=facts["enterprise"],
        enterprise_id=owner_of(facts, "enterprise"),
        position=facts["position"],
        industry_code=facts["industry_code"] or "",
        chain=facts["chain_name"],
        segment=facts["segment_name"],
        family=facts["family_name"],
        level=facts["level"] or "",
        headcount=facts["headcount"],
        required_skills=tuple(facts["required_skills"]),
        preferred_skills=tuple(facts["preferred_skills"]),
        modes=tuple(facts["modes"]),
        start=facts["start_month"] or "",
        months=facts["months"],
        region=facts.get("national_region", facts["region"]) or "",
        region_name=facts["region_name"],
    )


def as_offering(facts: Facts) -> Offering:
    """Return an offering of the library."""
    return Offering(
        id=facts["id"],
        school=facts["school"],
        school_id=owner_of(facts, "school"),
        major=facts["major"],
        major_code=(facts["major_key"] or "").rpartition(":")[2],
        major_class=facts["major_class"],
        level=facts["level"],
        seats=facts["seats"],
        batch_min=facts["batch_min"],
        skills=tuple(facts["skills"]),
        courses=tuple(facts["courses"]),
        rooms=tuple(facts.get("rooms", ())),  # snapshots of earlier versions have none
        certificates=tuple(facts.get("certificates", ())),
        industry_codes=tuple(facts["industry_codes"]),
        modes=tuple(facts["modes"]),
        start=facts["start_month"] or "",
        months=facts["months"],
        region=facts.get("national_region", facts["region"]) or "",
        region_name=facts["region_name"],
        regions=tuple(facts.get("national_regions") or facts["regions"]),
    )


def as_policy(rules: dict[str, Any]) -> MatchingPolicy:
    """Return the rules of a run as the library takes them."""
    return MatchingPolicy.from_dict({name: rules[name] for name in RULES})
