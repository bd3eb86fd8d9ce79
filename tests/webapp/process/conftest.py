"""The small city's market."""

from tests.webapp.seats import conftest as allocations_side

stage = allocations_side.stage
stage_anywhere = allocations_side.stage_anywhere
market = allocations_side.market
market_anywhere = allocations_side.market_anywhere
