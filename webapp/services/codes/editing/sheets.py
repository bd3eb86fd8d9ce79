"""Code tables that are kept up on the platform: what a row is, refers to and is used by, and how it is stored."""

from collections import Counter
from collections.abc import Iterable
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
        found: dict[str, set[str]] = {}
        for word, skill in self._session.exec(select(SkillName.word, SkillName.skill_name)):
            found.setdefault(word, set()).add(skill)
        return found

    @cached_property
    def regions(self) -> dict[str, tuple[int, str]]:
        """Return (level, full name) of the regions by code."""
        query = select(Region.code, Region.level, Region.full_name)
        return {code: (level, name) for code, level, name in self._session.exec(query)}

    def unknown(self, field: str, code: str, wanted: Iterable[str], held: Iterable[str]) -> list[Remark]:
        """Return a remark that names those of the wanted codes that are not held."""
        known = held if isinstance(held, set | dict) else set(held)
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
        held: dict[str, Any] = dict(zip(self.columns, values, strict=True))
        return cast(R, self.row.model_construct(**held))

    def stored(self, session: Session) -> dict[str, R]:
        """Return the rows that stand, by key, in the order of the file; always as the database has them now."""
        raise KeyError(self.name)

    def completed(self, row: R, stored: R | None) -> R:
        """Return a row with what a file may leave out."""
        return row

    def remarks(self, row: R, held: References) -> list[Remark]:
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
    found: Counter[str] = Counter()
    for column in columns:
        rows = session.exec(select(column, func.count()).where(col(column).is_not(None)).group_by(column))
        found.update(dict(rows.all()))
    return found


class Chains(Sheet[ChainRow]):
    """Industry chains."""

    name, file, row, key = "chains", "chains", ChainRow, ("slug",)

    def stored(self, session: Session) -> dict[str, ChainRow]:
        """Return the chains."""
        columns = (Chain.slug, Chain.name, Chain.name_en, Chain.description)
        rows = session.exec(select(*columns).order_by(col(Chain.position), col(Chain.slug)))
        return {row[0]: self.made(row) for row in rows}

    def put(self, session: Session, row: ChainRow) -> None:
        """Store a chain."""
        held = session.get(Chain, row.slug) or Chain(position=next_position(session, Chain), **row.model_dump())
        held.name, held.name_en, held.description = row.name, row.name_en, row.description
        session.add(held)
        session.flush()

    def take(self, session: Session, key: str) -> None:
        """Take a chain away."""
        session.delete(session.get_one(Chain, key))
        session.flush()

    def uses(self, session: Session) -> Counter[str]:
        """Count segments and demands."""
        return counted(session, ChainSegment.chain_slug, Demand.chain_slug)


class Segments(Sheet[SegmentRow]):
    """Segments of chains."""

    name, file, row, key = "segments", "chain_segments", SegmentRow, ("slug",)

    def stored(self, session: Session) -> dict[str, SegmentRow]:
        """Return the segments."""
        query = select(
            ChainSegment.slug, ChainSegment.chain_slug, ChainSegment.stream, ChainSegment.name, ChainSegment.name_en,
            ChainSegment.industry_codes,
        ).order_by(col(ChainSegment.position), col(ChainSegment.slug))  # type: ignore[call-overload]  # fmt: skip
        return {row[0]: self.made(row) for row in session.exec(query)}

    def remarks(self, row: SegmentRow, held: References) -> list[Remark]:
        """Ask for the chain and the industries."""
        return held.unknown("chain", "codes_unknown", [row.chain], held.chains) + held.unknown(
            "industry_codes", "codes_unknown", row.industry_codes, held.industries
        )

    def put(self, session: Session, row: SegmentRow) -> None:
        """Store a segment."""
        values = row.model_dump(exclude={"chain", "slug"}) | {"chain_slug": row.chain}
        held = session.get(ChainSegment, row.slug)
        if held is None:
            held = ChainSegment(slug=row.slug, position=next_position(session, ChainSegment), **values)
        for name, value in values.items():
            setattr(held, name, value)
        session.add(held)
        session.flush()

    def take(self, session: Session, key: str) -> None:
        """Take a segment away."""
        session.delete(session.get_one(ChainSegment, key))
        session.flush()

    def uses(self, session: Session) -> Counter[str]:
        """Count families and demands."""
        return counted(session, PositionFamily.segment_slug, Demand.segment_slug)


class Families(Sheet[FamilyRow]):
    """Families of positions."""

    name, file, row, key = "families", "position_families", FamilyRow, ("slug",)

    def stored(self, session: Session) -> dict[str, FamilyRow]:
        """Return the families."""
        query = select(
            PositionFamily.slug, PositionFamily.segment_slug, PositionFamily.name, PositionFamily.name_en,
            PositionFamily.titles,
        ).order_by(col(PositionFamily.position), col(PositionFamily.slug))  # type: ignore[call-overload]  # fmt: skip
        return {row[0]: self.made(row) for row in session.exec(query)}

    def remarks(self, row: FamilyRow, held: References) -> list[Remark]:
        """Ask for the segment."""
        return held.unknown("segment", "codes_unknown", [row.segment], held.segments)

    def put(self, session: Session, row: FamilyRow) -> None:
        """Store a family."""
        values = row.model_dump(exclude={"segment", "slug"}) | {"segment_slug": row.segment}
        held = session.get(PositionFamily, row.slug)
        if held is None:
            held = PositionFamily(slug=row.slug, position=next_position(session, PositionFamily), **values)
        for name, value in values.items():
            setattr(held, name, value)
        session.add(held)
        session.flush()

    def take(self, session: Session, key: str) -> None:
        """Take a family away."""
        session.delete(session.get_one(PositionFamily, key))
        session.flush()

    def uses(self, session: Session) -> Counter[str]:
        """Count demands."""
        return counted(session, Demand.family_slug)
