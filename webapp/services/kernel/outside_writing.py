"""Long work and the network stay outside of transactions that write: functions marked here say so, and complain if not.

A service is handed its session, and its source does not say in which kind of transaction it will be called: so this is
found out when it runs. Tests are strict, and there the complaint is an error. In service it is logged, and the work
goes on: that others wait some seconds is the smaller harm.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import structlog

from webapp.database import is_writing

P = ParamSpec("P")
R = TypeVar("R")
log = structlog.get_logger()


class WithinWritingError(AssertionError):
    """Long work was begun while the lock of writers was held."""


class Guard:
    """How breaches are met."""

    is_strict = False


def outside_writing(work: Callable[P, R]) -> Callable[P, R]:
    """Mark a function that computes for long or waits for the network: nobody calls it while holding the lock."""

    @wraps(work)
    def guarded(*arguments: P.args, **options: P.kwargs) -> R:
        if is_writing():
            if Guard.is_strict:
                raise WithinWritingError(work.__qualname__)
            log.error("long_work_within_writing", work=f"{work.__module__}.{work.__qualname__}", stack_info=True)
        return work(*arguments, **options)

    return guarded
