"""Units in which the library counts."""

FULL = 10_000  # a similarity of 1, in basis points
