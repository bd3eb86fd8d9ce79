"""Which agreed pairs are contested: what could not simply be satisfied, by kind, each pair in one conflict at most."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from webapp.models.conflicts.enums import ConflictKind
from webapp.services.seats.agreed_pairs import AgreedPairs, Key, Pair
from webapp.services.seats.dealing import Dealt

Node = tuple[str, str]  # what a pair contends for: ("offering", id), ("demand", id), ("share", …), ("class", id)


@dataclass(frozen=True, slots=True)
class Contest:
    """Pairs that compete, and what they compete for."""

    kind: ConflictKind
    keys: tuple[Key, ...]
    about: tuple[str, ...]  # ids of posts or organisations
    cause: str = ""


def find_contests(agreed: AgreedPairs, dealt: Mapping[Key, Dealt]) -> list[Contest]:
    """Return the contests of a round, the greatest first; a pair that stands in one is in no other.

    An enterprise's own ranks say which of its schools it prefers: that a school keeps places because an enterprise is
    full with a wish it ranked higher is no conflict. An enterprise that stays short because a programme is full is one.
    """
    all_contests: list[Contest] = []
    free = dict(dealt)
    for contests in (_withdrawn(agreed, free), _unqualified(agreed, free), _duplicates(agreed, free)):
        for contest in contests:
            keys = tuple(key for key in contest.keys if key in free)
            for key in keys:
                del free[key]
            if keys:
                all_contests.append(Contest(contest.kind, keys, contest.about, contest.cause))
    all_contests += _contested(agreed, dealt, free)
    all_contests += _one_sided(agreed, dealt)
    asked = {
        contest: sum(_asked(agreed.pairs[key], dealt.get(key)) for key in contest.keys) for contest in all_contests
    }
    return sorted(all_contests, key=lambda contest: (-asked[contest], contest.kind, contest.keys))


def _asked(pair: Pair, given: Dealt | None) -> int:
    return given.wanted if given else pair.asked


def _withdrawn(agreed: AgreedPairs, dealt: Mapping[Key, Dealt]) -> Iterator[Contest]:
    for post in sorted(agreed.withdrawn):
        keys = tuple(sorted(key for key in dealt if post in key))
        if keys:
            yield Contest(ConflictKind.WITHDRAWN, keys, (post,))


def _unqualified(agreed: AgreedPairs, dealt: Mapping[Key, Dealt]) -> Iterator[Contest]:
    for organisation in sorted(agreed.unverified):
        keys = tuple(
            sorted(
                key
                for key, given in dealt.items()
                if given.reason != "withdrawn"
                and organisation in (agreed.demands[key[0]].owner, agreed.offerings[key[1]].owner)
            )
        )
        if keys:
            yield Contest(ConflictKind.QUALIFICATION, keys, (organisation,))


def _duplicates(agreed: AgreedPairs, dealt: Mapping[Key, Dealt]) -> Iterator[Contest]:
    twins: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for key in dealt:
        twins[agreed.demands[key[0]].twin].add(key[0])
    for name in sorted(twins):
        posts = twins[name]
        if name and len(posts) > 1:
            keys = tuple(sorted(key for key, given in dealt.items() if key[0] in posts and given.reason != "withdrawn"))
            yield Contest(ConflictKind.DUPLICATE, keys, tuple(sorted(posts)))


def _contested(agreed: AgreedPairs, dealt: Mapping[Key, Dealt], free: Mapping[Key, Dealt]) -> Iterator[Contest]:
    cut = _cuts(agreed, dealt, free)
    groups = _Groups(cut.values())
    nodes_of: dict[str, set[Node]] = defaultdict(set)
    for key, node in cut.items():  # a demand that is cut in two places ties both contests together
        nodes_of[key[0]].add(node)
    for nodes in nodes_of.values():
        groups.join(nodes)
    members: dict[Node, set[Key]] = defaultdict(set)
    for key, given in free.items():
        nodes = _holds(agreed, given, groups) | ({cut[key]} if key in cut else set())
        groups.join(nodes)
        for node in nodes:
            members[node].add(key)
    joined: dict[Node, set[Node]] = defaultdict(set)
    for node in members:
        joined[groups.head(node)].add(node)
    for nodes in joined.values():
        keys = tuple(sorted({key for node in nodes for key in members[node]}))
        yield Contest(_kind_of(nodes), keys, tuple(sorted(node[1] for node in nodes)), _cause_of(nodes))


def _cuts(agreed: AgreedPairs, dealt: Mapping[Key, Dealt], free: Mapping[Key, Dealt]) -> dict[Key, Node]:
    """Return what each pair was cut by where somebody loses by it."""
    taken = _taken(dealt)
    short = {key for key, post in agreed.demands.items() if taken[key] < post.places}
    ranks_by_demand: dict[str, list[int | None]] = defaultdict(list)
    for key, given in dealt.items():
        if given.seats:
            ranks_by_demand[key[0]].append(given.pair.enterprise.rank)
    return {key: node for key, given in free.items() if (node := _node(agreed, given, short, ranks_by_demand))}


def _taken(dealt: Mapping[Key, Dealt]) -> Counter[str]:
    """Return how many seats each post has got."""
    taken = Counter[str]()
    for key, given in dealt.items():
        taken[key[0]] += given.seats
        taken[key[1]] += given.seats
    return taken


def _node(
    agreed: AgreedPairs, given: Dealt, short: set[str], ranks_by_demand: Mapping[str, list[int | None]]
) -> Node | None:
    """Return what a pair was cut by, where somebody loses by it."""
    demand, offering = given.pair.key
    if given.reason == "demand_full":
        return None if _is_below(given.pair.enterprise.rank, ranks_by_demand[demand]) else ("demand", demand)
    if demand not in short:
        return None
    if given.reason == "share_cap":
        return ("share", f"{agreed.demands[demand].sharer} {agreed.offerings[offering].sharer}")
    return {"offering_full": ("offering", offering), "class_closed": ("class", offering)}.get(given.reason)


def _is_below(rank: int | None, ranks: list[int | None]) -> bool:
    """Tell whether the enterprise has ranked all that it got above this pair."""
    return all(other is not None and (rank is None or other < rank) for other in ranks)


def _holds(agreed: AgreedPairs, given: Dealt, groups: "_Groups") -> set[Node]:
    """Return the contested things of which a pair has got something."""
    if not given.seats or given.reason == "pinned":
        return set()
    demand, offering = given.pair.key
    share = f"{agreed.demands[demand].sharer} {agreed.offerings[offering].sharer}"
    return {node for node in (("offering", offering), ("demand", demand), ("share", share)) if node in groups}


def _kind_of(nodes: set[Node]) -> ConflictKind:
    kinds = {node[0] for node in nodes}
    if kinds <= {"share", "class"}:
        return ConflictKind.OVER_CAPACITY
    if len(nodes) > 1:
        return ConflictKind.MANY_TO_MANY
    return ConflictKind.MANY_TO_ONE if "offering" in kinds else ConflictKind.ONE_TO_MANY


def _cause_of(nodes: set[Node]) -> str:
    kinds = {node[0] for node in nodes}
    return "class_closed" if kinds == {"class"} else "share_cap" if kinds == {"share"} else "capacity"


def _one_sided(agreed: AgreedPairs, dealt: Mapping[Key, Dealt]) -> Iterator[Contest]:
    """Return acceptances of posts that got nothing at all, by partners that still have places."""
    taken = _taken(dealt)
    places = {key: post.places for key, post in (*agreed.demands.items(), *agreed.offerings.items())}
    contested = {post for key in dealt for post in key}
    groups: dict[str, set[Key]] = defaultdict(set)
    for key, pair in agreed.pairs.items():
        if pair.agreed or not pair.asked or key in agreed.bans or agreed.withdrawn & set(key):
            continue
        asking, other = key if pair.enterprise.accepted else key[::-1]
        if asking not in contested and taken[other] < places[other]:
            groups[asking].add(key)
    used: set[Key] = set()
    for post in sorted(groups):
        keys = tuple(sorted(groups[post] - used))
        used.update(keys)
        if keys:
            yield Contest(ConflictKind.ONE_SIDED, keys, (post,))


class _Groups:
    """Things that hang together."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.heads = {node: node for node in nodes}

    def __contains__(self, node: Node) -> bool:
        return node in self.heads

    def head(self, node: Node) -> Node:
        while self.heads[node] != node:
            node = self.heads[node]
        return node

    def join(self, nodes: Iterable[Node]) -> None:
        heads = sorted({self.head(node) for node in nodes})
        for other in heads[1:]:
            self.heads[other] = heads[0]
