"""Days are China's in all that a round does, on a machine that keeps UTC: they begin at its midnight, not at eight."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from tests.cli.shell import zhiqiao
from tests.stage import Stage, newest_run, person, the_round
from tests.webapp.posts.demands.conftest import DEMAND_FORM
from webapp import clock
from webapp.models import Demand, Invitation, Organisation, RoundSnapshot
from webapp.services.kernel.errors import DomainError
from webapp.services.notices import reminders
from webapp.services.process import phases
from webapp.services.rounds import invitations, rounds

DAY = clock.today()  # in China
BEFORE = DAY - timedelta(days=1)
At = Callable[[date, str], None]


@pytest.fixture(autouse=True)
def _greenwich(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> At:
    """Return a function that sets the clock to a day and an hour of Greenwich."""

    def set_clock(day: date, hour: str) -> None:
        moment = datetime.fromisoformat(f"{day} {hour}").replace(tzinfo=UTC)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return set_clock


def expires(stage: Stage, day: date) -> None:
    """Let every demand be good until a day."""
    with stage.session() as session:
        for demand in session.exec(select(Demand)):
            demand.valid_until = day


@pytest.mark.parametrize("hour", ["16:30", "23:30"])
def test_what_was_good_until_yesterday_takes_no_part_today(stage: Stage, at: At, hour: str) -> None:
    expires(stage, BEFORE)

    at(BEFORE, hour)

    with stage.session() as session:
        assert clock.today() == DAY
        assert rounds.count_posts(session, the_round(session)).demands == 0
        with pytest.raises(DomainError, match="round_empty"):
            phases.move(session, the_round(session), "freeze", seen_version=1, by=person(session, "Noor"))
        session.rollback()
    assert "D-1" not in stage.as_("Ines").get("/demands").text


@pytest.mark.parametrize("hour", ["16:30", "23:30"])
def test_what_is_good_until_today_takes_part_until_the_day_ends_in_china(stage: Stage, at: At, hour: str) -> None:
    expires(stage, BEFORE)

    at(BEFORE - timedelta(days=1), hour)

    with stage.session() as session:
        assert rounds.count_posts(session, the_round(session)).demands == 3


def test_a_run_from_a_script_compares_what_is_good_today(frozen: Stage, at: At) -> None:
    at(BEFORE, "23:30")
    expires(frozen, DAY)

    assert zhiqiao(frozen.place, "rounds", "run", "R1").exit_code == 0

    counted = frozen.ask(lambda session: session.exec(select(RoundSnapshot.demand_count)).all())
    assert counted == [3]
    assert frozen.ask(newest_run).number == 1


def test_who_waits_is_reminded_once_on_each_day_of_china(stage: Stage, at: At) -> None:
    expires(stage, BEFORE - timedelta(days=5))  # whoever has posts takes part and waits for nothing
    with stage.session() as session:
        mei = session.exec(select(Organisation).where(Organisation.name == "芯桥电梯有限公司")).one()
        session.add(Invitation(round_id=the_round(session).id, organisation_id=mei.id))

    def remind(day: date, hour: str) -> int:
        at(day, hour)
        with stage.session() as session:
            noor = person(session, "Noor")
            return invitations.remind_waiting(session, the_round(session), today=clock.today(), by=noor)

    assert remind(BEFORE, "15:30") == 1
    assert remind(BEFORE, "16:30") == 1  # half an hour past midnight in China
    assert remind(BEFORE, "23:30") == 0
    assert remind(DAY, "00:30") == 0


def test_the_nightly_turn_tells_of_a_date_when_its_day_begins_in_china(stage: Stage, at: At) -> None:
    with stage.session() as session:
        the_round(session).collect_until = BEFORE

    def due(day: date, hour: str) -> int:
        at(day, hour)
        with stage.session() as session:
            return len(list(reminders.due_dates(session, moment=clock.now())))

    told = [due(BEFORE, hour) for hour in ("15:30", "16:30", "23:30")]

    assert told[0] == 0
    assert told[1] == told[2] > 0


@pytest.mark.parametrize(("hour", "is_past"), [("15:30", False), ("16:30", True), ("23:30", True)])
def test_a_form_takes_the_days_from_today_on(stage: Stage, at: At, hour: str, is_past: bool) -> None:
    at(BEFORE, hour)

    answer = stage.as_("Mei").send("/demands/new", {**DEMAND_FORM, "valid_until": str(BEFORE), "action": "check"})

    assert ('id="valid_until-error"' in answer.text) == is_past
