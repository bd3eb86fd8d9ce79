"""Posts as numbers of texts: one walk over each side, everything after it works on arrays."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from matching.arrays import IntArray, owners
from matching.posts import Demand, Offering
from matching.text.ngrams import Rarity
from matching.text.vocabulary import Numbering, Vocabulary, joined, table


@dataclass(frozen=True)
class Encoded:
    """Texts of a snapshot and who holds them; every column is a text of the vocabulary."""

    vocabulary: Vocabulary
    asked: sp.csr_array  # [demands × texts]: the importance of each wanted skill
    positions: IntArray  # text of each demand's position, or of its family where the position is not named
    titles: sp.csr_array  # [demands × texts]: position, family and segment
    spoken: sp.csr_array  # [demands × texts]: every text that takes part in the wording
    taught: sp.csr_array  # [offerings × texts]: skills and courses
    majors: IntArray  # text of each offering's major
    offered: sp.csr_array  # [offerings × texts]: skills, courses and the major as one more term
    described: sp.csr_array  # [offerings × texts]: every text that takes part in the wording
    demand_chains: IntArray
    offering_chains: IntArray


def encode(
    demands: Sequence[Demand], offerings: Sequence[Offering], rarity: Rarity, *, importance: tuple[int, int]
) -> Encoded:
    """Number every text of both sides; `importance` is that of a required and of a preferred skill."""
    numbering = Numbering()
    number = numbering.number
    name_numbers = [[number(text) for text in _names(demand)] for demand in demands]
    skills = numbering.skills
    wanted = [skills(demand.required_skills) for demand in demands]
    preferred = [skills(demand.preferred_skills) for demand in demands]
    titled = [[number(offering.major), number(offering.major_class), number(offering.chain)] for offering in offerings]
    teaching = [skills((*offering.skills, *offering.courses)) for offering in offerings]
    texts, ranks = numbering.ranks()
    names = ranks[np.array(name_numbers, np.int64).reshape(-1, 4)]
    majors, classes, chains = ranks[np.array(titled, np.int64).reshape(-1, 3)].T
    position, family, segment, chain = names.T
    width = len(texts)
    both = zip((wanted, preferred), importance, strict=True)
    asked = joined([_text_table(skills, ranks, width, value) for skills, value in both])
    taught = _text_table(teaching, ranks, width, 1)
    titles = joined(_single(column, width) for column in (position, family, segment))
    positions = np.where(position > 0, position, family)
    return Encoded(
        Vocabulary.of(texts, rarity),
        asked,
        positions,
        titles,
        _once(joined([titles, _single(chain, width), asked])),
        taught,
        majors,
        joined([taught, _single(majors, width)]),
        joined([taught, _single(majors, width), _single(classes, width)]),
        chain,
        chains,
    )


def _names(demand: Demand) -> tuple[str, str, str, str]:
    return demand.position, demand.family, demand.segment, demand.chain


def _text_table(rows: Sequence[Sequence[int]], ranks: IntArray, width: int, value: int) -> sp.csr_array:
    pointers = np.cumsum([0, *map(len, rows)])
    columns = ranks[np.fromiter((entry for row in rows for entry in row), np.int64, int(pointers[-1]))]
    kept = columns > 0
    holders = owners(pointers)[kept]
    return table(holders, columns[kept], np.full(len(holders), value), (len(rows), width))


def _single(column: IntArray, width: int) -> sp.csr_array:
    kept = column > 0
    pointers = np.concatenate([[0], np.cumsum(kept)])
    return sp.csr_array((np.ones(int(kept.sum()), np.int64), column[kept], pointers), shape=(len(column), width))


def _once(matrix: sp.csr_array) -> sp.csr_array:
    return sp.csr_array((np.ones_like(matrix.data), matrix.indices, matrix.indptr), shape=matrix.shape)
