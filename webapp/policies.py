"""Who may do what: one enum, one-line predicates, one table.

A rule is a list of alternatives; an alternative is a list of predicates that must all hold. Predicates marked with
`@of_person` look at the person alone: where they fail, the page is not the person's kind of page (403). Predicates on
the thing fail with 404: somebody else's thing does not exist for the asker.
"""

from enum import Enum, auto
from typing import Any

from webapp.models import Person
from webapp.predicates import (
    Predicate,
    demand_is_handed_in,
    demand_is_open,
    has_organisation,
    is_administrator,
    is_anyone,
    is_colleague,
    is_coordinator,
    is_enterprise,
    is_of_own_side,
    is_of_school_or_enterprise,
    is_oneself,
    is_own_import,
    is_own_invitation,
    is_own_notice,
    is_own_organisation,
    is_own_round,
    is_party_of_agreement,
    is_party_of_batch,
    is_party_of_conflict,
    is_party_of_pair,
    is_party_of_suggestion,
    is_school,
    is_table_of_parks,
    is_verified_organisation,
    leads_its_round,
    leads_its_round_if_any,
    made_statement,
    may_be_verified_by_coordinator,
    offering_is_handed_in,
    offering_is_open,
    owns_demand,
    owns_offering,
    owns_program,
    owns_suggested_demand,
    owns_suggested_offering,
    program_is_shown,
    round_is_announced,
)


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
    PERSON_VIEW = auto()
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
    ROUND_RECORD = auto()
    ROUND_NAME_CO_HOSTS = auto()
    INVITATION_ANSWER = auto()
    SUGGESTION_LIST = auto()
    SUGGESTION_VIEW = auto()
    SUGGESTION_CHOOSE = auto()
    SUGGESTION_CHOOSE_FOR = auto()
    CHOICE_VIEW = auto()
    ATTACHMENT_READ = auto()
    AGREEMENT_LIST = auto()
    AGREEMENT_VIEW = auto()
    AGREEMENT_EDIT = auto()
    AGREEMENT_END = auto()
    BATCH_EDIT = auto()
    INBOX = auto()
    NOTICE_READ = auto()
    AUDIT_READ = auto()
    CONFLICT_LIST = auto()
    CONFLICT_VIEW = auto()
    CONFLICT_STATE = auto()
    CONFLICT_RULE = auto()
    STATEMENT_READ = auto()
    HEARING_READ = auto()
    PAIR_LIST = auto()
    PAIR_WITHDRAW = auto()
    OBJECTION_REPLY = auto()
    ALTERNATE_LIST = auto()
    ALTERNATE_VIEW = auto()
    ALTERNATE_ANSWER = auto()


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
    Permission.PERSON_VIEW: [
        [is_anyone, is_oneself],
        [has_organisation, is_colleague],
        [is_coordinator, is_of_school_or_enterprise],
        [is_administrator],
    ],
    Permission.DEMAND_LIST: [[is_anyone]],
    Permission.DEMAND_VIEW: [
        [is_enterprise, owns_demand],
        [is_anyone, demand_is_open],
        [is_coordinator, demand_is_handed_in, leads_its_round_if_any],
    ],
    Permission.DEMAND_POST: [[is_enterprise]],
    Permission.DEMAND_POST_FOR: [[is_coordinator]],
    Permission.DEMAND_EDIT: [[is_enterprise, owns_demand]],
    Permission.DEMAND_CONFIDENTIAL: [
        [is_enterprise, owns_demand],
        [is_coordinator, demand_is_handed_in, leads_its_round_if_any],
    ],
    Permission.PROGRAM_LIST: [[is_anyone]],
    Permission.PROGRAM_VIEW: [[is_school, owns_program], [is_anyone, program_is_shown], [is_coordinator]],
    Permission.PROGRAM_POST: [[is_school]],
    Permission.PROGRAM_EDIT: [[is_school, owns_program]],
    Permission.OFFERING_VIEW: [
        [is_school, owns_offering],
        [is_anyone, offering_is_open],
        [is_coordinator, offering_is_handed_in, leads_its_round_if_any],
    ],
    Permission.OFFERING_EDIT: [[is_school, owns_offering]],
    Permission.OFFERING_CONFIDENTIAL: [
        [is_school, owns_offering],
        [is_coordinator, offering_is_handed_in, leads_its_round_if_any],
    ],
    Permission.POST_RETURN: [[is_coordinator, leads_its_round_if_any]],
    Permission.IMPORT_LIST: [[is_enterprise], [is_school], [is_coordinator]],
    Permission.IMPORT_VIEW: [
        [is_enterprise, is_own_import],
        [is_school, is_own_import],
        [is_coordinator, is_own_import],
    ],
    Permission.ROUND_LIST: [[is_anyone]],
    Permission.ROUND_VIEW: [[is_coordinator, leads_its_round], [is_anyone, round_is_announced]],
    Permission.ROUND_MAKE: [[is_coordinator]],
    Permission.ROUND_RUN: [[is_coordinator, leads_its_round]],
    Permission.ROUND_RECORD: [[is_coordinator, leads_its_round], [is_administrator, round_is_announced]],
    Permission.ROUND_NAME_CO_HOSTS: [[is_coordinator, is_own_round]],
    Permission.INVITATION_ANSWER: [[is_enterprise, is_own_invitation], [is_school, is_own_invitation]],
    Permission.SUGGESTION_LIST: [[is_enterprise], [is_school], [is_coordinator]],
    Permission.SUGGESTION_VIEW: [
        [is_enterprise, is_party_of_suggestion],
        [is_school, is_party_of_suggestion],
        [is_coordinator, leads_its_round],
    ],
    Permission.SUGGESTION_CHOOSE: [[is_enterprise, owns_suggested_demand], [is_school, owns_suggested_offering]],
    Permission.SUGGESTION_CHOOSE_FOR: [[is_coordinator, leads_its_round]],
    Permission.CHOICE_VIEW: [
        [is_enterprise, is_of_own_side],
        [is_school, is_of_own_side],
        [is_coordinator, leads_its_round],
    ],
    Permission.ATTACHMENT_READ: [[is_anyone]],
    Permission.AGREEMENT_LIST: [[is_enterprise], [is_school], [is_coordinator]],
    Permission.AGREEMENT_VIEW: [
        [is_enterprise, is_party_of_agreement],
        [is_school, is_party_of_agreement],
        [is_coordinator, leads_its_round_if_any],
    ],
    Permission.AGREEMENT_EDIT: [[is_enterprise, is_party_of_agreement], [is_school, is_party_of_agreement]],
    Permission.AGREEMENT_END: [
        [is_enterprise, is_party_of_agreement],
        [is_school, is_party_of_agreement],
        [is_coordinator, leads_its_round_if_any],
    ],
    Permission.BATCH_EDIT: [[is_enterprise, is_party_of_batch], [is_school, is_party_of_batch]],
    Permission.INBOX: [[is_anyone]],
    Permission.NOTICE_READ: [[is_anyone, is_own_notice]],
    Permission.AUDIT_READ: [[is_coordinator], [is_administrator]],
    Permission.CONFLICT_LIST: [
        [is_enterprise, round_is_announced],
        [is_school, round_is_announced],
        [is_coordinator, leads_its_round],
    ],
    Permission.CONFLICT_VIEW: [
        [is_enterprise, is_party_of_conflict],
        [is_school, is_party_of_conflict],
        [is_coordinator, leads_its_round],
    ],
    Permission.CONFLICT_STATE: [[is_enterprise, is_party_of_conflict], [is_school, is_party_of_conflict]],
    Permission.CONFLICT_RULE: [[is_coordinator, leads_its_round]],
    Permission.STATEMENT_READ: [
        [is_enterprise, made_statement],
        [is_school, made_statement],
        [is_coordinator, leads_its_round],
    ],
    Permission.HEARING_READ: [[is_coordinator, leads_its_round]],
    Permission.PAIR_LIST: [[is_enterprise, round_is_announced], [is_school, round_is_announced]],
    Permission.PAIR_WITHDRAW: [[is_enterprise, is_party_of_pair], [is_school, is_party_of_pair]],
    Permission.OBJECTION_REPLY: [[is_coordinator, leads_its_round]],
    Permission.ALTERNATE_LIST: [
        [is_enterprise, round_is_announced],
        [is_school, round_is_announced],
        [is_coordinator, leads_its_round],
    ],
    Permission.ALTERNATE_VIEW: [
        [is_enterprise, is_party_of_pair],
        [is_school, is_party_of_pair],
        [is_coordinator, leads_its_round],
    ],
    Permission.ALTERNATE_ANSWER: [[is_enterprise, is_party_of_pair], [is_school, is_party_of_pair]],
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
