"""How long a round takes and how much memory, beside four things one would write instead, in one run.

.venv/bin/python tests/benchmarks/scale.py [--sizes 2000 10000 100000] [--threads 2]

Every figure comes from a process of its own, which first ranks a round of 1,000 to load compiled code; medians of
several rounds, wall and processor time, and the load of the machine beside them. A round goes from posts in memory to
the lists of both sides with the numbers of the explanations of the first five (what-if scores among them); words are
put around those when somebody looks, and that is told apart. What would take hours is measured on a sample and
multiplied, and the line says so. A round of 100 is also timed in a fresh process that finds no compiled code.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import click

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from matching import MatchingPolicy, Snapshot, Taxonomies, match  # noqa: E402
from matching.criteria.industry import IndustryTable  # noqa: E402
from matching.criteria.skills import POSITION_FLOOR  # noqa: E402
from matching.ranking.index import build_index  # noqa: E402
from matching.tables.load import load_tables  # noqa: E402
from matching.text.normal import normalise  # noqa: E402
from tests.benchmarks.country import country  # noqa: E402
from tests.matching.ranking import plain_loop  # noqa: E402

TOP = 50
EXPLAINED = 5
DENSE_LIMIT = 12_000  # posts per side; beyond, all pairs as floats outgrow the machine
DENSE_SAMPLE = 10_000
LOOP_SAMPLE = 120  # posts per side
CDIST_SAMPLE = 40_000_000  # pairs
PLAIN_SAMPLE = 60
COLD = 100
WARM = 1_000
ROUNDS = ((2_000, 9), (10_000, 5), (1 << 60, 1))  # rounds that are measured, up to a size
LOOKED_AT = 2_000

Figures = dict[str, float]


def joined(snapshot: Snapshot) -> tuple[list[str], list[str]]:
    """Return every post's skills in one text each, as token scorers want them."""
    return [" ".join(post.required_skills) for post in snapshot.demands], [
        " ".join(post.skills) for post in snapshot.offerings
    ]


def ours(snapshot: Snapshot, tables: Taxonomies, threads: int) -> Figures:
    """Match several times, then look at some explanations."""
    match(country(WARM, tables), tables, threads=threads)
    seconds, spent, peak = [], [], 0.0
    for _ in range(next(rounds for size, rounds in ROUNDS if len(snapshot.demands) <= size)):
        result = None  # one round at a time in memory
        begun, used = time.perf_counter(), time.process_time()
        result = match(snapshot, tables, explain_top=EXPLAINED, threads=threads)
        seconds.append(time.perf_counter() - begun)
        spent.append(time.process_time() - used)
        peak = peak or peak_mb()
    begun = time.process_time()
    shown = [result.explanations[pair] for pair in list(result.explanations)[:LOOKED_AT]]
    each = (time.process_time() - begun) / max(len(shown), 1)
    return {
        "seconds": statistics.median(seconds),
        "cpu": statistics.median(spent),
        "least": min(seconds),
        "peak_mb": peak,
        "rounds": len(seconds),
        "pairs": len(result.pairs),
        "explained": len(result.explanations),
        "explanation_ms": each * 1000,
    }


def token_set_loop(snapshot: Snapshot, _tables: Taxonomies, _threads: int) -> Figures:
    """Compare texts pair by pair."""
    from rapidfuzz.fuzz import token_set_ratio

    demands, offerings = (texts[:LOOP_SAMPLE] for texts in joined(snapshot))
    begun, used = time.perf_counter(), time.process_time()
    for demand in demands:
        for offering in offerings:
            token_set_ratio(demand, offering)
    return _scaled(snapshot, begun, used, len(demands) * len(offerings))


