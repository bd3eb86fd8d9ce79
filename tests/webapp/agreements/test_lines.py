"""Which lines an agreement has, and what they say."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from tests.webapp.bare import bare_session
from webapp.clock import today
from webapp.models import Agreement, Allocation, Demand, MatchingRound, Offering, Program, StudentBatch
from webapp.models.agreements.enums import AgreementState
from webapp.models.seats.enums import AllocationState
from webapp.services.agreements import lines

ROUND, SCHOOL, OTHER_SCHOOL, ENTERPRISE = UUID(int=1), UUID(int=2), UUID(int=3), UUID(int=4)


@pytest.fixture
def session() -> Iterator[Session]:
    """Return a session on empty tables."""
    with bare_session() as opened:
        yield opened


def a_round() -> MatchingRound:
    days = {name: today() for name in ("collect_from", "collect_until", "choose_from", "choose_until")}
    return MatchingRound(id=ROUND, code="R1", title="春季", term="2027-1", host_id=uuid4(), weights={}, **days)


def pair(
    session: Session, school: UUID, *, seats: int = 20, state: AllocationState = AllocationState.SETTLED
) -> Allocation:
    program = Program(school_id=school, name="电梯工程技术", level="higher")
    demand = Demand(number=uuid4().hex[:9], enterprise_id=ENTERPRISE, made_by_id=uuid4(), position="安装工")
    offering = Offering(number=uuid4().hex[:9], program_id=program.id, made_by_id=uuid4())
    row = Allocation(round_id=ROUND, demand_id=demand.id, offering_id=offering.id, seats=seats, state=state)
    session.add_all([program, demand, offering, row])
    session.flush()
    return row


def agreement(session: Session, *, lined: list[Allocation]) -> Agreement:
    made = Agreement(number="A-1", round_id=ROUND, enterprise_id=ENTERPRISE, school_id=SCHOOL)
    session.add(made)
    session.flush()
    session.add_all([lines.line_of(made, row, row.seats or 20) for row in lined])
    session.flush()
    return made


def test_what_a_live_agreement_is_to_hold_is_told_by_parties(session: Session) -> None:
    first, second, other = pair(session, SCHOOL), pair(session, SCHOOL, seats=5), pair(session, OTHER_SCHOOL)
    pair(session, SCHOOL, seats=0)
    pair(session, SCHOOL, seats=0, state=AllocationState.FALLEN)
    released = pair(session, SCHOOL)
    released.released = True
    session.flush()

    assert lines.pairs_that_count(session, a_round()) == {
        (ENTERPRISE, SCHOOL): {first.id: 20, second.id: 5},
        (ENTERPRISE, OTHER_SCHOOL): {other.id: 20},
    }


def test_what_was_carried_out_is_not_agreed_upon_again(session: Session) -> None:
    row = pair(session, SCHOOL, seats=20)
    ended = agreement(session, lined=[row])
    ended.state = AgreementState.ENDED
    session.flush()
    assert lines.pairs_that_count(session, a_round()) == {}

    row.seats = 26
    session.flush()

    assert lines.pairs_that_count(session, a_round()) == {(ENTERPRISE, SCHOOL): {row.id: 6}}


def test_lines_are_written_anew_and_those_with_batches_stay(session: Session) -> None:
    stays, goes, new = pair(session, SCHOOL), pair(session, SCHOOL), pair(session, SCHOOL)
    planned = pair(session, SCHOOL)
    made = agreement(session, lined=[stays, goes, planned])
    line = next(line for line in made.lines if line.allocation_id == planned.id)
    days = {"starts_on": today(), "ends_on": today()}
    session.add(StudentBatch(agreement_id=made.id, line_id=line.id, kind="employment", planned=3, **days))
    session.flush()

    lines.write_lines(session, made, {stays.id: 7, new.id: 9})

    assert lines.headcounts(session, made) == {stays.id: 7, new.id: 9, planned.id: 20}


def test_a_batch_is_held_against_its_whole_line(session: Session) -> None:
    made = agreement(session, lined=[pair(session, SCHOOL, seats=20)])
    line = lines.line_by_key(made, str(made.lines[0].id))

    assert line is not None
    assert [lines.is_beyond(line, planned) for planned in (20, 21)] == [False, True]
    assert lines.line_by_key(made, str(uuid4())) is None


def test_pairs_of_an_agreement_that_have_fallen_fall_no_second_time(session: Session) -> None:
    fallen, stands = pair(session, SCHOOL, seats=0), pair(session, SCHOOL)
    made = agreement(session, lined=[fallen, stands])
    fallen.state = AllocationState.FALLEN
    session.flush()

    assert [row.id for row in lines.pairs_that_stand(session, made)] == [stands.id]
