"""A round is run, adopted and opened for choosing without a browser; the queue tells how it stands."""

import json
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from click import Group
from sqlmodel import select

from tests.cli.shell import refused, told, zhiqiao
from tests.places import Databases, Place
from tests.stage import raise_stage
from webapp.cli import main
from webapp.clock import now
from webapp.models import Demand, Job, MatchingRound, OutboxMessage
from webapp.models.rounds.enums import RoundStatus


def codes(place: Place) -> dict[str, str]:
    return {row["status"]: row["code"] for row in told(place, "rounds", "list")}


def test_a_round_goes_its_way_from_scripts(sample: Place) -> None:
    held = codes(sample)
    code = held["collecting"]
    with sample.session() as session:  # the posts of the sample belong to the round where people choose
        chosen = session.exec(select(MatchingRound).where(MatchingRound.code == held["choosing"])).one()
        chosen.status = RoundStatus.SCORED

    assert "not in the phase" in refused(zhiqiao(sample, "rounds", "open", code))
    assert zhiqiao(sample, "rounds", "freeze", code).stdout.strip() == f"{code} is now frozen"
    worker = threading.Thread(target=lambda: (wait_for_job(sample), sample.work()))
    worker.start()
    run = zhiqiao(sample, "rounds", "run", code, "--wait", "--patience", "300")
    worker.join()
    assert run.exit_code == 0, run.stderr
    assert "done: " in run.stderr
    assert zhiqiao(sample, "rounds", "adopt", code).exit_code == 0
    shown = told(sample, "rounds", "show", code)
    assert shown["status"] == "scored"
    assert [(row["state"], row["adopted"]) for row in shown["runs"]] == [("done", True)]
    assert "run 1" in zhiqiao(sample, "rounds", "show", code).stdout
    assert "adopted already" in refused(zhiqiao(sample, "rounds", "adopt", code, "1"))
    assert "no run 7" in refused(zhiqiao(sample, "rounds", "adopt", code, "7"))
    assert zhiqiao(sample, "rounds", "choose", code).stdout.strip() == f"{code} is now choosing"


def wait_for_job(place: Place) -> None:
    pause = threading.Event()
    for _ in range(600):
        with place.session() as session:
            if session.exec(select(Job).where(Job.state == "queued")).first() is not None:
                return
        pause.wait(0.1)


def test_a_queued_run_is_stopped_and_the_queue_tells_of_it(sample: Place) -> None:
    code = codes(sample)["collecting"]
    assert "ended already" in refused(zhiqiao(sample, "rounds", "stop", code))
    assert zhiqiao(sample, "rounds", "freeze", code).exit_code == 0
    assert zhiqiao(sample, "rounds", "run", code).exit_code == 0
    assert "under way already" in refused(zhiqiao(sample, "rounds", "run", code))
    assert told(sample, "worker", "status")["queued"] == 1

    with sample.session() as session:
        for job in session.exec(select(Job).where(Job.state == "queued")):
            job.created_at = now() - timedelta(minutes=5)
    stalled = zhiqiao(sample, "worker", "status")
    assert stalled.exit_code == 1
    assert "no worker is at it" in stalled.stderr
    assert "queued" in stalled.stdout
    sick = zhiqiao(sample, "doctor")
    assert sick.exit_code == 1
    assert "nobody works" in sick.stdout

    assert zhiqiao(sample, "rounds", "stop", code).exit_code == 0
    assert told(sample, "worker", "status")["stalled"] is False
    assert told(sample, "rounds", "show", code)["runs"][0]["state"] == "cancelled"


def test_a_worker_does_once_what_waits(place: Place) -> None:
    with place.session() as session:
        session.add(OutboxMessage(to="mei@example.cn", subject="-", body="-"))
    assert told(place, "worker", "status")["mails_waiting"] == 1
    assert zhiqiao(place, "worker", "run", "--once").exit_code == 0
    assert told(place, "worker", "status")["mails_waiting"] == 0
    assert len(list((place.settings.var / "outbox").iterdir())) == 1


def test_the_doctor_tells_of_places_that_are_counted_wrong(databases: Databases, tmp_path: Path) -> None:
    with raise_stage(databases, tmp_path / "var", ["published"]) as stage:
        found = json.loads(zhiqiao(stage.place, "doctor", "--json").stdout)
        assert {row["what"]: row["state"] for row in found}["places"] == "ok"
        with stage.session() as session:
            session.exec(select(Demand).where(Demand.given > 0)).one().given -= 1

        sick = zhiqiao(stage.place, "doctor")

        assert sick.exit_code == 1
        assert "1 posts count other places as given than their pairs hold" in sick.stdout


def test_tables_are_looked_at_made_and_loaded(place: Place) -> None:
    found = told(place, "data", "check")
    assert found["schema_is_current"] is True
    assert found["editions"]["industries"] == "2017"
    again = told(place, "data", "load")
    assert again["version"] == found["taxonomy_version"]
    assert again["counts"]["industries"] > 1000
    assert {row["what"]: row["state"] for row in told(place, "doctor")}["codes"] == "ok"

    with place.session() as session:
        session.connection().exec_driver_sql("DROP TABLE alembic_version")
    missing = zhiqiao(place, "data", "check")
    assert missing.exit_code == 1
    assert "zhiqiao data migrate" in missing.stderr
    assert zhiqiao(place, "doctor").exit_code == 1


def commands(group: Group, above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for name, command in group.commands.items():
        found.append((*above, name))
        if isinstance(command, Group):
            found += commands(command, (*above, name))
    return found


@pytest.mark.parametrize("words", commands(main), ids=" ".join)
def test_every_command_explains_itself(words: tuple[str, ...]) -> None:
    command: object = main
    for word in words:
        assert isinstance(command, Group)
        command = command.commands[word]
    explained = getattr(command, "help", "") or ""
    assert explained.strip()
    if isinstance(command, Group):
        assert f"zhiqiao {' '.join(words)} " in explained  # an example
    for option in getattr(command, "params", []):
        if option.param_type_name == "option" and not option.hidden:
            assert option.help or option.name == "role", (words, option.name)


def test_the_exit_statuses_are_documented() -> None:
    assert all(f"\n      {status}  " in (main.help or "") for status in (0, 1, 2))
