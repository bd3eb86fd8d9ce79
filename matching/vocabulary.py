"""Distinct texts of many posts, in normal form, and sparse tables of which post holds which."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from matching.arrays import IntArray, best_of_each
from matching.text import Rarity, normalise, weighed


@dataclass(frozen=True)
class Holdings:
    """Which row holds which text: distinct normal forms, sorted, and [rows × texts] with integers of 1 or more."""

    texts: tuple[str, ...]
    matrix: sp.csr_array


def collect(rows: Iterable[Iterable[tuple[str, int]]]) -> Holdings:
    """Number the texts of rows of (text, value); empty ones go, of equal ones in a row the greatest value stays."""
    normal: dict[str, int] = {}  # raw text → number of its normal form
    numbers: dict[str, int] = {}
    columns: list[int] = []
    values: list[int] = []
    pointers = [0]
    for row in rows:
        for text, value in row:
            place = normal.get(text)
            if place is None:
                place = normal[text] = numbers.setdefault(normalise(text), len(numbers))
            columns.append(place)
            values.append(value)
        pointers.append(len(columns))
    names = sorted(numbers)
    rank = np.empty(len(names), np.int64)
    rank[[numbers[name] for name in names]] = np.arange(len(names))
    owner = np.repeat(np.arange(len(pointers) - 1, dtype=np.int64), np.diff(pointers))
    held = table(owner, rank[columns] if columns else np.zeros(0, np.int64), values, (len(pointers) - 1, len(names)))
    if names and names[0] == "":
        return Holdings(tuple(names[1:]), sp.csr_array(held[:, 1:]))
    return Holdings(tuple(names), held)


def table(rows: IntArray, columns: IntArray, values: Sequence[int] | IntArray, shape: tuple[int, int]) -> sp.csr_array:
    """Return a sparse table with the greatest value of each (row, column), columns sorted in each row."""
    numbers = np.asarray(values, np.int64)
    chosen = best_of_each(rows * max(shape[1], 1) + columns, numbers)
    pointers = np.searchsorted(rows[chosen], np.arange(shape[0] + 1))
    return sp.csr_array((numbers[chosen], columns[chosen], pointers), shape=shape)


def wording_of(text: str, rarity: Rarity) -> dict[str, int]:
    """Return the pairs of characters and Latin words of a text in normal form, with their weights."""
    return {gram: weight for gram, weight in weighed(text, rarity).items() if len(gram) > 1 or gram.isascii()}


def wordings(texts: Sequence[str], rarity: Rarity) -> Holdings:
    """Return the wording of each text: [texts × n-grams], weights; n-grams sorted."""
    found = [wording_of(text, rarity) for text in texts]
    names = sorted({gram for words in found for gram in words})
    column = {gram: place for place, gram in enumerate(names)}
    pointers = np.cumsum([0, *map(len, found)])
    columns = np.array([column[gram] for words in found for gram in words], np.int64)
    weights = np.array([weight for words in found for weight in words.values()], np.int64)
    matrix = sp.csr_array((weights, columns, pointers), shape=(len(texts), len(names)))
    matrix.sort_indices()
    return Holdings(tuple(names), matrix)


def in_terms_of(holdings: Holdings, names: Sequence[str]) -> sp.csr_array:
    """Return the same rows over other columns; texts that `names` lacks are dropped."""
    place = {name: column for column, name in enumerate(names)}
    target = np.array([place.get(text, -1) for text in holdings.texts], np.int64)
    matrix = holdings.matrix
    columns = target[matrix.indices] if len(target) else np.zeros(0, np.int64)
    rows = np.repeat(np.arange(matrix.shape[0], dtype=np.int64), np.diff(matrix.indptr))
    keep = columns >= 0
    return table(rows[keep], columns[keep], matrix.data[keep], (matrix.shape[0], len(names)))


def share_out(matrix: sp.csr_array, steps: IntArray) -> sp.csr_array:
    """Return each row's steps split in proportion to its values, so that they sum exactly (as `split_steps` does)."""
    ends = np.cumsum(matrix.data.astype(np.int64))
    before = np.concatenate([[0], ends])[matrix.indptr[:-1]]
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    totals = np.concatenate([[0], ends])[matrix.indptr[1:]] - before
    upper = (ends - before[rows]) * steps[rows] // totals[rows]
    lower = (ends - matrix.data - before[rows]) * steps[rows] // totals[rows]
    return sp.csr_array(((upper - lower).astype(np.int32), matrix.indices, matrix.indptr), shape=matrix.shape)
