"""Places of GB/T 2260: district, city, province, and where a school's students may go."""

import pytest

from matching.criteria.region import Region


@pytest.mark.parametrize(
    ("demand", "offering", "listed", "points"),
    [
        ("330502", "330502", (), 10_000),
        ("330500", "330502", (), 10_000),
        ("330502", "330500", (), 10_000),
        ("330502", "330503", (), 9_000),
        ("330502", "330100", (), 5_000),
        ("330502", "440100", (), 0),
        ("330502", "440100", ("330500",), 9_000),
        ("330502", "440100", ("330000",), 9_000),
        ("330502", "", ("330503",), 0),
        ("330000", "330500", (), 5_000),
    ],
)
def test_near_is_a_bonus_by_degrees(demand: str, offering: str, listed: tuple[str, ...], points: int) -> None:
    assert Region().compare([(demand, ())], [(offering, listed)]).tolist() == [[points]]
