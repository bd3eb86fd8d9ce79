"""Processes: the worker comes back, nothing stays behind, a demonstration that has been made starts again as it was."""

import shutil
import signal
from pathlib import Path

import psutil
import pytest

from tests.places import Databases, Place
from tests.serving import PATIENCE, eventually, serve


@pytest.fixture
def made(databases: Databases, tmp_path: Path) -> Place:
    """Return a demonstration as an earlier start has left it."""
    with databases.place("sample", "sqlite", tmp_path / "var") as place:
        for name in ("demo-accounts.json",):
            shutil.copy(databases.shared / "sample-sqlite" / name, place.settings.var / name)
        return place


def test_a_dead_worker_is_replaced_and_dies_with_the_service(made: Place) -> None:
    with serve(made) as served:
        assert eventually(lambda: served.worker() is not None)
        first = served.worker()
        assert first is not None
        first.kill()

        assert eventually(lambda: (again := served.worker()) is not None and again.pid != first.pid)
        last = served.worker()
        assert last is not None

        served.process.send_signal(signal.SIGTERM)
        served.process.wait(PATIENCE)
        assert eventually(lambda: not last.is_running())


@pytest.mark.long
def test_a_killed_master_takes_its_worker_away(made: Place) -> None:
    with serve(made) as served:
        assert eventually(lambda: served.worker() is not None)
        left = served.children()
        served.process.kill()
        served.process.wait(PATIENCE)

        assert eventually(lambda: not any(_lives(child) for child in left))


@pytest.mark.long
def test_a_killed_web_process_is_replaced(made: Place) -> None:
    with serve(made) as served:
        first = served.web()
        assert first is not None
        first.kill()

        assert eventually(lambda: (again := served.web()) is not None and again.pid != first.pid)
        assert eventually(lambda: served.status("/readyz") == 200)


@pytest.mark.long
def test_a_reload_keeps_answering_with_one_worker(made: Place) -> None:
    with serve(made) as served:
        assert eventually(lambda: served.worker() is not None)
        before = served.web()
        assert before is not None
        served.process.send_signal(signal.SIGHUP)

        assert eventually(lambda: not _lives(before))
        assert served.status("/readyz") == 200
        assert eventually(lambda: len(served.workers()) == 1)


@pytest.mark.long
def test_a_demonstration_starts_again_with_its_sign_ins_and_refuses_a_second_one(made: Place) -> None:
    with serve(made, "-m", "webapp.cli", "demo") as served:
        told = (made.settings.var / "served.log").read_text(encoding="utf-8")
        for role in ("enterprise", "school", "coordinator", "administrator"):
            assert made.account(role).password in told
        assert made.account("school", 1).password not in told

        with pytest.raises(AssertionError, match="is running on"), serve(made, "-m", "webapp.cli", "demo"):
            pass
        assert served.status("/readyz") == 200
        served.process.send_signal(signal.SIGINT)
        assert served.process.wait(PATIENCE) is not None
    assert eventually(lambda: not _on_port(served.port))


def _lives(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _on_port(port: int) -> bool:
    listening = psutil.net_connections(kind="tcp")
    return any(held.laddr and held.laddr.port == port and held.status == psutil.CONN_LISTEN for held in listening)
