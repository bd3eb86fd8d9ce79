"""What a frozen post may do, asked of the owner of the rule in every phase and state."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from tests.webapp.bare import bare_session
from webapp.clock import now, today
from webapp.models import Demand, MatchingRound, Offering, RoundSnapshot
from webapp.models.posts.enums import PostStatus
from webapp.models.rounds.enums import RoundStatus
from webapp.services.kernel.errors import DomainError
from webapp.services.posts import freezing

BEFORE_THE_FREEZE = (RoundStatus.DRAFT, RoundStatus.COLLECTING)
AFTER = tuple(status for status in RoundStatus if status not in BEFORE_THE_FREEZE)


@pytest.fixture
def session() -> Iterator[Session]:
    """Return a session on empty tables that take rows of which only a part is filled in."""
    with bare_session() as opened:
        yield opened


def in_phase(session: Session, status: RoundStatus) -> MatchingRound:
    days = {name: today() for name in ("collect_from", "collect_until", "choose_from", "choose_until")}
    round_ = MatchingRound(
        code=uuid4().hex[:9], title="春季", term="2027-1", host_id=uuid4(), status=status, weights={}, **days
    )
    session.add(round_)
    session.flush()
    return round_


def post(
    session: Session, kind: type[Demand] | type[Offering], round_id: UUID | None, status: PostStatus
) -> Demand | Offering:
    owner = {"enterprise_id": uuid4(), "position": "装调工"} if kind is Demand else {"program_id": uuid4()}
    made = kind(number=uuid4().hex[:9], round_id=round_id, status=status, made_by_id=uuid4(), **owner)
    session.add(made)
    session.flush()
    return made


@pytest.mark.parametrize("status", RoundStatus)
@pytest.mark.parametrize(("kind", "code"), [(Demand, "demand_round_frozen"), (Offering, "offering_round_frozen")])
def test_what_was_handed_in_is_frozen_once_its_round_is_past_collecting(
    session: Session, kind: type[Demand] | type[Offering], code: str, status: RoundStatus
) -> None:
    held = post(session, kind, in_phase(session, status).id, PostStatus.SUBMITTED)

    assert freezing.is_frozen(session, held) is (status in AFTER)
    if status in AFTER:
        with pytest.raises(DomainError) as refused:
            freezing.refuse_frozen(session, held)
        assert (refused.value.code, refused.value.facts) == (code, {"round": "春季"})
    else:
        freezing.refuse_frozen(session, held)


@pytest.mark.parametrize("state", [state for state in PostStatus if state is not PostStatus.SUBMITTED])
def test_what_was_not_handed_in_is_never_frozen_though_an_offering_cannot_be_handed_in_any_more(
    session: Session, state: PostStatus
) -> None:
    held = post(session, Offering, in_phase(session, RoundStatus.FROZEN).id, state)

    assert not freezing.is_frozen(session, held)
    with pytest.raises(DomainError) as refused:
        freezing.refuse_handing_in(session, held)
    assert refused.value.code == "offering_round_frozen"


def test_a_standing_post_is_never_frozen(session: Session) -> None:
    in_phase(session, RoundStatus.CHOOSING)

    assert not freezing.is_frozen(session, post(session, Demand, None, PostStatus.SUBMITTED))
    freezing.refuse_handing_in(session, post(session, Offering, None, PostStatus.SUBMITTED))


@pytest.mark.parametrize("status", RoundStatus)
def test_posts_join_a_round_only_while_it_collects(session: Session, status: RoundStatus) -> None:
    assert freezing.may_be_joined(in_phase(session, status)) is (status is RoundStatus.COLLECTING)


def test_one_frozen_offering_keeps_its_programme_from_closing(session: Session) -> None:
    free = post(session, Offering, None, PostStatus.SUBMITTED)
    held = post(session, Offering, in_phase(session, RoundStatus.SCORED).id, PostStatus.SUBMITTED)

    freezing.refuse_closing(session, [free])
    with pytest.raises(DomainError):
        freezing.refuse_closing(session, [free, held])


def test_only_a_frozen_post_keeps_what_an_import_has_made_of_it(session: Session) -> None:
    round_ = in_phase(session, RoundStatus.FROZEN)

    assert not freezing.may_be_taken_back(session, post(session, Demand, round_.id, PostStatus.SUBMITTED))
    assert freezing.may_be_taken_back(session, post(session, Demand, round_.id, PostStatus.DRAFT))
    assert freezing.may_be_taken_back(session, round_)


def test_what_was_handed_in_is_deleted_only_where_no_round_has_kept_its_posts_since(session: Session) -> None:
    round_, moment = in_phase(session, RoundStatus.FROZEN), now()
    held = post(session, Demand, None, PostStatus.SUBMITTED)
    held.submitted_at = moment
    session.add(
        RoundSnapshot(
            round_id=round_.id, number=1, sha256="", content="{}", demand_count=1, offering_count=1, taken_at=moment,
            library_version="test",
        )
    )  # fmt: skip
    session.flush()

    assert freezing.was_frozen_since(session, moment - timedelta(hours=1))
    assert not freezing.was_frozen_since(session, moment + timedelta(hours=1))
    assert freezing.may_be_deleted(held, frozen_since=False)
    assert not freezing.may_be_deleted(held, frozen_since=True)
    assert freezing.may_be_deleted(post(session, Demand, None, PostStatus.DRAFT), frozen_since=True)


def test_posts_that_name_the_round_and_were_taken_back_are_told_when_seats_are_dealt_out(session: Session) -> None:
    round_, other = in_phase(session, RoundStatus.CHOOSING), in_phase(session, RoundStatus.COLLECTING)
    gone = [post(session, kind, round_.id, PostStatus.WITHDRAWN) for kind in (Demand, Offering)]
    post(session, Demand, round_.id, PostStatus.SUBMITTED)
    post(session, Demand, other.id, PostStatus.WITHDRAWN)
    post(session, Demand, None, PostStatus.WITHDRAWN)

    assert freezing.withdrawn_from(session, round_) == {str(row.id) for row in gone}
    assert all(freezing.is_withdrawn(row) for row in gone)
