"""Two people at once, each on a connection of their own: one wins, the other is told, nothing is lost."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from tests.market import CLOUD, LIFT, REASON, TUNER, Market, the_allocation, the_conflict
from tests.serving import PATIENCE
from tests.stage import person, the_round, the_suggestion
from webapp import clock
from webapp.models import Agreement, Capacity, Choice, Notice, Person, Publication, Ruling, StudentBatch
from webapp.models.agreements.agreement_input import SignInput, StartInput
from webapp.models.agreements.enums import AgreementState, BatchKind
from webapp.models.choosing.choice_input import ChoiceInput
from webapp.models.choosing.enums import Decision
from webapp.models.conflicts.enums import RulingWay
from webapp.models.conflicts.ruling_input import RulingInput
from webapp.models.kernel.enums import Side
from webapp.models.notices.enums import NoticeEvent
from webapp.models.publication.publication_input import NoticeInput
from webapp.models.rounds.enums import RoundStatus
from webapp.services.agreements import agreements, batches, duties
from webapp.services.choosing import choices
from webapp.services.conflicts import conflicts, rulings
from webapp.services.kernel.errors import DomainError
from webapp.services.process import long_steps, phases
from webapp.services.publication import publication
from webapp.services.seats.capacity import move_seats

Deed = Callable[[Session], Any]
NOTICE = NoticeInput(
    title="春季校企匹配结果公示",
    text="现将本轮校企匹配结果予以公示，接受社会监督。",
    contact="0575-85120000",
    notice_days=5,
)


def race(market: Market, *deeds: Deed) -> list[str]:
    """Let each deed be done on a connection of its own at the same moment; return how each ended."""
    ends, barrier = [""] * len(deeds), Barrier(len(deeds))

    def run(place: int, deed: Deed) -> None:
        barrier.wait(PATIENCE)
        try:
            with market.stage.session() as session:
                deed(session)
            ends[place] = "done"
        except DomainError as refused:
            ends[place] = refused.code
        except IntegrityError:
            ends[place] = "held by the database"

    threads = [Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads)
    return sorted(ends)


def second_coordinator(market: Market) -> None:
    """Let a colleague of Noor's in."""
    with market.stage.session() as session:
        noor = person(session, "Noor")
        values = {"email": "omar@example.cn", "name": "Omar", "password_hash": "-", "role": noor.role}
        session.add(Person(organisation_id=noor.organisation_id, **values))


def test_two_colleagues_answer_the_same_suggestion_at_once(market_anywhere: Market) -> None:
    with market_anywhere.stage.session() as session:
        mei = person(session, "Mei")
        values = {"email": "lin@example.cn", "name": "Lin", "password_hash": "-", "role": mei.role}
        session.add(Person(organisation_id=mei.organisation_id, **values))

    def answer(name: str, data: ChoiceInput) -> Deed:
        return lambda session: choices.choose(
            session,
            the_suggestion(session, LIFT, CLOUD),
            data,
            side=Side.ENTERPRISE,
            seen_version=0,
            by=person(session, name),
        )

    accept = ChoiceInput(decision=Decision.ACCEPT)
    part = ChoiceInput(decision=Decision.ACCEPT_PARTIAL, headcount=7)
    assert race(market_anywhere, answer("Mei", accept), answer("Lin", part)) == ["done", "stale_edit"]
    (held,) = market_anywhere.stage.ask(lambda session: session.exec(select(Choice)).all())
    assert (held.decision, held.version) in ((Decision.ACCEPT, 1), (Decision.ACCEPT_PARTIAL, 1))


def test_two_coordinators_end_choosing_at_once(market_anywhere: Market) -> None:
    second_coordinator(market_anywhere)
    market_anywhere.choose(LIFT, CLOUD, 20, 20, (1, 1))

    def end(name: str) -> Deed:
        return lambda session: long_steps.ask_for(session, the_round(session), "adjudicate", by=person(session, name))

    assert race(market_anywhere, end("Noor"), end("Omar")) == ["done", "round_step_under_way"]
    market_anywhere.stage.place.work()
    assert market_anywhere.seats()[(LIFT, CLOUD)] == 20
    places = market_anywhere.stage.ask(lambda session: session.exec(select(func.count()).select_from(Capacity)).one())
    assert places == 5


def test_two_coordinators_publish_at_once(market_anywhere: Market) -> None:
    second_coordinator(market_anywhere)
    market_anywhere.choose(LIFT, CLOUD, 20, 20, (1, 1))
    market_anywhere.end_choosing()
    with market_anywhere.stage.session() as session:
        written = publication.draft_notice(session, the_round(session), NOTICE, by=person(session, "Noor"))
        publication.approve_notice(session, written, by=person(session, "Noor"))

    def publish(name: str) -> Deed:
        return lambda session: phases.move(session, the_round(session), "publish", by=person(session, name))

    assert race(market_anywhere, publish("Noor"), publish("Omar")) == ["done", "round_step_impossible"]
    with market_anywhere.stage.session() as session:
        assert the_round(session).status is RoundStatus.PUBLISHED
        assert session.exec(select(Publication)).one().published_at is not None
        told = session.exec(select(Notice.person_id).where(Notice.event == NoticeEvent.PUBLISHED)).all()
        assert len(set(told)) == len(told) > 0


