"""How near two skills are: the same words, the same meaning in the lexicon, or alike by character n-grams."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from matching.criteria.part import FULL
from matching.lexicon import Lexicon
from matching.text import Rarity, cosines

ALIAS = 9_700  # two words of one canonical skill
FUZZY_FLOOR = 0.12  # n-gram cosines below this are noise
FUZZY_MOST = 0.92  # alike is never the same

RULES = ("none", "fuzzy", "semantic", "alias", "same")


@dataclass(frozen=True)
class Likeness:
    """Graded similarity of distinct skills in normal form: basis points [wanted × offered], sparse."""

    wanted: tuple[str, ...]
    offered: tuple[str, ...]
    points: sp.csr_array


def compare_skills(wanted: Sequence[str], offered: Sequence[str], lexicon: Lexicon, rarity: Rarity) -> Likeness:
    """Compare distinct skills in normal form."""
    fuzzy = cosines(wanted, offered, rarity, floor=FUZZY_FLOOR)
    fuzzy.data = (fuzzy.data * FUZZY_MOST).astype(np.int32)
    alias = _shared(_meanings(wanted, lexicon), _meanings(offered, lexicon), ALIAS)
    columns = {skill: column for column, skill in enumerate(offered)}
    pairs = [(row, columns[skill]) for row, skill in enumerate(wanted) if skill in columns]
    rows, matched = np.array(pairs, np.int64).reshape(-1, 2).T
    same = sp.csr_array((np.full(len(rows), FULL, np.int32), (rows, matched)), shape=fuzzy.shape)
    best = sp.csr_array(fuzzy.maximum(alias).maximum(same))
    best.sort_indices()
    return Likeness(tuple(wanted), tuple(offered), sp.csr_array(best.astype(np.int32)))


def _meanings(skills: Sequence[str], lexicon: Lexicon) -> sp.csr_array:
    rows, columns = [], []
    for row, skill in enumerate(skills):
        for meaning in lexicon.meanings.get(skill, ()):
            rows.append(row)
            columns.append(meaning)
    return sp.csr_array((np.ones(len(rows), np.int32), (rows, columns)), shape=(len(skills), len(lexicon.skills)))


def _shared(left: sp.csr_array, right: sp.csr_array, points: int) -> sp.csr_array:
    product = sp.csr_array(left @ right.T)
    product.data[:] = points
    return product
