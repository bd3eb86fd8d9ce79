"""Industry: one half how near codes of GB/T 4754 are, one half how alike position and major are named (`names`).

Codes are near by their places in the tree, by a table of related branches, along chains, and where both sides name one
chain; the best of these counts. Offerings that agree in branches, chain and major are compared once per demand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from matching.arrays import IntArray, Points, expand, number
from matching.criteria.arithmetic import CHAIN_NAMED, UNKNOWN, join_halves, linked, root, with_chain
from matching.criteria.names import NameTable
from matching.posts import Demand, Offering
from matching.results import Evidence
from matching.sparse import Sparse
from matching.tables.taxonomy import Taxonomies
from matching.text.encoding import Encoded
from matching.text.normal import normalise
from matching.units import FULL

DEPTHS = ("", "section", "division", "group", "class")
LEVELS = 4  # section, division, group, class

# Similarity by the deepest level shared. Wu & Palmer (1994) give 2·shared / (depth + depth); sections are too wide to
# say anything, and a school that names a division means all of it, so what lies inside is nearly the same.
APART = (0, 600, 6_000, 8_300, FULL)  # by shared depth, where neither lies inside the other
INSIDE = (0, 1_500, 8_700, 9_500, FULL)  # by shared depth, where one lies inside the other

SEGMENT_LINK, CHAIN_LINK = 7_000, 3_000  # strength of the link between codes of one segment, of one chain
WIDER = (0, 0, 6_000, 8_500, FULL)  # how well a wider code stands for one inside it, by depth of the wider code


def depth(code: str) -> int:
    """Return 1 for a section letter, 2 for a division, 3 for a group, 4 for a class."""
    return len(code) if len(code) < 2 else len(code) - 1


def shared_depth(a: str, b: str) -> int:
    """Return the depth of the deepest entry that holds both codes, 0 where their sections differ."""
    if not a or not b or a[0] != b[0]:
        return 0
    length = 1
    while length < min(len(a), len(b)) and a[length] == b[length]:
        length += 1
    return max(1, length - 1) if length > 1 else 1


def tree_fit(a: str, b: str) -> int:
    """Return basis points for two codes by their places in the tree."""
    shared = shared_depth(a, b)
    return (INSIDE if shared == min(depth(a), depth(b)) else APART)[shared]


def stands_for(code: str, target: str) -> int:
    """Return basis points for how well a code stands for the target of a link: inside it full, around it less."""
    if code.startswith(target):
        return FULL
    if target.startswith(code):
        return WIDER[depth(code)]
    return 0


@dataclass(frozen=True)
class Link:
    """Two groups of codes that belong together, with the reason."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    strength: int
    code: str  # of the evidence
    facts: dict[str, Any]


def links_of(taxonomies: Taxonomies) -> list[Link]:
    """Return the table of related branches, then the segments of chains, then whole chains."""
    links = [
        Link(
            (entry.a,),
            (entry.b,),
            round(entry.strength * FULL),
            "industry_linked",
            {"relation": entry.relation, "reason": entry.reason},
        )
        for entry in taxonomies.relations
    ]
    chains: dict[str, set[str]] = {}
    for segment in taxonomies.segments:
        codes = tuple(sorted(segment.industry_codes))
        chain = taxonomies.chains.get(segment.chain, segment.chain)
        links.append(Link(codes, codes, SEGMENT_LINK, "chain_shared", {"chain": chain, "segment": segment.name}))
        chains.setdefault(segment.chain, set()).update(codes)
    for slug, members in sorted(chains.items()):
        codes = tuple(sorted(members))
        facts = {"chain": taxonomies.chains.get(slug, slug), "segment": ""}
        links.append(Link(codes, codes, CHAIN_LINK, "chain_shared", facts))
    return links


