"""The small city, on SQLite or on both engines."""

from tests.webapp.rounds import conftest as rounds_side

stage = rounds_side.stage
stage_anywhere = rounds_side.stage_anywhere
