"""Agreements follow seats: what alternates, falls and rulings move stands in the right agreement, and nowhere else."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from tests.market import CLOUD, LIFT, TUNER, Market, the_allocation
from tests.places import Databases
from tests.stage import Stage, person, raise_stage, the_round, the_suggestion
from webapp import clock
from webapp.models import Agreement, AgreementLine, Allocation, AlternateOffer, Amendment, Notice, Person
from webapp.models.accounts.enums import Role
from webapp.models.agreements.agreement_input import BreakInput, SignInput
from webapp.models.agreements.enums import AgreementState, AmendmentState
from webapp.services.agreements import agreements, amendments
from webapp.services.agreements.following import follow_seats
from webapp.services.kernel.errors import DomainError
from webapp.services.process.answering import answer_offer
from webapp.services.seats.capacity import move_seats

S = AgreementState


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def city(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[Stage]:
    """Return the city with its round closed: Mei's lift maker and Ines's college have a pair of 20, on each engine."""
    with raise_stage(databases, tmp_path / "var", ["closed"], engine=request.param) as stage:
        with stage.session() as session:
            owner = the_suggestion(session, TUNER, CLOUD).demand.enterprise_id
            values: dict[str, Any] = {"email": "hui@example.cn", "name": "Hui", "password_hash": "-"}
            session.add(Person(organisation_id=owner, role=Role.ENTERPRISE, **values))
        yield stage


def the_agreement(session: Session, position: str = LIFT) -> Agreement:
    """Return the newest agreement about a position."""
    query = select(Agreement).join(AgreementLine).where(AgreementLine.position == position)
    return session.exec(query.order_by(col(Agreement.created_at).desc()).limit(1)).one()


def told(session: Session, agreement: Agreement) -> dict[str, int]:
    session.refresh(agreement, ["lines"])
    return {line.position: line.headcount for line in agreement.lines}


def put(session: Session, agreement: Agreement, state: AgreementState) -> None:
    """Bring an agreement into a state, past its guards."""
    agreement.signed_on, agreement.signed_number = clock.today(), "校企〔2026〕8 号"
    agreement.starts_on = agreement.starts_on or clock.today()
    agreement.state = state
    session.add(agreement)
    session.flush()


def enlarge(session: Session, seats: int, position: str = LIFT) -> None:
    """Let a pair get other seats, as an alternate does, and let agreements follow."""
    row = the_allocation(session, position)
    move_seats(session, [row], {row.id: seats})
    follow_seats(session, the_round(session), reason="递补", by=person(session, "Noor"))


def sign(session: Session, name: str) -> Amendment:
    waiting = amendments.proposed(session, the_agreement(session))
    assert waiting is not None
    by, today = person(session, name), clock.today()
    return amendments.sign_amendment(session, waiting, seen_version=waiting.version, today=today, by=by)


def test_closing_drafts_one_agreement_for_each_pair_of_parties(city: Stage) -> None:
    with city.session() as session:
        assert told(session, the_agreement(session)) == {LIFT: 20}
        assert follow_seats(session, the_round(session), by=None) == ([], 0)


def test_a_draft_says_what_stands_now(city: Stage) -> None:
    with city.session() as session:
        enlarge(session, 12)

        found = the_agreement(session)
        assert (found.state, told(session, found)) == (S.DRAFT, {LIFT: 12})
        names = session.exec(select(Person.name).join(Notice).where(Notice.thing_id == found.id)).all()
        assert {"Mei", "Ines"} <= set(names)


def test_a_draft_of_which_nothing_is_left_ends(city: Stage) -> None:
    with city.session() as session:
        key = the_agreement(session).id
        enlarge(session, 0)

        assert session.get_one(Agreement, key).state is S.BROKEN_OFF


@pytest.mark.parametrize("state", [S.SIGNED, S.RUNNING])
def test_what_was_signed_is_changed_by_an_amendment_with_both_signatures(city: Stage, state: AgreementState) -> None:
    with city.session() as session:
        put(session, the_agreement(session), state)
        enlarge(session, 16)
        agreement = the_agreement(session)
        assert told(session, agreement) == {LIFT: 20}

        sign(session, "Mei")
        assert told(session, agreement) == {LIFT: 20}
        with pytest.raises(DomainError) as refused:
            sign(session, "Mei")
        assert refused.value.code == "amendment_signed_already"
        with pytest.raises(DomainError) as refused:
            sign(session, "Noor")
        assert refused.value.code == "agreement_not_yours"
        before = agreement.version
        done = sign(session, "Ines")

        assert (done.state, done.number) == (AmendmentState.SIGNED, 1)
        assert (told(session, agreement), agreement.state, agreement.version) == ({LIFT: 16}, state, before + 1)
        assert amendments.proposed(session, agreement) is None


def test_an_amendment_that_no_longer_fits_is_dropped_with_its_signatures(city: Stage) -> None:
    with city.session() as session:
        put(session, the_agreement(session), S.SIGNED)
        enlarge(session, 16)
        sign(session, "Mei")
        enlarge(session, 14)
        agreement = the_agreement(session)

        waiting = amendments.proposed(session, agreement)
        assert waiting is not None
        assert (waiting.number, waiting.changes[0]["is"], waiting.enterprise_signed_on) == (2, 14, None)
        enlarge(session, 20)  # as it was signed
        assert amendments.proposed(session, agreement) is None
        assert [row.state for row in amendments.amendments_of(session, agreement)] == [AmendmentState.DROPPED] * 2


def test_an_alternate_gets_an_agreement_of_its_own_where_the_old_one_was_broken_off(city: Stage) -> None:
    with city.session() as session:
        mei = person(session, "Mei")
        agreement = the_agreement(session)
        put(session, agreement, S.SIGNED)
        agreements.break_off_agreement(
            session, agreement, BreakInput(reason="订单取消，无法履行"), seen_version=agreement.version,
            today=clock.today(), by=mei,
        )  # fmt: skip
        offer = next(row for row in session.exec(select(AlternateOffer)) if row.demand.position == TUNER)
        for name in ("Hui", "Ines"):
            answer_offer(session, offer, accepts=True, by=person(session, name))

        new = the_agreement(session, TUNER)
        assert new.id != agreement.id
        assert told(session, new) == {TUNER: 30}
        assert (agreement.state, told(session, agreement)) == (S.BROKEN_OFF, {LIFT: 20})


def test_a_pair_that_stands_again_is_agreed_upon_anew_and_the_dead_agreement_is_left_alone(city: Stage) -> None:
    with city.session() as session:
        dead = the_agreement(session)
        put(session, dead, S.SIGNED)
        dead.state, dead.end_reason = S.BROKEN_OFF, "订单取消"
        session.add(dead)
        session.flush()
        follow_seats(session, the_round(session), by=None)

        new = the_agreement(session)
        assert new.id != dead.id
        assert (told(session, dead), told(session, new)) == ({LIFT: 20}, {LIFT: 20})
        assert new.state is S.DRAFT


def test_one_agreement_of_two_parties_lives_at_a_time(city: Stage) -> None:
    with city.session() as session:
        first = the_agreement(session)
        values = {"round_id": first.round_id, "enterprise_id": first.enterprise_id, "school_id": first.school_id}
        second = session.begin_nested()
        session.add(Agreement(number="A-2", **values))
        with pytest.raises(IntegrityError):
            session.flush()
        second.rollback()
        first.state, first.end_reason = S.BROKEN_OFF, "订单取消"
        session.flush()
        session.add(Agreement(number="A-3", **values))
        session.flush()


def test_what_ended_is_not_agreed_upon_again(city: Stage) -> None:
    with city.session() as session:
        put(session, the_agreement(session), S.ENDED)

        assert follow_seats(session, the_round(session), by=None) == ([], 0)
        assert len(session.exec(select(Agreement)).all()) == 1


def test_an_agreement_that_ends_drops_what_waits_for_signatures(city: Stage) -> None:
    with city.session() as session:
        agreement = the_agreement(session)
        put(session, agreement, S.RUNNING)
        enlarge(session, 16)
        agreements.end_agreement(
            session, agreement, seen_version=agreement.version, today=clock.today(), by=person(session, "Mei")
        )

        assert amendments.proposed(session, agreement) is None
        assert [row.state for row in amendments.amendments_of(session, agreement)] == [AmendmentState.DROPPED]


def test_both_sides_sign_on_the_page(closed: Market) -> None:
    stage = closed.stage
    with stage.session() as session:
        put(session, the_agreement(session), S.SIGNED)
        enlarge(session, 16)
        url = f"/agreements/{the_agreement(session).id}"
    mei, ines, noor = (stage.as_(name) for name in ("Mei", "Ines", "Noor"))
    assert "登记本方已签署" not in noor.get(url).text
    assert noor.get(f"{url}/amendments/1.docx").status_code == 200
    assert noor.get(f"{url}/amendments/2.docx").status_code == 404
    page = mei.press(mei.open(url), "登记本方已签署")
    assert "已登记本方签署" in page.text
    assert not page.has_button("登记本方已签署")

    page = ines.press(ines.open(url), "登记本方已签署")

    assert "双方都已签署" in page.text
    with stage.session() as session:
        assert told(session, the_agreement(session)) == {LIFT: 16}
        assert session.exec(select(Allocation)).one().seats == 16


def test_signing_is_refused_where_nothing_has_been_agreed(city: Stage) -> None:
    with city.session() as session:
        agreement = the_agreement(session)
        data = SignInput(signed_on=clock.today(), signed_number="校企〔2026〕9 号")
        with pytest.raises(DomainError):
            agreements.sign_agreement(
                session, agreement, data, seen_version=agreement.version, today=clock.today(),
                by=person(session, "Mei"),
            )  # fmt: skip
