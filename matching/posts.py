"""What goes into the library: posts of both sides and past partnerships, frozen, and the snapshot of a whole run.

An empty string, an empty tuple or None means *unknown*: it leaves the mean and lowers the coverage, it never counts as
a fit. Outcomes lie in [0, 1]; the scores that come out are points of 100.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from itertools import pairwise
from numbers import Real
from operator import attrgetter
from typing import Any, Literal, NoReturn, TypeVar

from matching.errors import InputError

LADDER = {"中职": 0, "中级工": 0, "高级工": 1, "高职": 1, "预备技师": 2, "本科": 2}
LEVELS = ("中职", "中级工", "高级工", "预备技师", "高职", "本科")

MOST_PEOPLE, MOST_MONTHS = 1_000_000, 120
_CODE, _PLACE, _MONTH = re.compile(r"[A-T](\d{2,4})?"), re.compile(r"\d{6}"), re.compile(r"\d{4}-(0[1-9]|1[0-2])")

Side = Literal["demand", "offering"]


@dataclass(frozen=True, slots=True)
class Demand:
    """One position that an enterprise asks for. Raises `InputError` for what no file could say either."""

    id: str
    enterprise: str = ""
    enterprise_id: str = ""
    position: str = ""
    industry_code: str = ""  # GB/T 4754-2017: section letter and 2–4 digits
    chain: str = ""  # name of the industry chain
    segment: str = ""  # name of the segment
    family: str = ""  # name of the position family
    level: str = ""  # one of LEVELS: the least that is asked for
    headcount: int | None = None
    required_skills: tuple[str, ...] = ()
    preferred_skills: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    start: str = ""  # YYYY-MM
    months: int | None = None
    region: str = ""  # GB/T 2260, 6 digits
    region_name: str = ""

    def __post_init__(self) -> None:
        """Refuse values that a file would be refused for."""
        _check(self, _DEMAND_FIELDS)


@dataclass(frozen=True, slots=True)
class Offering:
    """What a programme can give in one term. Raises `InputError` for what no file could say either."""

    id: str
    school: str = ""
    school_id: str = ""
    major: str = ""
    major_code: str = ""
    major_class: str = ""  # name of the 专业类
    level: str = ""  # one of LEVELS: what the programme trains to
    seats: int | None = None
    batch_min: int | None = None
    skills: tuple[str, ...] = ()
    courses: tuple[str, ...] = ()
    industry_codes: tuple[str, ...] = ()
    chain: str = ""
    modes: tuple[str, ...] = ()
    start: str = ""
    months: int | None = None
    region: str = ""
    region_name: str = ""
    regions: tuple[str, ...] = ()  # where students may go; empty: not said
    rooms: tuple[str, ...] = ()  # names of training rooms: named as evidence, never scored
    certificates: tuple[str, ...] = ()  # what students can gain: named as evidence, never scored

    def __post_init__(self) -> None:
        """Refuse values that a file would be refused for."""
        _check(self, _OFFERING_FIELDS)


@dataclass(frozen=True, slots=True)
class Partnership:
    """Past work of an enterprise with a school: feeds the criterion `record`. Raises `InputError` beyond [0, 1]."""

    enterprise_id: str
    school_id: str
    outcome: float  # [0, 1]: 1 went well, 0 was broken off

    def __post_init__(self) -> None:
        """Refuse an outcome that is none."""
        known = isinstance(self.outcome, Real) and not isinstance(self.outcome, bool)
        if not known or not 0 <= float(self.outcome) <= 1:
            raise InputError(
                f"{_quoted(self.outcome)} is no outcome; give a number from 0 to 1",
                file="partnership",
                column="outcome",
            )


def _check(post: "Demand | Offering", kinds: Mapping[str, str]) -> None:
    for name, kind in kinds.items():
        value: Any = getattr(post, name)
        is_plain = type(value) is _PLAIN[kind]
        if is_plain:
            if kind == "texts" and not all(isinstance(entry, str) for entry in value):
                _refuse(post, name, value, "is no tuple of texts")
            if kind == "number" and not 0 <= value <= _most(name):
                _refuse(post, name, value, f"is no whole number from 0 to {_most(name)}")
        elif value is not None or kind != "number":
            object.__setattr__(post, name, _brought(post, name, kind, value))
    _check_codes(post)


def _most(name: str) -> int:
    return MOST_MONTHS if name == "months" else MOST_PEOPLE


def _brought(post: "Demand | Offering", name: str, kind: str, value: Any) -> Any:
    """Return a value of a kindred type as the plain one: a list as a tuple, 40.0 and numpy's numbers as an int."""
    if kind == "text" and isinstance(value, str):
        return str(value)
    if kind == "texts" and isinstance(value, list | tuple) and all(isinstance(entry, str) for entry in value):
        return tuple(value)
    if kind == "number" and isinstance(value, Real) and not isinstance(value, bool):
        figure = float(value)
        if 0 <= figure <= _most(name) and figure == int(figure):
            return int(figure)
    wanted = {"text": "text", "texts": "tuple of texts", "number": f"whole number from 0 to {_most(name)}"}[kind]
    return _refuse(post, name, value, f"is no {wanted}")


