"""Every formula that arrays and compiled loops both work out, once, with the constants that it needs.

Whole numbers in, whole numbers out: of one pair, or of arrays, element by element. numpy calls these functions as they
stand; `matching.criteria.compiled.arithmetic` holds their twins, which become a part of the loops that call them. So
they are written in what both know: operators, `np.maximum`, `np.minimum` and `where`, and in 32 bits wherever a loop
should become vectors. They take no branch and call no function that is not defined above them.

The n-gram cosine is `matching.text.ngrams.cosine`; formulas that one place alone needs stand with their criterion.
"""

from typing import Any, TypeAlias

import numpy as np
from numpy import where

from matching.units import FULL

Numbers: TypeAlias = Any  # one whole number, or an array of them

GRAIN = 50  # basis points: what is given counts in steps of half a percent, 200 are full
_SHIFT = 18
_FACTOR = -(-(1 << _SHIFT) // GRAIN)  # a multiplication and a shift divide by GRAIN, as vectors can

STEP_BITS = 16
STEPS = 1 << STEP_BITS  # one demand's terms share this many steps

COUNTED = 3  # likenesses of one term that count
HALF, QUARTER = 2, 4  # beside the best offered skill the second counts half, the third a quarter

ALIAS = 9_700  # two words of one canonical skill are nearly the same
FUZZY_MOST = 9_200  # alike by letters is never the same
RATIO_FLOOR = 5_000  # ratio of letters in order from which on it counts, growing to full

ALIKE = 5_000  # a cosine of names from which on they count as alike in full
NAME_FLOOR = 200  # cosines of names below are chance

CHAIN_NAMED = 6_000  # least likeness of codes where both sides name the same chain
UNKNOWN = -1  # points of what a side does not say


def lacking(left: Numbers, likeness: Numbers) -> Numbers:
    """Return what is still lacking of a term, rounded up, when one more likeness supports what lacked `left`."""
    return np.uint32(np.uint32(left) * np.uint32(FULL - likeness) + np.uint32(FULL - 1)) // np.uint32(FULL)


def grains(left: Numbers) -> Numbers:
    """Return in grains what is given of a term of which `left` is lacking."""
    return np.int32(np.int32(FULL - left) * np.int32(_FACTOR)) >> np.int32(_SHIFT)


def join_best(first: Numbers, second: Numbers, third: Numbers) -> Numbers:
    """Return one degree in grains from the three best likenesses in basis points: 1 − (1 − a)(1 − b/2)(1 − c/4).

    One full likeness is full; several weak ones support each other; none ever lowers the others.
    """
    return grains(lacking(lacking(FULL - first, second // HALF), third // QUARTER))


def points_of_steps(sums: Numbers) -> Numbers:
    """Return basis points of a sum of steps × grains."""
    return np.int32(np.int32(sums) * np.int32(GRAIN)) >> np.int32(STEP_BITS)


def root(points: Numbers) -> Numbers:
    """Return √x for x in [0, 1], both in basis points: small likeness already says much, full stays full."""
    return np.int32(np.sqrt(np.float32(np.int32(np.int32(points) * np.int32(FULL)))))


def linked(left: Numbers, right: Numbers, strength: Numbers) -> Numbers:
    """Return how near two things are that both stand, by degrees, for what is linked by `strength`."""
    return left * right // FULL * strength // FULL


def letters_alike(cosine: Numbers, ratio: Numbers) -> Numbers:
    """Return how alike terms are by their letters: n-grams, or letters in order where those agree more.

    The ratio counts from `RATIO_FLOOR` on, growing from nothing to full: below, terms share endings (设备维护,
    技术应用) and little else.
    """
    graded = np.maximum(ratio - RATIO_FLOOR, 0) * FULL // (FULL - RATIO_FLOOR)
    return np.maximum(cosine, graded) * FUZZY_MOST // FULL


def cosine_from(floor: Numbers) -> Numbers:
    """Return the least cosine with which `letters_alike` reaches a floor."""
    return -(-floor * FULL // FUZZY_MOST)


def names_alike(cosine: Numbers, spoken: Numbers) -> Numbers:
    """Return how alike names are: half the cosine, full from `ALIKE` on, half the share of the major that is spoken."""
    near = np.minimum(cosine * FULL // ALIKE, FULL) * (cosine >= NAME_FLOOR)
    return (near + spoken) // 2


def with_chain(codes: Numbers, same_chain: Numbers) -> Numbers:
    """Return how near codes are, lifted where both sides name one chain; what is unknown stays so."""
    return where(same_chain & (codes >= 0), np.maximum(codes, np.int32(CHAIN_NAMED)), codes)


def join_halves(codes: Numbers, names: Numbers) -> Numbers:
    """Return one half codes, one half names; where one is unknown, the other; where both are, nothing."""
    half = np.int32(np.int32(codes + names) >> np.int32(1))
    return where(np.minimum(codes, names) >= 0, half, np.maximum(np.maximum(codes, names), np.int32(0)))


def score_of(total: Numbers, known: Numbers) -> Numbers:
    """Return the score in basis points: Σ weight × similarity over Σ weight of the criteria that apply, 0 for none."""
    return total // np.maximum(known, 1)
