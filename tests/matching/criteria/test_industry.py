"""The strongest link of two codes is the one that their score counts."""

from typing import Any

from matching.criteria.industry import IndustryTable

EVERY = 37  # one code in so many: sections, divisions, groups and classes all occur


def test_the_link_that_is_told_is_the_one_that_counts(national_tables: Any) -> None:
    table = IndustryTable(national_tables)
    codes = sorted(national_tables.industries)[::EVERY]

    points = table.compare(codes, codes)

    for row, demand in enumerate(codes):
        for column, offering in enumerate(codes):
            fit, link = table.best_link(demand, offering)
            assert points[row, column] == max(fit, table.tree_points(demand, offering))
            assert (link is None) == (fit == 0)
