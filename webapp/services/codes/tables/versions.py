"""Versions of the code tables: each change makes one, and a round that is frozen keeps the one it was frozen with."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from matching import Taxonomies
from webapp.models import FrozenTables, MatchingRound, Person, TaxonomyVersion
from webapp.models.rounds.enums import RoundStatus
from webapp.services.codes.tables import content as taxonomy_tables
from webapp.services.codes.tables.content import Content

SHIPPED_EDITIONS: Final = {"industries": "2017", "majors": "2021", "majors-technician": "2022", "regions": "2025"}


def current_version(session: Session) -> TaxonomyVersion | None:
    """Return the newest version."""
    return session.exec(select(TaxonomyVersion).order_by(col(TaxonomyVersion.id).desc()).limit(1)).first()


def hold_tables(session: Session) -> None:
    """Let one transaction at a time change or freeze the tables: all of them lock the first version.

    The first, because it is the one row that all of them find and that nobody replaces: whoever waited for the newest
    version would have locked a row that is no longer the newest.
    """
    session.exec(
        select(TaxonomyVersion).order_by(col(TaxonomyVersion.id)).limit(1).with_for_update(of=TaxonomyVersion)
    ).first()


def stamp(
    session: Session,
    change: Mapping[str, Any],
    *,
    by: Person | None,
    source_sha256: str | None = None,
    editions: Mapping[str, str] | None = None,
) -> TaxonomyVersion:
    """Make a version of what is stored now; for the same content again the newest version is kept."""
    content = taxonomy_tables.read_tables(session)
    sha256 = taxonomy_tables.fingerprint(content)
    newest = current_version(session)
    editions_before = dict(newest.editions) if newest is not None and newest.editions else dict(SHIPPED_EDITIONS)
    wanted = editions_before | dict(editions or {})
    source = source_sha256 or (newest.source_sha256 if newest is not None else None)
    if newest is not None and newest.sha256 == sha256 and newest.editions == wanted and newest.source_sha256 == source:
        return newest
    version = TaxonomyVersion(
        sha256=sha256,
        counts={name: len(rows) for name, rows in content.items()},
        source_sha256=source,
        made_by_id=by.id if by else None,
        change=dict(change),
        editions=wanted,
    )
    session.add(version)
    session.flush()
    return version


def freeze_tables(session: Session) -> TaxonomyVersion | None:
    """Keep the tables as they stand for the rounds of this version; None where none have been loaded."""
    hold_tables(session)
    newest = current_version(session)
    if newest is None or newest.id is None:
        return None
    if session.get(FrozenTables, newest.id) is None:
        content = taxonomy_tables.read_tables(session)
        if taxonomy_tables.fingerprint(content) != newest.sha256:
            newest = stamp(session, {"what": "tables.found"}, by=None)
        session.add(FrozenTables(taxonomy_version_id=newest.id or 0, content=taxonomy_tables.pack(content)))
        session.flush()
    return newest


def unkept(session: Session) -> list[tuple[str, bytes]]:
    """Return fingerprint and packed tables as they stand, while a round that is frozen with them collects.

    Reading and packing them takes long, and freezing the round would do it while everybody else waits.
    """
    newest = current_version(session)
    collects = select(MatchingRound.id).where(MatchingRound.status == RoundStatus.COLLECTING).limit(1)
    if newest is None or newest.id is None or session.exec(collects).first() is None:
        return []
    if session.exec(select(FrozenTables.taxonomy_version_id).where(_is_of(newest.id))).first() is not None:
        return []
    content = taxonomy_tables.read_tables(session)
    return [(taxonomy_tables.fingerprint(content), taxonomy_tables.pack(content))]


def keep(session: Session, sha256: str, packed: bytes) -> None:
    """Keep the tables of the newest version, unless another has or they have changed meanwhile.

    Tables that were changed past the platform are a version of their own, as they would be at the freeze.
    """
    hold_tables(session)
    newest = current_version(session)
    if newest is not None and newest.sha256 != sha256:
        newest = stamp(session, {"what": "tables.found"}, by=None)
    if newest is None or newest.id is None or newest.sha256 != sha256:
        return
    if session.exec(select(FrozenTables.taxonomy_version_id).where(_is_of(newest.id))).first() is None:
        session.add(FrozenTables(taxonomy_version_id=newest.id, content=packed))
        session.flush()


def _is_of(version_id: int) -> ColumnElement[bool]:
    return col(FrozenTables.taxonomy_version_id) == version_id


def version_of_round(session: Session, round_: MatchingRound) -> TaxonomyVersion | None:
    """Return the version that a round was frozen with; where it names none, the newest, frozen now."""
    if round_.taxonomy_version_id is not None:
        return session.get(TaxonomyVersion, round_.taxonomy_version_id)
    return freeze_tables(session)


def frozen_content(session: Session, version_id: int | None) -> Content | None:
    """Return the tables of a version as they were frozen."""
    frozen = session.get(FrozenTables, version_id) if version_id is not None else None
    return taxonomy_tables.unpack(frozen.content) if frozen is not None else None


def frozen_taxonomies(session: Session, version_id: int | None) -> Taxonomies | None:
    """Return what matching compares by in a version, None where nothing was frozen."""
    frozen = session.get(FrozenTables, version_id) if version_id is not None else None
    return taxonomy_tables.build_packed(frozen.content) if frozen is not None else None


def list_versions(session: Session, *, offset: int, limit: int) -> list[TaxonomyVersion]:
    """Return versions, newest first."""
    query = select(TaxonomyVersion).order_by(col(TaxonomyVersion.id).desc())
    return list(session.exec(query.offset(offset).limit(limit)))


def count_versions(session: Session) -> int:
    """Count the versions."""
    return session.exec(select(func.count()).select_from(TaxonomyVersion)).one()
