"""What a reader raises where a writing does not plainly say a value."""

from collections.abc import Iterable
from typing import Any, Final

from webapp.models.kernel.characters import in_one_line

LONGEST_WRITTEN: Final = 60
MOST_OPTIONS: Final = 4


class Unclear(ValueError):
    """A writing that is no plain value: a code, what may be meant instead, and the facts of the sentence.

    The options are writings that the same reader reads without a question, the likeliest first; an empty one stands
    for leaving the field blank. What is plainly wrong has no options.
    """

    def __init__(self, code: str, written: str = "", options: Iterable[object] = (), **facts: Any) -> None:
        """Hold the code, the distinct options, and the facts with what was written among them."""
        super().__init__(code)
        self.code = code
        self.options = tuple(dict.fromkeys(str(option) for option in options))[:MOST_OPTIONS]
        self.facts: dict[str, Any] = {"written": in_one_line(written)[:LONGEST_WRITTEN], **facts}
