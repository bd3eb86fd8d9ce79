"""Every text of a snapshot once, in normal form, with its features; and which post holds which."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from matching.arrays import IntArray, best_of_each, owners, steps_until
from matching.sparse import narrow
from matching.text.ngrams import PAIR, Rarity, TextTable
from matching.text.normal import compact, in_words
from matching.text.skills import skill_in_words

ROWS = 8_192  # rows that are shared out at a time


class Numbering:
    """Numbers raw texts by their normal form, in the order in which they come."""

    def __init__(self) -> None:
        """Start with the empty text as number 0."""
        self._raw: dict[str, int] = {"": 0}
        self._normal: dict[str, int] = {"": 0}

    def number(self, text: str) -> int:
        """Return the number of the text's normal form."""
        number = self._raw.get(text)
        if number is None:
            number = self._raw[text] = self._normal.setdefault(in_words(text), len(self._normal))
        return number

    def skills(self, texts: Iterable[str]) -> list[int]:
        """Return the numbers of the skills that texts name, each once; of two spellings that with more words."""
        forms: dict[str, str] = {}
        for text in texts:
            if form := skill_in_words(text):
                same = compact(form)
                forms[same] = max(forms.get(same, ""), form, key=lambda spelt: (len(spelt), spelt))
        return [self._normal.setdefault(form, len(self._normal)) for form in forms.values()]

    def ranks(self) -> tuple[tuple[str, ...], IntArray]:
        """Return the normal forms sorted, and the rank of each number; the empty text has rank 0."""
        names = tuple(sorted(self._normal))
        ranks = np.empty(len(names), np.int64)
        ranks[[self._normal[name] for name in names]] = np.arange(len(names))
        return names, ranks


@dataclass(frozen=True)
class Vocabulary:
    """Distinct texts, sorted, with their features. Text 0 is empty."""

    texts: tuple[str, ...]
    features: TextTable

    @classmethod
    def of(cls, texts: tuple[str, ...], rarity: Rarity) -> "Vocabulary":
        """Take every text apart once."""
        return cls(texts, TextTable.of(texts, rarity))

    def wording(self) -> sp.csr_array:
        """Return pairs of characters and Latin words [texts × features], with their weights; no single characters."""
        matrix = self.features.matrix
        kept = self.features.keys[matrix.indices] >= PAIR
        pointers = np.concatenate([[0], np.cumsum(kept)])[matrix.indptr]
        return narrow(sp.csr_array((matrix.data[kept], matrix.indices[kept], pointers), shape=matrix.shape))


def table(rows: IntArray, columns: IntArray, values: Sequence[int] | IntArray, shape: tuple[int, int]) -> sp.csr_array:
    """Return a sparse table with the greatest value of each (row, column), columns sorted in each row."""
    numbers = np.asarray(values, np.int64)
    chosen = best_of_each(rows * max(shape[1], 1) + columns, numbers)
    pointers = np.searchsorted(rows[chosen], np.arange(shape[0] + 1))
    return narrow(sp.csr_array((numbers[chosen], columns[chosen], pointers), shape=shape))


def joined(tables: Iterable[sp.csr_array]) -> sp.csr_array:
    """Return one table with the entries of several of the same shape, the greatest value of each place."""
    parts = list(tables)
    rows = np.concatenate([owners(entry.indptr) for entry in parts])
    columns = np.concatenate([entry.indices for entry in parts]).astype(np.int64)
    return table(rows, columns, np.concatenate([entry.data for entry in parts]), parts[0].shape)


def used_columns(matrix: sp.csr_array) -> IntArray:
    """Return the columns that hold anything, ascending."""
    return np.unique(matrix.indices).astype(np.int64)


def only(matrix: sp.csr_array, columns: IntArray) -> sp.csr_array:
    """Return the table over some of its columns, ascending."""
    place = np.full(matrix.shape[1], -1, np.int32)
    place[columns] = np.arange(len(columns))
    target = place[matrix.indices]
    kept = target >= 0
    pointers = np.concatenate([[0], np.cumsum(kept)])[matrix.indptr]
    return narrow(sp.csr_array((matrix.data[kept], target[kept], pointers), shape=(matrix.shape[0], len(columns))))


def share_out(matrix: sp.csr_array, steps: IntArray) -> sp.csr_array:
    """Return each row's steps split in proportion to its values, so that they sum exactly (as `split_steps` does)."""
    shares = np.empty(matrix.nnz, np.int32)
    for start in range(0, matrix.shape[0], ROWS):
        pointers = matrix.indptr[start : start + ROWS + 1].astype(np.int64)
        data = matrix.data[pointers[0] : pointers[-1]].astype(np.int64)
        ends = np.cumsum(data)
        bounds = np.concatenate([[0], ends])[pointers - pointers[0]]
        rows = owners(pointers)
        before, totals, whole = bounds[:-1][rows], (bounds[1:] - bounds[:-1])[rows], steps[start + rows]
        upper, lower = (steps_until(running - before, whole, totals) for running in (ends, ends - data))
        shares[pointers[0] : pointers[-1]] = upper - lower
    return sp.csr_array((shares, matrix.indices, matrix.indptr), shape=matrix.shape)
