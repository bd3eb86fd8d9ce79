"""Duties as enterprises write them, and the lexicon's skills inside: 负责 PLC 编程与设备点检 names two."""

from collections.abc import Iterable
from typing import Final

from sqlmodel import Session, col, select

from matching import normalise_skill
from webapp.models import SkillName

SHORTEST: Final = 2  # characters: a single one says nothing inside a sentence


def skills_in(session: Session, texts: Iterable[str]) -> dict[str, list[str]]:
    """Return the lexicon's skills inside each text that is more than one of them, in the order of the text."""
    forms = {text: form for text in dict.fromkeys(texts) if (form := normalise_skill(text))}
    if not forms:
        return {}
    words: dict[str, str] = {}  # normal form → skill
    rows = select(SkillName.word, SkillName.skill_name).order_by(col(SkillName.is_alias), col(SkillName.id))
    for word, skill in session.exec(rows):
        if len(known := normalise_skill(word)) >= SHORTEST:
            words.setdefault(known, skill)
    found = {text: _inside(form, words) for text, form in forms.items() if form not in words}
    return {text: skills for text, skills in found.items() if skills}


def _inside(form: str, words: dict[str, str]) -> list[str]:
    """Return the skills whose words stand in a text; of two that overlap the longer one."""
    places = [(at, word) for word in words if word in form for at in _places(form, word)]
    places.sort(key=lambda place: (-len(place[1]), place[0]))
    taken: list[tuple[int, str]] = []
    for at, word in places:
        if all(at + len(word) <= other or other + len(held) <= at for other, held in taken):
            taken.append((at, word))
    return list(dict.fromkeys(words[word] for _at, word in sorted(taken)))


def _places(form: str, word: str) -> list[int]:
    """Return where a word begins in a text, Latin letters and digits only as whole words."""
    places, at = [], form.find(word)
    while at >= 0:
        end = at + len(word)
        if not _joins(form[at - 1 : at], word[0]) and not _joins(word[-1], form[end : end + 1]):
            places.append(at)
        at = form.find(word, at + 1)
    return places


def _joins(left: str, right: str) -> bool:
    """Tell whether two characters belong to one Latin word."""
    return left.isascii() and left.isalnum() and right.isascii() and right.isalnum()
