"""Evidence for the criterion `industry`: codes, links, chains and names, in facts."""

from matching.criteria.industry import shared_depth
from matching.profiles import DemandProfile, OfferingProfile, ProfileTable
from matching.types import Demand, Evidence, Offering

DEPTHS = ("", "section", "division", "group", "class")


def industry_evidence(table: ProfileTable, demand: Demand, offering: Offering) -> tuple[Evidence, ...]:
    """Return how the codes relate, the shared chain, and how alike the names of position and major are."""
    found = []
    wanted, offered = DemandProfile.of(demand), OfferingProfile.of(offering)
    if wanted.industry and offered.industries:
        found.append(_codes(table, wanted.industry, offered.industries))
    if wanted.name and offered.name:
        similarity = table.name_likeness(wanted, offered)
        facts = {"major": offering.major, "position": demand.position, "similarity": similarity}
        found.append(Evidence("names_alike", facts))
    return tuple(found)


def _codes(table: ProfileTable, wanted: str, offered: tuple[str, ...]) -> Evidence:
    points, code = max((table.code_points(wanted, code), code) for code in offered)
    facts = {"demand_code": wanted, "offering_code": code}
    linked, link = table.industries.best_link(wanted, code)
    if link is not None and linked == points and linked > table.industries.tree_points(wanted, code):
        return Evidence(link.code, {**link.facts, **facts})
    depth = shared_depth(wanted, code)
    if not depth:
        return Evidence("industry_apart", facts)
    shared = wanted[: 1 if depth == 1 else depth + 1]
    return Evidence("industry_same", {"code": shared, "level": DEPTHS[depth], **facts})