class IndustryTable:
    """How near codes are, for the distinct codes at hand."""

    def __init__(self, taxonomies: Taxonomies) -> None:
        """Take the links of the tables."""
        self.links = links_of(taxonomies)
        self._standing: dict[str, dict[int, tuple[int, int]]] = {}

    def compare(self, demands: Sequence[str], offerings: Sequence[str]) -> Points:
        """Return basis points [demand codes × offering codes]: the best of the tree and of every link."""
        table = _tree_table(demands, offerings)
        wanted, offered = _Places(demands), _Places(offerings)
        for link in self.links:
            for left, right in {(link.left, link.right), (link.right, link.left)}:
                rows, row_fits = wanted.standing(left)
                columns, column_fits = offered.standing(right)
                if len(rows) and len(columns):
                    fit = linked(row_fits[:, None], column_fits, link.strength)
                    corner = np.ix_(rows, columns)
                    table[corner] = np.maximum(table[corner], fit)
        return np.asarray(table, dtype=np.int32)

    @staticmethod
    def tree_points(demand: str, offering: str) -> int:
        """Return basis points by the tree alone."""
        return tree_fit(demand, offering)

    def best_link(self, demand: str, offering: str) -> tuple[int, Link | None]:
        """Return the strongest link between two codes and its basis points."""
        best, strongest = 0, None
        others = self._stands(offering)
        for place, (left, right) in self._stands(demand).items():
            if place not in others:
                continue
            link, (other_left, other_right) = self.links[place], others[place]
            for stands, other in ((left, other_right), (right, other_left)):
                fit = linked(stands, other, link.strength)
                if fit > best:
                    best, strongest = fit, link
        return best, strongest

    def _stands(self, code: str) -> dict[int, tuple[int, int]]:
        """Return how well a code stands for the two sides of each link that it is part of; looked up once per code."""
        if code not in self._standing:
            fits: dict[int, list[int]] = {}
            for target in {*(code[:length] for length in range(1, len(code) + 1)), *self._under.get(code, ())}:
                for place, side in self._places.get(target, ()):
                    both = fits.setdefault(place, [0, 0])
                    both[side] = max(both[side], stands_for(code, target))
            self._standing[code] = {place: (fits[place][0], fits[place][1]) for place in sorted(fits)}
        return self._standing[code]

    @cached_property
    def _places(self) -> dict[str, list[tuple[int, int]]]:
        """By target: the links that name it, and on which side."""
        by_target: dict[str, list[tuple[int, int]]] = {}
        for place, link in enumerate(self.links):
            for side, targets in enumerate((link.left, link.right)):
                for target in targets:
                    by_target.setdefault(target, []).append((place, side))
        return by_target

    @cached_property
    def _under(self) -> dict[str, list[str]]:
        """By code: the targets that lie inside it."""
        inside: dict[str, list[str]] = {}
        for target in self._places:
            for length in range(1, len(target)):
                inside.setdefault(target[:length], []).append(target)
        return inside


class _Places:
    """Where each code stands among distinct codes, found by what it lies inside."""

    def __init__(self, codes: Sequence[str]) -> None:
        self.exact: dict[str, list[int]] = {}
        self.inside: dict[str, list[int]] = {}
        for position, code in enumerate(codes):
            self.exact.setdefault(code, []).append(position)
            for length in (1, 3, 4, 5):
                if len(code) >= length:
                    self.inside.setdefault(code[:length], []).append(position)

    def standing(self, targets: tuple[str, ...]) -> tuple[IntArray, IntArray]:
        """Return the positions of the codes that stand for one of the targets, and how well they do."""
        fits: dict[int, int] = {}
        for target in targets:
            for length in range(1, len(target)):
                for position in self.exact.get(target[:length], ()):
                    fits[position] = max(fits.get(position, 0), WIDER[depth(target[:length])])
            for position in self.inside.get(target, ()):
                fits[position] = FULL
        positions = np.array(sorted(position for position, fit in fits.items() if fit), np.int64)
        return positions, np.array([fits[position] for position in positions.tolist()], np.int64)


def _tree_table(demands: Sequence[str], offerings: Sequence[str]) -> Any:
    left, right = _prefixes(demands), _prefixes(offerings)
    shared = np.zeros((len(demands), len(offerings)), np.int64)
    for level in range(LEVELS):
        shared += (left[:, level, None] == right[None, :, level]) & (left[:, level, None] != "")
    depths = np.minimum([[depth(code)] for code in demands], [depth(code) for code in offerings])
    inside = (shared == depths) & (shared > 0)
    return np.where(inside, np.array(INSIDE)[shared], np.array(APART)[shared])


def _prefixes(codes: Sequence[str]) -> Any:
    rows = [[code[:length] if len(code) >= length else "" for length in (1, 3, 4, 5)] for code in codes]
    return np.array(rows, dtype=np.str_).reshape(len(codes), LEVELS)


