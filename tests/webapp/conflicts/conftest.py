"""The small city with two posts that want more than one programme has."""

import pytest

from tests.webapp.seats import conftest as allocations_side
from tests.webapp.seats.market import Market

stage = allocations_side.stage
stage_anywhere = allocations_side.stage_anywhere
market = allocations_side.market
market_anywhere = allocations_side.market_anywhere


@pytest.fixture
def contest(market: Market) -> Market:
    """Return the market once the contest is open, on SQLite."""
    market.contend()
    return market


@pytest.fixture
def contest_anywhere(market_anywhere: Market) -> Market:
    """Return the market once the contest is open, on each engine."""
    market_anywhere.contend()
    return market_anywhere
