"""What both sides agreed on when choosing ended: pairs with ranks and numbers, over the posts as they were frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy.orm import defer
from sqlmodel import Session, col, func, select

from webapp.models import Choice, Demand, MatchingRound, Offering, Organisation, PairRule, RoundSnapshot, Suggestion
from webapp.models.accounts.enums import OrganisationStatus
from webapp.models.accounts.names import organisation_key
from webapp.models.choosing.enums import Decision
from webapp.models.kernel.enums import Side
from webapp.models.rounds.enums import PairRuleKind
from webapp.services.kernel.errors import DomainError
from webapp.services.posts import freezing
from webapp.services.posts.places import left_by_key
from webapp.services.rounds import rounds
from webapp.services.runs.frozen_posts import FrozenPosts, owner_of

ACCEPTING = (Decision.ACCEPT, Decision.ACCEPT_PARTIAL)
Key = tuple[str, str]  # ids of a demand and an offering
Basis = tuple[Any, ...]  # equal for as long as nothing changes that seats are dealt out from


@dataclass(frozen=True, slots=True)
class Post:
    """A post as it was frozen: whose it is, what it takes, and how it is called."""

    id: str
    owner: str
    places: int  # less what other rounds have given away since
    minimum: int = 0
    elsewhere: int = 0  # of the places that were frozen: given away by other rounds since
    number: str = ""
    name: str = ""
    owner_name: str = ""
    twin: tuple[str, ...] = ()  # equal for posts that say the same

    @property
    def sharer(self) -> str:
        """Return by what shares are counted: organisations of one name are one."""
        return organisation_key(self.owner_name) or self.owner


@dataclass(frozen=True, slots=True)
class Answer:
    """One side's answer to a pair."""

    accepted: int = 0
    rank: int | None = None
    declined: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair with both sides' answers; without a suggestion it can only be pinned."""

    demand: str
    offering: str
    score: float = 0.0
    suggestion: UUID | None = None
    enterprise: Answer = field(default_factory=Answer)
    school: Answer = field(default_factory=Answer)

    @property
    def key(self) -> Key:
        """Return the ids of both posts."""
        return self.demand, self.offering

    @property
    def agreed(self) -> int:
        """Return how many people both sides have accepted."""
        return min(self.enterprise.accepted, self.school.accepted)

    @property
    def asked(self) -> int:
        """Return how many people either side has accepted."""
        return max(self.enterprise.accepted, self.school.accepted)


@dataclass(frozen=True, slots=True)
class AgreedPairs:
    """Everything that seats are dealt out from."""

    demands: dict[str, Post]
    offerings: dict[str, Post]
    pairs: dict[Key, Pair]
    pins: dict[Key, int] = field(default_factory=dict)
    bans: frozenset[Key] = frozenset()
    withdrawn: frozenset[str] = frozenset()  # posts that their owner has taken back
    unverified: frozenset[str] = frozenset()  # organisations that are not verified


def read_agreed(session: Session, round_: MatchingRound) -> AgreedPairs:
    """Read what the two sides of the round's adopted run have answered, with pins and bans."""
    run = rounds.adopted_run(session, round_.id)
    if run is None:
        raise DomainError("run_not_adopted")
    snapshot = session.get_one(RoundSnapshot, run.snapshot_id)
    posts = FrozenPosts.read(snapshot.content)
    rules = list(session.exec(select(PairRule).where(PairRule.round_id == round_.id).order_by(col(PairRule.id))))
    pairs = _pairs(session, run.id)
    known = {
        (str(rule.demand_id), str(rule.offering_id)): rule
        for rule in rules
        if str(rule.demand_id) in posts.demands and str(rule.offering_id) in posts.offerings
    }
    for key in known:
        pairs.setdefault(key, Pair(*key))
    left = {str(key): places for key, places in left_by_key(session, *_posts_of(round_)).items()}
    demands = {key: _less_elsewhere(_demand(facts), left) for key, facts in posts.demands.items()}
    offerings = {key: _less_elsewhere(_offering(facts), left) for key, facts in posts.offerings.items()}
    return AgreedPairs(
        demands=demands,
        offerings=offerings,
        pairs=pairs,
        pins={key: rule.seats or 0 for key, rule in known.items() if rule.kind is PairRuleKind.PIN},
        bans=frozenset(key for key, rule in known.items() if rule.kind is PairRuleKind.BAN),
        withdrawn=freezing.withdrawn_from(session, round_),
        unverified=_unverified(session, {post.owner for post in (*demands.values(), *offerings.values())}),
    )


