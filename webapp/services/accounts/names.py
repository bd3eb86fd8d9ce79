"""Organisations by their names, however these are written."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, false
from sqlmodel import Session, col, or_, select

from webapp.models import Organisation
from webapp.models.accounts.enums import OrganisationKind, OrganisationStatus
from webapp.models.accounts.names import organisation_key


def is_named(words: str) -> ColumnElement[bool]:
    """Tell whether the words stand in the name or the short name of an organisation."""
    key = organisation_key(words)
    if not key:
        return false()
    keys = (col(Organisation.name_key), col(Organisation.short_name_key))
    return or_(*(column.contains(key, autoescape=True) for column in keys))


def named_so(words: str) -> Any:
    """Return the query for the keys of the organisations that are named so."""
    return select(Organisation.id).where(is_named(words))


def namesakes(session: Session, name: str, kind: OrganisationKind, *, but: UUID | None = None) -> list[Organisation]:
    """Return the organisations of a kind and a name but for one, verified ones first."""
    query = select(Organisation).where(
        Organisation.name_key == organisation_key(name), Organisation.kind == kind, Organisation.id != but
    )
    unverified = col(Organisation.status) != OrganisationStatus.VERIFIED
    return list(session.exec(query.order_by(unverified, col(Organisation.credit_code))))


def is_of(owner: Any, organisation_id: UUID) -> ColumnElement[bool]:
    """Tell whether a column names an organisation, or another one of its kind and name: shares count them as one."""
    one = select(Organisation.name_key, Organisation.kind).where(Organisation.id == organisation_id).subquery()
    alike = select(Organisation.id).join(
        one, (col(Organisation.name_key) == one.c.name_key) & (col(Organisation.kind) == one.c.kind)
    )
    return or_(owner == organisation_id, owner.in_(alike))
