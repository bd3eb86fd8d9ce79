"""The small city, on SQLite."""

from tests.webapp.rounds import conftest as rounds_side

stage = rounds_side.stage
