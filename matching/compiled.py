"""Compiling of inner loops by numba. Only large rounds import this; small ones never wait for a compiler."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from types import FunctionType
from typing import Any, ParamSpec, TypeVar, cast

import numba

LIBRARY = Path(__file__).parent

Parameters = ParamSpec("Parameters")
Returned = TypeVar("Returned")


def compiled(function: Callable[Parameters, Returned]) -> Callable[Parameters, Returned]:
    """Return the function as machine code that runs without the interpreter's lock; kept on disk between runs.

    No `fastmath`: results are the same bits as those of numpy.
    """
    made: Any = numba.njit(nogil=True, cache=True)(function)
    # numba looks at the function's own file alone before it takes code from the disk, but the constants and formulas
    # that went into the code stand in other files
    kept = made._cache._cache_file
    kept._source_stamp = (kept._source_stamp, SOURCES)
    return cast(Callable[Parameters, Returned], made)


def inlined(formula: Callable[..., Any], **called: Callable[..., Any]) -> Callable[..., Any]:
    """Return a formula that becomes a part of the compiled loops that call it, so that these stay loops over vectors.

    `called` are the compiled twins of functions that it calls, by the names that it knows them by.
    """
    names = {**formula.__globals__, **called}
    twin = FunctionType(formula.__code__, names, formula.__name__)
    return cast(Callable[..., Any], numba.njit(nogil=True, inline="always")(twin))


def fingerprint(folder: Path) -> str:
    """Return a hash of every source file below a folder."""
    whole = sha256()
    for path in sorted(folder.rglob("*.py")):
        whole.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()


SOURCES = fingerprint(LIBRARY)
