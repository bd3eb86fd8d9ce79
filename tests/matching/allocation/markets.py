"""Small markets for tests of the allocation: drawn at random by hypothesis, or written down by hand."""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from matching.allocation.market import Edges


@dataclass(frozen=True)
class Town:
    """Everything that `allocate` needs, with groups for caps and minimum batches to choose from."""

    edges: Edges
    headcounts: list[int]
    seats: list[int]
    enterprises: list[int]
    schools: list[int]
    batch_min: list[int]


@st.composite
def towns(draw: st.DrawFn, *, ranked: bool | None = None, most: int = 6) -> Town:
    """Draw up to `most` demands and offerings with few distinct scores, so that ties are common."""
    demands, offerings = draw(st.integers(1, most)), draw(st.integers(1, most))
    pairs = draw(
        st.lists(
            st.tuples(st.integers(0, demands - 1), st.integers(0, offerings - 1)), unique=True, max_size=most * most
        )
    )
    count = len(pairs)
    rank = st.integers(0, 3) if (draw(st.booleans()) if ranked is None else ranked) else st.just(0)

    def columns(values: st.SearchStrategy[float], length: int = count) -> list[float]:
        return draw(st.lists(values, min_size=length, max_size=length))

    edges = Edges.of(
        np.array([pair[0] for pair in pairs], np.int64),
        np.array([pair[1] for pair in pairs], np.int64),
        columns(st.sampled_from([0.0, 40.0, 62.5, 62.51, 90.0, 100.0])),
        columns(st.sampled_from([0.5, 0.75, 1.0])),
        demand_ranks=columns(rank),
        offering_ranks=columns(rank),
        limits=columns(st.sampled_from([0, 1, 3, 50, 50, 50])),
    )
    return Town(
        edges,
        columns(st.integers(0, 7), demands),  # type: ignore[arg-type]
        columns(st.integers(0, 7), offerings),  # type: ignore[arg-type]
        columns(st.integers(0, 2), demands),  # type: ignore[arg-type]
        columns(st.integers(0, 2), offerings),  # type: ignore[arg-type]
        columns(st.integers(0, 6), offerings),  # type: ignore[arg-type]
    )


def seats_of(town_seats: np.ndarray, edges: Edges) -> dict[tuple[int, int], int]:
    """Return the seats by pair, without pairs that got none."""
    found = zip(edges.demands.tolist(), edges.offerings.tolist(), town_seats.tolist(), strict=True)
    return {(demand, offering): seats for demand, offering, seats in found if seats}
