"""Pages of a round ask the database as often for many posts as for few."""

import pytest

from tests.places import Databases
from tests.webapp.process.city import ROLES, City

SMALL, LARGE = 30, 90


@pytest.fixture(scope="module")
def counts(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, int]]:
    """Return the queries of each page in each phase, in a small and in a large round."""
    found = []
    for count in (SMALL, LARGE):
        with databases.place("codes", "sqlite", tmp_path_factory.mktemp("city") / "var") as place:
            found.append(_asked(City(place, count)))
    return found


def _asked(city: City) -> dict[str, int]:
    asked: dict[str, int] = {}
    for phase, deeds in (
        ("choosing", (city.compute,)),
        ("adjudicating", (city.choose, lambda: city.step("adjudicate"))),
        ("closed", (city.settle, city.publish, city.close)),
    ):
        for deed in deeds:
            deed()
        for role in ROLES:
            browser = city.browser(role)
            for page in city.pages():
                browser.get(page)  # what is kept between requests is kept now
                with city.counting() as told:
                    answer = browser.get(page)
                assert answer.status_code < 500, (page, answer.status_code)
                name = "/".join("*" if len(part) == 36 else part for part in page.split("/"))
                if answer.status_code == 200:
                    asked[f"{phase} {role.value} {name}"] = len(told)
    return asked


@pytest.mark.long
def test_a_larger_round_asks_no_more_queries(counts: list[dict[str, int]]) -> None:
    small, large = counts
    more = {page: (small[page], large[page]) for page in small if large.get(page, 0) > small[page]}
    assert more == {}
    assert len(small) > 60
