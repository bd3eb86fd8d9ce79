"""What a school may write of a programme and of an offering: drafts may be incomplete, what is handed in may not."""

from typing import Annotated, Final, Self

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError
from sqlmodel import SQLModel

from webapp.models.kernel.enums import CooperationMode
from webapp.models.kernel.typed import (
    BlankIsNone,
    CodedLines,
    Line,
    Lines,
    Month,
    Months,
    Phone,
    PhoneAsTyped,
    Term,
    Text,
    WholeNumber,
    Years,
    misfit,
)
from webapp.models.posts.courses import MOST_COURSES, Course, CourseFacts, CourseLines, read_course, write_course
from webapp.models.posts.enums import Visibility
from webapp.models.posts.skills import Skills
from webapp.models.posts.written_levels import Entry, Level

LONGEST_ENTRY: Final = 60
SHORTEST_NEW_APPRENTICESHIP: Final = 12


def _refuse_blank(value: object) -> object:
    if value is None or (isinstance(value, str) and not value.strip()):
        raise PydanticCustomError("missing", "missing")
    return value


def _check_entries(entries: list[str]) -> list[str]:
    if any(len(entry) > LONGEST_ENTRY for entry in entries):
        raise PydanticCustomError("entry_long", "an entry is too long", {"longest": LONGEST_ENTRY})
    return entries


class ProgramDraft(SQLModel):
    """A programme as far as it has been written: the major and the level say which one it is."""

    major_key: Line = Field(max_length=80)
    level: Level
    direction: Line = Field(default="", max_length=30)
    entry_level: Annotated[Entry | None, BlankIsNone] = None
    years: Years | None = Field(default=None, ge=1, le=7)
    skills: Skills = Field(default_factory=list, max_length=40)
    courses: CourseLines = Field(default_factory=list, max_length=MOST_COURSES)
    course_facts: dict[Line, CourseFacts] = Field(default_factory=dict, max_length=MOST_COURSES)
    industry_codes: CodedLines = Field(default_factory=list, max_length=12)
    certificates: Lines = Field(default_factory=list, max_length=20)
    rooms: Lines = Field(default_factory=list, max_length=30)

    @field_validator("major_key", "level", mode="before")
    @classmethod
    def _must_be_there(cls, value: object) -> object:
        return _refuse_blank(value)

    @field_validator("certificates", "industry_codes", "rooms")
    @classmethod
    def _entries_are_short(cls, value: list[str]) -> list[str]:
        return _check_entries(value)

    @model_validator(mode="after")
    def _courses_with_facts(self) -> Self:
        """Part names from facts; what a line says and what `course_facts` says of a course must not differ."""
        courses = [read_course(line) for line in self.courses]
        unknown = sorted(self.course_facts.keys() - {course.name for course in courses})
        if unknown:
            raise misfit("course_facts_unknown", field="course_facts", courses=unknown)
        facts: dict[str, CourseFacts] = {}
        for course in courses:
            given, said = self.course_facts.get(course.name, CourseFacts()), course.facts
            whole = CourseFacts(**given | said)
            if whole != CourseFacts(**said | given) or read_course(write_course(Course.of(course.name, whole))) != (
                Course.of(course.name, whole)
            ):
                raise misfit("course_twice", field="courses", course=course.name)
            if whole:
                facts[course.name] = whole
        self.courses, self.course_facts = [course.name for course in courses], facts
        return self


class ProgramInput(ProgramDraft):
    """A programme that says enough to be compared with demands."""

    entry_level: Entry
    years: Years = Field(ge=1, le=7)
    skills: Skills = Field(min_length=5, max_length=40)
    courses: CourseLines = Field(min_length=3, max_length=MOST_COURSES)
    industry_codes: CodedLines = Field(min_length=1, max_length=12)

    @field_validator("entry_level", "years", mode="before")
    @classmethod
    def _must_be_known(cls, value: object) -> object:
        return _refuse_blank(value)


class OfferingDraft(SQLModel):
    """An offering as far as it has been written: nothing is required, but what is there must be readable."""

    round_id: Annotated[Line | None, BlankIsNone] = None
    term: Term = ""
    seats: WholeNumber | None = Field(default=None, ge=1, le=2000)
    batch_min: WholeNumber | None = Field(default=None, ge=1, le=2000)
    batch_max: WholeNumber | None = Field(default=None, ge=1, le=2000)
    modes: list[CooperationMode] = Field(default_factory=list)
    start_month: Month | None = None
    months: Months | None = Field(default=None, ge=1, le=36)
    regions: Lines = Field(default_factory=list, max_length=20)
    teachers: WholeNumber | None = Field(default=None, ge=0, le=999)
    visibility: Visibility = Visibility.PUBLIC
    contact_name: Line = Field(default="", max_length=40)
    contact_phone: PhoneAsTyped = Field(default="", max_length=20)
    note: Text = Field(default="", max_length=300)

    @field_validator("regions")
    @classmethod
    def _entries_are_short(cls, value: list[str]) -> list[str]:
        return _check_entries(value)

    @field_validator("batch_max")
    @classmethod
    def _batch_in_order(cls, value: int | None, info: object) -> int | None:
        low = getattr(info, "data", {}).get("batch_min")
        if value is not None and low is not None and value < low:
            raise PydanticCustomError("batch_order", "the upper limit is below the lower")
        return value


class OfferingInput(OfferingDraft):
    """An offering that can be handed in."""

    seats: WholeNumber = Field(ge=1, le=2000)
    modes: list[CooperationMode] = Field(min_length=1)
    start_month: Month
    months: Months = Field(ge=1, le=36)
    contact_name: Line = Field(min_length=1, max_length=40)
    contact_phone: Phone = Field(min_length=1, max_length=20)

    @field_validator("seats", "start_month", "months", "contact_name", "contact_phone", mode="before")
    @classmethod
    def _must_be_there(cls, value: object) -> object:
        return _refuse_blank(value)

    def complaints(self) -> list[tuple[str, str]]:
        """Return (field, code) for what the fields say against each other."""
        complaints = []
        if not self.term and not self.round_id:
            complaints.append(("term", "term_or_round"))
        if self.batch_min is not None and self.batch_min > self.seats:
            complaints.append(("batch_min", "batch_above_seats"))
        short = self.months < SHORTEST_NEW_APPRENTICESHIP
        if CooperationMode.NEW_APPRENTICESHIP in self.modes and short:
            complaints.append(("months", "months_new_apprenticeship"))
        return complaints
