"""Snapshots: everything that a run depends on, written once when a round is frozen, with its fingerprint.

The code tables are kept apart, once per version. The content is JSON with sorted keys and no blanks, so that equal
content has an equal fingerprint. Posts are written in the order of their numbers, which people see; nothing in it
depends on the order of rows in the database.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, func, select

from webapp import clock
from webapp.models import (
    Chain,
    ChainSegment,
    Demand,
    FrozenPost,
    MatchingRound,
    Offering,
    Organisation,
    Person,
    PositionFamily,
    Program,
    Region,
    RoundSnapshot,
)
from webapp.services.codes.tables.content import Content, rows_of
from webapp.services.codes.tables.versions import current_version, frozen_content, version_of_round
from webapp.services.kernel.errors import DomainError
from webapp.services.kernel.outside_writing import outside_writing
from webapp.services.posts import freezing
from webapp.services.posts.places import left_of
from webapp.services.rounds import rounds

FORMAT = 1
LOCAL = "X-"  # what the codes of regions of one's own begin with


@dataclass(frozen=True, slots=True)
class Draft:
    """The content of a snapshot before it is stored, and what tells whether it is still true."""

    content: str
    demand_count: int
    offering_count: int
    taxonomy_id: int | None
    basis: tuple[Any, ...]


def freeze_posts(session: Session, round_: MatchingRound, *, today: date) -> None:
    """Keep for the round what it has collected: these posts are frozen from now on.

    Their rows are locked first, so that nobody who is just changing one changes it after the freeze.
    """
    demands = select(Demand.id).join(Organisation, col(Organisation.id) == col(Demand.enterprise_id))
    demands = demands.where(*rounds.demands_to_keep(round_, today)).order_by(col(Demand.id))
    offerings = select(Offering.id).join(Program, col(Program.id) == col(Offering.program_id))
    offerings = offerings.join(Organisation, col(Organisation.id) == col(Program.school_id))
    offerings = offerings.where(*rounds.offerings_to_keep(round_)).order_by(col(Offering.id))
    freezing.keep_posts(session, round_, Demand, session.exec(demands.with_for_update(of=Demand)).all())
    freezing.keep_posts(session, round_, Offering, session.exec(offerings.with_for_update(of=Offering)).all())


@outside_writing
def draft_snapshot(session: Session, round_: MatchingRound, *, library_version: str) -> Draft | None:
    """Write down what takes part in the round before anybody has to wait for it; None where it must be frozen first."""
    if round_.taxonomy_version_id is None and current_version(session) is not None:
        return None
    return _draft(session, round_, library_version=library_version)


def take_snapshot(
    session: Session,
    round_: MatchingRound,
    *,
    library_version: str,
    draft: Draft | None = None,
    by: Person | None,
) -> RoundSnapshot:
    """Write down the posts that stand in a frozen round, as drafted where nothing has changed since.

    The same posts are not written twice. What an earlier snapshot said of a post stands: whatever has been changed
    since (the post's programme, the name of its organisation) is no part of the round. Only its places are read anew,
    less what other rounds have given away.
    """
    if draft is None or draft.basis != _basis(session, round_):
        draft = _draft(session, round_, library_version=library_version)
    digest = hashlib.sha256(draft.content.encode()).hexdigest()
    last = latest_snapshot(session, round_)
    if last is not None and last.sha256 == digest:
        return last
    snapshot = RoundSnapshot(
        round_id=round_.id,
        number=(last.number if last else 0) + 1,
        taken_by_id=by.id if by else None,
        sha256=digest,
        content=draft.content,
        demand_count=draft.demand_count,
        offering_count=draft.offering_count,
        taxonomy_version_id=draft.taxonomy_id,
        library_version=library_version,
    )
    session.add(snapshot)
    session.flush()
    return snapshot


def _draft(session: Session, round_: MatchingRound, *, library_version: str) -> Draft:
    basis = _basis(session, round_)
    demands = rounds.demands_of_round(session, round_, today=clock.today())
    offerings = rounds.offerings_of_round(session, round_)
    if not demands or not offerings:
        raise DomainError("round_empty", demands=len(demands), offerings=len(offerings))
    taxonomy = version_of_round(session, round_)
    frozen = frozen_content(session, taxonomy.id) if taxonomy else None
    names = _FrozenNames(frozen) if frozen else _Names(session, demands, offerings)
    last = latest_snapshot(session, round_)
    kept_facts = _kept_facts(session, round_, last)
    content = json.dumps(
        {
            "format": FORMAT,
            "taxonomy": taxonomy.id if taxonomy else None,
            "library": library_version,
            "demands": [
                {**(kept_facts.get(str(row.id)) or demand_facts(row, names)), "headcount": left_of(row)}
                for row in demands
            ],
            "offerings": [
                {**(kept_facts.get(str(row.id)) or offering_facts(row, names)), "seats": left_of(row)}
                for row in offerings
            ],
        },
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return Draft(content, len(demands), len(offerings), taxonomy.id if taxonomy else None, basis)


def _basis(session: Session, round_: MatchingRound) -> tuple[Any, ...]:
    """Return counts, versions and times that change with whatever a snapshot keeps; its content is not read."""
    basis: list[Any] = [round_.version, round_.frozen_at, round_.taxonomy_version_id]
    for table in (Demand, Offering, Program, Organisation):
        model: Any = table
        basis.append(
            tuple(session.exec(select(func.count(), func.sum(model.version), func.max(model.updated_at))).one())
        )
    given = (select(func.sum(table.given)) for table in (Demand, Offering))
    basis += [session.exec(query).one() for query in given]
    kept: Any = select(func.count(), func.count(col(FrozenPost.withdrawn_at)), func.max(FrozenPost.kept_at))
    basis.append(tuple(session.exec(kept.where(FrozenPost.round_id == round_.id)).one()))
    return tuple(basis)


def _kept_facts(session: Session, round_: MatchingRound, last: RoundSnapshot | None) -> dict[str, dict[str, Any]]:
    """Return what the last snapshot says of the posts that it has kept since they were frozen."""
    if last is None:
        return {}
    content = json.loads(last.content)
    kept_facts = {}
    for kind, name in ((Demand, "demands"), (Offering, "offerings")):
        since = freezing.kept_since(session, round_, kind)
        kept = {str(key) for key, moment in since.items() if moment <= last.taken_at}
        kept_facts.update({facts["id"]: facts for facts in content[name] if facts["id"] in kept})
    return kept_facts


def latest_snapshot(session: Session, round_: MatchingRound) -> RoundSnapshot | None:
    """Return the round's newest snapshot."""
    query = select(RoundSnapshot).where(RoundSnapshot.round_id == round_.id)
    return session.exec(query.order_by(col(RoundSnapshot.number).desc()).limit(1)).first()


class _Names:
    """The names of codes, as they stand when the snapshot is taken."""

    def __init__(self, session: Session, demands: list[Demand], offerings: list[Offering]) -> None:
        chains = {demand.chain_slug for demand in demands if demand.chain_slug}
        segments = {demand.segment_slug for demand in demands if demand.segment_slug}
        families = {demand.family_slug for demand in demands if demand.family_slug}
        places = {demand.region for demand in demands if demand.region}
        places |= {offering.program.school.region for offering in offerings}
        places |= {code for offering in offerings for code in offering.regions}
        regions = _by(session, Region, "code", places)
        self.regions = {row.code: row.full_name for row in regions}
        self.national = {row.code: row.parent_code for row in regions if row.code.startswith(LOCAL)}
        self.chains = {row.slug: row.name for row in _by(session, Chain, "slug", chains)}
        self.segments = {row.slug: row.name for row in _by(session, ChainSegment, "slug", segments)}
        self.families = {row.slug: row.name for row in _by(session, PositionFamily, "slug", families)}
        majors = {offering.program.major_key: offering.program.major for offering in offerings}
        self.classes = {key: major.class_name for key, major in majors.items() if major}

    def national_code(self, code: str | None) -> str | None:
        """Return the code of GB/T 2260 that a region of one's own lies in, any other code as it is."""
        return self.national.get(code or "") or code


class _FrozenNames(_Names):
    """The names of codes, as they stood when the round was frozen."""

    def __init__(self, content: Content) -> None:
        regions = rows_of(content, "regions")
        self.regions = {row["code"]: row["full_name"] for row in regions}
        self.national = {row["code"]: row["parent_code"] for row in regions if row["code"].startswith(LOCAL)}
        self.chains = {row["slug"]: row["name"] for row in rows_of(content, "chains")}
        self.segments = {row["slug"]: row["name"] for row in rows_of(content, "segments")}
        self.families = {row["slug"]: row["name"] for row in rows_of(content, "families")}
        self.classes = {row["key"]: row["class_name"] for row in rows_of(content, "majors")}


def _by(session: Session, kind: Any, key: str, wanted: Iterable[str]) -> list[Any]:
    return list(session.exec(select(kind).where(getattr(kind, key).in_(sorted(wanted)))))


def demand_facts(demand: Demand, names: _Names) -> dict[str, Any]:
    """Return what a snapshot keeps of a demand: what is compared and what both sides are shown, no contact."""
    enterprise: Organisation = demand.enterprise
    return {
        "id": str(demand.id),
        "number": demand.number,
        "version": demand.version,
        "enterprise": enterprise.name,
        "enterprise_id": str(enterprise.id),
        "position": demand.position,
        "chain": demand.chain_slug,
        "chain_name": names.chains.get(demand.chain_slug or "", ""),
        "segment": demand.segment_slug,
        "segment_name": names.segments.get(demand.segment_slug or "", ""),
        "family_name": names.families.get(demand.family_slug or "", ""),
        "industry_code": demand.industry_code,
        "level": demand.level.zh if demand.level else None,
        "headcount": demand.headcount,
        "required_skills": list(demand.required_skills),
        "preferred_skills": list(demand.preferred_skills),
        "modes": list(demand.modes),
        "start_month": demand.start_month,
        "months": demand.months,
        "region": demand.region,
        "region_name": names.regions.get(demand.region or "", ""),
        "national_region": names.national_code(demand.region),
        "lodging": demand.lodging,
    }


def offering_facts(offering: Offering, names: _Names) -> dict[str, Any]:
    """Return what a snapshot keeps of an offering."""
    program = offering.program
    school: Organisation = program.school
    return {
        "id": str(offering.id),
        "number": offering.number,
        "version": offering.version,
        "school": school.name,
        "school_id": str(school.id),
        "program_id": str(program.id),
        "program_version": program.version,
        "major": program.title,
        "major_key": program.major_key,
        "major_class": names.classes.get(program.major_key or "", ""),
        "level": program.level.zh,
        "seats": offering.seats,
        "batch_min": offering.batch_min,
        "batch_max": offering.batch_max,
        "skills": list(program.skills),
        "courses": list(program.courses),
        "course_facts": dict(program.course_facts),
        "rooms": list(program.rooms),
        "certificates": list(program.certificates),
        "industry_codes": list(program.industry_codes),
        "modes": list(offering.modes),
        "start_month": offering.start_month,
        "months": offering.months,
        "region": school.region,
        "region_name": names.regions.get(school.region, ""),
        "national_region": names.national_code(school.region),
        "regions": list(offering.regions),
        "national_regions": [names.national_code(code) for code in offering.regions],
    }
