"""What the form of a demand proposes where a position is placed: titles, skills, and the skills found in a duty."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, String, cast, or_
from sqlmodel import Session, col, select

from webapp.models import ChainSegment, Demand, MajorClass, Organisation, PositionFamily
from webapp.models.accounts.enums import OrganisationStatus
from webapp.models.posts.enums import PostStatus, Visibility
from webapp.services.codes.duties import skills_in
from webapp.services.codes.search import canonical_skills, families_of

MOST_TITLES, MOST_SKILLS, MOST_FOUND = 12, 10, 6
LOOKED_AT = 300  # demands, the latest first
GROUP = 4  # letters of a code that name its group, such as C343
SAME_TITLE, SAME_FAMILY, SAME_SEGMENT, SAME_INDUSTRY = 8, 4, 2, 1  # what a demand's skill counts for


@dataclass(frozen=True, slots=True)
class Position:
    """What is known of a position while it is written."""

    title: str = ""
    segment_slug: str = ""
    family_slug: str = ""
    industry_code: str = ""
    skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposals:
    """What may be taken over with a click; `found` holds the lexicon's skills inside of what was written as one."""

    titles: list[str] = field(default_factory=list)
    skills: list[str] = field(default_factory=list)
    found: dict[str, list[str]] = field(default_factory=dict)


def proposals(session: Session, position: Position) -> Proposals:
    """Return what is usual for such a position, the most usual first, without what has been written already."""
    segment = _row(session, ChainSegment, position.segment_slug)
    families = families_of(session, segment.slug) if segment is not None else []
    chosen = [family for family in families if family.slug == position.family_slug] or families
    titles = list(dict.fromkeys(title for family in chosen for title in family.titles))
    written = set(canonical_skills(session, position.skills).values()) | set(position.skills)
    usual = _usual_skills(session, position, segment, families)
    found = skills_in(session, position.skills)
    return Proposals(
        titles=[title for title in titles if title != position.title][:MOST_TITLES],
        skills=[skill for skill in usual if skill not in written][:MOST_SKILLS],
        found={
            duty: fresh[:MOST_FOUND]
            for duty, skills in found.items()
            if (fresh := [skill for skill in skills if skill not in written])
        },
    )


def _usual_skills(
    session: Session, position: Position, segment: ChainSegment | None, families: list[PositionFamily]
) -> list[str]:
    """Return skills that standing demands of the kind ask for, then those that majors of the industries teach."""
    codes = {position.industry_code} if position.industry_code else set()
    codes |= set(segment.industry_codes) if segment is not None else set()
    groups = {code[:GROUP] for code in codes if len(code) >= GROUP}
    if segment is None and not groups:
        return []
    weights: Counter[str] = Counter()
    for demand in _standing(session, segment, groups):
        for skill in demand.required_skills:
            weights[skill] += _likeness(demand, position, segment, families)
    about = [position.title, segment.name if segment else "", *(title for row in families for title in row.titles)]
    taught = _taught(session, codes, groups, about)
    known = canonical_skills(session, [*weights, *taught])
    by_skill: Counter[str] = Counter()
    for word, weight in weights.items():
        if word in known:  # what only one enterprise knows is not proposed to others
            by_skill[known[word]] += weight
    usual = sorted(by_skill, key=lambda skill: (-by_skill[skill], skill))
    return list(dict.fromkeys([*usual, *(known[word] for word in taught if word in known)]))


def _likeness(demand: Demand, position: Position, segment: ChainSegment | None, families: list[PositionFamily]) -> int:
    if position.title and demand.position == position.title:
        return SAME_TITLE
    family = next((row for row in families if position.title in row.titles or row.slug == position.family_slug), None)
    if family is not None and (demand.family_slug == family.slug or demand.position in family.titles):
        return SAME_FAMILY
    return SAME_SEGMENT if segment is not None and demand.segment_slug == segment.slug else SAME_INDUSTRY


def _standing(session: Session, segment: ChainSegment | None, groups: Iterable[str]) -> list[Demand]:
    """Return public demands that stand in the segment or in the groups of industries, the latest first."""
    near: list[ColumnElement[bool]] = [col(Demand.industry_code).startswith(group) for group in sorted(groups)]
    if segment is not None:
        near.append(col(Demand.segment_slug) == segment.slug)
    query = (
        select(Demand)
        .join(Organisation, col(Organisation.id) == col(Demand.enterprise_id))
        .where(Demand.status == PostStatus.SUBMITTED, Demand.visibility == Visibility.PUBLIC)
        .where(Organisation.status == OrganisationStatus.VERIFIED, or_(*near))
        .order_by(col(Demand.submitted_at).desc(), col(Demand.id))
        .limit(LOOKED_AT)
    )
    return list(session.exec(query))


def _taught(session: Session, codes: Iterable[str], groups: Iterable[str], about: Iterable[str]) -> list[str]:
    """Return what the classes of majors teach that serve the groups of industries.

    Skills that share words with the positions come first, then those of classes that serve little else.
    """
    served = [cast(MajorClass.industry_codes, String).like(f'%"{group}%') for group in sorted(groups)]
    if not served:
        return []
    words = Counter(pair for text in about for pair in set(_pairs(text)))
    wanted, ranks = set(codes), dict[str, tuple[int, float]]()
    for row in session.exec(select(MajorClass).where(or_(*served)).order_by(col(MajorClass.name))):
        narrow = len(wanted & set(row.industry_codes)) / len(row.industry_codes)
        for skill in row.skills:
            ranks[skill] = max(ranks.get(skill, (0, 0.0)), (sum(words[pair] for pair in set(_pairs(skill))), narrow))
    return sorted(ranks, key=lambda skill: ranks[skill], reverse=True)


def _pairs(text: str) -> list[str]:
    """Return the neighbouring signs of a text, two by two: Chinese names have no words to compare by."""
    return [text[at : at + 2] for at in range(len(text) - 1)]


def _row(session: Session, kind: type[ChainSegment], key: str) -> ChainSegment | None:
    return session.get(kind, key) if key and key.isprintable() else None
