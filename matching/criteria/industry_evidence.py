"""Evidence for the criterion `industry`: codes, links, chains and names, in facts."""

from matching.criteria.industry import shared_depth
from matching.criteria.names import SAME_CHAIN, ProfileTable
from matching.posts import Demand, Offering
from matching.results import Evidence
from matching.text.normal import normalise
from matching.units import FULL

DEPTHS = ("", "section", "division", "group", "class")


def industry_evidence(table: ProfileTable, names: int, demand: Demand, offering: Offering) -> tuple[Evidence, ...]:
    """Return how the codes relate, the shared chain, and how alike the names of position and major are."""
    found = []
    if demand.industry_code and offering.industry_codes:
        chain = normalise(demand.chain)
        found.append(_codes(table, demand, offering, bool(chain) and chain == normalise(offering.chain)))
    if names >= 0:
        facts = {"major": offering.major, "position": demand.position, "similarity": names / FULL}
        found.append(Evidence("names_alike", facts))
    return tuple(found)


def _codes(table: ProfileTable, demand: Demand, offering: Offering, same_chain: bool) -> Evidence:
    wanted = demand.industry_code
    points, code = max((table.points_of(wanted, code), code) for code in offering.industry_codes)
    facts = {"demand_code": wanted, "offering_code": code}
    if same_chain and points < SAME_CHAIN:
        return Evidence("chain_shared", {"chain": demand.chain, "segment": demand.segment, **facts})
    linked, link = table.industries.best_link(wanted, code)
    if link is not None and linked == points and linked > table.industries.tree_points(wanted, code):
        return Evidence(link.code, {**link.facts, **facts})
    depth = shared_depth(wanted, code)
    if not depth:
        return Evidence("industry_apart", facts)
    shared = wanted[: 1 if depth == 1 else depth + 1]
    return Evidence("industry_same", {"code": shared, "level": DEPTHS[depth], **facts})
