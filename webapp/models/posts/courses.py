"""Courses as schools write them: one line each, the name with its facts behind it.

`read_course` finds hours and kind in such a line and `write_course` gives a line from which it finds the same. A page,
a spreadsheet and the API all ask here. What is no fact, or contradicts itself, stays part of the name.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError
from typing_extensions import TypedDict

from webapp.models.kernel.typed import Line, as_lines
from webapp.models.kernel.written.lists import entries_of
from webapp.models.posts.enums import CourseKind

LONGEST_NAME: Final = 60
MOST_HOURS: Final = 400
MOST_COURSES: Final = 60


class CourseFacts(TypedDict, total=False):
    """What a school says of a course besides its name; what it does not say is left out."""

    hours: Annotated[int, Field(ge=1, le=MOST_HOURS)]
    kind: CourseKind


@dataclass(frozen=True, slots=True)
class Course:
    """A course by its name, with what is said of it."""

    name: str
    hours: int | None = None
    kind: CourseKind | None = None

    @classmethod
    def of(cls, name: str, facts: Mapping[str, Any] | None) -> "Course":
        """Return a course with its facts as they are stored."""
        said = facts or {}
        return cls(name, said.get("hours"), CourseKind(said["kind"]) if said.get("kind") else None)

    @property
    def facts(self) -> CourseFacts:
        """Return what is said of the course, as it is stored."""
        facts = CourseFacts()
        if self.hours is not None:
            facts["hours"] = self.hours
        if self.kind is not None:
            facts["kind"] = self.kind
        return facts


KINDS: Final = (
    (CourseKind.BOTH, r"理实一体(?:化?(?:课程?|教学)?)|理实结合|一体化(?:课程?|教学)|theory and practice"),
    (CourseKind.THEORY, r"纯?理论(?:课程?|教学)?|theory"),
    (CourseKind.PRACTICE, r"(?:实训|实践|实操)(?:课程?|教学)?|practice|practical"),
)
UNIT: Final = r"(?:个?(?:学时|课时)|节课|节|hours?\b|hrs?\b|h\b)"
HOURS: Final = rf"(?:(?:共计?|总共|总计|合计|计)\s*)?(?P<count>[0-9]{{1,4}})\s*{UNIT}"
TITLED: Final = rf"总?(?:学时|课时)数?\s*[:：]?\s*(?:共|为)?\s*(?P<titled>[0-9]{{1,4}})(?:\s*{UNIT})?(?![0-9.])"
BARE: Final = r"(?P<bare>[1-9][0-9]{1,2})(?![0-9.])"  # a number of hours only beside a kind
PIECE: Final = re.compile(
    "|".join(
        (
            TITLED,
            HOURS,
            *(f"(?P<{kind.value}>{words})" for kind, words in KINDS),
            BARE,
            r"(?P<between>[\s,，、;；/+＋·:：|]+|和|与)",
        )
    ),
    re.IGNORECASE,
)
BRACKETED: Final = re.compile(r"\s*(?P<open>[（(【\[])(?P<inside>[^（()）【】\[\]]*)[)）】\]]\s*")
PARTED: Final = re.compile(r"\s*[,，、;；]\s*")
ALONE: Final = "》，,:：|"  # what a kind without hours may stand behind
DIGITS: Final = "0123456789０１２３４５６７８９"
ESTIMATED: Final = ".~～至到第周约近超±"
RANGED: Final = DIGITS + ESTIMATED  # a number behind one of these is not the hours of a course
BETWEEN: Final = " \t\u3000,，、;；/+＋·:：|-—–"
NARROW: Final = {0xFF10 + digit: 0x30 + digit for digit in range(10)} | {0x3000: 0x20, 0xA0: 0x20}


@dataclass(frozen=True, slots=True)
class _Said:
    hours: frozenset[int] = frozenset()
    kinds: frozenset[CourseKind] = frozenset()
    has_unit: bool = False

    def __or__(self, other: "_Said") -> "_Said":
        return _Said(self.hours | other.hours, self.kinds | other.kinds, self.has_unit or other.has_unit)


def read_course(line: str) -> Course:
    """Return the course that a line writes: 电梯安装 32学时 实训, 《电气控制》理论 48, PLC 编程（64 学时）."""
    name, said = line.strip(), _Said()
    while True:
        shorter, more = _from_bracket(name) or _from_tail(name) or _unwrapped(name) or (name, _Said())
        if shorter == name:
            break
        name, said = shorter, said | more
    if len(said.hours) > 1:
        return Course(line.strip())
    kind = CourseKind.BOTH if len(said.kinds) > 1 else next(iter(said.kinds), None)
    return Course(name, next(iter(said.hours), None), kind)


def write_course(course: Course, language: str = "zh") -> str:
    """Return the line from which `read_course` finds the course again."""
    is_chinese = language.startswith("zh")
    said = [course.kind.label(language)] if course.kind is not None else []
    if course.hours is not None:
        unit = "学时" if is_chinese else "hour" if course.hours == 1 else "hours"
        said.append(f"{course.hours} {unit}")
    if not said:
        return course.name
    return f"{course.name}（{' '.join(said)}）" if is_chinese else f"{course.name} ({', '.join(said)})"


def courses_of(names: Iterable[str], facts: Mapping[str, Mapping[str, Any]] | None) -> list[Course]:
    """Return stored courses with what is said of them."""
    return [Course.of(name, (facts or {}).get(name)) for name in names]


def split_courses(text: str) -> list[str]:
    """Split a text into lines of courses as any list is, but never a course from its facts."""
    entries = entries_of(text)
    if "\n" in text.strip():
        return entries
    lines: list[str] = []
    for entry in entries:
        if lines and _facts_in(_narrow(entry)) is not None:
            lines[-1] = f"{lines[-1]}，{entry}"
        else:
            lines.append(entry)
    return lines


def _narrow(text: str) -> str:
    return text.translate(NARROW)


def _facts_in(text: str) -> _Said | None:
    """Return what a text says that says facts and nothing else."""
    hours: set[int] = set()
    bare: set[int] = set()
    kinds: set[CourseKind] = set()
    place = 0
    while place < len(text):
        match = PIECE.match(text, place)
        if match is None:
            return None
        if number := match["count"] or match["titled"]:
            hours.add(int(number))
        elif match["bare"]:
            bare.add(int(match["bare"]))
        elif not match["between"]:
            kinds.add(next(kind for kind in CourseKind if match[kind.value]))
        place = match.end()
    if not hours | kinds or (bare and not kinds):
        return None
    return _Said(frozenset(hours | bare), frozenset(kinds), bool(hours | bare))


def _from_bracket(text: str) -> tuple[str, _Said] | None:
    """Take facts out of the bracket at the end; what else it says stays in it."""
    match = next((found for found in BRACKETED.finditer(text) if found.end() == len(text)), None)
    if match is None or not (name := text[: match.start()].rstrip(BETWEEN)):
        return None
    if (whole := _facts_in(_narrow(match["inside"]))) is not None:
        return name, whole
    said, left = _Said(), []
    for part in filter(None, PARTED.split(match["inside"].strip())):
        if (facts := _facts_in(_narrow(part))) is not None:
            rest = ""
        else:
            rest, facts = _from_tail(part) or (part, _Said())
        said |= facts
        left += [rest] if rest else []
    if said == _Said():
        return None
    return (f"{name}{match['open']}{'，'.join(left)}{text[match.end('inside')]}" if left else name), said


def _from_tail(text: str) -> tuple[str, _Said] | None:
    """Take facts off the end; the longest end that says nothing else, parted from the name or begun by a number."""
    narrow = _narrow(text)
    for place in range(1, len(text)):
        name = text[:place].rstrip(BETWEEN)
        if not name or narrow[place] in BETWEEN or (said := _facts_in(narrow[place:])) is None:
            continue
        between = text[len(name) : place]
        if _is_parted(name, between, narrow[place:], said):
            return name, said
    return None


def _is_parted(name: str, between: str, tail: str, said: _Said) -> bool:
    """Tell whether an end that says facts is none of the name's."""
    if name[-1] in (RANGED if not between else ESTIMATED if between.isspace() else DIGITS):
        return False
    if not said.has_unit:
        return name[-1] == "》" or any(sign in ALONE for sign in between)
    first = PIECE.match(tail)
    return bool(between) or name[-1] == "》" or (first is not None and first.lastgroup in ("count", "titled"))


