"""Predicates of who may do what: one line each, with names that read as sentences.

Predicates marked with `@of_person` look at the person alone; the others look at the thing.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import object_session

from webapp.models import (
    Agreement,
    Allocation,
    AlternateOffer,
    Choice,
    Conflict,
    ConflictStatement,
    Demand,
    Hearing,
    ImportBatch,
    Invitation,
    MatchingRound,
    Notice,
    Objection,
    Offering,
    Organisation,
    Person,
    Program,
    Publication,
    Run,
    StudentBatch,
    Suggestion,
)
from webapp.models.accounts.enums import OrganisationKind, Role
from webapp.models.kernel.enums import Side
from webapp.models.posts.enums import PostStatus, Visibility
from webapp.models.rounds.enums import RoundStatus

Predicate = Callable[[Person, Any], bool]

# what belongs to a round through something else: the key of that, and its table
THROUGH: dict[type[Any], tuple[str, type[Any]]] = {
    Suggestion: ("run_id", Run),
    Choice: ("run_id", Run),
    ConflictStatement: ("conflict_id", Conflict),
    Hearing: ("conflict_id", Conflict),
    Objection: ("publication_id", Publication),
    StudentBatch: ("agreement_id", Agreement),
}


def of_person(predicate: Predicate) -> Predicate:
    """Mark a predicate that looks at the person alone."""
    predicate.of_person = True  # type: ignore[attr-defined]
    return predicate


@of_person
def is_anyone(person: Person, _thing: Any) -> bool:
    """Everybody who is signed in."""
    return person.is_active


@of_person
def is_enterprise(person: Person, _thing: Any) -> bool:
    """A person of an enterprise."""
    return person.role is Role.ENTERPRISE


@of_person
def is_school(person: Person, _thing: Any) -> bool:
    """A person of a school."""
    return person.role is Role.SCHOOL


@of_person
def is_coordinator(person: Person, _thing: Any) -> bool:
    """A coordinator whose own organisation is verified."""
    return person.role is Role.COORDINATOR and person.organisation is not None and person.organisation.is_verified


@of_person
def is_administrator(person: Person, _thing: Any) -> bool:
    """An administrator of the platform."""
    return person.role is Role.ADMINISTRATOR


@of_person
def has_organisation(person: Person, _thing: Any) -> bool:
    """A person who belongs to an organisation."""
    return person.organisation_id is not None


def is_table_of_parks(_person: Person, table: str) -> bool:
    """The table of regions of one's own."""
    return table == "parks"


def is_own_organisation(person: Person, organisation: Organisation) -> bool:
    """The person's own organisation."""
    return organisation.id == person.organisation_id


def is_verified_organisation(_person: Person, organisation: Organisation) -> bool:
    """An organisation that a coordinator has verified."""
    return organisation.is_verified


def may_be_verified_by_coordinator(person: Person, organisation: Organisation) -> bool:
    """A school or an enterprise: coordinators do not verify each other."""
    return organisation.kind is not OrganisationKind.COORDINATOR


def is_oneself(person: Person, other: Person) -> bool:
    """One's own account."""
    return other.id == person.id


def is_colleague(person: Person, other: Person) -> bool:
    """Somebody of the person's own organisation."""
    return person.organisation_id is not None and other.organisation_id == person.organisation_id


def is_of_school_or_enterprise(_person: Person, other: Person) -> bool:
    """Somebody of an organisation that coordinators verify."""
    return other.role in (Role.SCHOOL, Role.ENTERPRISE)


def owns_demand(person: Person, demand: Demand) -> bool:
    """A demand of the person's own enterprise."""
    return demand.enterprise_id == person.organisation_id


def owns_program(person: Person, program: Program) -> bool:
    """A programme of the person's own school."""
    return program.school_id == person.organisation_id


def owns_offering(person: Person, offering: Offering) -> bool:
    """An offering of the person's own school."""
    return offering.program.school_id == person.organisation_id


def _is_open(person: Person, post: Demand | Offering, owner: Organisation) -> bool:
    if post.status is not PostStatus.SUBMITTED or not owner.is_verified:
        return False
    if post.visibility is Visibility.PUBLIC:
        return True
    own = person.organisation
    return post.visibility is Visibility.VERIFIED and own is not None and own.is_verified


def demand_is_open(person: Person, demand: Demand) -> bool:
    """A submitted demand of a verified enterprise that is shown to this person."""
    return _is_open(person, demand, demand.enterprise)


