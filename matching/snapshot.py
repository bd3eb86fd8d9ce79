"""Everything that a run depends on, frozen: to and from JSON, with a fingerprint that ignores the order of rows."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from itertools import pairwise
from operator import attrgetter
from typing import Any, TypeVar

from matching.errors import InputError
from matching.types import Demand, Offering, Partnership

FORMAT = 1

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