def basis_of(session: Session, round_: MatchingRound) -> Basis:
    """Return what tells, without reading all of it, whether what seats are dealt out from has changed."""
    run = rounds.adopted_run(session, round_.id)
    sum_of: Any = func.sum
    answers: Any = select(func.count(), sum_of(Choice.version), sum_of(Choice.headcount), sum_of(Choice.rank))
    answers = answers.add_columns(func.max(Choice.decided_at)).where(Choice.run_id == (run.id if run else None))
    rules: Any = select(PairRule.id, PairRule.version, PairRule.seats).where(PairRule.round_id == round_.id)
    unverified = select(Organisation.id).where(Organisation.status != OrganisationStatus.VERIFIED)
    return (
        run.id if run else None,
        (round_.method, round_.cap_enterprise_pct, round_.adjudicate_until),
        tuple(session.exec(answers).one()),
        frozenset(tuple(row) for row in session.exec(rules)),
        freezing.withdrawn_from(session, round_),
        frozenset(session.exec(unverified)),
        frozenset(left_by_key(session, *_posts_of(round_)).items()),
    )


def _pairs(session: Session, run_id: UUID) -> dict[Key, Pair]:
    answers: dict[UUID, dict[Side, Answer]] = {}
    for choice in session.exec(select(Choice).where(Choice.run_id == run_id)):
        accepted = choice.headcount if choice.decision in ACCEPTING else 0
        declined = choice.decision is Decision.DECLINE
        answers.setdefault(choice.suggestion_id, {})[choice.side] = Answer(accepted, choice.rank, declined)
    query = select(Suggestion).where(Suggestion.run_id == run_id)
    lean = (defer(Suggestion.explanation), defer(Suggestion.facts))  # type: ignore[arg-type]
    pairs = {}
    for row in session.exec(query.options(*lean).order_by(col(Suggestion.id))):
        own = answers.get(row.id, {})
        pair = Pair(
            str(row.demand_id),
            str(row.offering_id),
            row.score,
            row.id,
            own.get(Side.ENTERPRISE, Answer()),
            own.get(Side.SCHOOL, Answer()),
        )
        pairs[pair.key] = pair
    return pairs


def _demand(facts: dict[str, Any]) -> Post:
    twin = (
        owner_of(facts, "enterprise"),
        facts["position"].casefold(),
        facts["region"] or "",
        facts["start_month"] or "",
    )
    return Post(
        id=facts["id"],
        owner=facts["enterprise_id"],
        places=facts["headcount"] or 0,
        number=facts["number"],
        name=facts["position"],
        owner_name=facts["enterprise"],
        twin=twin,
    )


def _offering(facts: dict[str, Any]) -> Post:
    return Post(
        id=facts["id"],
        owner=facts["school_id"],
        places=facts["seats"] or 0,
        minimum=facts["batch_min"] or 0,
        number=facts["number"],
        name=facts["major"],
        owner_name=facts["school"],
    )


def _posts_of(round_: MatchingRound) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return freezing.stands_in(round_.id, Demand), freezing.stands_in(round_.id, Offering)


def _less_elsewhere(post: Post, left: Mapping[str, int]) -> Post:
    """Return a post with the places that no other round has given away since it was frozen."""
    gone = max(post.places - left.get(post.id, post.places), 0)
    return replace(post, places=post.places - gone, elsewhere=gone)


def _unverified(session: Session, owners: set[str]) -> frozenset[str]:
    query = select(Organisation.id).where(Organisation.status != OrganisationStatus.VERIFIED)
    return frozenset(str(key) for key in session.exec(query)) & owners