def offering_is_open(person: Person, offering: Offering) -> bool:
    """A submitted offering of a verified school that is shown to this person."""
    return _is_open(person, offering, offering.program.school)


def demand_is_handed_in(_person: Person, demand: Demand) -> bool:
    """A demand that is no longer the enterprise's private draft."""
    return demand.submitted_at is not None


def offering_is_handed_in(_person: Person, offering: Offering) -> bool:
    """An offering that is no longer the school's private draft."""
    return offering.submitted_at is not None


def program_is_shown(_person: Person, program: Program) -> bool:
    """A programme of a verified school."""
    return program.school.is_verified


def is_own_import(person: Person, batch: ImportBatch) -> bool:
    """A list that somebody of the person's own organisation has imported."""
    return batch.organisation_id == person.organisation_id


def is_own_invitation(person: Person, invitation: Invitation) -> bool:
    """An invitation of the person's own organisation."""
    return invitation.organisation_id == person.organisation_id


def round_is_announced(_person: Person, round_: MatchingRound) -> bool:
    """A round that has left its draft."""
    return round_.status is not RoundStatus.DRAFT


def is_own_round(person: Person, round_: MatchingRound) -> bool:
    """A round that the person's own organisation hosts."""
    return round_.host_id == person.organisation_id


def leads(person: Person, round_: MatchingRound) -> bool:
    """A coordinator of the round's host, or of a co-host that the host has named."""
    return is_coordinator(person, None) and person.organisation_id in round_.leading_ids


def leads_its_round(person: Person, thing: Any) -> bool:
    """A thing of a round that the person leads."""
    round_ = round_of(thing)
    return round_ is not None and leads(person, round_)


def leads_its_round_if_any(person: Person, thing: Any) -> bool:
    """A thing of a round that the person leads, or of none: a standing post takes part in every round."""
    round_ = round_of(thing)
    return round_ is None or leads(person, round_)


def round_of(thing: Any) -> MatchingRound | None:
    """Return the round that a thing belongs to; a standing post and an agreement from before any round have none."""
    if isinstance(thing, MatchingRound):
        return thing
    session = object_session(thing)
    if session is None:
        return None
    if type(thing) in THROUGH:
        key, table = THROUGH[type(thing)]
        return round_of(session.get_one(table, getattr(thing, key)))
    return session.get(MatchingRound, thing.round_id) if thing.round_id is not None else None


def is_party_of_suggestion(person: Person, suggestion: Suggestion) -> bool:
    """A suggestion that concerns a post of the person's organisation."""
    own = person.organisation_id
    return suggestion.demand.enterprise_id == own or suggestion.offering.program.school_id == own


def owns_suggested_demand(person: Person, suggestion: Suggestion) -> bool:
    """A suggestion for a demand of the person's own enterprise."""
    return suggestion.demand.enterprise_id == person.organisation_id


def is_of_own_side(person: Person, choice: Choice) -> bool:
    """An answer that the person's own organisation gives, or that is given on its behalf."""
    suggestion = choice.suggestion
    owners = {Side.ENTERPRISE: suggestion.demand.enterprise_id, Side.SCHOOL: suggestion.offering.program.school_id}
    return owners[choice.side] == person.organisation_id


def is_own_notice(person: Person, notice: Notice) -> bool:
    """A notice in the person's own inbox."""
    return notice.person_id == person.id


def owns_suggested_offering(person: Person, suggestion: Suggestion) -> bool:
    """A suggestion for an offering of the person's own school."""
    return suggestion.offering.program.school_id == person.organisation_id


def is_party_of_conflict(person: Person, conflict: Conflict) -> bool:
    """A conflict in which the person's organisation takes part."""
    return str(person.organisation_id) in conflict.facts.get("parties", ())


def made_statement(person: Person, statement: ConflictStatement) -> bool:
    """What the person's own organisation has said."""
    return statement.organisation_id == person.organisation_id


def is_party_of_pair(person: Person, pair: Allocation | AlternateOffer) -> bool:
    """A pair with a post of the person's organisation."""
    own = person.organisation_id
    return pair.demand.enterprise_id == own or pair.offering.program.school_id == own


def is_party_of_agreement(person: Person, agreement: Agreement) -> bool:
    """An agreement of the person's own organisation."""
    return person.organisation_id in (agreement.enterprise_id, agreement.school_id)


def is_party_of_batch(person: Person, batch: StudentBatch) -> bool:
    """A batch of an agreement of the person's own organisation."""
    return is_party_of_agreement(person, batch.agreement)
