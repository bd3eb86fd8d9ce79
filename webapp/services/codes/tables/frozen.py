"""The code tables that a run compares by: those frozen with its round, or those that come with the platform."""

from functools import cache

from sqlmodel import Session

from matching import Taxonomies, load_tables
from webapp.models import RoundSnapshot
from webapp.services.codes.tables.versions import frozen_taxonomies
from webapp.services.kernel.data_folders import TAXONOMIES
from webapp.services.kernel.outside_writing import outside_writing


@cache
def taxonomies() -> Taxonomies:
    """Return the code tables that come with the platform: those of snapshots that froze none of their own."""
    return load_tables(TAXONOMIES)


@outside_writing
def tables_of(session: Session, snapshot: RoundSnapshot) -> Taxonomies:
    """Return the code tables as they stood when the round was frozen; raise `MatchingError` where they are odd."""
    return frozen_taxonomies(session, snapshot.taxonomy_version_id) or taxonomies()
