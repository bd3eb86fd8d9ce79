"""A development set made from the code tables: schools that teach a class of majors, enterprises that need it.

Textbook words on the school's side, other words for the same skills on the enterprise's, a part of which the lexicon
of the experiment has never heard of; two partners in five in another city; neighbours of the same class as decoys.
A position comes from a family that no other class fits better, the one most like the skills asked for, on a branch
that the class serves; where the chains have none, it is named for a skill, as enterprises outside the chains do. The
same seed gives the same set.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from matching.criteria.industry import shared_depth
from matching.posts import Demand, Offering, Snapshot
from matching.tables.lexicon import Lexicon
from matching.tables.taxonomy import Family, Major, MajorClass, Segment, Taxonomies
from matching.text.ngrams import TextTable
from matching.text.normal import in_words
from matching.text.skills import skill_in_words

PARTNERS = 150
DECOY_SHARE = 0.4  # of partners that get a neighbour of the same class elsewhere
FAR_SHARE = 0.39  # of partners in another city
HELD_OUT_SHARE = 0.5  # of the enterprise's words, taken out of the lexicon of the experiment
TAUGHT, WANTED = 6, 5
DROPPED = 2  # wanted skills that the school does not name
SEATS, HEADCOUNTS = (30, 40, 40, 60, 80), (5, 10, 20, 30, 40)
CITIES = (
    "440100", "440300", "330500", "330100", "371300", "370200", "320500", "430100", "510100", "420100", "350200",
    "610100",
)  # fmt: skip
WORKER = "员"
SHARED_DIVISION = 2  # depth from which on a segment's branch counts as one that a class serves
LEVELS = {"4": "高职", "6": "中职", "2": "本科"}  # by the first digit of a major's code


@dataclass(frozen=True)
class Development:
    """The posts, who belongs together, and the tables of the experiment."""

    snapshot: Snapshot
    pairs: tuple[tuple[str, str], ...]  # demand id, offering id
    taxonomies: Taxonomies
    held_out: tuple[str, ...]  # words that the lexicon of the experiment lacks


@dataclass(frozen=True, slots=True)
class _Field:
    """A class of majors with what it can be matched through."""

    entry: MajorClass
    majors: tuple[Major, ...]
    work: tuple[tuple[Segment, Family], ...]  # empty: the chains hold no position for this class


def make_development_set(tables: Taxonomies, *, seed: int, partners: int = PARTNERS) -> Development:
    """Return a set of `partners` pairs; raise `ValueError` where no class of the tables has majors and skills."""
    dice = random.Random(seed)  # noqa: S311 - an experiment that repeats, no secret
    fields = list(_fields(tables))
    if not fields:
        raise ValueError("the tables hold no class of majors with skills and branches")
    words = _other_words(tables.lexicon)
    order = [fields[place % len(fields)] for place in range(partners)]
    dice.shuffle(order)
    offerings: list[Offering] = []
    demands: list[Demand] = []
    pairs: list[tuple[str, str]] = []
    used: set[str] = set()
    for number, field in enumerate(order):
        city = dice.choice(CITIES)
        offering = _offering(f"O{number:04d}", field, city, dice)
        place = city if dice.random() >= FAR_SHARE else dice.choice([other for other in CITIES if other != city])
        demand, spoken = _demand(f"D{number:04d}", field, offering, place, tables, words, dice)
        offerings.append(offering)
        demands.append(demand)
        pairs.append((demand.id, offering.id))
        used.update(spoken)
        if dice.random() < DECOY_SHARE:
            offerings.append(_offering(f"X{number:04d}", field, dice.choice(CITIES), dice))
    held_out = tuple(word for word in sorted(used) if dice.random() < HELD_OUT_SHARE)
    experiment = replace(tables, lexicon=tables.lexicon.without(held_out))
    return Development(Snapshot(tuple(demands), tuple(offerings)), tuple(pairs), experiment, held_out)


def _fields(tables: Taxonomies) -> Iterator[_Field]:
    majors: dict[str, list[Major]] = {}
    for major in tables.majors:
        majors.setdefault(major.class_name, []).append(major)
    entries = [
        entry
        for _, entry in sorted(tables.classes.items())
        if entry.name in majors and len(entry.skills) >= WANTED and entry.industry_codes
    ]
    segments = {segment.slug: segment for segment in tables.segments}
    fits = _fits(tables, entries, majors)
    for column, entry in enumerate(entries):
        work = [
            (segments[family.segment], family)
            for row, family in enumerate(tables.families)
            if fits[row, column] and _served(segments[family.segment], entry)
        ]
        yield _Field(entry, tuple(majors[entry.name]), tuple(work))


def _fits(
    tables: Taxonomies, entries: Sequence[MajorClass], majors: Mapping[str, Sequence[Major]]
) -> npt.NDArray[np.bool_]:
    """Return which families of positions speak most like which class [families × classes]."""
    words = [(skill_in_words(text), column) for column, entry in enumerate(entries) for text in _words(entry, majors)]
    titles = [in_words("".join((family.name, *family.titles))) for family in tables.families]
    own = TextTable.of([word for word, _ in words], tables.rarity)
    likeness = TextTable.of(titles, tables.rarity).cosines(own, floor=1)
    holders = np.zeros((len(words), len(entries)), np.int64)
    holders[np.arange(len(words)), [column for _, column in words]] = 1
    mean = likeness @ holders // np.maximum(holders.sum(axis=0), 1)
    best = mean.max(axis=1, initial=0)[:, None]
    return np.asarray((mean == best) & (best > 0))


def _words(entry: MajorClass, majors: Mapping[str, Sequence[Major]]) -> Iterator[str]:
    yield from entry.skills
    yield from (major.name for major in majors[entry.name])


def _served(segment: Segment, entry: MajorClass) -> bool:
    return any(shared_depth(a, b) >= SHARED_DIVISION for a in segment.industry_codes for b in entry.industry_codes)


def _other_words(lexicon: Lexicon) -> dict[str, tuple[str, ...]]:
    """Return the aliases of each canonical skill that mean nothing else."""
    return {
        row.skill: tuple(alias for alias in row.aliases if len(lexicon.meaning(alias)) == 1) for row in lexicon.skills
    }


def _offering(name: str, field: _Field, city: str, dice: random.Random) -> Offering:
    major = dice.choice(field.majors)
    codes = dice.sample(field.entry.industry_codes, min(2, len(field.entry.industry_codes)))
    return Offering(
        id=name,
        school=f"school of {city}",
        major=major.name,
        level=LEVELS.get(major.code[:1], "高级工"),
        seats=dice.choice(SEATS),
        skills=tuple(dice.sample(field.entry.skills, min(TAUGHT, len(field.entry.skills)))),
        industry_codes=tuple(sorted({code[:3] for code in codes})),
        region=city,
    )


def _demand(
    name: str,
    field: _Field,
    offering: Offering,
    city: str,
    tables: Taxonomies,
    words: Mapping[str, tuple[str, ...]],
    dice: random.Random,
) -> tuple[Demand, list[str]]:
    taught = dice.sample(offering.skills, min(WANTED - DROPPED, len(offering.skills)))
    rest = [skill for skill in field.entry.skills if skill not in offering.skills]
    skills = [*taught, *dice.sample(rest, min(WANTED - len(taught), len(rest)))]
    spoken = [dice.choice(words[skill]) if words.get(skill) else skill for skill in skills]
    position, code, chain, segment = _position(field, tables, dice, skills, spoken[0])
    demand = Demand(
        id=name,
        enterprise=f"enterprise of {city}",
        position=position,
        industry_code=code,
        chain=chain,
        segment=segment,
        level=offering.level,
        headcount=dice.choice(HEADCOUNTS),
        required_skills=tuple(spoken),
        region=city,
    )
    return demand, [word for word, skill in zip(spoken, skills, strict=True) if word != skill]


def _position(
    field: _Field, tables: Taxonomies, dice: random.Random, skills: Sequence[str], word: str
) -> tuple[str, str, str, str]:
    """Return position, branch, chain and segment: of the family that is most like the skills asked for."""
    work = _nearest_work(field, tables, skills)
    if work is None:
        codes = [code for code in field.entry.industry_codes if len(code) > 1]
        return f"{word}{WORKER}", dice.choice(codes or list(field.entry.industry_codes)), "", ""
    segment, family = work
    near = [
        code
        for code in segment.industry_codes
        if any(shared_depth(code, other) >= SHARED_DIVISION for other in field.entry.industry_codes)
    ]
    title = dice.choice(family.titles or (family.name,))
    return title, dice.choice(near), tables.chains.get(segment.chain, ""), segment.name


def _nearest_work(field: _Field, tables: Taxonomies, skills: Sequence[str]) -> tuple[Segment, Family] | None:
    if not field.work:
        return None
    titles = [in_words("".join((family.name, *family.titles))) for _, family in field.work]
    wanted = TextTable.of([skill_in_words(skill) for skill in skills], tables.rarity)
    likeness = TextTable.of(titles, tables.rarity).cosines(wanted, floor=1).sum(axis=1)
    best = int(likeness.argmax())
    return field.work[best] if likeness[best] else None
