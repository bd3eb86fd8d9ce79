"""What goes into the library: posts of both sides and past partnerships, frozen, and the snapshot of a whole run.

An empty string, an empty tuple or None means *unknown*: it leaves the mean and lowers the coverage, it never counts as
a fit. Outcomes lie in [0, 1]; the scores that come out are points of 100.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from itertools import pairwise
from operator import attrgetter
from typing import Any, Literal, TypeVar

from matching.errors import InputError

LADDER = {"中职": 0, "中级工": 0, "高级工": 1, "高职": 1, "预备技师": 2, "本科": 2}
LEVELS = ("中职", "中级工", "高级工", "预备技师", "高职", "本科")

Side = Literal["demand", "offering"]


@dataclass(frozen=True, slots=True)
class Demand:
    """One position that an enterprise asks for."""

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


@dataclass(frozen=True, slots=True)
class Offering:
    """What a programme can give in one term."""

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


@dataclass(frozen=True, slots=True)
class Partnership:
    """Past work of an enterprise with a school: feeds the criterion `record`."""

    enterprise_id: str
    school_id: str
    outcome: float  # [0, 1]: 1 went well, 0 was broken off


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
