"""What a demand asks for in words, term by term, and how much of each term an offering gives.

A demand's terms are its skills, its position taken as one more skill, and the n-grams of all its text. Together they
share a fixed number of steps; the criterion `skills` is the sum over terms of steps × what the offering gives.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp

from matching.arrays import IntArray, Points, expand, split_steps
from matching.criteria.part import FULL
from matching.skills import compare_terms
from matching.taxonomy import Taxonomies
from matching.types import Demand, Offering
from matching.vocabulary import Holdings, collect, in_terms_of, share_out, wordings

STEPS = 1 << 16  # one demand's terms share this many steps
SKILLS, POSITION, WORDING = 10, 2, 8  # how the steps split among kinds of terms; what a demand lacks goes to the others
MUST, NICE = 2, 1  # weights of required and of preferred skills

SKILL_FLOOR, POSITION_FLOOR = 1_200, 600  # likeness below this is chance; part of the definition
SUPPORT = (2, 4)  # beside the best offered skill the second counts half, the third a quarter

Texts = Iterable[tuple[str, int]]


def wanted_skills(demand: Demand) -> Texts:
    """Yield the demand's skills with their weight."""
    yield from ((skill, MUST) for skill in demand.required_skills)
    yield from ((skill, NICE) for skill in demand.preferred_skills)


def position_term(demand: Demand) -> str:
    """Return the position, or its family where the position is not named."""
    return demand.position or demand.family


def demand_texts(demand: Demand) -> Texts:
    """Yield every text of a demand that takes part in its wording."""
    named = (demand.position, demand.family, demand.segment, demand.chain)
    yield from ((text, 1) for text in (*named, *demand.required_skills, *demand.preferred_skills))


def taught_skills(offering: Offering) -> Texts:
    """Yield what is taught: skills and courses."""
    yield from ((text, 1) for text in (*offering.skills, *offering.courses))


def offered_terms(offering: Offering) -> Texts:
    """Yield what is taught, and the name of the major as one more term."""
    yield from taught_skills(offering)
    yield offering.major, 1


def offering_texts(offering: Offering) -> Texts:
    """Yield every text of an offering that takes part in its wording."""
    yield from taught_skills(offering)
    yield from ((offering.major, 1), (offering.major_class, 1))


@dataclass(frozen=True)
class Terms:
    """Terms of both sides as sparse matrices over the columns (skills, positions, n-grams)."""

    skills: tuple[str, ...]
    positions: tuple[str, ...]
    words: tuple[str, ...]
    offered: tuple[str, ...]
    likeness: sp.csr_array  # [skills, then positions × offered terms], basis points
    wanted: sp.csr_array  # [demands × columns], steps
    given: sp.csr_array  # [offerings × columns], basis points
    asked: sp.csr_array  # [demands × skills]: MUST or NICE
    terms: sp.csr_array  # [offerings × offered terms]: skills, courses and the major
    taught: sp.csr_array  # the same without the major
    demands_know: IntArray  # 1 where a demand names skills
    offerings_know: IntArray  # 1 where an offering names skills or courses


def build_terms(demands: Sequence[Demand], offerings: Sequence[Offering], tables: Taxonomies) -> Terms:
    """Compare every distinct wanted term with every distinct offered term once, then spread over the offerings."""
    skills = collect(map(wanted_skills, demands))
    positions = collect([(position_term(demand), 1)] for demand in demands)
    spoken = _spoken(demand_texts, demands, tables)
    terms = collect(map(offered_terms, offerings))
    taught = collect(map(taught_skills, offerings))
    offered = tuple(sorted({*skills.texts, *terms.texts}))  # wanted skills too: what if they were taught
    skill_likeness = compare_terms(skills.texts, offered, tables, floor=SKILL_FLOOR)
    position_likeness = compare_terms(positions.texts, offered, tables, floor=POSITION_FLOOR)
    likeness = sp.csr_array(sp.vstack([skill_likeness, position_likeness]))
    heard = in_terms_of(_spoken(offering_texts, offerings, tables), spoken.texts)
    heard.data = np.full(len(heard.data), FULL, np.int32)
    held = in_terms_of(terms, offered)
    nearest = _nearest(held, likeness)
    return Terms(
        skills.texts,
        positions.texts,
        spoken.texts,
        offered,
        likeness,
        _wanted(skills.matrix, positions.matrix, spoken.matrix),
        sp.csr_array(sp.hstack([nearest, heard], format="csr", dtype=np.int32)),
        skills.matrix,
        held,
        in_terms_of(taught, offered),
        (np.diff(skills.matrix.indptr) > 0).astype(np.int64),
        (np.diff(taught.matrix.indptr) > 0).astype(np.int64),
    )


def _spoken(texts_of: Any, posts: Sequence[Any], tables: Taxonomies) -> Holdings:
    """Return each post's n-grams: weight × number of its texts that hold them."""
    texts = collect(map(texts_of, posts))
    words = wordings(texts.texts, tables.rarity)
    matrix = sp.csr_array(texts.matrix @ words.matrix)
    matrix.sort_indices()
    return Holdings(words.texts, matrix)


def _wanted(skills: sp.csr_array, positions: sp.csr_array, words: sp.csr_array) -> sp.csr_array:
    kinds = (skills, positions, words)
    present = np.stack([np.diff(matrix.indptr) > 0 for matrix in kinds], axis=1)
    steps = np.array([_split_kinds(bool(a), bool(b), bool(c)) for a, b, c in present.tolist()], np.int64)
    parts = [share_out(matrix, steps.reshape(-1, 3)[:, kind]) for kind, matrix in enumerate(kinds)]
    return sp.csr_array(sp.hstack(parts, format="csr", dtype=np.int32))


def _split_kinds(skills: bool, position: bool, words: bool) -> list[int]:
    shares = [SKILLS * skills, POSITION * position, WORDING * words]
    return split_steps(shares, STEPS) if any(shares) else [0, 0, 0]


def _nearest(terms: sp.csr_array, likeness: sp.csr_array) -> sp.csr_array:
    """Return what each offering gives of each wanted term [offerings × terms]: `join_best` of its likenesses."""
    by_offered = sp.csr_array(likeness.T)
    owner, entry = expand(by_offered.indptr, terms.indices)
    rows = np.repeat(np.arange(terms.shape[0], dtype=np.int64), np.diff(terms.indptr))[owner]
    shape = (terms.shape[0], likeness.shape[0])
    keys = rows * max(shape[1], 1) + by_offered.indices[entry]
    points = by_offered.data[entry].astype(np.int64)
    order = np.lexsort((-points, keys))
    keys, points = keys[order], points[order]
    starts = np.nonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)])[0]
    counts = np.diff(np.append(starts, len(keys)))
    last = max(len(keys) - 1, 0)
    best = [np.where(counts > place, points[np.minimum(starts + place, last)], 0) for place in range(3)]
    found = keys[starts]
    joined = join_best(*best)
    return sp.csr_array((joined, (found // max(shape[1], 1), found % max(shape[1], 1))), shape=shape)


def join_best(first: IntArray, second: IntArray, third: IntArray) -> Points:
    """Return one degree from the three best likenesses, best first: 1 − (1 − a)(1 − b/2)(1 − c/4), in basis points.

    One full likeness is full; several weak ones support each other; none ever lowers the others.
    """
    left = FULL - first.astype(np.int64)
    for likeness, part in zip((second, third), SUPPORT, strict=True):
        left = -(-left * (FULL - likeness // part) // FULL)
    return np.asarray(FULL - left, dtype=np.int32)
