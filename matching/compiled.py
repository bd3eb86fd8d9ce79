"""Compiling of inner loops by numba. Only large rounds import this; small ones never wait for a compiler.

Compiling takes some 15 seconds, so machine code is kept on disk. It is taken from there only while no source file of
the library changed: after an update a large round could otherwise be ranked by yesterday's constants. Whatever is wrong
with the folder costs the compiling and never the round.
"""

import logging
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from types import FunctionType
from typing import Any, ParamSpec, TypeVar, cast

import numba

LIBRARY = Path(__file__).parent

Parameters = ParamSpec("Parameters")
Returned = TypeVar("Returned")

log = logging.getLogger("matching")
loops: list[Any] = []  # every compiled function, in the order in which they were made
unkept: list[str] = []  # why loops are not kept on disk, one reason a loop; the first alone is logged


def compiled(function: Callable[Parameters, Returned]) -> Callable[Parameters, Returned]:
    """Return the function as machine code that runs without the interpreter's lock; kept on disk where it can be.

    No `fastmath`: results are the same bits as those of numpy. Where no folder takes the code it is made anew in each
    process, and a line of the log says so.
    """
    try:
        made: Any = numba.njit(nogil=True, cache=True)(function)
    except RuntimeError as error:  # neither NUMBA_CACHE_DIR nor the package nor the home can be written to
        _tell_once(str(error))
        made = numba.njit(nogil=True)(function)
    else:
        # numba looks at the function's own file alone before it takes code from the disk, but the constants and
        # formulas that went into the code stand in other files
        kept = made._cache._cache_file
        kept._source_stamp = (kept._source_stamp, SOURCES)
        for deed in ("load_overload", "save_overload"):
            setattr(made._cache, deed, _forgiving(getattr(made._cache, deed)))
    loops.append(made)
    return cast(Callable[Parameters, Returned], made)


def _forgiving(deed: Callable[..., Any]) -> Callable[..., Any]:
    """Let a folder that is full, gone or broken cost the compiling and not the round."""

    def attempt(*arguments: Any) -> Any:
        try:
            return deed(*arguments)
        except Exception as error:  # whatever pickle makes of a file that was cut off
            _tell_once(f"{type(error).__name__}: {error}")
            return None

    return attempt


def _tell_once(why: str) -> None:
    if not unkept:
        log.warning(
            "compiled loops are not kept on disk, each process compiles them again; set NUMBA_CACHE_DIR (%s)", why
        )
    unkept.append(why)


def is_kept(function: Any) -> bool:
    """Return whether machine code of a compiled function is in this process or on the disk."""
    if function.signatures:
        return True
    try:
        return bool(function._cache._cache_file._load_index())
    except Exception:  # no cache, or one that cannot be read: it will be compiled
        return False


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
