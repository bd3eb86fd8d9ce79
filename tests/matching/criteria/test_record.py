"""Earlier work of an enterprise with a school."""

from matching import Partnership
from matching.criteria.record import PastWork

PAST = (Partnership("Mei", "Tomas", 1.0), Partnership("Mei", "Tomas", 0.25), Partnership("", "Tomas", 0.0))


def test_the_mean_outcome_counts_for_every_offering_of_the_school() -> None:
    found = dict(PastWork(PAST, ["Ines", "Tomas", "Tomas"]).of("Mei"))

    assert list(found) == [1, 2]
    assert [(record.count, record.points) for record in found.values()] == [(2, 6_250), (2, 6_250)]


def test_an_enterprise_without_an_id_has_no_past() -> None:
    assert list(PastWork(PAST, ["Tomas"]).of("")) == []
    assert list(PastWork(PAST, ["Tomas"]).of("Ines")) == []
