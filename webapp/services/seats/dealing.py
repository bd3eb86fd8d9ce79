"""Seats dealt out over agreed pairs by the matching library, and why a pair got no more."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from matching import AllocationError, Demand, Offering, OpenPair, Pinned, allocate_pairs
from webapp.models.rounds.enums import AllocationMethod
from webapp.services.kernel.errors import DomainError
from webapp.services.kernel.outside_writing import outside_writing
from webapp.services.runs.placing import METHODS
from webapp.services.seats.agreed_pairs import AgreedPairs, Key, Pair
from webapp.services.seats.capacity import WHOLE, share_of

REASONS = (
    "as_agreed",  # as many as both sides wanted
    "pinned",
    "banned",
    "withdrawn",
    "elsewhere",  # other rounds have given the places away
    "class_closed",  # the class stays below its minimum
    "offering_full",
    "demand_full",
    "share_cap",  # the enterprise may take no more of this school
    "others_first",
)


@dataclass(frozen=True, slots=True)
class Dealt:
    """What one pair gets, and why no more."""

    pair: Pair
    wanted: int
    seats: int
    reason: str


@outside_writing
def deal(agreed: AgreedPairs, method: AllocationMethod, cap_enterprise_pct: int) -> dict[Key, Dealt]:
    """Deal seats out over the pairs that both sides accepted or that are pinned; the order of nothing matters."""
    demands = sorted(agreed.demands.values(), key=lambda post: (post.number, post.id))
    offerings = sorted(agreed.offerings.values(), key=lambda post: (post.number, post.id))
    pairs = [
        pair
        for pair in sorted(agreed.pairs.values(), key=lambda pair: pair.key)
        if pair.agreed or pair.key in agreed.pins
    ]
    if not pairs:
        return {}
    pins = _pins_within_places(agreed)
    shut = {pair.key for pair in pairs if pair.key in agreed.bans or agreed.withdrawn & set(pair.key)}
    open_pairs = [
        OpenPair(
            pair.demand,
            pair.offering,
            pair.score,
            pair.enterprise.rank,
            pair.school.rank,
            max(pair.agreed, pins.get(pair.key, 0)),
        )
        for pair in pairs
    ]
    name, proposing = METHODS[method]
    try:
        placement = allocate_pairs(
            open_pairs,
            [Demand(post.id, enterprise_id=post.sharer, headcount=post.places) for post in demands],
            [Offering(post.id, school_id=post.sharer, seats=post.places, batch_min=post.minimum) for post in offerings],
            method=name,
            proposing=proposing,
            pins=[Pinned(*key, seats) for key, seats in sorted((pins | dict.fromkeys(shut, 0)).items())],
            enterprise_share_cap=cap_enterprise_pct / WHOLE if cap_enterprise_pct < WHOLE else None,
        )
    except AllocationError as error:
        raise DomainError("pins_beyond_places") from error
    seats = dict.fromkeys((pair.key for pair in pairs), 0)
    seats |= {(pair.demand_id, pair.offering_id): pair.seats for pair in placement.pairs}
    closed = {placement.offering_ids[entry.offering] for entry in placement.report.closed}
    reasons = _Reasons(agreed, seats, pins, closed, cap_enterprise_pct)
    return {
        pair.key: Dealt(pair, max(pair.agreed, pins.get(pair.key, 0)), seats[pair.key], reasons.of(pair))
        for pair in pairs
    }


def _pins_within_places(agreed: AgreedPairs) -> dict[Key, int]:
    """Return the pins of posts that were not withdrawn, within the places that other rounds have left."""
    left = {key: post.places for key, post in (*agreed.demands.items(), *agreed.offerings.items()) if post.elsewhere}
    pins = {}
    for key, seats in sorted(agreed.pins.items()):
        if agreed.withdrawn & set(key):
            continue
        pins[key] = min(seats, *(left.get(post, seats) for post in key))
        left |= {post: left[post] - pins[key] for post in key if post in left}
    return pins


class _Reasons:
    """Says for each pair what kept it from getting all that was agreed."""

    def __init__(
        self, agreed: AgreedPairs, seats: Mapping[Key, int], pins: Mapping[Key, int], closed: set[str], cap: int
    ) -> None:
        self.agreed, self.seats, self.pins, self.closed, self.cap = agreed, seats, pins, closed, cap
        self.taken, self.given, self.shared = Counter[str](), Counter[str](), Counter[tuple[str, str]]()
        self.of_school = Counter[str]()
        for post in agreed.offerings.values():
            self.of_school[post.sharer] += post.places
        for key, number in seats.items():
            self.taken[key[0]] += number
            self.given[key[1]] += number
            self.shared[self._owners(key)] += number

    def _owners(self, key: Key) -> tuple[str, str]:
        return self.agreed.demands[key[0]].sharer, self.agreed.offerings[key[1]].sharer

    def of(self, pair: Pair) -> str:
        key = pair.key
        if self.agreed.withdrawn & set(key):
            return "withdrawn"
        if key in self.agreed.bans:
            return "banned"
        if key in self.pins and self.seats[key] >= self.agreed.pins[key]:
            return "pinned"
        if key not in self.pins and self.seats[key] >= pair.agreed:
            return "as_agreed"
        if self._is_used_up(pair.demand) or self._is_used_up(pair.offering):
            return "elsewhere"
        if pair.offering in self.closed:
            return "class_closed"
        if self.given[pair.offering] >= self.agreed.offerings[pair.offering].places:
            return "offering_full"
        if self.taken[pair.demand] >= self.agreed.demands[pair.demand].places:
            return "demand_full"
        return "share_cap" if self._share_is_full(key) else "others_first"

    def _is_used_up(self, key: str) -> bool:
        """Tell whether a post has nothing left, and would have without other rounds."""
        if key in self.agreed.demands:
            post, taken = self.agreed.demands[key], self.taken[key]
        else:
            post, taken = self.agreed.offerings[key], self.given[key]
        return post.elsewhere > 0 and taken >= post.places

    def _share_is_full(self, key: Key) -> bool:
        enterprise, school = self._owners(key)
        return self.cap < WHOLE and self.shared[enterprise, school] >= share_of(self.of_school[school], self.cap)
