"""The chains, segments and families that a demand's form offers, and the names of the codes that demands hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from webapp.models import Chain, ChainSegment, Demand, Industry, PositionFamily, Region
from webapp.services.codes import search


@dataclass(frozen=True, slots=True)
class Places:
    """Where a position may stand: all chains, the segments of one, the families of one of these."""

    chains: list[Chain]
    segments: list[ChainSegment]
    families: list[PositionFamily]
    industries: list[Industry]


def places(session: Session, chain_slug: str | None, segment_slug: str | None) -> Places:
    """Return what the form offers where this chain and this segment are chosen."""
    chains = search.chains(session)
    if chain_slug not in {chain.slug for chain in chains}:
        return Places(chains, [], [], [])
    query = select(ChainSegment).where(ChainSegment.chain_slug == chain_slug)
    segments = list(session.exec(query.order_by(col(ChainSegment.position), col(ChainSegment.slug))))
    chosen = next((segment for segment in segments if segment.slug == segment_slug), None)
    if chosen is None:
        return Places(chains, segments, [], [])
    by_code = search.industry_names(session, chosen.industry_codes)
    industries = [by_code[code] for code in chosen.industry_codes if code in by_code]
    return Places(chains, segments, search.families_of(session, chosen.slug), industries)


def named_codes(session: Session, demands: Iterable[Demand]) -> dict[str, Any]:
    """Return the chains, segments, families, industries and regions that the demands name, by code."""
    wanted = {"chain": set[str](), "segment": set[str](), "family": set[str](), "industry": set[str]()}
    regions: set[str] = set()
    for demand in demands:
        wanted["chain"].add(demand.chain_slug or "")
        wanted["segment"].add(demand.segment_slug or "")
        wanted["family"].add(demand.family_slug or "")
        wanted["industry"].add(demand.industry_code or "")
        regions.add(demand.region or "")
    return _rows_by_code(session, wanted, regions)


def named_slugs(session: Session, slugs: Iterable[str]) -> dict[str, Any]:
    """Return whatever chain, segment, family, industry or region these codes name, by code."""
    codes = {slug for slug in slugs if slug and slug.isprintable()}
    return _rows_by_code(session, {"chain": codes, "segment": codes, "family": codes, "industry": codes}, codes)


def _rows_by_code(session: Session, wanted: dict[str, set[str]], regions: set[str]) -> dict[str, Any]:
    by_code: dict[str, Any] = {}
    by_code |= {row.slug: row for row in session.exec(select(Chain).where(col(Chain.slug).in_(wanted["chain"])))}
    segments = select(ChainSegment).where(col(ChainSegment.slug).in_(wanted["segment"]))
    by_code |= {row.slug: row for row in session.exec(segments)}
    families = select(PositionFamily).where(col(PositionFamily.slug).in_(wanted["family"]))
    by_code |= {row.slug: row for row in session.exec(families)}
    industries = select(Industry).where(col(Industry.code).in_(wanted["industry"]))
    by_code |= {row.code: row for row in session.exec(industries)}
    by_code |= {row.code: row for row in session.exec(select(Region).where(col(Region.code).in_(regions)))}
    return by_code
