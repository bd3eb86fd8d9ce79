"""The formulas of `matching.criteria.arithmetic` for compiled loops: the same functions, for single numbers."""

from typing import Any

from matching.compiled import inlined
from matching.criteria import arithmetic
from matching.text import ngrams


def _either(condition: Any, first: Any, second: Any) -> Any:
    return first if condition else second


where = inlined(_either)  # what `numpy.where` is for arrays
cosine = inlined(ngrams.cosine)
lacking = inlined(arithmetic.lacking)
grains = inlined(arithmetic.grains)
join_best = inlined(arithmetic.join_best, lacking=lacking, grains=grains)
points_of_steps = inlined(arithmetic.points_of_steps)
root = inlined(arithmetic.root)
linked = inlined(arithmetic.linked)
letters_alike = inlined(arithmetic.letters_alike)
cosine_from = inlined(arithmetic.cosine_from)
names_alike = inlined(arithmetic.names_alike)
with_chain = inlined(arithmetic.with_chain, where=where)
join_halves = inlined(arithmetic.join_halves, where=where)
score_of = inlined(arithmetic.score_of)
