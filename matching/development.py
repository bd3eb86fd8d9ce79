"""A development set made from the code tables: schools that teach a class of majors, enterprises that need it.

Textbook words on the school's side, other words for the same skills on the enterprise's, a part of which the lexicon
of the experiment has never heard of; two partners in five in another city; neighbours of the same class as decoys.
The same seed gives the same set.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from matching.criteria.industry import shared_depth
from matching.lexicon import Lexicon
from matching.snapshot import Snapshot
from matching.taxonomy import Family, Major, MajorClass, Segment, Taxonomies
from matching.text import TextTable, normalise
from matching.types import Demand, Offering

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
    work: tuple[tuple[Segment, Family], ...]


def make_development_set(tables: Taxonomies, *, seed: int, partners: int = PARTNERS) -> Development:
    """Return a set of `partners` pairs; raise `ValueError` where no class of the tables has majors, skills and work."""
    dice = random.Random(seed)  # noqa: S311 - an experiment that repeats, no secret
    fields = list(_fields(tables))
    if not fields:
        raise ValueError("the tables hold no class of majors with skills and with segments of the branches it serves")
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
    families: dict[str, list[Family]] = {}
    for family in tables.families:
        families.setdefault(family.segment, []).append(family)
    for name in sorted(tables.classes):
        entry = tables.classes[name]
        if name not in majors or len(entry.skills) < WANTED or not entry.industry_codes:
            continue
        work = _work(entry, majors[name], tables, families)
        if work:
            yield _Field(entry, tuple(majors[name]), work)


def _work(
    entry: MajorClass, majors: Sequence[Major], tables: Taxonomies, families: Mapping[str, Sequence[Family]]
) -> tuple[tuple[Segment, Family], ...]:
    """Return the position families whose branch the class serves and whose words are like its skills or majors."""
    served = [
        (segment, family)
        for segment in tables.segments
        if any(shared_depth(a, b) >= SHARED_DIVISION for a in segment.industry_codes for b in entry.industry_codes)
        for family in families.get(segment.slug, ())
    ]
    if not served:
        return ()
    own = TextTable.of(_normal((*entry.skills, *(major.name for major in majors))), tables.rarity)
    titles = [normalise("".join((family.name, *family.titles))) for _, family in served]
    likeness = TextTable.of(titles, tables.rarity).cosines(own, floor=1).sum(axis=1)
    best = sorted(range(len(served)), key=lambda place: (-int(likeness[place]), place))[:3]
    return tuple(served[place] for place in best if likeness[place] > 0)


def _normal(texts: Sequence[str]) -> list[str]:
    return [normalise(text) for text in texts]


def _other_words(lexicon: Lexicon) -> dict[str, tuple[str, ...]]:
    """Return the aliases of each canonical skill that mean nothing else."""
    return {
        row.skill: tuple(alias for alias in row.aliases if len(lexicon.meanings[normalise(alias)]) == 1)
        for row in lexicon.skills
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
    segment, family = dice.choice(field.work)
    taught = dice.sample(offering.skills, min(WANTED - DROPPED, len(offering.skills)))
    rest = [skill for skill in field.entry.skills if skill not in offering.skills]
    skills = [*taught, *dice.sample(rest, min(WANTED - len(taught), len(rest)))]
    spoken = [dice.choice(words[skill]) if words.get(skill) else skill for skill in skills]
    near = [
        code
        for code in segment.industry_codes
        if any(shared_depth(code, other) >= SHARED_DIVISION for other in field.entry.industry_codes)
    ]
    demand = Demand(
        id=name,
        enterprise=f"enterprise of {city}",
        position=dice.choice(family.titles or (family.name,)),
        industry_code=dice.choice(near),
        chain=tables.chains.get(segment.chain, ""),
        segment=segment.name,
        level=offering.level,
        headcount=dice.choice(HEADCOUNTS),
        required_skills=tuple(spoken),
        region=city,
    )
    return demand, [word for word, skill in zip(spoken, skills, strict=True) if word != skill]
