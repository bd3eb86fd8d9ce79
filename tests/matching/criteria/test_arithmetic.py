"""Each formula gives arrays and compiled loops the same numbers."""

import inspect
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.criteria import arithmetic
from matching.criteria.arithmetic import GRAIN, STEPS, UNKNOWN
from matching.criteria.compiled import arithmetic as compiled
from matching.text import ngrams
from matching.units import FULL

POINTS, MAYBE = (0, FULL), (UNKNOWN, FULL)  # what an argument may be, from and to
SQUARES = (0, 1 << 24)

RANGES = {
    "lacking": (POINTS, POINTS),
    "grains": (POINTS,),
    "join_best": (POINTS, POINTS, POINTS),
    "points_of_steps": ((0, STEPS * (FULL // GRAIN)),),
    "root": (POINTS,),
    "linked": (POINTS, POINTS, POINTS),
    "letters_alike": (POINTS, POINTS),
    "cosine_from": (POINTS,),
    "names_alike": (POINTS, POINTS),
    "with_chain": (MAYBE, (False, True)),
    "join_halves": (MAYBE, MAYBE),
    "score_of": ((0, FULL * FULL), (0, FULL)),
}
FORMULAS = {name: getattr(arithmetic, name) for name in RANGES} | {"cosine": ngrams.cosine}


def column(least: int, most: int) -> st.SearchStrategy[Any]:
    """Return eight numbers of a range, its ends among them more often than by chance."""
    if isinstance(most, bool):
        return st.lists(st.booleans(), min_size=8, max_size=8).map(np.array)
    numbers = st.sampled_from((least, most)) | st.integers(least, most)
    return st.lists(numbers, min_size=8, max_size=8).map(lambda found: np.array(found, np.int32))


def test_every_formula_is_compared() -> None:
    own = inspect.getmembers(
        arithmetic, lambda entry: inspect.isfunction(entry) and inspect.getmodule(entry) is arithmetic
    )

    assert {name for name, _ in own} == set(RANGES)


@pytest.mark.parametrize("name", FORMULAS)
@given(data=st.data())
def test_arrays_and_compiled_loops_agree(name: str, data: st.DataObject) -> None:
    arguments = [data.draw(column(*ends)) for ends in RANGES.get(name, (SQUARES, SQUARES, SQUARES))]
    twin = getattr(compiled, name)

    assert FORMULAS[name](*arguments).tolist() == [twin(*numbers) for numbers in zip(*arguments, strict=True)]


def test_grains_divide_exactly() -> None:
    left = np.arange(FULL + 1, dtype=np.int32)

    assert np.array_equal(arithmetic.grains(left), (FULL - left) // GRAIN)


def test_what_is_lacking_is_rounded_up() -> None:
    left = np.arange(FULL + 1, dtype=np.int64)

    for likeness in (0, 1, 333, 4_999, 5_000, 9_700, FULL):
        assert np.array_equal(arithmetic.lacking(left, likeness), -(-left * (FULL - likeness) // FULL))


def test_the_root_keeps_both_ends_and_never_falls() -> None:
    roots = arithmetic.root(np.arange(FULL + 1))

    assert (roots[0], roots[-1]) == (0, FULL)
    assert (np.diff(roots) >= 0).all()
