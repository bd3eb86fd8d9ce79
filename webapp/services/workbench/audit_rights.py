"""Which entries of the record somebody may read: those about things that they may open.

Who may open what stands in the policies alone; here stands how each predicate on a thing reads in SQL, so that lists
stay paged and counted. What a thing keeps to its owner, its entries keep too: they tell that something was done, not
what stood there.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_
from sqlmodel import Session, SQLModel, col, select

from webapp import predicates
from webapp.models import (
    Agreement,
    Allocation,
    AlternateOffer,
    ApiToken,
    AuditEvent,
    Choice,
    Conflict,
    ConflictStatement,
    Demand,
    Hearing,
    ImportBatch,
    Invitation,
    MatchingRound,
    Objection,
    Offering,
    Organisation,
    Person,
    Program,
    StudentBatch,
    Suggestion,
)
from webapp.models.accounts.enums import OrganisationStatus, Role
from webapp.models.posts.enums import PostStatus, Visibility
from webapp.models.rounds.enums import RoundStatus
from webapp.policies import RULES, Permission
from webapp.services.kernel.coordinators import is_led_by

Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Subject:
    """What entries of a kind are about: who may open it, and who may read what it keeps to its owner."""

    opens: Permission
    table: type[SQLModel] | None = None  # None: all of the kind alike
    owner: Any = None  # the column of the table that names what the permission is about, if not the thing itself
    owner_table: type[SQLModel] | None = None
    reads: Permission | None = None


SUBJECTS: Final[dict[str, Subject]] = {
    "matching_round": Subject(Permission.ROUND_RECORD, MatchingRound),
    "demand": Subject(Permission.DEMAND_VIEW, Demand, reads=Permission.DEMAND_CONFIDENTIAL),
    "offering": Subject(Permission.OFFERING_VIEW, Offering, reads=Permission.OFFERING_CONFIDENTIAL),
    "program": Subject(Permission.PROGRAM_VIEW, Program),
    "organisation": Subject(Permission.ORGANISATION_VIEW, Organisation),
    "person": Subject(Permission.PERSON_VIEW, Person),
    "api_token": Subject(Permission.PERSON_VIEW, ApiToken, ApiToken.person_id, Person),
    "invitation": Subject(Permission.ROUND_RUN, Invitation, Invitation.round_id, MatchingRound),
    "import_batch": Subject(Permission.IMPORT_VIEW, ImportBatch),
    "suggestion": Subject(Permission.SUGGESTION_VIEW, Suggestion),
    "choice": Subject(Permission.CHOICE_VIEW, Choice),
    "conflict_statement": Subject(Permission.STATEMENT_READ, ConflictStatement),
    "hearing": Subject(Permission.HEARING_READ, Hearing),
    "conflict": Subject(Permission.CONFLICT_VIEW, Conflict),
    "allocation": Subject(Permission.ALTERNATE_VIEW, Allocation),
    "alternate_offer": Subject(Permission.ALTERNATE_VIEW, AlternateOffer),
    "objection": Subject(Permission.OBJECTION_REPLY, Objection),
    "agreement": Subject(Permission.AGREEMENT_VIEW, Agreement),
    "student_batch": Subject(Permission.AGREEMENT_VIEW, StudentBatch, StudentBatch.agreement_id, Agreement),
    "code_entry": Subject(Permission.CODES_ADMINISTER),
    "special_day": Subject(Permission.CODES_ADMINISTER),
}


def readable(viewer: Person) -> Condition:
    """Return the condition on entries whose things the viewer may open."""
    return _on_entries({kind: subject.opens for kind, subject in SUBJECTS.items()}, viewer)


def withheld_from(session: Session, events: Iterable[AuditEvent], viewer: Person) -> set[UUID]:
    """Return which of the entries show a thing's confidential values, and the viewer may not read these."""
    kinds = {kind: subject.reads for kind, subject in SUBJECTS.items() if subject.reads is not None}
    asked = [event.id for event in events if event.thing_kind in kinds]
    if not asked:
        return set()
    query = select(AuditEvent.id).where(col(AuditEvent.id).in_(asked), _on_entries(kinds, viewer))
    return set(asked).difference(session.exec(query).all())


