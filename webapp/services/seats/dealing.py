"""Seats dealt out over agreed pairs by the matching library, and why a pair got no more."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from matching.allocation.allocate import allocate
from matching.allocation.market import Edges, Pin
from matching.errors import AllocationError
from webapp.models.rounds.enums import AllocationMethod
from webapp.services.kernel.errors import DomainError
from webapp.services.runs.placing import METHODS
from webapp.services.seats.agreed_pairs import AgreedPairs, Key, Pair, Post

WHOLE = 100
REASONS = (
    "as_agreed",  # as many as both sides wanted
    "pinned",
    "banned",
    "withdrawn",
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


def share_of(seats: int, percent: int) -> int:
    """Return how many of a school's seats one enterprise may take: one at the least."""
    return max(seats * percent // WHOLE, 1)


def deal(agreed: AgreedPairs, method: AllocationMethod, cap_enterprise_pct: int) -> dict[Key, Dealt]:
    """Deal seats out over the pairs that both sides accepted or that are pinned; the order of nothing matters."""
    demands = sorted(agreed.demands.values(), key=lambda post: (post.number, post.id))
    offerings = sorted(agreed.offerings.values(), key=lambda post: (post.number, post.id))
    rows = {post.id: place for place, post in enumerate(demands)}
    columns = {post.id: place for place, post in enumerate(offerings)}
    pairs = [
        pair
        for pair in sorted(agreed.pairs.values(), key=lambda pair: pair.key)
        if pair.agreed or pair.key in agreed.pins
    ]
    if not pairs:
        return {}
    pins = {key: seats for key, seats in agreed.pins.items() if not agreed.withdrawn & set(key)}
    shut = {pair.key for pair in pairs if pair.key in agreed.bans or agreed.withdrawn & set(pair.key)}
    edges = Edges.of(
        [rows[pair.demand] for pair in pairs],
        [columns[pair.offering] for pair in pairs],
        [pair.score for pair in pairs],
        demand_ranks=[pair.enterprise.rank or 0 for pair in pairs],
        offering_ranks=[pair.school.rank or 0 for pair in pairs],
        limits=[max(pair.agreed, pins.get(pair.key, 0)) for pair in pairs],
    )
    name, proposing = METHODS[method]
    try:
        found = allocate(
            edges,
            np.array([post.places for post in demands], np.int64),
            np.array([post.places for post in offerings], np.int64),
            method=name,
            proposing=proposing,
            pins=[Pin(rows[key[0]], columns[key[1]], seats) for key, seats in sorted(pins.items())],
            bans=sorted((rows[key[0]], columns[key[1]]) for key in shut),
            batch_min=np.array([post.minimum for post in offerings], np.int64),
            enterprises=_numbers(demands),
            schools=_numbers(offerings),
            enterprise_share_cap=cap_enterprise_pct / WHOLE if cap_enterprise_pct < WHOLE else None,
        )
    except AllocationError as error:
        raise DomainError("pins_beyond_places") from error
    seats = {pair.key: int(number) for pair, number in zip(pairs, found.seats, strict=True)}
    closed = {offerings[entry.offering].id for entry in found.report.closed}
    reasons = _Reasons(agreed, seats, pins, closed, cap_enterprise_pct)
    return {
        pair.key: Dealt(pair, max(pair.agreed, pins.get(pair.key, 0)), seats[pair.key], reasons.of(pair))
        for pair in pairs
    }


def _numbers(posts: list[Post]) -> "np.typing.NDArray[np.int64]":
    names = {owner: place for place, owner in enumerate(sorted({post.owner for post in posts}))}
    return np.array([names[post.owner] for post in posts], np.int64)


class _Reasons:
    """Says for each pair what kept it from getting all that was agreed."""

    def __init__(
        self, agreed: AgreedPairs, seats: Mapping[Key, int], pins: Mapping[Key, int], closed: set[str], cap: int
    ) -> None:
        self.agreed, self.seats, self.pins, self.closed, self.cap = agreed, seats, pins, closed, cap
        self.taken, self.given, self.shared = Counter[str](), Counter[str](), Counter[tuple[str, str]]()
        self.of_school = Counter[str]()
        for post in agreed.offerings.values():
            self.of_school[post.owner] += post.places
        for key, number in seats.items():
            self.taken[key[0]] += number
            self.given[key[1]] += number
            self.shared[self._owners(key)] += number

    def _owners(self, key: Key) -> tuple[str, str]:
        return self.agreed.demands[key[0]].owner, self.agreed.offerings[key[1]].owner

    def of(self, pair: Pair) -> str:
        key = pair.key
        if self.agreed.withdrawn & set(key):
            return "withdrawn"
        if key in self.agreed.bans:
            return "banned"
        if key in self.pins:
            return "pinned"
        if self.seats[key] >= pair.agreed:
            return "as_agreed"
        if pair.offering in self.closed:
            return "class_closed"
        if self.given[pair.offering] >= self.agreed.offerings[pair.offering].places:
            return "offering_full"
        if self.taken[pair.demand] >= self.agreed.demands[pair.demand].places:
            return "demand_full"
        return "share_cap" if self._share_is_full(key) else "others_first"

    def _share_is_full(self, key: Key) -> bool:
        enterprise, school = self._owners(key)
        return self.cap < WHOLE and self.shared[enterprise, school] >= share_of(self.of_school[school], self.cap)
