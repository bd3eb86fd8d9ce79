"""Tables, input types and enums. Nothing here knows Flask."""

from sqlmodel import SQLModel

from webapp.models.choice import Choice
from webapp.models.code_record import (
    CodeUpload,
    FrozenTables,
    IndustryRelation,
    ReviewedWord,
    RuleParameter,
    SkillMerge,
)
from webapp.models.demand import Demand
from webapp.models.imports import ImportBatch, ImportFile, ImportRow
from webapp.models.organisation import Organisation, OrganisationInput, RegistrationInput
from webapp.models.person import ROLE_OF_KIND, AccessLink, Person, PersonSession, SignInAttempt
from webapp.models.program import Offering, Program
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
    "ApiAnswer",
    "ApiToken",
    "AuditEvent",
    "Chain",
    "ChainSegment",
    "Choice",
    "CodeUpload",
    "Demand",
    "FrozenTables",
    "ImportBatch",
    "ImportFile",
    "ImportRow",
    "Industry",
    "IndustryRelation",
    "Job",
    "Major",
    "MajorClass",
    "MatchingRound",
    "Offering",
    "Organisation",
    "OrganisationInput",
    "OutboxMessage",
    "Person",
    "PersonSession",
    "PositionFamily",
    "PostComment",
    "Program",
    "Region",
    "RegistrationInput",
    "ReviewedWord",
    "RoundSnapshot",
    "RuleParameter",
    "Run",
    "SignInAttempt",
    "Skill",
    "SkillField",
    "SkillMerge",
    "SkillName",
    "Suggestion",
    "TakenForm",
    "TaxonomyVersion",
    "UnmatchedPost",
    "metadata",
]
