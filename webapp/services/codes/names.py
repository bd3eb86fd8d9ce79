"""The names of the codes that a suggestion speaks of, fetched at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, select

from webapp.models import Chain, ChainSegment, Industry, Region

INDUSTRY_FACTS = ("code", "demand_code", "offering_code")


@dataclass(frozen=True, slots=True)
class CodeNames:
    """Rows of code tables: industries by code, regions by code and full name, chains and segments by Chinese name."""

    industries: Mapping[str, Industry] = field(default_factory=dict)
    regions: Mapping[str, Region] = field(default_factory=dict)
    chains: Mapping[str, Chain] = field(default_factory=dict)
    segments: Mapping[str, ChainSegment] = field(default_factory=dict)


def names_of_pair(session: Session, facts: Mapping[str, Any], explanation: Mapping[str, Any]) -> CodeNames:
    """Return the names of everything that a suggestion's facts and evidence mention."""
    demand, offering = facts["demand"], facts["offering"]
    mentioned = list(evidence_facts(explanation))
    industries = {demand.get("industry_code"), *offering.get("industry_codes", ())}
    industries |= {given.get(name) for given in mentioned for name in INDUSTRY_FACTS}
    regions = {demand.get("region"), offering.get("region"), *offering.get("regions", ())}
    chains = {demand.get("chain_name"), *(value for given in mentioned for value in _texts(given, ("chain",)))}
    segments = {demand.get("segment_name"), *(value for given in mentioned for value in _texts(given, ("segment",)))}
    places = _by(session, Region, "code", regions)
    return CodeNames(
        industries=_by(session, Industry, "code", industries),
        regions=places | {row.full_name: row for row in places.values()},
        chains=_by(session, Chain, "name", chains),
        segments=_by(session, ChainSegment, "name", segments),
    )


def evidence_facts(explanation: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """Return the facts of every piece of evidence in an explanation."""
    for contribution in explanation.get("contributions", ()):
        for evidence in contribution.get("evidence", ()):
            yield evidence.get("facts", {})


def _texts(given: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    return [value for name in names if isinstance(value := given.get(name), str)]


def _by(session: Session, kind: Any, key: str, wanted: Iterable[Any]) -> dict[str, Any]:
    codes = sorted(value for value in wanted if value)
    rows: Iterable[Any] = session.exec(select(kind).where(col(getattr(kind, key)).in_(codes))) if codes else ()
    return {getattr(row, key): row for row in rows}
