"""Compile the loops of the library once, before each process of a check does: `python -m tests.compiling`."""

from matching import MatchingPolicy, OfferingIndex, match
from matching.ranking import thresholds
from matching.tables.load import load_tables
from tests.benchmarks.country import country

POSTS = 12


def main() -> None:
    """Rank and explain a few posts by the compiled loops, which numba then keeps on the disk."""
    thresholds.COMPILED_FROM = 1
    tables = load_tables()
    posts = country(POSTS, tables)
    match(posts, tables, explain_top=3, threads=2)
    OfferingIndex(posts.offerings, tables, MatchingPolicy()).rank(posts.demands[0])


if __name__ == "__main__":
    main()