def _unwrapped(text: str) -> tuple[str, _Said] | None:
    """Take off the marks that a title stands between."""
    inside = text[1:-1].strip()
    if text[:1] == "《" and text[-1:] == "》" and inside and "《" not in inside and "》" not in inside:
        return inside, _Said()
    return None


def _as_courses(value: Any) -> Any:
    """Bring lines of courses into one writing, each course once; refuse what they say against one another."""
    lines = split_courses(value) if isinstance(value, str) else as_lines(value)
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        return lines
    courses: dict[str, Course] = {}
    for course in map(read_course, lines):
        if len(course.name) > LONGEST_NAME:
            raise PydanticCustomError("entry_long", "a course is too long", {"longest": LONGEST_NAME})
        if course.hours is not None and not 1 <= course.hours <= MOST_HOURS:
            facts = {"course": course.name, "hours": course.hours, "most": MOST_HOURS}
            raise PydanticCustomError("course_hours", "not a number of hours", facts)
        known = courses.setdefault(course.name, course)
        if known.facts and course.facts and known != course:
            raise PydanticCustomError("course_twice", "a course says two things", {"course": course.name})
        courses[course.name] = course if course.facts else known
    return [write_course(course) for course in courses.values()]


CourseLines = Annotated[list[Line], BeforeValidator(_as_courses)]
