"""The small city, and the record of what its people do."""

from tests.webapp.notices import conftest as messages_side

stage = messages_side.stage
stage_anywhere = messages_side.stage_anywhere
choosing = messages_side.choosing
choosing_anywhere = messages_side.choosing_anywhere
