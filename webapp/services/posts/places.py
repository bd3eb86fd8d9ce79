"""How many places a post says that it has; how many it still has, once seats are dealt out, `seats.capacity` counts."""

from webapp.models import Demand, Offering


def places_of(post: Demand | Offering) -> int:
    """Return how many people a post has places for, by what it says now; none while it says nothing.

    Ranks and pins go by this. Runs and the dealing of seats go by what the freeze has kept instead: the two differ
    where a standing post was edited after it.
    """
    return (post.headcount if isinstance(post, Demand) else post.seats) or 0
