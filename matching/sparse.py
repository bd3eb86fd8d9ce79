"""Compressed tables as plain arrays: what compiled loops read and what can be sent to another process."""

from typing import NamedTuple

import numpy as np
import scipy.sparse as sp

from matching.arrays import Codes, IntArray


class Sparse(NamedTuple):
    """A compressed table: rows are spans of `columns` and `values`."""

    pointers: IntArray
    columns: Codes
    values: Codes


def sparse(matrix: sp.csr_array) -> Sparse:
    """Return a table with the columns of each row ascending."""
    matrix.sort_indices()
    return plain(matrix)


def plain(matrix: sp.csr_array) -> Sparse:
    """Return a table with entries in the order in which they stand."""
    return Sparse(matrix.indptr.astype(np.int64), matrix.indices.astype(np.int32), matrix.data.astype(np.int32))
