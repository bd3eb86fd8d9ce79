"""Tables, input types and enums. Nothing here knows Flask."""

from sqlmodel import SQLModel

from webapp.models.accounts.attempt import Attempt
from webapp.models.accounts.organisation import Organisation, OrganisationInput, RegistrationInput
from webapp.models.accounts.person import ROLE_OF_KIND, AccessLink, Person, PersonSession
from webapp.models.accounts.token import ApiAnswer, ApiToken
from webapp.models.agreements.agreement import Agreement, AgreementLine, Amendment, Satisfaction, StudentBatch
from webapp.models.choosing.choice import Choice
from webapp.models.codes.code_record import CodeUpload, FrozenTables, IndustryRelation, ReviewedWord, SkillMerge
from webapp.models.codes.taxonomy import (
    Chain,
    ChainSegment,
    Industry,
    Major,
    MajorClass,
    PositionFamily,
    Region,
    Skill,
    SkillField,
    SkillName,
    TaxonomyVersion,
)
from webapp.models.conflicts.conflict import Conflict, ConflictClaim, ConflictStatement, Hearing, Ruling, RulingSeats
from webapp.models.imports.imports import ImportBatch, ImportFile, ImportLayout, ImportRow, ImportWording
from webapp.models.kernel.job import Job
from webapp.models.kernel.taken_form import TakenForm
from webapp.models.limits.rule_parameter import RuleParameter
from webapp.models.limits.special_day import SpecialDay
from webapp.models.notices.message import Attachment, Notice, NoticeOptOut
from webapp.models.notices.outbox import OutboxMessage
from webapp.models.posts.comment import PostComment
from webapp.models.posts.demand import Demand
from webapp.models.posts.program import Offering, Program
from webapp.models.posts.tombstone import Tombstone
from webapp.models.publication.publication import Correction, Objection, Publication
from webapp.models.rounds.co_host import CoHost
from webapp.models.rounds.collecting import AdmittedPost, Invitation, PairRule
from webapp.models.rounds.frozen_post import FrozenPost
from webapp.models.rounds.round import MatchingRound
from webapp.models.rounds.round_step import RoundStep
from webapp.models.runs.run import RoundSnapshot, Run, Suggestion, UnmatchedPost
from webapp.models.seats.allocation import Allocation, AlternateOffer, Capacity
from webapp.models.workbench.audit_event import AuditEvent

metadata = SQLModel.metadata

__all__ = [
    "ROLE_OF_KIND",
    "AccessLink",
    "AdmittedPost",
    "Agreement",
    "AgreementLine",
    "Allocation",
    "AlternateOffer",
    "Amendment",
    "ApiAnswer",
    "ApiToken",
    "Attachment",
    "Attempt",
    "AuditEvent",
    "Capacity",
    "Chain",
    "ChainSegment",
    "Choice",
    "CoHost",
    "CodeUpload",
    "Conflict",
    "ConflictClaim",
    "ConflictStatement",
    "Correction",
    "Demand",
    "FrozenPost",
    "FrozenTables",
    "Hearing",
    "ImportBatch",
    "ImportFile",
    "ImportLayout",
    "ImportRow",
    "ImportWording",
    "Industry",
    "IndustryRelation",
    "Invitation",
    "Job",
    "Major",
    "MajorClass",
    "MatchingRound",
    "Notice",
    "NoticeOptOut",
    "Objection",
    "Offering",
    "Organisation",
    "OrganisationInput",
    "OutboxMessage",
    "PairRule",
    "Person",
    "PersonSession",
    "PositionFamily",
    "PostComment",
    "Program",
    "Publication",
    "Region",
    "RegistrationInput",
    "ReviewedWord",
    "RoundSnapshot",
    "RoundStep",
    "RuleParameter",
    "Ruling",
    "RulingSeats",
    "Run",
    "Satisfaction",
    "Skill",
    "SkillField",
    "SkillMerge",
    "SkillName",
    "SpecialDay",
    "StudentBatch",
    "Suggestion",
    "TakenForm",
    "TaxonomyVersion",
    "Tombstone",
    "UnmatchedPost",
    "metadata",
]
