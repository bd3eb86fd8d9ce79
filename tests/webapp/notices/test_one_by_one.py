"""Notices, reminders and offers are done one by one: a bad one stops none of the others."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from tests.stage import Stage, person, the_round
from tests.webapp.notices.conftest import letters, notices
from webapp import clock
from webapp.jobs.loops import Turn, take_turn, take_turns
from webapp.models import Notice, Organisation, OutboxMessage
from webapp.models.notices.enums import NoticeEvent
from webapp.services.notices import notice_mail, reminders
from webapp.services.notices.notices import tell


def put(stage: Stage, *names: str) -> None:
    with stage.session() as session:
        tell(session, NoticeEvent.CHOOSING_OPEN, [person(session, name) for name in names], path="/suggestions")


def end_choosing_today(session: Session) -> None:
    """Move the round's dates so that today is the last day of choosing."""
    round_, today = the_round(session), clock.today()
    round_.collect_from, round_.collect_until = today - timedelta(days=9), today - timedelta(days=8)
    round_.choose_from, round_.choose_until = today - timedelta(days=7), today


def spoil(stage: Stage, name: str) -> None:
    """Leave a notice in the database that cannot be put into words."""
    with stage.session() as session:
        key = person(session, name).id
        session.exec(select(Notice).where(Notice.person_id == key)).one().facts = {"kind": ["no", "kind"]}


def test_a_notice_that_cannot_be_worded_stops_no_other_and_is_set_aside(stage_anywhere: Stage) -> None:
    put(stage_anywhere, "Ines", "Tomas", "Mei")
    spoil(stage_anywhere, "Ines")

    stage_anywhere.place.work()
    stage_anywhere.place.work()

    assert sorted(letter.to for letter in letters(stage_anywhere)) == ["mei@example.cn", "tomas@example.cn"]
    assert stage_anywhere.ask(notice_mail.count_unmailable) == 1


def test_more_bad_notices_than_one_turn_takes_hold_nobody_up(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notice_mail, "MOST", 2)
    for name in ("Ines", "Tomas", "Noor"):
        put(stage, name)
        spoil(stage, name)
    put(stage, "Mei")

    stage.place.work()

    assert [letter.to for letter in letters(stage)] == ["mei@example.cn"]


def test_a_notice_that_was_set_aside_is_tried_again_when_asked(stage: Stage) -> None:
    put(stage, "Ines")
    spoil(stage, "Ines")
    stage.place.work()
    with stage.session() as session:
        stage_notice = session.exec(select(Notice)).one()
        stage_notice.facts = {}
        assert notice_mail.try_unmailable_again(session) == 1

    stage.place.work()

    assert [letter.to for letter in letters(stage)] == ["ines@example.cn"]


@pytest.mark.parametrize("sign", ["\u2028", "\ufffe", "\x85"])
def test_one_separator_in_a_name_stops_no_mail(stage_anywhere: Stage, sign: str) -> None:
    """Whatever stands in the database already."""
    stage = stage_anywhere
    with stage.session() as session:
        held = session.exec(select(Organisation).where(Organisation.name == "云川职业技术学院")).one()
        held.name = f"云川{sign}职业技术学院"
        person(session, "Ines").name = f"Ines{sign}Lin"
        the_round(session).title = f"春季{sign}匹配"
        tell(
            session, NoticeEvent.CHOOSING_OPEN, [person(session, "Tomas"), person(session, f"Ines{sign}Lin")],
            path="/suggestions", round=the_round(session).title,
        )  # fmt: skip

    stage.place.work()

    assert sorted(letter.to for letter in letters(stage)) == ["ines@example.cn", "tomas@example.cn"]
    assert all(len(letter.subject.splitlines()) == 1 for letter in letters(stage))


def test_a_reminder_that_fails_stops_no_other(choosing_anywhere: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = choosing_anywhere
    with stage.session() as session:
        end_choosing_today(session)
        unlucky = person(session, "Ines").organisation_id
    people_of = reminders.people_of

    def failing(session: Session, keys: list[object]) -> object:
        if unlucky in keys:
            raise ValueError("odd")
        return people_of(session, keys)  # type: ignore[arg-type]

    monkeypatch.setattr(reminders, "people_of", failing)
    stage.place.work()

    told = {row.person_id for row in stage.ask(notices) if row.event is NoticeEvent.CHOICE_REMINDER}
    assert told == stage.ask(lambda session: {person(session, name).id for name in ("Tomas", "Mei")})

    monkeypatch.undo()
    stage.place.work()
    assert len([row for row in stage.ask(notices) if row.event is NoticeEvent.CHOICE_REMINDER]) == 3


def test_who_has_been_reminded_makes_no_work(choosing: Stage) -> None:
    with choosing.session() as session:
        end_choosing_today(session)
    choosing.place.work()

    assert choosing.ask(reminders.due_reminders) == []


def test_a_turn_that_cannot_even_tell_what_is_due_holds_up_no_other(stage: Stage) -> None:
    done: list[int] = []

    def broken(_session: Session) -> list[int]:
        raise ValueError("odd")

    def fails_at_two(_session: Session, piece: int) -> None:
        if piece == 2:
            raise ValueError("odd")
        done.append(piece)

    engine = stage.place.engine()
    take_turns(engine, [Turn("broken", broken, fails_at_two), Turn("fine", lambda _session: [1, 2, 3], fails_at_two)])

    assert done == [1, 3]


def test_what_a_failed_piece_wrote_is_not_kept(stage: Stage) -> None:
    def write(session: Session, piece: int) -> None:
        session.add(OutboxMessage(to=f"{piece}@example.cn", subject="-", body="-"))
        session.flush()
        if piece == 2:
            raise ValueError("odd")

    take_turn(stage.place.engine(), Turn("writing", lambda _session: [1, 2, 3], write))

    held = stage.ask(lambda session: sorted(session.exec(select(OutboxMessage.to))))
    assert held == ["1@example.cn", "3@example.cn"]
