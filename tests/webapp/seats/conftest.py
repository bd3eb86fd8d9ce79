"""The small city once both sides have chosen."""

import pytest

from tests.webapp.rounds import conftest as rounds_side
from tests.webapp.seats.market import Market

stage = rounds_side.stage
stage_anywhere = rounds_side.stage_anywhere


@pytest.fixture
def market(stage):  # type: ignore[no-untyped-def]
    """Return the market in choosing, on SQLite."""
    return Market(stage)


@pytest.fixture
def market_anywhere(stage_anywhere):  # type: ignore[no-untyped-def]
    """Return the market in choosing, on each engine."""
    return Market(stage_anywhere)