def test_two_coordinators_rule_at_once(market_anywhere: Market) -> None:
    second_coordinator(market_anywhere)
    market_anywhere.contend()

    def rule(name: str, lift: int, tuner: int) -> Deed:
        def make(session: Session) -> None:
            conflict = the_conflict(session)
            wanted = {LIFT: lift, TUNER: tuner}
            seats = [wanted[claim.demand.position] for claim in conflicts.claims_of(session, conflict)]
            data = RulingInput(way=RulingWay.RULING, seats=seats, reason=REASON, no_interest=True)
            rulings.make_ruling(session, conflict, data, seen_version=1, by=person(session, name))

        return make

    assert race(market_anywhere, rule("Noor", 20, 25), rule("Omar", 15, 30)) == ["done", "stale_edit"]
    with market_anywhere.stage.session() as session:
        ruling = session.exec(select(Ruling)).one()
        stands = {row.allocation_id: row.seats for row in ruling.seats}
        assert all(stands[the_allocation(session, name).id] == the_allocation(session, name).seats for name in wants())
        assert sum(stands.values()) == 45


def wants() -> tuple[str, str]:
    """Return the two positions that want one programme."""
    return LIFT, TUNER


def test_seats_taken_at_once_stay_within_capacity(market_anywhere: Market) -> None:
    market_anywhere.contend()
    with market_anywhere.stage.session() as session:
        rows = [the_allocation(session, name) for name in wants()]
        move_seats(session, rows, {row.id: 0 for row in rows})

    def take(position: str, seats: int) -> Deed:
        def move(session: Session) -> None:
            row = the_allocation(session, position)
            move_seats(session, [row], {row.id: seats})

        return move

    ends = race(market_anywhere, take(LIFT, 20), take(TUNER, 30))
    assert ends == ["done", "seats_beyond_places"]
    with market_anywhere.stage.session() as session:
        full = session.exec(select(Capacity).where(col(Capacity.given) > col(Capacity.places))).all()
        assert full == []


def test_the_database_itself_holds_capacity_against_a_race_of_plain_writes(market_anywhere: Market) -> None:
    market_anywhere.contend()
    with market_anywhere.stage.session() as session:
        rows = [the_allocation(session, name) for name in wants()]
        move_seats(session, rows, {row.id: 0 for row in rows})

    def write(position: str, seats: int) -> Deed:
        def plainly(session: Session) -> None:
            the_allocation(session, position).seats = seats
            session.flush()

        return plainly

    assert race(market_anywhere, write(LIFT, 20), write(TUNER, 30)) == ["done", "held by the database"]


def test_two_coordinators_close_a_round_at_once_and_each_pair_has_one_agreement(published_anywhere: Market) -> None:
    second_coordinator(published_anywhere)
    published_anywhere.let_pass()

    def close(name: str) -> Deed:
        return lambda session: phases.move(session, the_round(session), "close", by=person(session, name))

    assert race(published_anywhere, close("Noor"), close("Omar")) == ["done", "round_step_impossible"]
    assert len(published_anywhere.stage.ask(lambda session: session.exec(select(Agreement)).all())) == 1


def test_both_sides_sign_at_once_and_a_batch_begins_once(closed_anywhere: Market) -> None:
    with closed_anywhere.stage.session() as session:
        agreement = session.exec(select(Agreement)).one()
        for name in ("Mei", "Ines"):
            places = range(len(agreement.duties))
            duties.agree_duties(session, agreement, places, seen_version=agreement.version, by=person(session, name))
        version = agreement.version

    def sign(name: str) -> Deed:
        def deed(session: Session) -> None:
            held = session.exec(select(Agreement)).one()
            data = SignInput(signed_on=clock.today(), signed_number=f"由 {name} 登记")
            agreements.sign_agreement(
                session, held, data, seen_version=version, today=clock.today(), by=person(session, name)
            )

        return deed

    assert race(closed_anywhere, sign("Mei"), sign("Ines")) == ["done", "stale_edit"]
    with closed_anywhere.stage.session() as session:
        agreement = session.exec(select(Agreement)).one()
        assert agreement.state is AgreementState.SIGNED
        days = {"starts_on": clock.today(), "ends_on": clock.today() + timedelta(days=180)}
        session.add(
            StudentBatch(
                agreement_id=agreement.id, kind=BatchKind.INTERNSHIP, planned=10, tripartite_signed=True, insured=True,
                **days,
            )
        )  # fmt: skip

    def start(name: str, count: int) -> Deed:
        def deed(session: Session) -> None:
            batch = session.exec(select(StudentBatch)).one()
            data = StartInput(started=count, started_on=clock.today())
            batches.start_batch(session, batch, data, seen_version=1, today=clock.today(), by=person(session, name))

        return deed

    assert race(closed_anywhere, start("Mei", 9), start("Ines", 8)) == ["done", "stale_edit"]
    assert closed_anywhere.stage.ask(lambda session: session.exec(select(StudentBatch)).one().version) == 2