class IndustryIndex:
    """The criterion `industry` of a round, in basis points of demands and combinations.

    A combination is what offerings have in common that the criterion looks at: a set of codes, a chain, a major.
    """

    def __init__(
        self, demands: Sequence[Demand], offerings: Sequence[Offering], encoded: Encoded, tables: Taxonomies
    ) -> None:
        """Compare distinct codes and distinct names once."""
        self.codes = IndustryTable(tables)
        sets, self.sets = number(tuple(sorted(set(offering.industry_codes))) for offering in offerings)
        values = zip(sets.tolist(), encoded.offering_chains.tolist(), encoded.majors.tolist(), strict=True)
        self.combination_of, combinations = number(values)
        self.set_of, self.chain_of, majors = np.array(combinations, np.int64).reshape(-1, 3).T
        texts, self.major_of = np.unique(majors, return_inverse=True)
        self.names = NameTable(encoded, texts)
        self.demand_chains = np.where(encoded.demand_chains > 0, encoded.demand_chains, UNKNOWN)
        self._take_codes(demands)

    def _take_codes(self, demands: Sequence[Demand]) -> None:
        self.demand_codes, self.wanted = number(demand.industry_code for demand in demands)
        self.offered = sorted({code for codes in self.sets for code in codes})
        place = {code: column for column, code in enumerate(self.offered)}
        self._wanted_place = {code: row for row, code in enumerate(self.wanted)}
        self._offered_place = place
        self.code_points = self.codes.compare(self.wanted, self.offered)
        self.code_points[[row for row, code in enumerate(self.wanted) if not code]] = UNKNOWN
        self.set_pointers = np.cumsum([0, *map(len, self.sets)])
        self.set_codes = np.array([place[code] for codes in self.sets for code in codes], np.int32)

    def set_codes_of(self, offerings: IntArray) -> Sparse:
        """Return the columns of the codes of some offerings, offering by offering."""
        chosen = self.set_of[self.combination_of[offerings]]
        owner, entry = expand(self.set_pointers, chosen)
        pointers = np.searchsorted(owner, np.arange(len(offerings) + 1))
        return Sparse(pointers.astype(np.int64), self.set_codes[entry], np.zeros(0, np.int32))

    @cached_property
    def set_points(self) -> Points:
        """How near each demand code is to the best code of each set [demand codes × sets], -1 where one is unknown."""
        points = np.full((len(self.wanted), len(self.sets)), UNKNOWN, np.int32)
        filled_sets = np.nonzero(np.diff(self.set_pointers))[0]
        if len(filled_sets):
            columns = self.code_points[:, self.set_codes]
            points[:, filled_sets] = np.maximum.reduceat(columns, self.set_pointers[filled_sets], axis=1)
        return points

    def points_of(self, demand: str, offering: str) -> int:
        """Return basis points of two codes of this round."""
        return int(self.code_points[self._wanted_place[demand], self._offered_place[offering]])

    def compare(self, rows: IntArray) -> Points:
        """Return basis points [demands × combinations]; 0 where neither codes nor names can be compared."""
        points = self.set_points[self.demand_codes[rows]][:, self.set_of]
        codes = with_chain(points, self.demand_chains[rows][:, None] == self.chain_of[None, :])
        return np.asarray(root(join_halves(codes, self.names.compare(rows)[:, self.major_of])))

    def compare_pair(self, row: int, column: int) -> tuple[int, int]:
        """Return basis points of one demand and one offering, and how alike their names are, -1 where unknown."""
        combination = self.combination_of[column]
        names = self.names.compare_pair(row, int(self.major_of[combination]))
        chosen = self.set_of[combination]
        codes = self.set_codes[self.set_pointers[chosen] : self.set_pointers[chosen + 1]]
        points = self.code_points[self.demand_codes[row], codes].max(initial=UNKNOWN)
        points = with_chain(points, self.demand_chains[row] == self.chain_of[combination])
        return int(root(join_halves(points, np.int32(names)))), names

    def evidence(self, names: int, demand: Demand, offering: Offering) -> tuple[Evidence, ...]:
        """Return how the codes relate, the shared chain, and how alike the names of position and major are."""
        statements = []
        if demand.industry_code and offering.industry_codes:
            chain = normalise(demand.chain)
            statements.append(
                self._evidence_of_codes(demand, offering, bool(chain) and chain == normalise(offering.chain))
            )
        if names >= 0:
            facts = {"major": offering.major, "position": demand.position, "similarity": names / FULL}
            statements.append(Evidence("names_alike", facts))
        return tuple(statements)

    def _evidence_of_codes(self, demand: Demand, offering: Offering, same_chain: bool) -> Evidence:
        wanted = demand.industry_code
        points, code = max((self.points_of(wanted, code), code) for code in offering.industry_codes)
        facts = {"demand_code": wanted, "offering_code": code}
        if same_chain and points < CHAIN_NAMED:
            return Evidence("chain_shared", {"chain": demand.chain, "segment": demand.segment, **facts})
        strength, link = self.codes.best_link(wanted, code)
        if link is not None and strength == points and strength > self.codes.tree_points(wanted, code):
            return Evidence(link.code, {**link.facts, **facts})
        depth = shared_depth(wanted, code)
        if not depth:
            return Evidence("industry_apart", facts)
        shared = wanted[: 1 if depth == 1 else depth + 1]
        return Evidence("industry_same", {"code": shared, "level": DEPTHS[depth], **facts})
