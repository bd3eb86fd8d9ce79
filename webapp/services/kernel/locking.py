"""Guards against lost updates: lock the row, compare the version that the form was drawn from."""

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