def cdist(snapshot: Snapshot, _tables: Taxonomies, threads: int) -> Figures:
    """Compare texts in one call."""
    from rapidfuzz import fuzz, process

    demands, offerings = joined(snapshot)
    height = max(1, min(len(demands), CDIST_SAMPLE // len(offerings) // 100))
    begun, used = time.perf_counter(), time.process_time()
    process.cdist(demands[:height], offerings, scorer=fuzz.token_set_ratio, workers=threads)
    return _scaled(snapshot, begun, used, height * len(offerings))


def dense_tfidf(snapshot: Snapshot, _tables: Taxonomies, _threads: int) -> Figures:
    """Compare n-gram vectors, all pairs at once, and cut the best out of them."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    size = DENSE_SAMPLE if len(snapshot.demands) > DENSE_LIMIT else len(snapshot.demands)
    demands, offerings = (texts[:size] for texts in joined(snapshot))
    begun, used = time.perf_counter(), time.process_time()
    vectors = TfidfVectorizer(analyzer="char", ngram_range=(2, 3)).fit_transform([*demands, *offerings])
    likeness = (vectors[: len(demands)] @ vectors[len(demands) :].T).toarray()
    np.argpartition(-likeness, TOP, axis=1)
    np.argpartition(-likeness, TOP, axis=0)
    return _scaled(snapshot, begun, used, len(demands) * len(offerings))


def ratio_loop(snapshot: Snapshot, _tables: Taxonomies, _threads: int) -> Figures:
    """Take for every wanted skill the likest offered one, pair by pair."""
    from rapidfuzz.fuzz import ratio

    demands = [post.required_skills for post in snapshot.demands[:PLAIN_SAMPLE]]
    offerings = [post.skills for post in snapshot.offerings[:PLAIN_SAMPLE]]
    begun, used = time.perf_counter(), time.process_time()
    for wanted in demands:
        for offered in offerings:
            sum(max(ratio(skill, other) for other in offered) for skill in wanted)
    return _scaled(snapshot, begun, used, len(demands) * len(offerings))


def definition(snapshot: Snapshot, tables: Taxonomies, _threads: int) -> Figures:
    """Work every pair out as the tests define it; what repeats is looked up, and the pass that fills is not counted."""
    part = Snapshot(snapshot.demands[:PLAIN_SAMPLE], snapshot.offerings[:PLAIN_SAMPLE])
    remember(part, tables)
    for counted in (False, True):
        begun, used = time.perf_counter(), time.process_time()
        for demand in part.demands:
            for offering in part.offerings:
                plain_loop.score(demand, offering, part, tables)
        if counted:
            return _scaled(snapshot, begun, used, len(part.demands) * len(part.offerings))
    raise AssertionError


def remember(part: Snapshot, tables: Taxonomies) -> None:
    """Let the plain loop look up what it would work out again and again: likenesses, words, features, codes."""
    index = build_index(part, tables, MatchingPolicy())
    positions = sorted({normalise(demand.position) for demand in part.demands})
    found = {}
    for row, name in enumerate([*index.terms.skills, *positions]):
        span = slice(index.terms.likeness.indptr[row], index.terms.likeness.indptr[row + 1])
        near = zip(index.terms.likeness.indices[span], index.terms.likeness.data[span], strict=True)
        found[name, row >= len(index.terms.skills)] = {index.terms.offered[term]: int(points) for term, points in near}

    def look_up(wanted: str, offered: str, _tables: Taxonomies, least: int) -> int:
        return found[wanted, least == POSITION_FLOOR].get(offered, 0)

    plain_loop.likeness = look_up
    words, features = cache(plain_loop.wording), cache(plain_loop.features)
    mine = sorted({demand.industry_code for demand in part.demands})
    theirs = sorted({code for offering in part.offerings for code in offering.industry_codes})
    grid = IndustryTable(tables).compare(mine, theirs)
    codes = {(one, other): grid[row, column] for row, one in enumerate(mine) for column, other in enumerate(theirs)}
    known = Hashed(tables)
    plain_loop.wording = lambda texts, _tables: words(frozenset(texts), known)
    plain_loop.features = lambda text, _tables: features(text, known)
    plain_loop.IndustryTable = lambda _tables: SimpleNamespace(
        compare=lambda wanted, offered: {(0, 0): codes[wanted[0], offered[0]]}
    )


class Hashed:
    """Code tables that can be the key of a cache."""

    def __init__(self, tables: Taxonomies) -> None:
        """Take the tables."""
        self.rarity = tables.rarity


def _scaled(snapshot: Snapshot, begun: float, used: float, pairs: int) -> Figures:
    seconds, spent = time.perf_counter() - begun, time.process_time() - used
    times = len(snapshot.demands) * len(snapshot.offerings) / pairs
    return {"seconds": seconds * times, "cpu": spent * times, "measured": spent, "measured_pairs": pairs}


WAYS: dict[str, tuple[str, Callable[[Snapshot, Taxonomies, int], Figures]]] = {
    "ours": ("this library: all criteria, best of both sides, explained", ours),
    "token_set": ("rapidfuzz token_set_ratio, double loop", token_set_loop),
    "cdist": ("rapidfuzz process.cdist of token_set_ratio", cdist),
    "tfidf": ("dense TF-IDF cosine", dense_tfidf),
    "ratio": ("plain loop over skills, best rapidfuzz ratio of each", ratio_loop),
    "plain": ("plain exact loop, all criteria: the definition", definition),
}


def run_one(way: str, size: int, threads: int) -> None:
    """Measure one way in this process and print its figures as JSON."""
    tables = load_tables()
    snapshot = country(size, tables)
    before = peak_mb()
    figures = WAYS[way][1](snapshot, tables, threads)
    click.echo(json.dumps({"peak_mb": peak_mb(), **figures, "posts_mb": before}))


def peak_mb() -> float:
    """Return the most memory that this process has had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def cold() -> Figures:
    """Time a small round in a process that finds no compiled code: all of it, and the match alone."""
    code = (
        "import sys, time; sys.path.insert(0, '.'); from matching import match;"
        "from matching.tables.load import load_tables;"
        "from tests.benchmarks.country import country; tables = load_tables();"
        f"posts = country({COLD}, tables); begun = time.perf_counter(); match(posts, tables);"
        "print(time.perf_counter() - begun)"
    )
    with tempfile.TemporaryDirectory() as empty:
        begun = time.perf_counter()
        environment = {**os.environ, "NUMBA_CACHE_DIR": empty}
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT, env=environment
        )
        return {"process": time.perf_counter() - begun, "match": float(done.stdout)}


def main() -> None:
    """Print a table per size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=[2_000, 10_000, 100_000])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--ways", nargs="*", choices=list(WAYS), default=list(WAYS))
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        run_one(options.one, options.sizes[0], options.threads)
        return
    first = cold()
    click.echo(
        f"{COLD} × {COLD} in a fresh process without compiled code: {first['match']:.2f} s, "
        f"{first['process']:.2f} s with starting and reading the code tables"
    )
    for size in options.sizes:
        load = os.getloadavg()[0]
        click.echo(
            f"\n{size:,} demands × {size:,} offerings, best {TOP} of both sides, {options.threads} threads, "
            f"load {load:.1f} on {os.cpu_count()} processors"
        )
        base = None
        for way in options.ways:
            command = [sys.executable, __file__, "--one", way, "--sizes", str(size), "--threads", str(options.threads)]
            found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
            base = base or (found["cpu"] if way == "ours" else None)
            click.echo(f"  {WAYS[way][0]:<58}{_line(found, base)}")


def _line(found: Figures, base: float | None) -> str:
    memory = f"{found['peak_mb']:>7,.0f} MB ({found['posts_mb']:,.0f} MB are the posts)"
    line = f"{found['seconds']:>12,.2f} s (processor {found['cpu']:,.2f} s)  {memory}"
    if "explained" in found:
        return (
            f"{line}; least {found['least']:.2f} s of {found['rounds']:.0f}; "
            f"{found['pairs']:,} pairs; {found['explained']:,} explained, {found['explanation_ms']:.2f} ms each to put "
            "into words"
        )
    times = f"; {found['cpu'] / base:,.1f} times our processor time" if base else ""
    sample = f"measured on {found['measured_pairs']:,.0f} pairs in {found['measured']:.2f} s and multiplied"
    return f"{line}{times}; {sample}"


if __name__ == "__main__":
    main()
