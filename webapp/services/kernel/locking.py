"""Guards against lost updates: lock the row, compare the version that the form was drawn from.

First the lock, then the comparison: two who compared first would both find their version to be the latest. Then again,
the row is read anew as it is locked, since what the session has read before may have changed while it waited. On SQLite
no row is locked, because a transaction that writes has the whole database to itself (`webapp.database`); the reading
and the comparison are the same. In which order several things are locked stands in docs/architecture.md.
"""

from typing import TypeVar

from sqlmodel import Session

from webapp.models.kernel.base import Keyed
from webapp.services.kernel.errors import StaleEdit

T = TypeVar("T", bound=Keyed)


def lock(session: Session, thing: T, *, seen_version: int | None = None) -> T:
    """Lock the row until the end of the transaction, read it anew, and refuse when it is newer than `seen_version`."""
    session.refresh(thing, with_for_update={"of": type(thing)})  # not of what is loaded along with it
    stands = getattr(thing, "version", None)
    if seen_version is not None and stands != seen_version:
        raise StaleEdit(stands=stands, seen=seen_version)
    return thing
