"""How near terms are, many compiled as each pair of them."""

from typing import Any

import numpy as np
import pytest

from matching.criteria.compiled.term_similarity import compare_many
from matching.criteria.term_similarity import TermTable, compare_terms
from matching.text.ngrams import TextTable
from tests.benchmarks.country import country


@pytest.mark.parametrize("threads", [1, 2])
def test_many_terms_are_compared_as_each_pair_of_them(national_tables: Any, threads: int) -> None:
    names = sorted({text for post in country(60, national_tables).demands for text in post.required_skills})
    names += ["java", "javascript", "plc编程", "电" * 70, "电" * 69 + "梯"]
    terms = TermTable(names, TextTable.of(names, national_tables.rarity), national_tables)
    half = terms.rows(np.arange(0, len(names), 2))
    found = compare_many(half, terms, floor=600, threads=threads)
    falling = [np.diff(found.data[found.indptr[row] : found.indptr[row + 1]]) for row in range(found.shape[0])]
    found.sort_indices()
    plain = compare_terms(half, terms, floor=600)

    assert all((steps <= 0).all() for steps in falling)
    for part in ("indptr", "indices", "data"):
        assert np.array_equal(getattr(found, part), getattr(plain, part))
