"""What to look at before a round is frozen: posts that lack something, have expired, stand twice or cannot be met.

Beside it the balance of both sides: seats against headcount, by industry chain and by class of majors.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from matching import Demand as ComparedDemand
from matching import MatchingPolicy, forbidden_pairs, normalise
from matching import Offering as ComparedOffering
from webapp.models import Chain, ChainSegment, Demand, Major, MajorClass, MatchingRound, Offering, Organisation, Program
from webapp.models.accounts.enums import OrganisationStatus
from webapp.models.posts.enums import PostStatus, TrainingLevel
from webapp.services.rounds.rounds import demand_conditions, offering_conditions

UNFINISHED = (PostStatus.DRAFT, PostStatus.RETURNED)
GROUP = 4  # letter and three digits: the depth at which a programme and a branch are near enough


@dataclass(frozen=True, slots=True)
class CheckedPost:
    """A post as far as the checks look at it; `side` is demand or offering."""

    side: str
    id: UUID
    number: str
    title: str
    owner_id: UUID
    owner: str
    people: int | None
    status: PostStatus
    level: TrainingLevel | None
    modes: tuple[str, ...]
    start_month: str | None
    place: str  # where it is: with owner and title it tells whether two are the same
    lacks: tuple[str, ...] = ()
    valid_until: date | None = None
    batch_min: int | None = None
    topics: tuple[str, ...] = ()  # codes of industries
    group: str = ""  # chain of a demand, major class of an offering


@dataclass(frozen=True, slots=True)
class Finding:
    """One post to look at, and what about it."""

    post: CheckedPost
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PreCheck:
    """All that was found, each list by the numbers of the posts."""

    demands: Sequence[CheckedPost]
    offerings: Sequence[CheckedPost]
    unfinished: Sequence[Finding]
    missing: Sequence[Finding]
    expired: Sequence[Finding]
    duplicated: Sequence[Finding]
    impossible: Sequence[Finding]

    @property
    def total(self) -> int:
        """Return how many findings there are."""
        lists = (self.unfinished, self.missing, self.expired, self.duplicated, self.impossible)
        return sum(len(findings) for findings in lists)


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """One chain or class: how many people are asked for, and how many seats could serve it."""

    key: str
    name: str
    name_en: str
    asked: int
    seats: int


def check_round(session: Session, round_: MatchingRound, *, today: date) -> PreCheck:
    """Look through all posts of a round, in a number of queries that does not grow with them."""
    demands = list(_demands(session, round_, today=today))
    offerings = list(_offerings(session, round_))
    taking_part = [post for post in (*demands, *offerings) if post.status is PostStatus.SUBMITTED]
    asked = [post for post in taking_part if post.side == "demand" and not _is_expired(post, today)]
    offered = [post for post in taking_part if post.side == "offering"]
    return PreCheck(
        asked,
        offered,
        [Finding(post) for post in (*demands, *offerings) if post.status in UNFINISHED],
        [Finding(post, {"fields": list(post.lacks)}) for post in taking_part if post.lacks],
        [
            Finding(post, _expiry(post, today))
            for post in taking_part
            if _is_expired(post, today) or _has_begun(post, today)
        ],
        list(_duplicates(taking_part)),
        list(_impossible(asked, offered, round_.hard_rules)),
    )


def by_chain(session: Session, demands: Iterable[CheckedPost], offerings: Sequence[CheckedPost]) -> list[BalanceLine]:
    """Return headcount and seats by chain; a programme counts for each chain whose branches it serves."""
    serving = Serving(session.exec(select(ChainSegment.chain_slug, ChainSegment.industry_codes)).all())
    names = {row.slug: row for row in session.exec(select(Chain).order_by(col(Chain.position), col(Chain.slug)))}
    asked = dict.fromkeys(names, 0)
    for demand in demands:
        if demand.group in asked:
            asked[demand.group] += demand.people or 0
    seats = dict.fromkeys(names, 0)
    for offering in offerings:
        for slug in serving.of(offering.topics):
            if slug in seats:
                seats[slug] += offering.people or 0
    lines = [BalanceLine(key, row.name, row.name_en, asked[key], seats[key]) for key, row in names.items()]
    return sorted((line for line in lines if line.asked), key=lambda line: (line.seats - line.asked, line.key))


def by_class(session: Session, demands: Sequence[CheckedPost], offerings: Iterable[CheckedPost]) -> list[BalanceLine]:
    """Return seats and headcount by class of majors; a demand counts for each class that serves its branch."""
    serving = Serving(session.exec(select(MajorClass.name, MajorClass.industry_codes)).all())
    seats: dict[str, int] = {}
    for offering in offerings:
        if offering.group:
            seats[offering.group] = seats.get(offering.group, 0) + (offering.people or 0)
    asked = dict.fromkeys(seats, 0)
    for demand in demands:
        for name in serving.of(demand.topics):
            if name in asked:
                asked[name] += demand.people or 0
    lines = [BalanceLine(name, name, "", asked[name], seats[name]) for name in seats]
    return sorted(lines, key=lambda line: (line.seats - line.asked, line.key))


def _demands(session: Session, round_: MatchingRound, *, today: date) -> Iterator[CheckedPost]:
    in_round = col(Demand.round_id) == round_.id
    fields: list[Any] = [
        Demand.id, Demand.number, Demand.position, Demand.enterprise_id, Organisation.name,
        col(Demand.headcount) - col(Demand.given), Demand.status, Demand.level, Demand.modes,
        Demand.start_month, Demand.region, Demand.valid_until,
        Demand.industry_code, Demand.chain_slug, Demand.required_skills,
    ]  # fmt: skip
    query = (
        columns(*fields)
        .join(Organisation, col(Organisation.id) == col(Demand.enterprise_id))
        .where(
            col(Organisation.status) == OrganisationStatus.VERIFIED,
            or_(
                in_round & col(Demand.status).in_((PostStatus.SUBMITTED, *UNFINISHED)),
                _all(demand_conditions(round_, today)),
            ),
        )
        .order_by(col(Demand.number))
    )  # fmt: skip
    for row in session.execute(query):
        known = {
            "headcount": row[5], "level": row[7], "modes": row[8], "start_month": row[9], "region": row[10],
            "industry_code": row[12], "chain_slug": row[13], "required_skills": row[14],
        }  # fmt: skip
        yield CheckedPost(
            "demand", row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], tuple(row[8]), row[9],
            row[10] or "", tuple(name for name, value in known.items() if not value), row[11], None,
            (row[12],) if row[12] else (), row[13] or "",
        )  # fmt: skip


def _offerings(session: Session, round_: MatchingRound) -> Iterator[CheckedPost]:
    fields: list[Any] = [
        Offering.id, Offering.number, Program.name, Program.direction, Program.school_id, Organisation.name,
        col(Offering.seats) - col(Offering.given), Offering.status, Program.level, Offering.modes,
        Offering.start_month, Program.id,
        Offering.batch_min, Program.industry_codes, Major.class_name, Program.skills,
    ]  # fmt: skip
    query = (
        columns(*fields)
        .select_from(Offering)
        .join(Program, col(Program.id) == col(Offering.program_id))
        .join(Organisation, col(Organisation.id) == col(Program.school_id))
        .outerjoin(Major, col(Major.key) == col(Program.major_key))
        .where(
            col(Organisation.status) == OrganisationStatus.VERIFIED,
            or_(
                (col(Offering.round_id) == round_.id) & col(Offering.status).in_(UNFINISHED),
                _all(offering_conditions(round_)),
            ),
        )
        .order_by(col(Offering.number))
    )  # fmt: skip
    for row in session.execute(query):
        known = {
            "seats": row[6], "modes": row[9], "start_month": row[10], "industry_codes": row[13], "skills": row[15],
        }  # fmt: skip
        title = f"{row[2]}（{row[3]}）" if row[3] else row[2]
        yield CheckedPost(
            "offering", row[0], row[1], title, row[4], row[5], row[6], row[7], row[8], tuple(row[9]), row[10],
            str(row[11]), tuple(name for name, value in known.items() if not value), None, row[12],
            tuple(row[13]), row[14] or "",
        )  # fmt: skip


def _all(conditions: Sequence[Any]) -> Any:
    whole = conditions[0]
    for condition in conditions[1:]:
        whole = whole & condition
    return whole


def _is_expired(post: CheckedPost, today: date) -> bool:
    return post.valid_until is not None and post.valid_until < today


def _has_begun(post: CheckedPost, today: date) -> bool:
    return post.start_month is not None and post.start_month < today.strftime("%Y-%m")


def _expiry(post: CheckedPost, today: date) -> dict[str, Any]:
    if _is_expired(post, today):
        return {"valid_until": post.valid_until}
    return {"start_month": post.start_month}


def _duplicates(posts: Sequence[CheckedPost]) -> Iterator[Finding]:
    """Yield posts that one organisation has handed in twice for the same position at the same place."""
    first: dict[tuple[Any, ...], CheckedPost] = {}
    for post in posts:
        same = (
            post.side,
            post.owner_id,
            normalise(post.title),
            post.place,
            post.start_month if post.side == "offering" else "",
        )
        earlier = first.setdefault(same, post)
        if earlier is not post:
            yield Finding(post, {"twin": earlier})


def _impossible(
    demands: Sequence[CheckedPost], offerings: Sequence[CheckedPost], hard_rules: Sequence[str]
) -> Iterator[Finding]:
    """Yield posts that the hard rules keep from every post of the other side, with the rule that is to blame."""
    if not demands or not offerings:
        return
    barriers = forbidden_pairs(
        [_as_demand(post) for post in demands],
        [_as_offering(post) for post in offerings],
        MatchingPolicy(constraints=tuple(hard_rules)),
    )
    if not barriers:
        return
    for posts, others, axis in ((demands, offerings, 1), (offerings, demands, 0)):
        barred = np.logical_or.reduce(list(barriers.values())).all(axis=axis)
        for place in np.flatnonzero(barred).tolist():
            lines = {code: table.take(place, axis=1 - axis) for code, table in barriers.items()}
            yield Finding(posts[place], {"rule": _blamed(lines), "others": len(others)})


def _blamed(lines: dict[str, Any]) -> str:
    """Return the rule without which there would be most partners; the one that bars most where none alone is enough."""
    freed = {
        code: int(
            (
                ~np.logical_or.reduce([np.zeros_like(line), *(other for name, other in lines.items() if name != code)])
            ).sum()
        )
        for code, line in lines.items()
    }
    return max(sorted(lines), key=lambda code: (freed[code], int(lines[code].sum())))


def _as_demand(post: CheckedPost) -> ComparedDemand:
    level = post.level.zh if post.level else ""
    return ComparedDemand(id=str(post.id), level=level, headcount=post.people, modes=post.modes)


def _as_offering(post: CheckedPost) -> ComparedOffering:
    level = post.level.zh if post.level else ""
    return ComparedOffering(id=str(post.id), level=level, batch_min=post.batch_min, modes=post.modes)


class Serving:
    """Which of the named serve a branch: those that name it, a part of it, or what it is part of."""

    def __init__(self, rows: Iterable[tuple[str, Sequence[str]]]) -> None:
        """Take each name with its codes."""
        self.naming: dict[str, set[str]] = {}
        self.inside: dict[str, set[str]] = {}
        for name, codes in rows:
            for code in codes:
                cut = code[:GROUP]
                self.naming.setdefault(cut, set()).add(name)
                for length in range(1, len(cut)):
                    self.inside.setdefault(cut[:length], set()).add(name)

    def of(self, codes: Iterable[str]) -> set[str]:
        """Return those that serve one of the branches."""
        serving: set[str] = set()
        for code in codes:
            cut = code[:GROUP]
            serving |= self.inside.get(cut, set())
            for length in range(1, len(cut) + 1):
                serving |= self.naming.get(cut[:length], set())
        return serving
