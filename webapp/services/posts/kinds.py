"""The kinds of posts that have a life: which one a post is of."""

from typing import Any, Final

from webapp.models import Demand, Offering
from webapp.services.posts.demands import DEMAND_POSTS
from webapp.services.posts.offerings import OFFERING_POSTS
from webapp.services.posts.posting import Posting

KINDS: Final[dict[type[Any], Posting[Any]]] = {Demand: DEMAND_POSTS, Offering: OFFERING_POSTS}


def posting_of(post: Demand | Offering) -> Posting[Any]:
    """Return the kind of a post."""
    return KINDS[type(post)]
