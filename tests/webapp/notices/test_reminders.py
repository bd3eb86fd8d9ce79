"""Reminders: three times before choosing ends, only to those with open suggestions, and never twice the same."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from tests.stage import Stage, person, the_round
from tests.webapp.notices.conftest import notices
from webapp.models import Choice, Run, Suggestion
from webapp.models.choosing.enums import Decision, DeclineReason
from webapp.models.kernel.enums import Side
from webapp.models.notices.enums import NoticeEvent
from webapp.services.notices.reminders import HOURS, deadline, due_reminders, hours_due, remind_choosers

LAST = date(2026, 4, 29)


def remind(stage: Stage, hours: float) -> int:
    with stage.session() as session:
        moment = deadline(the_round(session).choose_until) - timedelta(hours=hours)
        return sum(remind_choosers(session, reminder) for reminder in due_reminders(session, moment=moment))


def reminded(stage: Stage) -> list[tuple[str, int]]:
    def ask(session: object) -> list[tuple[str, int]]:
        names = {person(session, name).id: name for name in ("Ines", "Tomas", "Mei", "Noor")}  # type: ignore[arg-type]
        told = [row for row in notices(session) if row.event is NoticeEvent.CHOICE_REMINDER]  # type: ignore[arg-type]
        return sorted((names[row.person_id], row.facts["hours"]) for row in told)

    return stage.ask(ask)


@pytest.mark.parametrize(
    ("hours", "due"),
    [(73, None), (72, 72), (60, 72), (48, 48), (30, 48), (24, 24), (0.5, 24), (0, None), (-5, None)],
)
def test_the_reminder_whose_time_has_come_is_due(hours: float, due: int | None) -> None:
    assert hours_due(LAST, deadline(LAST) - timedelta(hours=hours)) == due


@given(st.datetimes(datetime(2026, 4, 20), datetime(2026, 5, 3)))
def test_what_is_due_never_comes_early(moment: datetime) -> None:
    aware = moment.replace(tzinfo=deadline(LAST).tzinfo)
    due = hours_due(LAST, aware)
    left = (deadline(LAST) - aware).total_seconds() / 3600
    assert (due is None) == (left <= 0 or left > max(HOURS))
    assert due is None or left <= due


def test_people_with_open_suggestions_are_reminded_three_times_and_never_twice(choosing_anywhere: Stage) -> None:
    stage = choosing_anywhere
    for hours in (80, 71, 70, 47, 47, 23, 1):
        remind(stage, hours)

    told = reminded(stage)

    assert told == sorted((name, hours) for name in ("Ines", "Mei", "Tomas") for hours in HOURS)


def test_who_has_answered_everything_is_left_alone_and_what_is_put_off_still_waits(choosing: Stage) -> None:
    with choosing.session() as session:
        ines, tomas = person(session, "Ines"), person(session, "Tomas")
        for row in session.exec(select(Suggestion).join(Run)).all():
            school = row.offering.program.school_id
            by, decision = (ines, Decision.DECLINE) if school == ines.organisation_id else (tomas, Decision.DEFER)
            session.add(
                Choice(
                    suggestion_id=row.id, side=Side.SCHOOL, decision=decision, run_id=row.run_id,
                    post_id=row.offering_id, decided_by_id=by.id,
                    reason=DeclineReason.PAY if decision is Decision.DECLINE else None,
                )
            )  # fmt: skip

    remind(choosing, 20)

    assert reminded(choosing) == [("Mei", 24), ("Tomas", 24)]


def test_a_round_that_does_not_choose_reminds_nobody(stage: Stage) -> None:
    assert remind(stage, 20) == 0


def test_the_reminder_says_how_many_wait_and_that_silence_is_no_answer(choosing: Stage) -> None:
    remind(choosing, 20)

    page = choosing.as_("Ines").get("/inbox").text

    assert "不到 24 小时就截止" in page
    assert "没有表态不会算作接受" in page
