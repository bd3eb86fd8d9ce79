"""How long a round takes and how much memory, beside four things one would write instead, in one run.

.venv/bin/python tests/benchmarks/scale.py [--sizes 2000 10000 100000] [--threads 2]

Every figure comes from a process of its own. What would take hours is measured on a sample and multiplied, and the
table says so. Reading the posts is not counted; the second of two rounds is the one that is told, the first beside it.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from matching import Snapshot, Taxonomies, match  # noqa: E402
from matching.io import load_taxonomies  # noqa: E402
from tests.benchmarks.country import country  # noqa: E402

TOP = 50
EXPLAINED = 5
DENSE_LIMIT = 12_000  # posts per side; beyond, all pairs as floats outgrow the machine
DENSE_SAMPLE = 10_000
LOOP_SAMPLE = 120  # posts per side
CDIST_SAMPLE = 40_000_000  # pairs
PLAIN_SAMPLE = 40

Figures = dict[str, float]


def joined(snapshot: Snapshot) -> tuple[list[str], list[str]]:
    """Return every post's skills in one text each, as token scorers want them."""
    return [" ".join(post.required_skills) for post in snapshot.demands], [
        " ".join(post.skills) for post in snapshot.offerings
    ]


def ours(snapshot: Snapshot, tables: Taxonomies, threads: int) -> Figures:
    """Match twice with explanations for the first of each side made."""
    seconds = []
    for _ in range(2):
        begun = time.perf_counter()
        result = match(snapshot, tables, explain_top=EXPLAINED, threads=threads)
        kept = len(result.pairs)
        seconds.append(time.perf_counter() - begun)
    begun = time.perf_counter()
    shown = [result.explanations[pair] for pair in list(result.explanations)[:1000]]
    each = (time.perf_counter() - begun) / max(len(shown), 1)
    return {"seconds": seconds[1], "first": seconds[0], "pairs": kept, "explanation_ms": each * 1000}


def token_set_loop(snapshot: Snapshot, _tables: Taxonomies, _threads: int) -> Figures:
    """Compare texts pair by pair."""
    from rapidfuzz.fuzz import token_set_ratio

    demands, offerings = (texts[:LOOP_SAMPLE] for texts in joined(snapshot))
    begun = time.perf_counter()
    for demand in demands:
        for offering in offerings:
            token_set_ratio(demand, offering)
    return _scaled(snapshot, time.perf_counter() - begun, len(demands) * len(offerings))


def cdist(snapshot: Snapshot, _tables: Taxonomies, threads: int) -> Figures:
    """Compare texts in one call."""
    from rapidfuzz import fuzz, process

    demands, offerings = joined(snapshot)
    height = max(1, min(len(demands), CDIST_SAMPLE // len(offerings) // 100))
    begun = time.perf_counter()
    process.cdist(demands[:height], offerings, scorer=fuzz.token_set_ratio, workers=threads)
    return _scaled(snapshot, time.perf_counter() - begun, height * len(offerings))


def dense_tfidf(snapshot: Snapshot, _tables: Taxonomies, _threads: int) -> Figures:
    """Compare n-gram vectors, all pairs at once, and cut the best out of them."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    size = DENSE_SAMPLE if len(snapshot.demands) > DENSE_LIMIT else len(snapshot.demands)
    demands, offerings = (texts[:size] for texts in joined(snapshot))
    begun = time.perf_counter()
    vectors = TfidfVectorizer(analyzer="char", ngram_range=(2, 3)).fit_transform([*demands, *offerings])
    likeness = (vectors[: len(demands)] @ vectors[len(demands) :].T).toarray()
    np.argpartition(-likeness, TOP, axis=1)
    np.argpartition(-likeness, TOP, axis=0)
    return _scaled(snapshot, time.perf_counter() - begun, len(demands) * len(offerings))


def plain_loop(snapshot: Snapshot, _tables: Taxonomies, _threads: int) -> Figures:
    """Take for every wanted skill the likest offered one, pair by pair."""
    from rapidfuzz.fuzz import ratio

    demands = [post.required_skills for post in snapshot.demands[:PLAIN_SAMPLE]]
    offerings = [post.skills for post in snapshot.offerings[:PLAIN_SAMPLE]]
    begun = time.perf_counter()
    for wanted in demands:
        for offered in offerings:
            sum(max(ratio(skill, other) for other in offered) for skill in wanted)
    return _scaled(snapshot, time.perf_counter() - begun, len(demands) * len(offerings))


def _scaled(snapshot: Snapshot, seconds: float, pairs: int) -> Figures:
    whole = len(snapshot.demands) * len(snapshot.offerings)
    return {"seconds": seconds * whole / pairs, "measured": seconds, "measured_pairs": pairs}


WAYS: dict[str, tuple[str, Callable[[Snapshot, Taxonomies, int], Figures]]] = {
    "ours": ("this library: all criteria, best of both sides, explained", ours),
    "token_set": ("rapidfuzz token_set_ratio, double loop", token_set_loop),
    "cdist": ("rapidfuzz process.cdist of token_set_ratio", cdist),
    "tfidf": ("dense TF-IDF cosine", dense_tfidf),
    "plain": ("plain exact loop over skills (that criterion alone)", plain_loop),
}


def run_one(way: str, size: int, threads: int) -> None:
    """Measure one way in this process and print its figures as JSON."""
    tables = load_taxonomies()
    snapshot = country(size, tables)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    figures = WAYS[way][1](snapshot, tables, threads)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    click.echo(json.dumps({**figures, "peak_mb": peak / 1024, "posts_mb": before / 1024}))


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
    for size in options.sizes:
        click.echo(f"\n{size:,} demands × {size:,} offerings, best {TOP} of both sides, {options.threads} threads")
        base = None
        for way in options.ways:
            command = [sys.executable, __file__, "--one", way, "--sizes", str(size), "--threads", str(options.threads)]
            found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
            base = base or (found["seconds"] if way == "ours" else None)
            click.echo(f"  {WAYS[way][0]:<58}{_line(found, base)}")


def _line(found: Figures, base: float | None) -> str:
    line = f"{found['seconds']:>12,.2f} s  {found['peak_mb']:>7,.0f} MB ({found['posts_mb']:,.0f} MB are the posts)"
    if "first" in found:
        return (
            f"{line}; first round {found['first']:.2f} s; {found['pairs']:,} pairs; "
            f"an explanation takes {found['explanation_ms']:.2f} ms when looked at"
        )
    times = f", {found['seconds'] / base:,.0f} times ours" if base else ""
    sample = f"measured on {found['measured_pairs']:,.0f} pairs in {found['measured']:.2f} s and multiplied"
    return f"{line}{times}; {sample}"


if __name__ == "__main__":
    main()
