"""Where the recorded answers are kept, and how a difference is told."""

import difflib
import re
from pathlib import Path

ANSWERS = Path(__file__).parent / "answers"
RENEW = "python -m tests.recorded"
STATUS = re.compile(r"[23][0-9]{2}( |$)")
MOST = 200  # lines of a difference that are shown


def file_of(phase: str) -> Path:
    """Return the file of a city's answers."""
    return ANSWERS / f"{phase.replace(' ', '_')}.txt"


def difference(phase: str, found: str) -> str:
    """Return how answers differ from those kept; nothing where they do not."""
    kept = file_of(phase).read_text(encoding="utf-8")
    if kept == found:
        return ""
    name = file_of(phase).name
    told = difflib.unified_diff(_within(kept), _within(found), f"{name}, kept", f"{name}, now", n=3, lineterm="")
    lines = list(told)
    more = f"\n… and {len(lines) - MOST} lines more" if len(lines) > MOST else ""
    return "\n".join(lines[:MOST]) + more


def _within(text: str) -> list[str]:
    """Return the lines of a record, each below its route, so that a difference says where it is."""
    found, route = [], ""
    for line in text.splitlines():
        route = line[2:].split(" ")[0] if line.startswith("# ") else route
        found.append(f"{route}:{line}" if line.startswith(" ") else line)
    return found


def succeeded(text: str) -> set[str]:
    """Return the routes of a record of which somebody who may was answered with a page or sent on."""
    found, route, head = set(), "", ""
    for line in text.splitlines():
        if line.startswith("# "):
            route = line[2:].split(" ")[0]
        elif line.startswith("  ") and not line.startswith("      "):
            head = line
        answer = line.rsplit(" → ", 1)[-1] if line is head else line.strip()
        if STATUS.match(answer) and not head.startswith("  not theirs"):
            found.add(route)
    return found
