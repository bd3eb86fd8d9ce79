"""The skill lexicon as rows of cells, and the words that posts use for skills."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from matching import normalise_skill
from webapp.models import Demand, MajorClass, Program, Skill, SkillField, SkillName
from webapp.models.codes.code_input import SkillRow
from webapp.models.posts.enums import PostStatus
from webapp.services.codes.editing.sheets import References, Sheet
from webapp.services.codes.pinyin import spell
from webapp.services.kernel.errors import Remark

LONGEST_SPELLING, LONGEST_INITIALS = 300, 60


@dataclass(frozen=True, slots=True)
class WordUse:
    """A word that a post uses for a skill."""

    word: str
    demand_id: UUID | None = None
    program_id: UUID | None = None


def words_in_posts(session: Session) -> Iterator[WordUse]:
    """Return the words of demands that were handed in and of programmes that stand."""
    wanted = select(Demand.id, Demand.required_skills, Demand.preferred_skills).where(
        col(Demand.submitted_at).is_not(None), Demand.status != PostStatus.WITHDRAWN
    )
    for demand_id, required, preferred in session.exec(wanted.order_by(col(Demand.number))):
        for word in dict.fromkeys((*required, *preferred)):
            yield WordUse(word, demand_id=demand_id)
    taught = select(Program.id, Program.skills).where(col(Program.is_closed).is_(False)).order_by(col(Program.id))
    for program_id, skills in session.exec(taught):
        for word in dict.fromkeys(skills):
            yield WordUse(word, program_id=program_id)


def make_word(word: str, skill: str) -> SkillName:
    """Return a word of a skill with its spelling."""
    pinyin, initials = spell(word)
    return SkillName(
        word=word,
        skill_name=skill,
        is_alias=word != skill,
        pinyin=pinyin[:LONGEST_SPELLING],
        initials=initials[:LONGEST_INITIALS],
    )


class Skills(Sheet[SkillRow]):
    """Canonical skills with their aliases."""

    name, file, row, key = "skills", "skills", SkillRow, ("skill",)

    def stored(self, session: Session) -> dict[str, SkillRow]:
        """Return the skills."""
        words: dict[str, list[str]] = {}
        query = select(SkillName.skill_name, SkillName.word).where(col(SkillName.is_alias).is_(True))
        for skill, word in session.exec(query.order_by(col(SkillName.id))):
            words.setdefault(skill, []).append(word)
        rows = session.exec(select(Skill.name, Skill.field_slug).order_by(col(Skill.field_slug), col(Skill.name)))
        return {
            name: SkillRow.model_construct(skill=name, aliases=words.get(name, []), field=field) for name, field in rows
        }

    def completed(self, row: SkillRow, stored: SkillRow | None) -> SkillRow:
        """Keep the field of a skill that stands; the order of aliases means nothing."""
        if stored is None:
            return row
        same = set(row.aliases) == set(stored.aliases)
        return SkillRow.model_construct(
            skill=row.skill, aliases=stored.aliases if same else row.aliases, field=row.field or stored.field
        )

    def remarks(self, row: SkillRow, references: References) -> list[Remark]:
        """Ask for the field; a word that is another skill's own name asks for a merge."""
        remarks = []
        if row.field not in references.fields:
            remarks.append(Remark("field", "skill_field_unknown", {"field": row.field or "--"}))
        taken = [alias for alias in row.aliases if alias in references.skills and alias != row.skill]
        if taken:
            remarks.append(Remark("aliases", "alias_is_skill", {"entries": taken}))
        others = references.skills_of_words.get(row.skill, set()) - {row.skill}
        if row.skill not in references.skills and others:
            remarks.append(Remark("skill", "skill_is_alias", {"skill": sorted(others)}))
        return remarks

    def put(self, session: Session, row: SkillRow) -> None:
        """Store a skill and its words."""
        skill = session.get(Skill, row.skill) or Skill(name=row.skill, field_slug=row.field)
        skill.field_slug = row.field
        session.add(skill)
        session.flush()
        by_word = {name.word: name for name in session.exec(select(SkillName).where(SkillName.skill_name == row.skill))}
        wanted = dict.fromkeys((row.skill, *row.aliases))
        for word, name in by_word.items():
            if word not in wanted:
                session.delete(name)
        session.add_all(make_word(word, row.skill) for word in wanted if word not in by_word)
        session.flush()

    def take(self, session: Session, key: str) -> None:
        """Take a skill and its words away."""
        for name in session.exec(select(SkillName).where(SkillName.skill_name == key)):
            session.delete(name)
        session.flush()
        session.delete(session.get_one(Skill, key))
        session.flush()

    def uses(self, session: Session) -> Counter[str]:
        """Count the posts that use one of a skill's words, and the classes that teach it."""
        meanings: dict[str, set[str]] = {}
        for word, skill in session.exec(select(SkillName.word, SkillName.skill_name)):
            meanings.setdefault(normalise_skill(word), set()).add(skill)
        counts: Counter[str] = Counter()
        for use in words_in_posts(session):
            counts.update(meanings.get(normalise_skill(use.word), ()))
        for skills in session.exec(select(MajorClass.skills)):
            counts.update(skills)
        return counts


def skill_fields(session: Session) -> list[SkillField]:
    """Return the fields of skills."""
    return list(session.exec(select(SkillField).order_by(col(SkillField.slug))))
