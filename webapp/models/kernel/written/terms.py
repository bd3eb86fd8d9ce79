"""Terms of school years: 2027-1 is the spring, 2027-2 the autumn of 2027."""

import re
from typing import Final

from webapp.models.kernel.written.signs import close, plain, says_nothing
from webapp.models.kernel.written.unclear import Unclear

SCHOOL_YEAR: Final = re.compile(
    r"(20[0-9]{2})\s*[-/至]\s*(20[0-9]{2})\s*(?:学年)?度?\s*-?\s*第?([12一二上下秋春])\s*(?:学期|季|学年)*", re.ASCII
)
WHOLE_SCHOOL_YEAR: Final = re.compile(r"(20[0-9]{2})[-/至](20[0-9]{2})(?:学年)?度?", re.ASCII)
TERM: Final = re.compile(r"(20[0-9]{2})\s*年?[\s-]*(?:([12])|(春)|(秋))[季学期\s]*", re.ASCII)
YEAR: Final = re.compile(r"(20[0-9]{2})年?(上半年|下半年)?", re.ASCII)


def read_term(text: str) -> str:
    """Return the term that a writing says, empty where it says nothing; raise Unclear."""
    if says_nothing(text):
        return ""
    figure = plain(text)
    match = SCHOOL_YEAR.fullmatch(figure)
    if match and int(match.group(2)) == int(match.group(1)) + 1:
        first = match.group(3) in "1一上秋"  # the first term of a school year is the autumn of its first year
        return f"{match.group(1)}-2" if first else f"{match.group(2)}-1"
    if match := TERM.fullmatch(figure):
        return f"{match.group(1)}-{match.group(2) or ('1' if match.group(3) else '2')}"
    if (match := WHOLE_SCHOOL_YEAR.fullmatch(close(text))) and int(match.group(2)) == int(match.group(1)) + 1:
        raise Unclear("term_unclear", text, [f"{match.group(1)}-2", f"{match.group(2)}-1"])
    if match := YEAR.fullmatch(close(text)):
        half = {"上半年": "1", "下半年": "2"}.get(match.group(2) or "")
        raise Unclear("term_unclear", text, [f"{match.group(1)}-{term}" for term in ([half] if half else "12")])
    raise Unclear("term", text)
