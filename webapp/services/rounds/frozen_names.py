"""What the posts of a round were called when it was frozen: the snapshot tells, whatever has been renamed since."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from webapp.models import MatchingRound, RoundSnapshot
from webapp.models.accounts.names import organisation_key

DEMAND_NAMES = ("enterprise", "number", "position")
OFFERING_NAMES = ("school", "number", "major")
OWNER = 0  # the organisation comes first: its name may be written in more than one way
MOST = 10_000  # a query names no more; those that are called so still are found by today's name


@dataclass(frozen=True, slots=True)
class Called:
    """The posts in whose frozen names some words stand."""

    demands: list[UUID]
    offerings: list[UUID]


def posts_called(session: Session, snapshot_id: UUID | None, words: str) -> Called:
    """Return the posts of a snapshot in whose names the words stand; what a page asks again is not read again."""
    cache: dict[tuple[UUID | None, str], Called] = session.info.setdefault("posts_called", {})
    if (snapshot_id, words) not in cache:
        query = select(RoundSnapshot.content).where(RoundSnapshot.id == snapshot_id)
        content = json.loads(session.exec(query).first() or '{"demands": [], "offerings": []}')
        cache[snapshot_id, words] = Called(
            _called(content["demands"], DEMAND_NAMES, words), _called(content["offerings"], OFFERING_NAMES, words)
        )
    return cache[snapshot_id, words]


def posts_of_round_called(session: Session, round_: MatchingRound, words: str) -> Called:
    """Return the same of a round's newest snapshot; nothing before there is one."""
    newest = select(RoundSnapshot.id).where(RoundSnapshot.round_id == round_.id)
    return posts_called(
        session, session.exec(newest.order_by(col(RoundSnapshot.number).desc()).limit(1)).first(), words
    )


def _called(posts: list[dict[str, Any]], names: tuple[str, ...], words: str) -> list[UUID]:
    wanted, key = words.casefold(), organisation_key(words)
    owners = {post[names[OWNER]] for post in posts}
    named_so = {owner for owner in owners if key and key in organisation_key(owner)}
    matching = (
        post["id"]
        for post in posts
        if post[names[OWNER]] in named_so or any(wanted in post[name].casefold() for name in names)
    )
    return [UUID(post) for post, _turn in zip(matching, range(MOST), strict=False)]
