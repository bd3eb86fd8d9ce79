"""Code tables that are kept up on the platform: what a row is, refers to and is used by, and how it is stored."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, ClassVar, Generic, TypeVar, cast

from sqlmodel import Session, col, func, select

from webapp.models import (
    Chain,
    ChainSegment,
    Demand,
    Industry,
    MajorClass,
    PositionFamily,
    Region,
    Skill,
    SkillField,
    SkillName,
)
from webapp.models.codes.code_input import ChainRow, CodeRow, FamilyRow, SegmentRow
from webapp.services.kernel.errors import Remark

R = TypeVar("R", bound=CodeRow)


class References:
    """The codes that rows may refer to, read when they are first asked for."""

    def __init__(self, session: Session) -> None:
        """Hold the session."""
        self._session = session

    @cached_property
    def industries(self) -> set[str]:
        """Return the codes of the industries."""
        return set(self._session.exec(select(Industry.code)))

    @cached_property
    def chains(self) -> set[str]:
        """Return the slugs of the chains."""
        return set(self._session.exec(select(Chain.slug)))

    @cached_property
    def segments(self) -> set[str]:
        """Return the slugs of the segments."""
        return set(self._session.exec(select(ChainSegment.slug)))

    @cached_property
    def classes(self) -> set[str]:
        """Return the names of the classes of majors."""
        return set(self._session.exec(select(MajorClass.name)))

    @cached_property
    def fields(self) -> set[str]:
        """Return the slugs of the fields of skills."""
        return set(self._session.exec(select(SkillField.slug)))

    @cached_property
    def skills(self) -> set[str]:
        """Return the names of the skills."""
        return set(self._session.exec(select(Skill.name)))

    @cached_property
    def skills_of_words(self) -> dict[str, set[str]]:
        """Return the skills that each word of the lexicon means."""
        skills_by_word: dict[str, set[str]] = {}
        for word, skill in self._session.exec(select(SkillName.word, SkillName.skill_name)):
            skills_by_word.setdefault(word, set()).add(skill)
        return skills_by_word

    @cached_property
    def regions(self) -> dict[str, tuple[int, str]]:
        """Return (level, full name) of the regions by code."""
        query = select(Region.code, Region.level, Region.full_name)
        return {code: (level, name) for code, level, name in self._session.exec(query)}

    def unknown(self, field: str, code: str, wanted: Iterable[str], existing: Iterable[str]) -> list[Remark]:
        """Return a remark that names those of the wanted codes that are not held."""
        known = existing if isinstance(existing, set | dict) else set(existing)
        missing = [entry for entry in wanted if entry not in known]
        return [Remark(field, code, {"entries": missing})] if missing else []


class Sheet(Generic[R]):
    """A code table as rows of cells."""

    name: ClassVar[str]
    file: ClassVar[str]  # as the table is called among the platform's own files
    row: type[R]
    key: ClassVar[tuple[str, ...]]
    can_add: ClassVar[bool] = True
    can_remove: ClassVar[bool] = True

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns, in the order of the file."""
        return tuple(self.row.model_fields)

    @property
    def required(self) -> tuple[str, ...]:
        """Return the columns that a file must have."""
        return tuple(name for name, field in self.row.model_fields.items() if field.is_required())

    def key_of(self, row: R) -> str:
        """Return what tells a row from its like."""
        return "~".join(str(getattr(row, name)) for name in self.key)

    def made(self, values: Iterable[Any]) -> R:
        """Return a row of stored values, in the order of the columns."""
        by_column: dict[str, Any] = dict(zip(self.columns, values, strict=True))
        return cast(R, self.row.model_construct(**by_column))

    def stored(self, session: Session) -> dict[str, R]:
        """Return the rows that stand, by key, in the order of the file; always as the database has them now."""
        raise KeyError(self.name)

    def completed(self, row: R, stored: R | None) -> R:
        """Return a row with what a file may leave out."""
        return row

    def remarks(self, row: R, references: References) -> list[Remark]:
        """Return what is wrong with the codes that a row refers to."""
        return []

    def put(self, session: Session, row: R) -> None:
        """Store a row, new or old."""
        raise KeyError(self.name)

    def take(self, session: Session, key: str) -> None:
        """Take a row away."""
        raise KeyError(self.name)

    def uses(self, session: Session) -> Counter[str]:
        """Return how often each row is used elsewhere."""
        return Counter()


def next_position(session: Session, model: Any) -> int:
    """Return the place behind the last row."""
    last = session.exec(select(func.max(col(model.position)))).one()
    return 0 if last is None else int(last) + 1


def counted(session: Session, *columns: Any) -> Counter[str]:
    """Return how often each code stands in the columns."""
    counts: Counter[str] = Counter()
    for column in columns:
        rows = session.exec(select(column, func.count()).where(col(column).is_not(None)).group_by(column))
        counts.update(dict(rows.all()))
    return counts


class Listed(Sheet[R]):
    """A code table that is one table of the database, its rows by slug and in an order that new ones are put behind."""

    key = ("slug",)
    model: ClassVar[Any]
    stored_as: ClassVar[Mapping[str, str]] = {}  # columns of the file that the database calls otherwise

    def stored(self, session: Session) -> dict[str, R]:
        """Return the rows that stand."""
        columns = [col(getattr(self.model, self.stored_as.get(name, name))) for name in self.columns]
        rows = session.execute(select(*columns).order_by(col(self.model.position), col(self.model.slug)))
        return {row[0]: self.made(row) for row in rows}

    def put(self, session: Session, row: R) -> None:
        """Store a row."""
        values = {self.stored_as.get(name, name): value for name, value in row.model_dump().items()}
        stored = session.get(self.model, values["slug"])
        if stored is None:
            stored = self.model(position=next_position(session, self.model), **values)
        for name, value in values.items():
            setattr(stored, name, value)
        session.add(stored)
        session.flush()

    def take(self, session: Session, key: str) -> None:
        """Take a row away."""
        session.delete(session.get_one(self.model, key))
        session.flush()


class Chains(Listed[ChainRow]):
    """Industry chains."""

    name, file, row, model = "chains", "chains", ChainRow, Chain

    def uses(self, session: Session) -> Counter[str]:
        """Count segments and demands."""
        return counted(session, ChainSegment.chain_slug, Demand.chain_slug)


class Segments(Listed[SegmentRow]):
    """Segments of chains."""

    name, file, row, model = "segments", "chain_segments", SegmentRow, ChainSegment
    stored_as: ClassVar[Mapping[str, str]] = {"chain": "chain_slug"}

    def remarks(self, row: SegmentRow, references: References) -> list[Remark]:
        """Ask for the chain and the industries."""
        return references.unknown("chain", "codes_unknown", [row.chain], references.chains) + references.unknown(
            "industry_codes", "codes_unknown", row.industry_codes, references.industries
        )

    def uses(self, session: Session) -> Counter[str]:
        """Count families and demands."""
        return counted(session, PositionFamily.segment_slug, Demand.segment_slug)


class Families(Listed[FamilyRow]):
    """Families of positions."""

    name, file, row, model = "families", "position_families", FamilyRow, PositionFamily
    stored_as: ClassVar[Mapping[str, str]] = {"segment": "segment_slug"}

    def remarks(self, row: FamilyRow, references: References) -> list[Remark]:
        """Ask for the segment."""
        return references.unknown("segment", "codes_unknown", [row.segment], references.segments)

    def uses(self, session: Session) -> Counter[str]:
        """Count demands."""
        return counted(session, Demand.family_slug)
