"""Names for arrays of one kind, and joining values into numbers."""

from collections.abc import Hashable, Iterable
from itertools import accumulate, pairwise
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Points = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]

Value = TypeVar("Value", bound=Hashable)


def number(values: Iterable[Value]) -> tuple[Codes, list[Value]]:
    """Return one number per value and the distinct values in the order of their first appearance."""
    seen: dict[Value, int] = {}
    codes = np.fromiter((seen.setdefault(value, len(seen)) for value in values), dtype=np.int32)
    return codes, list(seen)


def owners(pointers: npt.NDArray[np.integer]) -> IntArray:
    """Return the row of every entry of a compressed table."""
    return np.repeat(np.arange(len(pointers) - 1, dtype=np.int64), np.diff(pointers))


def expand(pointers: npt.NDArray[np.integer], rows: npt.NDArray[np.integer]) -> tuple[IntArray, IntArray]:
    """Return, for chosen rows of a compressed table, (position within `rows`, index of the entry) of every entry."""
    starts = pointers[rows].astype(np.int64)
    counts = pointers[rows + 1].astype(np.int64) - starts
    ends = np.cumsum(counts)
    owner = np.repeat(np.arange(len(rows), dtype=np.int64), counts)
    entry = np.arange(int(ends[-1]) if len(ends) else 0, dtype=np.int64) - np.repeat(ends - counts, counts)
    return owner, entry + np.repeat(starts, counts)


def best_of_each(keys: IntArray, values: npt.NDArray[np.integer]) -> IntArray:
    """Return, for each distinct key in ascending order, the place of its greatest value."""
    order = np.lexsort((values, keys))
    last = np.append(keys[order][1:] != keys[order][:-1], True)[: len(keys)]
    return np.asarray(order[last], dtype=np.int64)


def distinct(rows: IntArray, columns: IntArray) -> tuple[IntArray, IntArray]:
    """Return the distinct pairs of two columns, sorted."""
    order = np.lexsort((columns, rows))
    rows, columns = rows[order], columns[order]
    first = np.append(True, (rows[1:] != rows[:-1]) | (columns[1:] != columns[:-1]))[: len(rows)]
    return rows[first], columns[first]


def steps_until(running: Any, steps: Any, total: Any) -> Any:
    """Return how many of all steps go to the first shares, whose sum is `running` of `total`; one number or arrays."""
    return running * steps // total


def split_steps(shares: Iterable[int], steps: int) -> list[int]:
    """Split a whole number of steps in proportion to shares, so that the parts sum to it exactly."""
    sums = [0, *accumulate(shares)]
    bounds = [steps_until(running, steps, sums[-1]) for running in sums]
    return [upper - lower for lower, upper in pairwise(bounds)]