def _check_codes(post: "Demand | Offering") -> None:
    if post.level and post.level not in LADDER:
        _refuse(post, "level", post.level, f"is no level; give one of {'、'.join(LADDER)}")
    if post.start and not _MONTH.fullmatch(post.start):
        _refuse(post, "start", post.start, "is no month; give one like 2027-09")
    column, places = "industry_codes", [post.region]
    if isinstance(post, Demand):
        codes, column = [post.industry_code], "industry_code"
    else:
        codes, places = [*post.industry_codes], [post.region, *post.regions]
    for code in codes:
        if code and not _CODE.fullmatch(code):
            _refuse(post, column, code, "is no code of GB/T 4754-2017 with its section letter; give one like C3435")
    for place in places:
        if place and not _PLACE.fullmatch(place):
            _refuse(post, "region", place, "is no region; give six digits of GB/T 2260")


def _refuse(post: "Demand | Offering", name: str, value: object, what: str) -> NoReturn:
    place = f"{type(post).__name__.lower()} {post.id!r}" if isinstance(post.id, str) else type(post).__name__.lower()
    raise InputError(f"{_quoted(value)} {what}", file=place, column=name)


def _quoted(value: object) -> str:
    return repr(value)[:QUOTED]


def _kinds(kind: "type[Demand] | type[Offering]") -> Mapping[str, str]:
    kinds = {}
    for entry in fields(kind):
        declared = str(entry.type)
        kinds[entry.name] = "texts" if "tuple" in declared else "number" if "int" in declared else "text"
    return kinds


_DEMAND_FIELDS, _OFFERING_FIELDS = _kinds(Demand), _kinds(Offering)
_PLAIN = {"text": str, "texts": tuple, "number": int}
QUOTED = 60  # characters of a value that a refusal repeats


FORMAT = 1  # of the JSON form

Post = TypeVar("Post", Demand, Offering)
Entry = TypeVar("Entry", Demand, Offering, Partnership)


@dataclass(frozen=True)
class Snapshot:
    """Posts of both sides, sorted by id, and past partnerships. Raises `InputError` where an id stands twice."""

    demands: tuple[Demand, ...]
    offerings: tuple[Offering, ...]
    partnerships: tuple[Partnership, ...] = ()

    def __post_init__(self) -> None:
        """Sort, so that no result depends on the order of rows."""
        object.__setattr__(self, "demands", _sorted("demand", self.demands))
        object.__setattr__(self, "offerings", _sorted("offering", self.offerings))
        ordered = sorted(self.partnerships, key=lambda past: (past.enterprise_id, past.school_id, past.outcome))
        object.__setattr__(self, "partnerships", tuple(ordered))

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the JSON form, in hexadecimal: equal for equal content, whatever the order of rows."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    def to_json(self) -> str:
        """Return one line of JSON with sorted keys; fields that say nothing are left out."""
        content = {
            "format": FORMAT,
            "demands": [_said(post) for post in self.demands],
            "offerings": [_said(post) for post in self.offerings],
            "partnerships": [_said(past) for past in self.partnerships],
        }
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> "Snapshot":
        """Read what `to_json` wrote; raise `InputError` for anything else."""
        try:
            content = json.loads(text)
        except ValueError as error:
            raise InputError(f"is no JSON ({error}); use what to_json wrote") from error
        if not isinstance(content, dict) or content.get("format") != FORMAT:
            raise InputError(f"is no snapshot of format {FORMAT}")
        return cls(
            tuple(_read(Demand, content.get("demands", ()))),
            tuple(_read(Offering, content.get("offerings", ()))),
            tuple(_read(Partnership, content.get("partnerships", ()))),
        )


def _sorted(kind: str, posts: Iterable[Post]) -> tuple[Post, ...]:
    ordered = tuple(sorted(posts, key=attrgetter("id")))
    for before, after in pairwise(ordered):
        if before.id == after.id:
            raise InputError(f"two {kind}s have the id {after.id!r}; ids must differ")
    return ordered


def _said(post: Demand | Offering | Partnership) -> dict[str, Any]:
    return {name: value for name, value in asdict(post).items() if value not in ("", (), None)}


def _read(kind: type[Entry], rows: Any) -> Iterable[Entry]:
    known = {entry.name for entry in fields(kind)}
    for row in rows:
        if not isinstance(row, dict) or set(row) - known:
            raise InputError(f"a {kind.__name__.lower()} has fields that this format does not know")
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in row.items()
        }
        try:
            yield kind(**values)
        except TypeError as error:
            raise InputError(f"a {kind.__name__.lower()} lacks a field: {error}") from error
