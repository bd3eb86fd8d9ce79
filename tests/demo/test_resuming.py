"""A first start that was cut short is taken up where it ended."""

import re
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from tests.places import Databases
from webapp.cli.demo.command import prepare
from webapp.cli.demo.files import DemoFiles
from webapp.cli.refusal import Refusal
from webapp.database import make_engine
from webapp.jobs.worker import Worker
from webapp.models import MatchingRound, Person
from webapp.models.rounds.enums import RoundStatus
from webapp.services.sample import sample_data


class CutShortError(Exception):
    """Stands for a power cut."""


def statuses(url: str) -> list[RoundStatus]:
    engine = make_engine(url)
    with Session(engine) as session:
        found = list(session.exec(select(MatchingRound.status).order_by(col(MatchingRound.created_at))))
    engine.dispose()
    return found


@pytest.mark.parametrize(
    "moment", ["computing", *(pytest.param(name, marks=pytest.mark.long) for name in ("loading", "unfinished"))]
)
def test_an_earlier_start_is_finished(
    moment: str,
    databases: Databases,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def stop(*_arguments: object, **_options: object) -> None:
        raise CutShortError

    with databases.place("codes", "sqlite", tmp_path / "var") as place:
        settings, files = place.settings, DemoFiles(place.settings.var)
        with monkeypatch.context() as broken:
            if moment == "unfinished":
                broken.setattr(Worker, "run_one", lambda _self: False)
                broken.setattr("time.sleep", lambda _seconds: None)
                with pytest.raises(Refusal, match=re.escape("run ./demo again")):
                    prepare(settings, files)
            else:
                broken.setattr(*((sample_data, "load_posts") if moment == "loading" else (Worker, "run_one")), stop)
                with pytest.raises(CutShortError):
                    prepare(settings, files)
        assert files.read_accounts() == []

        opened = prepare(settings, files)

        assert "An earlier start was cut short" in capsys.readouterr().err
        assert files.read_accounts() == opened
        assert statuses(settings.database_url) == [RoundStatus.CHOOSING, RoundStatus.COLLECTING]
        with place.session() as session:
            emails = list(session.exec(select(Person.email)))
            assert len(emails) == len(set(emails)) == len(opened) == 7

        assert prepare(settings, files) == opened
