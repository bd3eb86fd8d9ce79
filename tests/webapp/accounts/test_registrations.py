"""Coordinators are told of registrations together, at most once an hour; resets are counted on each engine."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from tests.stage import Stage, person
from webapp.clock import now
from webapp.models import AccessLink, Notice, Organisation, OutboxMessage
from webapp.models.accounts.credit_code import check_character
from webapp.models.accounts.enums import OrganisationKind, OrganisationStatus
from webapp.models.notices.enums import NoticeEvent
from webapp.services.accounts import registrations, resets
from webapp.services.notices.outbox import post_mail


@pytest.fixture
def codes() -> Iterator[str]:
    """Yield credit codes that nobody has."""
    bodies = (f"9133{number:05d}MA0TET44" for number in range(90000, 90999))
    return (body + check_character(body) for body in bodies)


def register(stage: Stage, codes: Iterator[str], *names: str) -> None:
    with stage.session() as session:
        for name in names:
            session.add(
                Organisation(kind=OrganisationKind.ENTERPRISE, credit_code=next(codes), name=name, region="330600")
            )


def turn(stage: Stage, after: timedelta = timedelta()) -> None:
    """Let the worker's turn come, so much later."""
    with stage.session() as session:
        for waiting in registrations.unannounced(session, moment=now() + after):
            registrations.announce(session, waiting)


def told(stage: Stage) -> list[dict[str, object]]:
    def ask(session: Session) -> list[dict[str, object]]:
        query = select(Notice).where(Notice.event == NoticeEvent.REGISTERED).order_by(col(Notice.made_at))
        return [row.facts for row in session.exec(query)]

    found: list[dict[str, object]] = stage.ask(ask)
    return found


def test_registrations_are_told_together_and_once_an_hour(stage_anywhere: Stage, codes: Iterator[str]) -> None:
    stage = stage_anywhere
    with stage.session() as session:
        for row in session.exec(select(Organisation)):
            row.status = OrganisationStatus.VERIFIED
    turn(stage)
    assert told(stage) == []

    register(stage, codes, *(f"新企业{number}" for number in range(5)))
    turn(stage)
    turn(stage)
    assert told(stage) == [{"count": 5, "names": ["新企业0", "新企业1", "新企业2"]}]

    register(stage, codes, "后来的企业")
    turn(stage, timedelta(minutes=50))
    assert len(told(stage)) == 1
    turn(stage, timedelta(minutes=61))
    assert told(stage)[1:] == [{"count": 1, "names": ["后来的企业"]}]


def test_the_mail_names_who_waits_and_leads_there(stage: Stage, codes: Iterator[str]) -> None:
    register(stage, codes, "新企业")
    turn(stage)

    stage.place.work()

    noor = stage.ask(lambda session: person(session, "Noor").email)
    [mail] = stage.ask(lambda session: session.exec(select(OutboxMessage).where(OutboxMessage.to == noor)).all())
    assert "等待认证" in mail.subject
    page = stage.as_("Noor").get("/inbox").text
    assert "新企业" in page
    assert "/orgs?status=pending" in stage.ask(lambda session: session.exec(select(Notice)).one().path)


def ask(stage: Stage, email: str, address: str = "192.0.2.1") -> None:
    with stage.session() as session:
        resets.ask_reset(
            session, email, lambda who, token: post_mail(session, who.email, "-", token), address=address, language="zh"
        )


def test_only_the_last_link_is_good_and_nobody_gets_none(stage_anywhere: Stage) -> None:
    mei = stage_anywhere.ask(lambda session: person(session, "Mei").email)
    for _turn in range(5):
        ask(stage_anywhere, mei)
        ask(stage_anywhere, "nobody@example.cn")

    links = stage_anywhere.ask(lambda session: session.exec(select(AccessLink)).all())

    mails = stage_anywhere.ask(lambda session: session.exec(select(OutboxMessage.to)).all())
    assert mails == [mei] * 3
    assert len(links) == 3
    assert len([link for link in links if link.used_at is None]) == 1


def test_what_was_told_long_ago_holds_nothing_back(stage: Stage, codes: Iterator[str]) -> None:
    register(stage, codes, "新企业")
    turn(stage)
    with stage.session() as session:
        for row in session.exec(select(Notice)):
            row.made_at = datetime(2020, 1, 1, tzinfo=row.made_at.tzinfo)
            row.key = "registered:2020-01-01T00"
    turn(stage)

    assert len(told(stage)) == 2
