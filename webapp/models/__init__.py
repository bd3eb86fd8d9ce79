"""Tables, input types and enums. Nothing here knows Flask."""

from sqlmodel import SQLModel

from webapp.models.agreement import Agreement, AgreementLine, Satisfaction, StudentBatch
from webapp.models.allocation import Allocation, AlternateOffer, Capacity
from webapp.models.choice import Choice
from webapp.models.code_record import (
    CodeUpload,
    FrozenTables,
    IndustryRelation,
    ReviewedWord,
    RuleParameter,
    SkillMerge,
)
from webapp.models.collecting import AdmittedPost, Invitation, PairRule
from webapp.models.conflict import Conflict, ConflictClaim, ConflictStatement, Hearing, Ruling, RulingSeats
from webapp.models.demand import Demand
from webapp.models.imports import ImportBatch, ImportFile, ImportRow
from webapp.models.message import Attachment, Notice, NoticeOptOut
from webapp.models.organisation import Organisation, OrganisationInput, RegistrationInput
from webapp.models.person import ROLE_OF_KIND, AccessLink, Person, PersonSession, SignInAttempt
from webapp.models.program import Offering, Program
from webapp.models.publication import Correction, Objection, Publication, SpecialDay
from webapp.models.record import AuditEvent, Job, OutboxMessage, PostComment, TakenForm
from webapp.models.round import MatchingRound, RoundSnapshot, Run, Suggestion, UnmatchedPost
from webapp.models.taxonomy import (
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
from webapp.models.token import ApiAnswer, ApiToken

metadata = SQLModel.metadata

__all__ = [
    "ROLE_OF_KIND",
    "AccessLink",
    "AdmittedPost",
    "Agreement",
    "AgreementLine",
    "Allocation",
    "AlternateOffer",
    "ApiAnswer",
    "ApiToken",
    "Attachment",
    "AuditEvent",
    "Capacity",
    "Chain",
    "ChainSegment",
    "Choice",
    "CodeUpload",
    "Conflict",
    "ConflictClaim",
    "ConflictStatement",
    "Correction",
    "Demand",
    "FrozenTables",
    "Hearing",
    "ImportBatch",
    "ImportFile",
    "ImportRow",
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
    "RuleParameter",
    "Ruling",
    "RulingSeats",
    "Run",
    "Satisfaction",
    "SignInAttempt",
    "Skill",
    "SkillField",
    "SkillMerge",
    "SkillName",
    "SpecialDay",
    "StudentBatch",
    "Suggestion",
    "TakenForm",
    "TaxonomyVersion",
    "UnmatchedPost",
    "metadata",
]
