"""Compressed tables as plain arrays: what compiled loops read and what can be sent to another process."""

from typing import NamedTuple

import numpy as np
import scipy.sparse as sp

from matching.arrays import Codes, IntArray

MOST_ENTRIES = 1 << 31


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
    return Sparse(
        matrix.indptr.astype(np.int64, copy=False),
        matrix.indices.astype(np.int32, copy=False),
        matrix.data.astype(np.int32, copy=False),
    )


def narrow(matrix: sp.csr_array) -> sp.csr_array:
    """Return a table in the smallest whole numbers that hold everything here: half the memory."""
    pointers = matrix.indptr.astype(np.int32, copy=False) if matrix.nnz < MOST_ENTRIES else matrix.indptr
    columns = matrix.indices.astype(pointers.dtype, copy=False)
    return sp.csr_array((matrix.data.astype(np.int32, copy=False), columns, pointers), shape=matrix.shape)
