"""Compiling of inner loops by numba. Only large rounds import this; small ones never wait for a compiler."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba

Parameters = ParamSpec("Parameters")
Returned = TypeVar("Returned")


def compiled(function: Callable[Parameters, Returned]) -> Callable[Parameters, Returned]:
    """Return the function as machine code that runs without the interpreter's lock; kept on disk between runs.

    No `fastmath`: results are the same bits as those of numpy.
    """
    return cast(Callable[Parameters, Returned], numba.njit(nogil=True, cache=True)(function))
