"""Units in which the library counts."""

FULL = 10_000  # a similarity of 1, in basis points
POINTS = 100.0  # a score of 1, in points; each of them is as many basis points
