"""Relations of industries, and what classes of majors serve and teach, as rows of cells."""

from typing import TypeVar

from sqlmodel import Session, col, select

from webapp.models import IndustryRelation, MajorClass
from webapp.models.codes.code_input import ClassIndustriesRow, ClassSkillsRow, RelationRow
from webapp.services.codes.editing.sheets import References, Sheet
from webapp.services.kernel.errors import Remark

C = TypeVar("C", ClassIndustriesRow, ClassSkillsRow)


class Relations(Sheet[RelationRow]):
    """Bonds between branches; a bond has no direction."""

    name, file, row, key = "relations", "industry_relations", RelationRow, ("a", "b")

    def stored(self, session: Session) -> dict[str, RelationRow]:
        """Return the relations."""
        kept = IndustryRelation
        query = select(kept.a, kept.b, kept.relation, kept.strength, kept.reason).order_by(col(kept.a), col(kept.b))  # type: ignore[call-overload]
        rows = (self.made(row) for row in session.exec(query))
        return {self.key_of(row): row for row in rows}

    def remarks(self, row: RelationRow, references: References) -> list[Remark]:
        """Ask for both industries."""
        return references.unknown("a", "codes_unknown", [row.a], references.industries) + references.unknown(
            "b", "codes_unknown", [row.b], references.industries
        )

    def put(self, session: Session, row: RelationRow) -> None:
        """Store a relation."""
        relation = session.get(IndustryRelation, (row.a, row.b)) or IndustryRelation(**row.model_dump())
        relation.relation, relation.strength, relation.reason = row.relation, row.strength, row.reason
        session.add(relation)
        session.flush()

    def take(self, session: Session, key: str) -> None:
        """Take a relation away."""
        session.delete(session.get_one(IndustryRelation, tuple(key.split("~"))))
        session.flush()


class OfClasses(Sheet[C]):
    """What is kept of classes of majors: two tables of codes share the rows of one table of the database."""

    key = ("major_class",)

    def stored(self, session: Session) -> dict[str, C]:
        """Return the classes of which something is kept here."""
        columns = [col(getattr(MajorClass, name)) for name in self.columns[1:]]
        rows = session.execute(select(col(MajorClass.name), *columns).order_by(col(MajorClass.name)))
        return {row[0]: self.made(row) for row in rows if any(row[1:])}

    def put(self, session: Session, row: C) -> None:
        """Store what is kept of a class, and leave alone what the other table keeps."""
        major_class = session.get(MajorClass, row.major_class) or MajorClass(name=row.major_class)
        for name in self.columns[1:]:
            setattr(major_class, name, getattr(row, name))
        session.add(major_class)
        session.flush()


class ClassIndustries(OfClasses[ClassIndustriesRow]):
    """The industries that a class of majors serves."""

    name, file, row = "class-industries", "major_class_industries", ClassIndustriesRow

    def remarks(self, row: ClassIndustriesRow, references: References) -> list[Remark]:
        """Ask for the industries."""
        return references.unknown("industry_codes", "codes_unknown", row.industry_codes, references.industries)

    def take(self, session: Session, key: str) -> None:
        """Forget what a class serves."""
        self.put(session, ClassIndustriesRow.model_construct(major_class=key, industry_codes=[], reason=""))


class ClassSkills(OfClasses[ClassSkillsRow]):
    """The skills and courses that a class of majors teaches."""

    name, file, row = "class-skills", "major_class_skills", ClassSkillsRow

    def remarks(self, row: ClassSkillsRow, references: References) -> list[Remark]:
        """Ask for the skills."""
        return references.unknown("skills", "skills_unknown", row.skills, references.skills)

    def take(self, session: Session, key: str) -> None:
        """Forget what a class teaches."""
        self.put(session, ClassSkillsRow.model_construct(major_class=key, skills=[], courses=[]))
