"""Who may do what: one enum, one-line predicates, one table.

A rule is a list of alternatives; an alternative is a list of predicates that must all hold. Predicates marked with
`@of_person` look at the person alone: where they fail, the page is not the person's kind of page (403). Predicates on
the thing fail with 404: somebody else's thing does not exist for the asker.
"""

from collections.abc import Callable
from enum import Enum, auto
from typing import Any

from webapp.models import (
    Choice,
    Demand,
    ImportBatch,
    Invitation,
    MatchingRound,
    Notice,
    Offering,
    Organisation,
    Person,
    Program,
    Suggestion,
)
from webapp.models.enums import OrganisationKind, PostStatus, Role, RoundStatus, Side, Visibility

Predicate = Callable[[Person, Any], bool]


class Permission(Enum):
    """Everything that somebody may be allowed to do."""

    OWN_ACCOUNT = auto()
    WORKBENCH = auto()
    CODES_READ = auto()
    CODES_ADMINISTER = auto()
    CODE_EDIT = auto()
    SKILLS_REVIEW = auto()
    ORGANISATION_VIEW = auto()
    ORGANISATION_EDIT = auto()
    ORGANISATION_LIST = auto()
    ORGANISATION_VERIFY = auto()
    ORGANISATION_ADD = auto()
    COLLEAGUE_INVITE = auto()
    DEMAND_LIST = auto()
    DEMAND_VIEW = auto()
    DEMAND_POST = auto()
    DEMAND_POST_FOR = auto()
    DEMAND_EDIT = auto()
    DEMAND_CONFIDENTIAL = auto()
    PROGRAM_LIST = auto()
    PROGRAM_VIEW = auto()
    PROGRAM_POST = auto()
    PROGRAM_EDIT = auto()
    OFFERING_VIEW = auto()
    OFFERING_EDIT = auto()
    OFFERING_CONFIDENTIAL = auto()
    POST_RETURN = auto()
    IMPORT_LIST = auto()
    IMPORT_VIEW = auto()
    ROUND_LIST = auto()
    ROUND_VIEW = auto()
    ROUND_MAKE = auto()
    ROUND_RUN = auto()
    INVITATION_ANSWER = auto()
    SUGGESTION_LIST = auto()
    SUGGESTION_VIEW = auto()
    SUGGESTION_CHOOSE = auto()
    SUGGESTION_CHOOSE_FOR = auto()
    CHOICE_VIEW = auto()
    ATTACHMENT_READ = auto()
    INBOX = auto()
    NOTICE_READ = auto()
    AUDIT_READ = auto()


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


Rule = list[list[Predicate]]

RULES: dict[Permission, Rule] = {
    Permission.OWN_ACCOUNT: [[is_anyone]],
    Permission.WORKBENCH: [[is_anyone]],
    Permission.CODES_READ: [[is_anyone]],
    Permission.CODES_ADMINISTER: [[is_coordinator], [is_administrator]],
    Permission.CODE_EDIT: [[is_administrator], [is_coordinator, is_table_of_parks]],
    Permission.SKILLS_REVIEW: [[is_coordinator], [is_administrator]],
    Permission.ORGANISATION_VIEW: [
        [is_anyone, is_own_organisation],
        [is_anyone, is_verified_organisation],
        [is_coordinator],
        [is_administrator],
    ],
    Permission.ORGANISATION_EDIT: [[has_organisation, is_own_organisation]],
    Permission.ORGANISATION_LIST: [[is_coordinator], [is_administrator]],
    Permission.ORGANISATION_VERIFY: [[is_coordinator, may_be_verified_by_coordinator], [is_administrator]],
    Permission.ORGANISATION_ADD: [[is_coordinator]],
    Permission.COLLEAGUE_INVITE: [[has_organisation, is_own_organisation]],
    Permission.DEMAND_LIST: [[is_anyone]],
    Permission.DEMAND_VIEW: [
        [is_enterprise, owns_demand],
        [is_anyone, demand_is_open],
        [is_coordinator, demand_is_handed_in],
    ],
    Permission.DEMAND_POST: [[is_enterprise]],
    Permission.DEMAND_POST_FOR: [[is_coordinator]],
    Permission.DEMAND_EDIT: [[is_enterprise, owns_demand]],
    Permission.DEMAND_CONFIDENTIAL: [[is_enterprise, owns_demand], [is_coordinator, demand_is_handed_in]],
    Permission.PROGRAM_LIST: [[is_anyone]],
    Permission.PROGRAM_VIEW: [[is_school, owns_program], [is_anyone, program_is_shown], [is_coordinator]],
    Permission.PROGRAM_POST: [[is_school]],
    Permission.PROGRAM_EDIT: [[is_school, owns_program]],
    Permission.OFFERING_VIEW: [
        [is_school, owns_offering],
        [is_anyone, offering_is_open],
        [is_coordinator, offering_is_handed_in],
    ],
    Permission.OFFERING_EDIT: [[is_school, owns_offering]],
    Permission.OFFERING_CONFIDENTIAL: [[is_school, owns_offering], [is_coordinator, offering_is_handed_in]],
    Permission.POST_RETURN: [[is_coordinator]],
    Permission.IMPORT_LIST: [[is_enterprise], [is_school], [is_coordinator]],
    Permission.IMPORT_VIEW: [
        [is_enterprise, is_own_import],
        [is_school, is_own_import],
        [is_coordinator, is_own_import],
    ],
    Permission.ROUND_LIST: [[is_anyone]],
    Permission.ROUND_VIEW: [[is_coordinator], [is_anyone, round_is_announced]],
    Permission.ROUND_MAKE: [[is_coordinator]],
    Permission.ROUND_RUN: [[is_coordinator]],
    Permission.INVITATION_ANSWER: [[is_enterprise, is_own_invitation], [is_school, is_own_invitation]],
    Permission.SUGGESTION_LIST: [[is_enterprise], [is_school], [is_coordinator]],
    Permission.SUGGESTION_VIEW: [
        [is_enterprise, is_party_of_suggestion],
        [is_school, is_party_of_suggestion],
        [is_coordinator],
    ],
    Permission.SUGGESTION_CHOOSE: [[is_enterprise, owns_suggested_demand], [is_school, owns_suggested_offering]],
    Permission.SUGGESTION_CHOOSE_FOR: [[is_coordinator]],
    Permission.CHOICE_VIEW: [[is_enterprise, is_of_own_side], [is_school, is_of_own_side], [is_coordinator]],
    Permission.ATTACHMENT_READ: [[is_anyone]],
    Permission.INBOX: [[is_anyone]],
    Permission.NOTICE_READ: [[is_anyone, is_own_notice]],
    Permission.AUDIT_READ: [[is_coordinator], [is_administrator]],
}


def can(person: Person | None, permission: Permission, thing: Any = None) -> bool:
    """Tell whether the person may; without a thing, whether some thing could be allowed."""
    if person is None or not person.is_active:
        return False
    return any(
        all(predicate(person, thing) for predicate in alternative if thing is not None or _looks_at_person(predicate))
        for alternative in RULES[permission]
    )


def concerns(person: Person, permission: Permission) -> bool:
    """Tell whether the permission is of the person's kind at all: what parts 403 from 404."""
    return can(person, permission)


def _looks_at_person(predicate: Predicate) -> bool:
    return getattr(predicate, "of_person", False)
