"""What the posts of a round were called when it was frozen: the snapshot tells, whatever has been renamed since."""

import json
from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from webapp.models import MatchingRound, RoundSnapshot
from webapp.models.accounts.names import organisation_key

OWNER = {"demands": "enterprise", "offerings": "school"}
NAMES = {"demands": ("number", "enterprise", "position"), "offerings": ("number", "school", "major")}


def posts_called(session: Session, round_: MatchingRound, kind: str, words: str) -> Sequence[UUID]:
    """Return the demands (or offerings) in whose frozen names the words stand; none before there is a snapshot."""
    query = select(RoundSnapshot.content).where(RoundSnapshot.round_id == round_.id)
    content = session.exec(query.order_by(col(RoundSnapshot.number).desc()).limit(1)).first()
    if content is None:
        return []
    wanted, owner = words.casefold(), organisation_key(words)
    return [
        UUID(post["id"])
        for post in json.loads(content)[kind]
        if any(wanted in post[name].casefold() for name in NAMES[kind])
        or (owner and owner in organisation_key(post[OWNER[kind]]))
    ]
