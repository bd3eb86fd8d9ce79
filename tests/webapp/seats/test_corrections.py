"""A correction tells the pairs whose headcount changed, and leaves every other line of the publication as it was."""

import pytest
from sqlmodel import select

from tests.market import CLOUD, LIFT, TUNER, Market, the_allocation
from tests.stage import person, the_round
from webapp.models import Correction, Organisation, Publication
from webapp.models.seats.enums import AllocationState
from webapp.services.seats.corrections import changes_between, correct_publication, pairs_of

WHY = "恒捷装备有限公司确认只收十二人。"


@pytest.fixture
def two_pairs(market_anywhere: Market) -> Market:
    """Return the market once the notice tells two pairs."""
    market_anywhere.choose(LIFT, CLOUD, 20, 20, (1, 1))
    market_anywhere.choose(TUNER, CLOUD, 20, 20, (1, 2))
    market_anywhere.end_choosing()
    market_anywhere.publish()
    return market_anywhere


def correct(market: Market) -> Correction | None:
    """Bring the publication up to what stands."""
    with market.stage.session() as session:
        return correct_publication(session, the_round(session), WHY, by=person(session, "Noor"))


def told(market: Market) -> list[tuple[str, int]]:
    """Return what the publication says, in its order."""
    pairs = market.stage.ask(lambda session: session.exec(select(Publication)).one().pairs)
    return [(pair["position"], pair["seats"]) for pair in pairs]


def test_only_what_changed_is_read_and_kept_anew(two_pairs: Market) -> None:
    before = told(two_pairs)
    assert sorted(before) == sorted([(LIFT, 20), (TUNER, 20)])
    with two_pairs.stage.session() as session:
        the_allocation(session, TUNER).seats = 12
        session.exec(select(Organisation).where(Organisation.name == "芯桥电梯有限公司")).one().name = "芯桥电梯集团"

    correct(two_pairs)

    assert told(two_pairs) == [(position, 12 if position == TUNER else seats) for position, seats in before]
    with two_pairs.stage.session() as session:
        row = session.exec(select(Correction)).one()
        assert [(pair["position"], pair["seats"]) for pair in row.before] == [(TUNER, 20)]
        assert [(pair["position"], pair["seats"]) for pair in row.after] == [(TUNER, 12)]
        assert [(change["was"], change["is"]) for change in changes_between(row.before, row.after)] == [(20, 12)]
        lift = next(pair for pair in session.exec(select(Publication)).one().pairs if pair["position"] == LIFT)
        assert lift["enterprise"] == "芯桥电梯有限公司"  # a new name is no correction of what was published


def test_a_pair_that_falls_and_comes_back_stands_in_its_old_place(two_pairs: Market) -> None:
    before = told(two_pairs)
    for state, seats, stands in ((AllocationState.FALLEN, 0, before[1:]), (AllocationState.SETTLED, 20, before)):
        with two_pairs.stage.session() as session:
            row = the_allocation(session, before[0][0])
            row.state, row.seats = state, seats
        correct(two_pairs)
        assert told(two_pairs) == stands

    with two_pairs.stage.session() as session:
        standing = pairs_of(session, the_round(session))
        assert session.exec(select(Publication)).one().pairs == standing


def test_where_nothing_changed_there_is_no_correction(two_pairs: Market) -> None:
    assert correct(two_pairs) is None
    assert two_pairs.stage.ask(lambda session: session.exec(select(Correction)).all()) == []
