"""The small city with a round in which both sides choose."""

import pytest

from tests.webapp.rounds import conftest as rounds_side
from tests.webapp.rounds.stage import Stage

stage = rounds_side.stage
stage_anywhere = rounds_side.stage_anywhere


@pytest.fixture
def choosing(stage: Stage) -> Stage:
    """Return the city once both sides choose, on SQLite."""
    stage.bring_to_choosing()
    return stage


@pytest.fixture
def choosing_anywhere(stage_anywhere: Stage) -> Stage:
    """Return the city once both sides choose, on each engine."""
    stage_anywhere.bring_to_choosing()
    return stage_anywhere
