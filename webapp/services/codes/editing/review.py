"""Words that posts use for skills and the lexicon does not know: how often, where, what is near; taken in or not."""

from dataclasses import dataclass, field
from uuid import UUID

from sqlmodel import Session, col, select

from matching import nearest_words, normalise_skill
from webapp.models import Demand, Person, Program, ReviewedWord, Skill, SkillField, SkillName
from webapp.models.codes.code_input import SkillRow
from webapp.models.codes.code_record import WordVerdict
from webapp.models.kernel.pinyin import pinyin_order
from webapp.services.codes.editing import changes
from webapp.services.codes.editing.history import note_change
from webapp.services.codes.editing.skills import Skills, words_in_posts
from webapp.services.codes.tables.versions import hold_tables
from webapp.services.kernel.errors import DomainError, InputRefused, Remark

SHEET = Skills()
NEAREST = 5
SHOWN_PLACES = 5


@dataclass(slots=True)
class CustomWord:
    """A word that the lexicon does not know, and where it is used."""

    word: str
    demands: list[UUID] = field(default_factory=list)
    programs: list[UUID] = field(default_factory=list)
    spellings: set[str] = field(default_factory=set)

    @property
    def count(self) -> int:
        """Return in how many posts it is used."""
        return len(self.demands) + len(self.programs)


@dataclass(frozen=True, slots=True)
class Near:
    """A canonical skill that is near a word, the word of it that is nearest, and how near: 0 to 100."""

    skill: str
    via: str
    likeness: int
    field: str


def waiting_words(session: Session, *, dismissed: bool = False) -> list[CustomWord]:
    """Return the words that wait for a review, the most used first; or those that were not taken in."""
    known = {normalise_skill(word) for word in session.exec(select(SkillName.word))}
    turned_down = {
        normalise_skill(word)
        for word in session.exec(select(ReviewedWord.word).where(ReviewedWord.verdict == WordVerdict.DISMISSED))
    }
    words: dict[str, CustomWord] = {}
    for use in words_in_posts(session):
        key = normalise_skill(use.word)
        if not key or key in known or (key in turned_down) != dismissed:
            continue
        word = words.setdefault(key, CustomWord(use.word))
        word.spellings.add(use.word)
        if use.demand_id is not None and use.demand_id not in word.demands:
            word.demands.append(use.demand_id)
        if use.program_id is not None and use.program_id not in word.programs:
            word.programs.append(use.program_id)
    return sorted(words.values(), key=lambda word: (-word.count, pinyin_order(word.word)))


def nearest(session: Session, words: list[str]) -> dict[str, list[Near]]:
    """Return the canonical skills nearest to each word, by rare n-grams and by characters, best first."""
    rows = session.exec(
        select(SkillName.word, SkillName.skill_name, SkillField.name)
        .join(Skill, col(Skill.name) == col(SkillName.skill_name))
        .join(SkillField, col(SkillField.slug) == col(Skill.field_slug))
        .order_by(col(SkillName.is_alias), col(SkillName.id))
    ).all()
    if not rows or not words:
        return {word: [] for word in words}
    near: dict[str, list[Near]] = {}
    for word, entries in zip(words, nearest_words(words, [row[0] for row in rows]), strict=True):
        best: dict[str, Near] = {}
        for entry in entries:
            text, skill, field_name = rows[entry.place]
            best.setdefault(skill, Near(skill, text, entry.likeness, field_name))
            if len(best) == NEAREST:
                break
        near[word] = list(best.values())
    return near


def places_of(session: Session, words: list[CustomWord]) -> tuple[dict[UUID, Demand], dict[UUID, Program]]:
    """Return the posts that a page names for its words."""
    demands = {key for word in words for key in word.demands[:SHOWN_PLACES]}
    programs = {key for word in words for key in word.programs[:SHOWN_PLACES]}
    asked = session.exec(select(Demand).where(col(Demand.id).in_(demands))) if demands else ()
    taught = session.exec(select(Program).where(col(Program.id).in_(programs))) if programs else ()
    return {row.id: row for row in asked}, {row.id: row for row in taught}


def accept_word(session: Session, word: str, *, field_slug: str, by: Person) -> None:
    """Take a word into the lexicon as a skill of its own."""
    _refuse_known(session, word)
    try:
        row = SkillRow(skill=word, aliases=[], field=field_slug)
        changes.save_row(session, SHEET, row, key=None, seen="", by=by)
    except InputRefused as refused:
        first = refused.remarks[0]
        raise DomainError(first.code, **first.facts) from None
    _decide(session, word, WordVerdict.ACCEPTED, word, by=by)


def add_as_alias(session: Session, word: str, skill: str, *, by: Person) -> None:
    """Make a word an alias of a skill."""
    _refuse_known(session, word)
    stored = SHEET.stored(session).get(skill)
    if stored is None:
        raise InputRefused([Remark("skill", "skills_unknown", {"entries": skill or "--"})])
    row = SHEET.made((skill, [*stored.aliases, word], stored.field))
    changes.save_row(session, SHEET, row, key=skill, seen=changes.mark_of(stored), by=by)
    _decide(session, word, WordVerdict.ALIAS, skill, by=by)


def dismiss_word(session: Session, word: str, *, by: Person) -> None:
    """Leave a word out of the lexicon; it no longer waits, and posts keep it."""
    _refuse_known(session, word, ReviewedWord)
    _decide(session, word, WordVerdict.DISMISSED, "", by=by)


def bring_back(session: Session, word: str, *, by: Person) -> None:
    """Let a word that was not taken in wait again."""
    reviewed = _reviewed(session, word)
    if reviewed is None or reviewed.verdict is not WordVerdict.DISMISSED:
        raise DomainError("word_reviewed")
    session.delete(reviewed)
    note_change(session, "skill.waits_again", "words", word, by=by)
    session.flush()


def _refuse_known(session: Session, word: str, kept_as: type[SkillName | ReviewedWord] = SkillName) -> None:
    hold_tables(session)
    form = normalise_skill(word)
    if not form or len(word) > kept_as.model_fields["word"].metadata[0].max_length:
        raise DomainError("word_unusable")
    if any(normalise_skill(known) == form for known in session.exec(select(SkillName.word))):
        raise DomainError("word_reviewed")


def _decide(session: Session, word: str, verdict: WordVerdict, skill: str, *, by: Person) -> None:
    reviewed = _reviewed(session, word) or ReviewedWord(word=word, verdict=verdict)
    reviewed.verdict, reviewed.skill_name, reviewed.decided_by_id = verdict, skill, by.id
    session.add(reviewed)
    note_change(session, f"word.{verdict.value}", "words", word, by=by, after={"skill": skill})
    session.flush()


def _reviewed(session: Session, word: str) -> ReviewedWord | None:
    return session.exec(select(ReviewedWord).where(ReviewedWord.word == word)).first()


def decided_words(session: Session, *, limit: int) -> list[ReviewedWord]:
    """Return the latest verdicts."""
    return list(session.exec(select(ReviewedWord).order_by(col(ReviewedWord.decided_at).desc()).limit(limit)))
