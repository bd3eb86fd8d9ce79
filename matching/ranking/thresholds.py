"""Whether compiled loops pay: they need numba, and loading them takes about as long as a small round altogether."""

import logging
from functools import lru_cache
from typing import Any

COMPILED_FROM = 1_000_000  # pairs
UNKEPT_FROM = 200_000_000  # pairs, where nothing is compiled yet: below, arrays are done before the compiler is

log = logging.getLogger("matching")


def pays_to_compile(demands: int, offerings: int) -> bool:
    """Return whether a round is large enough for compiled loops, and they are there or can be made in time."""
    pairs = demands * offerings
    return pairs >= COMPILED_FROM and has_compiler() and (pairs >= UNKEPT_FROM or loops_are_kept())


@lru_cache(maxsize=1)
def has_compiler() -> bool:
    """Return whether numba is installed and compiles here; one line of the log says where it is and does not."""
    try:
        import numba
    except ImportError:  # not installed: arrays do the same
        return False
    except Exception as error:
        return _without(error)
    try:
        compile_one: Any = numba.njit(_one)
        return bool(compile_one() == 1)
    except Exception as error:  # no memory that may be run, a processor that LLVM does not know
        return _without(error)


def _one() -> int:
    return 1


def _without(error: Exception) -> bool:
    log.warning("loops cannot be compiled here, rounds go through arrays (%s)", " ".join(str(error).split())[:200])
    return False


def loops_are_kept() -> bool:
    """Return whether the largest of the compiled loops is in this process or on the disk."""
    from matching.compiled import is_kept
    from matching.ranking.compiled.scoring import score_tile

    return is_kept(score_tile)
