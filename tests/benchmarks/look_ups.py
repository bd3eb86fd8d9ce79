"""How long one look-up of a picker takes on the full code tables, every kind of code and every kind of word.

.venv/bin/python tests/benchmarks/look_ups.py [SQLALCHEMY_URL_OF_A_DATABASE_WITH_CODES]
"""

import sys
import tempfile
import time
from pathlib import Path

from sqlmodel import Session

from webapp.database import make_engine, writing
from webapp.schema import upgrade
from webapp.services.codes import search, tree
from webapp.services.codes.tables import reference_data

MOST_MS = 50.0
REPEATS = 5
WORDS = ("", "a", "zn", "jxzz", "dianti", "智能", "机械", "工", "3", "34", "plc", "电梯维保", "没有的词", "machine")


def measured(session: Session, kind: str, words: str) -> float:
    """Return the milliseconds of a look-up, the median of some."""
    taken = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        search.search(session, kind, words)
        taken.append((time.perf_counter() - begun) * 1000)
    return sorted(taken)[REPEATS // 2]


def main() -> int:
    """Print the slowest look-up of each kind; fail where one takes longer than a picker may."""
    with tempfile.TemporaryDirectory() as folder:
        url = sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{Path(folder) / 'codes.sqlite3'}"
        engine = make_engine(url)
        upgrade(engine)
        with Session(writing(engine)) as session:
            reference_data.load(session)
            session.commit()
        slowest = 0.0
        with Session(engine) as session:
            for kind in search.FINDERS:
                times = {words: measured(session, kind, words) for words in WORDS}
                words = max(times, key=lambda held: times[held])
                slowest = max(slowest, times[words])
                begun = time.perf_counter()
                tree.columns(session, kind, "")
                top = (time.perf_counter() - begun) * 1000
                sys.stdout.write(f"{kind:10} slowest {times[words]:6.1f} ms for {words!r:12} top level {top:6.1f} ms\n")
        engine.dispose()
    sys.stdout.write(f"{'fine' if slowest <= MOST_MS else 'too slow'}: at most {MOST_MS:.0f} ms\n")
    return 0 if slowest <= MOST_MS else 1


if __name__ == "__main__":
    sys.exit(main())
