"""Whose contacts are shown to whom: to the parties of a pair, while it is published and nobody contests it."""

import pytest
from sqlmodel import Session, select

from tests.market import LIFT, REASON, Market, the_allocation, the_conflict
from tests.stage import person, the_round
from webapp.models import Offering
from webapp.models.conflicts.enums import RulingWay
from webapp.models.conflicts.ruling_input import RulingInput
from webapp.models.rounds.enums import RoundStatus
from webapp.services.conflicts import conflicts, rulings

PHONE = "13900002222"


def test_the_other_sides_contact_is_shown_to_matched_parties_once_published(settled: Market) -> None:
    with settled.stage.session() as session:
        row = session.exec(select(Offering).where(Offering.number == "P-1")).one()
        row.contact_name, row.contact_phone = "王老师", PHONE
        session.add(row)
    page = f"{settled.stage.round_url}/pairs"
    assert PHONE not in settled.stage.as_("Mei").get(page).text

    settled.publish()

    assert PHONE in settled.stage.as_("Mei").get(page).text
    assert PHONE not in settled.stage.as_("Tomas").get(page).text


def may_read(market: Market, name: str) -> set[bool]:
    """Tell whether somebody reads the school's contact on the page of their pairs and in its file."""
    page = f"{market.stage.round_url}/pairs"
    browser = market.stage.as_(name)
    return {PHONE in browser.get(address).text for address in (page, f"{page}?format=csv")}


@pytest.fixture
def known(published: Market) -> Market:
    """Return the market once its result is out, with a contact of the school."""
    with published.stage.session() as session:
        row = session.exec(select(Offering).where(Offering.number == "P-1")).one()
        row.contact_name, row.contact_phone = "王老师", PHONE
    return published


def rule(market: Market, way: RulingWay, seats: int) -> None:
    """Rule on the conflict about the pair, as Noor."""
    with market.stage.session() as session:
        data = RulingInput(way=way, seats=[seats], reason=REASON, no_interest=True)
        rulings.make_ruling(session, the_conflict(session), data, by=person(session, "Noor"))


def contest(session: Session) -> None:
    """Let the enterprise ask out of the pair."""
    conflicts.withdraw_pair(session, the_allocation(session, LIFT), "用人计划有变", by=person(session, "Mei"))


def test_contacts_of_a_pair_that_is_contested_are_not_shown_until_it_stands_again(known: Market) -> None:
    assert may_read(known, "Mei") == {True}

    known.stage.ask(contest)
    assert may_read(known, "Mei") == {False}

    rule(known, RulingWay.RULING, 10)
    assert may_read(known, "Mei") == {True}
    assert may_read(known, "Tomas") == {False}


def test_contacts_of_a_pair_that_was_called_off_are_not_shown(known: Market) -> None:
    known.stage.ask(contest)

    rule(known, RulingWay.CANCEL, 0)

    assert may_read(known, "Mei") == {False}


def test_contacts_are_shown_from_publication_on(known: Market) -> None:
    shown = set()
    for status in RoundStatus:
        with known.stage.session() as session:
            the_round(session).status = status
        shown |= {status} if may_read(known, "Mei") == {True} else set()

    assert shown == {RoundStatus.PUBLISHED, RoundStatus.CLOSED}
