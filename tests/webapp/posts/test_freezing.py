"""What a frozen post may do, asked of the owner of the rule in every phase and state."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

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


def keep(session: Session, round_: MatchingRound, held: Demand | Offering) -> None:
    freezing.keep_posts(session, round_, type(held), [held.id])


@pytest.mark.parametrize("standing", [False, True])
@pytest.mark.parametrize("status", AFTER)
@pytest.mark.parametrize(("kind", "code"), [(Demand, "demand_round_frozen"), (Offering, "offering_round_frozen")])
def test_what_a_round_has_kept_is_frozen_whether_it_names_the_round_or_stands_for_all(
    session: Session, kind: type[Demand] | type[Offering], code: str, status: RoundStatus, standing: bool
) -> None:
    round_ = in_phase(session, status)
    held = post(session, kind, None if standing else round_.id, PostStatus.SUBMITTED)
    assert not freezing.is_frozen(session, held)

    keep(session, round_, held)

    frozen = not (standing and status is RoundStatus.CLOSED)
    assert freezing.is_frozen(session, held) is frozen
    assert bool(session.exec(select(kind).where(freezing.stands_in(round_.id, kind))).first())
    if frozen:
        with pytest.raises(DomainError) as refused:
            freezing.refuse_frozen(session, held)
        assert (refused.value.code, refused.value.facts) == (code, {"round": "春季"})
    else:
        freezing.refuse_frozen(session, held)


def test_a_post_is_held_by_every_round_that_has_kept_it_and_let_go_by_thawing(session: Session) -> None:
    first, second = in_phase(session, RoundStatus.FROZEN), in_phase(session, RoundStatus.CHOOSING)
    held = post(session, Demand, None, PostStatus.SUBMITTED)
    keep(session, first, held)
    keep(session, second, held)
    assert {row.id for row in freezing.rounds_that_hold(session, held)} == {first.id, second.id}

    freezing.let_go(session, first, Demand)
    assert [row.id for row in freezing.rounds_that_hold(session, held)] == [second.id]
    freezing.let_go(session, second, Demand, [held.id])
    assert not freezing.is_frozen(session, held)


@pytest.mark.parametrize("state", [state for state in PostStatus if state is not PostStatus.SUBMITTED])
def test_what_no_round_has_kept_is_not_frozen_though_an_offering_cannot_be_handed_in_any_more(
    session: Session, state: PostStatus
) -> None:
    held = post(session, Offering, in_phase(session, RoundStatus.FROZEN).id, state)

    assert not freezing.is_frozen(session, held)
    with pytest.raises(DomainError) as refused:
        freezing.refuse_handing_in(session, held)
    assert refused.value.code == "offering_round_frozen"


@pytest.mark.parametrize("reason", ["", "短", "长" * 301])
def test_withdrawing_a_frozen_post_needs_a_reason(session: Session, reason: str) -> None:
    round_ = in_phase(session, RoundStatus.CHOOSING)
    held = post(session, Demand, None, PostStatus.SUBMITTED)
    assert freezing.withdraw_from_rounds(session, held, reason) == []
    keep(session, round_, held)

    with pytest.raises(DomainError) as refused:
        freezing.withdraw_from_rounds(session, held, reason)
    assert (refused.value.code, refused.value.facts) == ("withdrawing_needs_reason", {"round": "春季"})
    assert freezing.is_frozen(session, held)


def test_what_was_withdrawn_from_a_round_is_gone_from_it_whatever_becomes_of_the_post(session: Session) -> None:
    round_ = in_phase(session, RoundStatus.CHOOSING)
    posts = [post(session, kind, None, PostStatus.SUBMITTED) for kind in (Demand, Offering)]
    stays = post(session, Demand, None, PostStatus.SUBMITTED)
    for held in (*posts, stays):
        keep(session, round_, held)

    for held in posts:
        assert [row.id for row in freezing.withdraw_from_rounds(session, held, "用人计划有变")] == [round_.id]

    assert freezing.withdrawn_from(session, round_) == {str(held.id) for held in posts}
    assert not any(freezing.is_frozen(session, held) for held in posts)  # free to be written anew for other rounds
    assert freezing.is_frozen(session, stays)
    assert session.exec(select(Demand).where(freezing.may_be_given_places(round_.id, Demand))).all() == [stays]
    assert set(freezing.kept_since(session, round_, Demand)) == {stays.id}


def test_a_post_of_a_closed_round_is_part_of_its_result_and_stays(session: Session) -> None:
    round_ = in_phase(session, RoundStatus.CLOSED)
    held = post(session, Demand, round_.id, PostStatus.SUBMITTED)
    keep(session, round_, held)

    with pytest.raises(DomainError) as refused:
        freezing.withdraw_from_rounds(session, held, "用人计划有变")
    assert refused.value.code == "demand_round_frozen"


@pytest.mark.parametrize("status", RoundStatus)
def test_posts_join_a_round_only_while_it_collects(session: Session, status: RoundStatus) -> None:
    assert freezing.may_be_joined(in_phase(session, status)) is (status is RoundStatus.COLLECTING)


def test_one_frozen_offering_keeps_its_programme_from_closing(session: Session) -> None:
    free = post(session, Offering, None, PostStatus.SUBMITTED)
    held = post(session, Offering, None, PostStatus.SUBMITTED)
    keep(session, in_phase(session, RoundStatus.SCORED), held)

    freezing.refuse_closing(session, [free])
    with pytest.raises(DomainError):
        freezing.refuse_closing(session, [free, held])


def test_only_a_frozen_post_keeps_what_an_import_has_made_of_it(session: Session) -> None:
    round_ = in_phase(session, RoundStatus.FROZEN)
    held = post(session, Demand, round_.id, PostStatus.SUBMITTED)
    keep(session, round_, held)

    assert not freezing.may_be_taken_back(session, held)
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