def _on_entries(asked: dict[str, Permission], viewer: Person) -> Condition:
    everything, conditions = [], []
    for kind, permission in asked.items():
        subject = SUBJECTS[kind]
        allowed = _allowed(permission, viewer, subject.owner_table or subject.table)
        if allowed is None:
            everything.append(kind)
        elif subject.table is not None:
            conditions.append(and_(col(AuditEvent.thing_kind) == kind, _of_things(subject, subject.table, allowed)))
    return or_(col(AuditEvent.thing_kind).in_(everything), *conditions)


def _of_things(subject: Subject, table: Any, allowed: Condition) -> Condition:
    keys = select(table.id)
    if subject.owner_table is not None:
        owners: Any = subject.owner_table
        keys = keys.where(subject.owner.in_(select(owners.id).where(allowed)))
    else:
        keys = keys.where(allowed)
    return col(AuditEvent.thing_id).in_(keys)


def _allowed(permission: Permission, viewer: Person, table: Any) -> Condition | None:
    """Return the condition on things for which the viewer has the permission; None where it is for all of them."""
    conditions = []
    for alternative in RULES[permission]:
        of_person = [predicate for predicate in alternative if getattr(predicate, "of_person", False)]
        if not all(predicate(viewer, None) for predicate in of_person):
            continue
        of_thing = [predicate for predicate in alternative if predicate not in of_person]
        if not of_thing:
            return None
        conditions.append(and_(*(_in_sql(predicate, viewer, table) for predicate in of_thing)))
    return or_(*conditions) if conditions else false()


def _in_sql(predicate: predicates.Predicate, viewer: Person, table: Any) -> Condition:
    if predicate is predicates.leads_its_round:
        return _is_led(viewer, table)
    if predicate is predicates.leads_its_round_if_any:
        return or_(col(table.round_id).is_(None), _is_led(viewer, table))
    return IN_SQL[predicate](viewer)


def _is_led(viewer: Person, table: Any) -> Condition:
    """Return the condition under which a thing of a table belongs to a round that the viewer leads."""
    if table is MatchingRound:
        return is_led_by(viewer)
    if table in predicates.THROUGH:
        key, parent = predicates.THROUGH[table]
        return col(getattr(table, key)).in_(select(parent.id).where(_is_led(viewer, parent)))
    return col(table.round_id).in_(select(MatchingRound.id).where(is_led_by(viewer)))


def _verified() -> Any:
    return select(Organisation.id).where(Organisation.status == OrganisationStatus.VERIFIED)


def _is_open(post: type[Demand] | type[Offering], viewer: Person) -> Condition:
    visibilities = [Visibility.PUBLIC]
    if viewer.organisation is not None and viewer.organisation.is_verified:
        visibilities.append(Visibility.VERIFIED)
    return and_(col(post.status) == PostStatus.SUBMITTED, col(post.visibility).in_(visibilities))


def _demand_is_open(viewer: Person) -> Condition:
    return and_(_is_open(Demand, viewer), col(Demand.enterprise_id).in_(_verified()))


def _offering_is_open(viewer: Person) -> Condition:
    programs = select(Program.id).where(col(Program.school_id).in_(_verified()))
    return and_(_is_open(Offering, viewer), col(Offering.program_id).in_(programs))


def _of_own(column: Any) -> Callable[[Person], Condition]:
    return lambda viewer: column == viewer.organisation_id if viewer.organisation_id is not None else false()


# only the predicates that those meet who may read the record at all
IN_SQL: Final[dict[predicates.Predicate, Callable[[Person], Condition]]] = {
    predicates.demand_is_open: _demand_is_open,
    predicates.demand_is_handed_in: lambda _viewer: col(Demand.submitted_at).is_not(None),
    predicates.offering_is_open: _offering_is_open,
    predicates.offering_is_handed_in: lambda _viewer: col(Offering.submitted_at).is_not(None),
    predicates.program_is_shown: lambda _viewer: col(Program.school_id).in_(_verified()),
    predicates.is_own_organisation: _of_own(col(Organisation.id)),
    predicates.is_verified_organisation: lambda _viewer: col(Organisation.status) == OrganisationStatus.VERIFIED,
    predicates.is_own_import: _of_own(col(ImportBatch.organisation_id)),
    predicates.round_is_announced: lambda _viewer: col(MatchingRound.status) != RoundStatus.DRAFT,
    predicates.is_oneself: lambda viewer: col(Person.id) == viewer.id,
    predicates.is_colleague: _of_own(col(Person.organisation_id)),
    predicates.is_of_school_or_enterprise: lambda _viewer: col(Person.role).in_((Role.SCHOOL, Role.ENTERPRISE)),
}
