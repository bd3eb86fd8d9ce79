"""Two skills become one: every word of the old one means the other from now on, and what was stays on record."""

from sqlmodel import Session, col, select

from webapp.models import MajorClass, Person, Skill, SkillMerge, SkillName
from webapp.models.codes.code_input import SkillRow, as_cells
from webapp.services.codes.editing.changes import find_row, refuse_stale
from webapp.services.codes.editing.history import note_change
from webapp.services.codes.editing.skills import Skills, make_word
from webapp.services.codes.tables.versions import hold_tables, stamp
from webapp.services.kernel.errors import DomainError, InputRefused, Remark

SHEET = Skills()


def merge_skills(session: Session, old: str, into: str, *, seen: str, by: Person) -> SkillMerge:
    """Make the old skill's name and aliases words of the other one, and teach that one where the old was taught."""
    hold_tables(session)
    before = find_row(session, SHEET, old)
    refuse_stale(before, seen)
    if old == into:
        raise InputRefused([Remark("into", "merge_with_itself")])
    stored = SHEET.stored(session)
    if into not in stored:
        raise InputRefused([Remark("into", "skills_unknown", {"entries": into})])
    target: SkillRow = stored[into]
    names = list(session.exec(select(SkillName).where(SkillName.skill_name == old).order_by(col(SkillName.id))))
    words = [name.word for name in names]
    for name in names:
        session.delete(name)
    session.flush()
    session.delete(session.get_one(Skill, old))
    target_words = {into, *target.aliases}
    session.add_all(make_word(word, into) for word in words if word not in target_words)
    for row in session.exec(select(MajorClass)):
        if old in row.skills:
            row.skills = list(dict.fromkeys(into if skill == old else skill for skill in row.skills))
            note_change(session, "code.edited", "class-skills", row.name, by=by, after={"skills": ";".join(row.skills)})
    merge = SkillMerge(
        old_name=old,
        into_name=into,
        field_slug=before.field if isinstance(before, SkillRow) else "",
        words=words,
        merged_by_id=by.id,
    )
    session.add(merge)
    session.flush()
    note_change(session, "skill.merged", SHEET.name, old, by=by, before=as_cells(before), after={"into": into})
    note_change(session, "skill.took_in", SHEET.name, into, by=by, before={}, after={"text": "、".join(words)})
    stamp(session, {"what": "skill.merged", "sheet": SHEET.name, "key": old, "into": into}, by=by)
    return merge


def merged_into(session: Session, name: str) -> str | None:
    """Return the skill that a skill of this name has become part of, through all merges that followed."""
    seen = set()
    while name not in seen:
        seen.add(name)
        if session.get(Skill, name) is not None:
            return name if len(seen) > 1 else None
        query = select(SkillMerge).where(SkillMerge.old_name == name).order_by(col(SkillMerge.merged_at).desc())
        merge = session.exec(query.limit(1)).first()
        if merge is None:
            return None
        name = merge.into_name
    raise DomainError("code_gone")


def merges_into(session: Session, name: str) -> list[SkillMerge]:
    """Return what has become part of a skill, newest first."""
    query = select(SkillMerge).where(SkillMerge.into_name == name).order_by(col(SkillMerge.merged_at).desc())
    return list(session.exec(query))
