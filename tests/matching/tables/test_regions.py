"""What place belongs to what: by the table of parents, and by digits only where the table has no such place."""

import pytest

from matching.criteria.region import CITY, LISTED, PROVINCE, SAME, nearness
from matching.tables.regions import load_regions


@pytest.mark.parametrize(
    ("demand", "offering", "points"),
    [
        ("120000", "120103", SAME),  # a municipality under both codes
        ("120103", "120100", SAME),
        ("310000", "310100", SAME),
        ("500101", "500235", CITY),  # a district and a county of one municipality
        ("110101", "110115", CITY),
        ("419001", "419001", SAME),
        ("469001", "469002", PROVINCE),  # governed by the province, no city together
        ("659001", "659004", PROVINCE),
        ("429004", "420100", PROVINCE),
        ("460000", "469005", PROVINCE),
        ("330500", "330502", SAME),
        ("330502", "330521", CITY),
        ("331102", "331121", CITY),
        ("330500", "330100", PROVINCE),
        ("330500", "440100", 0),
        ("441900", "441900", SAME),
        ("330571", "330502", CITY),  # a development zone, which the table leaves out
        ("330571", "330500", SAME),
    ],
)
def test_how_near_two_places_are(demand: str, offering: str, points: int) -> None:
    assert nearness(demand, offering, ())[0] == points
    assert nearness(offering, demand, ())[0] == points


def test_a_region_that_a_school_names_holds_what_lies_in_it() -> None:
    assert nearness("500235", "330500", ("500000",)) == (LISTED, "region_listed")
    assert nearness("110000", "330500", ("110100",))[0] == LISTED
    assert nearness("469005", "330500", ("460000",))[0] == LISTED
    assert nearness("469005", "330500", ("469000",))[0] == 0  # no place at all
    assert nearness("469005", "330500", ("469006",))[0] == 0


def test_every_place_has_a_province_and_at_most_one_city() -> None:
    regions = load_regions()
    for code, level in regions.levels.items():
        assert regions.nearest(code) == code
        assert regions.covers(code[:2] + "0000", code)
        assert bool(regions.city(code)) or level == "1"
