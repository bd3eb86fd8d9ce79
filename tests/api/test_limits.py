"""How often a token may ask."""

import pytest

from tests.api.conftest import Caller, Give, program_of
from tests.places import Place
from tests.stage import Stage
from webapp.web.api.limits import RateLimiter

LIMIT = 5


@pytest.fixture
def narrow(stage: Stage) -> Stage:
    """Return the city with a low limit."""
    return Stage(Place(stage.place.settings.model_copy(update={"api_requests_per_minute": LIMIT})))


def spend(caller: Caller) -> list[int]:
    return [caller.get("/me").status_code for _turn in range(LIMIT)]


def test_answers_tell_how_many_requests_are_left(program: Give) -> None:
    caller = program("Mei")

    limit, left = (int(caller.get("/me").headers[f"RateLimit-{name}"]) for name in ("Limit", "Remaining"))

    assert 0 <= left < limit
    assert 1 <= int(caller.get("/me").headers["RateLimit-Reset"]) <= 60


def test_beyond_the_limit_a_token_waits_and_others_do_not(narrow: Stage) -> None:
    mei, ines = (program_of(narrow)(name) for name in ("Mei", "Ines"))
    for _attempt in range(3):  # the minute may turn over on the way
        spend(mei)
        refused = mei.get("/me")
        if refused.status_code == 429:
            break

    assert (refused.status_code, refused.json["code"]) == (429, "too_many_requests")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["RateLimit-Remaining"] == "0"
    assert refused.headers["RateLimit-Limit"] == str(LIMIT)
    assert ines.get("/me").status_code == 200


def test_a_new_minute_begins_anew() -> None:
    moment = 600.0
    limiter = RateLimiter(2, clock=lambda: moment)

    used = [limiter.count("a").is_over for _turn in range(3)]
    moment = 659.0
    still = limiter.count("a")
    moment = 660.0
    anew = limiter.count("a")

    assert used == [False, False, True]
    assert (still.is_over, still.left, still.wait) == (True, 0, 1)
    assert (anew.is_over, anew.left, anew.wait) == (False, 1, 60)
