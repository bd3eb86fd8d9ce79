"""What every test may ask for: databases on both engines, the small city in each phase, the sample, a browser."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from tests import statements
from tests.browser import launch
from tests.demonstration import Demonstration, open_demonstration
from tests.market import Market
from tests.places import Databases, Place
from tests.stage import Stage, raise_stage
from webapp.services.kernel.outside_writing import Guard

statements.share()
Guard.is_strict = True  # long work or the network within a transaction that writes fails the test
ENGINES = ("sqlite", "postgresql")
UNTIMED = settings(
    deadline=None,
    database=None,
    print_blob=True,
    # how fast examples are drawn depends on the machine; tests that share a fixture among examples undo what each did
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile("same", UNTIMED, derandomize=True, max_examples=40)  # the same examples in every check
settings.register_profile("new", UNTIMED)  # other examples in each run; a failure prints how to repeat it
settings.load_profile("same")
LONGEST = ("tests/journeys/", "process/test_queries.py", "tests/demo/", "tests/security/", "tests/matching/ranking/")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that all processes end together; mark what runs on PostgreSQL."""
    items.sort(key=lambda item: [name in item.nodeid for name in LONGEST], reverse=True)
    for item in items:
        asked = item.callspec.params.values() if isinstance(item, pytest.Function) and hasattr(item, "callspec") else ()
        if any(isinstance(value, str) and value == "postgresql" for value in asked):
            item.add_marker("postgresql")


def pytest_collection_finish() -> None:
    """Leave what is loaded by now out of the collector's rounds, and hold these less often: a tenth of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 1_000)


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Databases]:
    """Return the databases of the run, shared by its processes."""
    root = tmp_path_factory.getbasetemp()
    shared = (root if worker_id == "master" else root.parent) / "databases"
    shared.mkdir(exist_ok=True)
    made = Databases(shared)
    yield made
    made.close()


@pytest.fixture(params=ENGINES)
def place(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[Place]:
    """Return a database with the code tables and nobody in it, on each engine."""
    with databases.place("codes", request.param, tmp_path / "var") as found:
        yield found


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def sample(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[Place]:
    """Return a database with the whole demonstration; on PostgreSQL, where making it takes longest, if long."""
    with databases.place("sample", request.param, tmp_path / "var") as found:
        yield found


@pytest.fixture(scope="session")
def demonstration(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """Return the application on a copy of the sample, with somebody of each role signed in; only read from it."""
    folder = tmp_path_factory.mktemp("demonstration")
    with databases.place("sample", "sqlite", folder) as found, open_demonstration(found) as opened:
        yield opened


@pytest.fixture
def stage(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[Stage]:
    """Return the small city on SQLite, in the phase that the test's other fixtures name."""
    with raise_stage(databases, tmp_path / "var", request.fixturenames) as raised:
        yield raised


@pytest.fixture(params=ENGINES)
def stage_anywhere(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[Stage]:
    """Return the small city on each engine, in the phase that the test's other fixtures name."""
    with raise_stage(databases, tmp_path / "var", request.fixturenames, engine=request.param) as raised:
        yield raised


@pytest.fixture
def frozen(stage: Stage) -> Stage:
    """Return the city with its round frozen, on SQLite."""
    return stage


@pytest.fixture
def frozen_anywhere(stage_anywhere: Stage) -> Stage:
    """Return the city with its round frozen, on each engine."""
    return stage_anywhere


@pytest.fixture
def choosing(stage: Stage) -> Stage:
    """Return the city once both sides choose, on SQLite."""
    return stage


@pytest.fixture
def choosing_anywhere(stage_anywhere: Stage) -> Stage:
    """Return the city once both sides choose, on each engine."""
    return stage_anywhere


@pytest.fixture
def market(stage: Stage) -> Market:
    """Return the city's market in choosing, on SQLite."""
    return Market(stage)


@pytest.fixture
def market_anywhere(stage_anywhere: Stage) -> Market:
    """Return the city's market in choosing, on each engine."""
    return Market(stage_anywhere)


@pytest.fixture
def contest(market: Market) -> Market:
    """Return the market once two posts contend for one programme, on SQLite."""
    return market


@pytest.fixture
def contest_anywhere(market_anywhere: Market) -> Market:
    """Return the market once two posts contend for one programme, on each engine."""
    return market_anywhere


@pytest.fixture
def settled(market: Market) -> Market:
    """Return the market once both sides of one pair have accepted 20 places, on SQLite."""
    return market


@pytest.fixture
def settled_anywhere(market_anywhere: Market) -> Market:
    """Return the market once both sides of one pair have accepted 20 places, on each engine."""
    return market_anywhere


@pytest.fixture
def published(settled: Market) -> Market:
    """Return the market once that result is out, on SQLite."""
    return settled


@pytest.fixture
def published_anywhere(settled_anywhere: Market) -> Market:
    """Return the market once that result is out, on each engine."""
    return settled_anywhere


@pytest.fixture
def closed(published: Market) -> Market:
    """Return the market once its round is closed, on SQLite."""
    return published


@pytest.fixture
def closed_anywhere(published_anywhere: Market) -> Market:
    """Return the market once its round is closed, on each engine."""
    return published_anywhere


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a Chromium that lasts for the run."""
    with sync_playwright() as playwright:
        found = launch(playwright)
        yield found
        found.close()
