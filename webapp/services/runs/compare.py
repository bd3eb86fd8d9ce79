"""Runs side by side: their figures, and which posts and organisations gain or lose seats from one to the other."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from webapp.models import RoundSnapshot, Run
from webapp.models.kernel.pinyin import pinyin_order
from webapp.models.runs.enums import RunState
from webapp.services.runs.frozen_posts import Facts, FrozenPosts

SIDES = ("demand", "offering")


@dataclass(frozen=True, slots=True)
class Change:
    """A post, or an organisation with all its posts, that gets other seats."""

    id: str
    name: str
    owner: str
    before: int
    after: int

    @property
    def gain(self) -> int:
        """Return how many seats are gained; below zero they are lost."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Comparison:
    """Who gains and who loses on one side, those with the greatest change first."""

    organisations: list[Change]
    posts: list[Change]

    @property
    def gained(self) -> int:
        """Return how many seats are gained in all."""
        return sum(change.gain for change in self.posts if change.gain > 0)

    @property
    def lost(self) -> int:
        """Return how many seats are lost in all."""
        return -sum(change.gain for change in self.posts if change.gain < 0)


def comparable(runs: Iterable[Run]) -> list[Run]:
    """Return the runs that have dealt seats out."""
    return [run for run in runs if run.state is RunState.DONE and "placement" in run.metrics]


def compare_runs(session: Session, before: Run, after: Run, side: str) -> Comparison:
    """Return whose seats differ between two runs, on the side of demands or of offerings."""
    first, second = _seats(session, before, side), _seats(session, after, side)
    posts: list[Change] = []
    owners: dict[str, tuple[str, int, int]] = {}
    for key in sorted(first.keys() | second.keys()):
        facts = (second.get(key) or first[key])[0]
        seats = (first.get(key, (facts, 0))[1], second.get(key, (facts, 0))[1])
        owner, owner_id = _owner(facts, side)
        name = str(facts["position"] if side == "demand" else facts["major"])
        posts.append(Change(key, name, owner, *seats))
        so_far = owners.get(owner_id, (owner, 0, 0))
        owners[owner_id] = (owner, so_far[1] + seats[0], so_far[2] + seats[1])
    organisations = [Change(key, name, "", old, new) for key, (name, old, new) in owners.items()]
    return Comparison(_changed(organisations), _changed(posts))


def _seats(session: Session, run: Run, side: str) -> dict[str, tuple[Facts, int]]:
    """Return the facts and the seats of each post of a side, by its id."""
    content = FrozenPosts.read(session.get_one(RoundSnapshot, run.snapshot_id).content)
    posts: dict[str, Any] = content.demands if side == "demand" else content.offerings
    seats: list[int] = run.metrics["placement"][f"{side}_seats"]
    return {key: (posts[key], count) for key, count in zip(sorted(posts), seats, strict=True)}


def _owner(facts: Facts, side: str) -> tuple[str, str]:
    kind = "enterprise" if side == "demand" else "school"
    return str(facts[kind]), str(facts[f"{kind}_id"])


def _changed(changes: Iterable[Change]) -> list[Change]:
    differing = [change for change in changes if change.gain]
    return sorted(differing, key=lambda change: (-abs(change.gain), pinyin_order(change.name), change.id))
