"""What every test may ask for: databases on both engines, a served application, a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from tests.browser import launch
from tests.places import Databases, Place
from tests.stage import Stage, raise_stage

ENGINES = ("sqlite", "postgresql")
UNTIMED = settings(
    deadline=None,
    database=None,
    print_blob=True,
    # how fast examples are drawn depends on the machine; tests that share a fixture among examples undo what each did
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile("same", UNTIMED, derandomize=True)  # the same examples in every check
settings.register_profile("new", UNTIMED)  # other examples in each run; a failure prints how to repeat it
settings.load_profile("same")


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


@pytest.fixture(params=ENGINES)
def sample(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[Place]:
    """Return a database with the whole demonstration, on each engine."""
    with databases.place("sample", request.param, tmp_path / "var") as found:
        yield found


@pytest.fixture(scope="session")
def stage(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Return the application on a copy of the sample, with somebody of each role signed in; only read from it."""
    with databases.place("sample", "sqlite", tmp_path_factory.mktemp("stage")) as found, raise_stage(found) as raised:
        yield raised


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a Chromium that lasts for the run."""
    with sync_playwright() as playwright:
        found = launch(playwright)
        yield found
        found.close()
