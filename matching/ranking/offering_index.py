"""Offerings that are made ready once: one new demand is ranked against a whole country in milliseconds.

The list is that of a whole run, byte for byte: a pair's score depends on this pair alone.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from matching.arrays import Codes, IntArray, number
from matching.criteria import PARTS
from matching.criteria.arithmetic import UNKNOWN
from matching.criteria.names import titles_of
from matching.criteria.record import PastWork
from matching.criteria.skills import IMPORTANCE, POSITION_FLOOR, SKILL_FLOOR, share_terms, wanted_texts
from matching.criteria.term_similarity import TermTable
from matching.policy import MatchingPolicy
from matching.posts import Demand, Offering, Partnership, Snapshot
from matching.ranking.index import EXCLUDED, build_index
from matching.ranking.keys import NOTHING, Keys, best, read_keys
from matching.ranking.scoring import least_score, rank
from matching.ranking.thresholds import has_compiler
from matching.results import ScoredPair
from matching.sparse import Sparse, plain
from matching.tables.taxonomy import Taxonomies
from matching.text.encoding import Encoded, encode
from matching.text.ngrams import TextTable
from matching.text.normal import in_words
from matching.units import FULL, POINTS

if TYPE_CHECKING:
    from matching.ranking.compiled.layout import DemandSide
    from matching.ranking.compiled.offering_index import Query

Short = npt.NDArray[np.int16]

DEFAULT_POLICY = MatchingPolicy()
TILE = 8_192  # offerings that are scored at a time


class OfferingIndex:
    """Offerings with everything about them worked out; `best` ranks a demand that nobody has seen before."""

    def __init__(
        self,
        offerings: Sequence[Offering],
        taxonomies: Taxonomies,
        policy: MatchingPolicy = DEFAULT_POLICY,
        *,
        partnerships: Sequence[Partnership] = (),
        threads: int = 1,
    ) -> None:
        """Prepare the offerings, whose ids must differ; raise `InputError` or `PolicyError` as `match` does."""
        self.snapshot = Snapshot((), tuple(offerings), tuple(partnerships))
        self.taxonomies, self.policy = taxonomies, policy
        compiled = has_compiler() and policy.top_per_demand and len(self)
        self._compiled = _CompiledSide(self.snapshot, taxonomies, policy, threads) if compiled else None

    def __len__(self) -> int:
        """Count the offerings."""
        return len(self.snapshot.offerings)

    def rank(self, demand: Demand) -> Keys:
        """Return the demand's list as keys, best first: its row of `Ranking.for_demands` in any run."""
        if self._compiled is None:
            alone = replace(self.snapshot, demands=(demand,))
            return np.asarray(rank(build_index(alone, self.taxonomies, self.policy)).for_demands[0])
        return self._compiled.rank(demand)

    def best(self, demand: Demand) -> tuple[ScoredPair, ...]:
        """Return the demand's best pairs, best first, at most `top_per_demand` and none below `min_score`."""
        keys = self.rank(demand)
        scores, coverage, places = read_keys(keys[keys >= 0])
        return tuple(
            ScoredPair(demand.id, self.snapshot.offerings[place].id, score / POINTS, known / FULL, position, None)
            for position, (score, known, place) in enumerate(
                zip(scores.tolist(), coverage.tolist(), places.tolist(), strict=True), 1
            )
        )


class _CompiledSide:
    """The offerings laid out for compiled loops.

    It is the index of a round of stand-ins: one demand that wants all that is offered, so that every n-gram has its
    place, and one for each industry code and chain, so that their rows are at hand.
    """

    def __init__(self, snapshot: Snapshot, tables: Taxonomies, policy: MatchingPolicy, threads: int) -> None:
        from matching.criteria.compiled.term_similarity import lay_others
        from matching.ranking.compiled.layout import lay_out
        from matching.ranking.compiled.offering_index import invert_tile

        offerings = snapshot.offerings
        self.tables, self.policy = tables, policy
        self.threads = max(1, min(threads, len(offerings) // TILE))
        self.pool = ThreadPoolExecutor(self.threads) if self.threads > 1 else None
        codes, chains = ["", *sorted(tables.industries)], sorted({offering.chain for offering in offerings})
        stand_ins = [_everything(offerings)]
        stand_ins += [Demand("", industry_code=code) for code in codes] + [Demand("", chain=chain) for chain in chains]
        demands = tuple(replace(demand, id=f"{number:06d}") for number, demand in enumerate(stand_ins))
        index = build_index(Snapshot(demands, offerings), tables, policy, threads=threads)
        self.index = index
        layout = lay_out(index)
        order = layout.offerings.places
        facts = [*index.facts, *(facts for _, facts in index.barriers)]
        columns = np.ascontiguousarray([entry.offering_codes[order] for entry in facts], np.int32)
        inline = index.industry.set_codes_of(order)  # sets of codes in the order in which they are read
        self.side = layout.offerings._replace(facts=columns, sets=np.arange(len(order), dtype=np.int32))
        self.shared = layout.shared._replace(sets=inline)
        self.rows = dict(zip(codes, index.industry.demand_codes[1:].tolist(), strict=False))
        self.chains = dict(
            zip(map(in_words, chains), index.industry.demand_chains[1 + len(codes) :].tolist(), strict=True)
        )
        names = index.terms.offered
        self.others = lay_others(TermTable(names, TextTable.of(names, tables.rarity), tables))
        self.values = [number(map(part.of_offering, offerings))[1] for part in PARTS]
        self.barrier_values = [number(map(rule.of_offering, offerings))[1] for rule, _ in index.barriers]
        self.past = PastWork(snapshot.partnerships, (offerings[number].school_id for number in order.tolist()))
        self.tiles = [
            invert_tile(self.side, self.shared, start, min(start + TILE, len(order)))
            for start in range(0, len(order), TILE)
        ]

    def rank(self, demand: Demand) -> Keys:
        from matching.ranking.compiled.offering_index import compare_names, rank_tile

        query = self._query(demand)
        names = compare_names(query, self.shared)
        count, least = min(self.policy.top_per_demand, len(self.side.places)), least_score(self.policy)

        def lane(first: int) -> Keys:
            heap = np.full((1, count), NOTHING, np.int64)
            for tile in self.tiles[first :: self.threads]:
                rank_tile(query, names, self.side, tile, self.shared, least, heap)
            return heap

        heaps = list(self.pool.map(lane, range(self.threads))) if self.pool else [lane(0)]
        return np.asarray(best(np.concatenate(heaps, axis=1), count)[0])

    def _query(self, demand: Demand) -> "Query":
        from matching.ranking.compiled.offering_index import Query

        encoded = encode((demand,), (), self.tables.rarity, importance=IMPORTANCE)
        tables = [
            part.compare([part.of_demand(demand)], values)[0] * np.int32(self.index.weights[part.criterion])
            for part, values in zip(PARTS, self.values, strict=True)
        ]
        tables += [
            rule.forbids([rule.of_demand(demand)], values)[0].astype(np.int32) * np.int32(EXCLUDED)
            for (rule, _), values in zip(self.index.barriers, self.barrier_values, strict=True)
        ]
        wanted, used = share_terms(encoded)
        terms = wanted.shape[1] - len(used)
        words, steps = _in_places(encoded.vocabulary.features.keys[used], wanted.data[terms:], self.index.terms.words)
        return Query(
            self._side(demand, encoded),
            wanted.data[:terms],
            self._likeness(encoded),
            words,
            steps,
            self._codes(demand.industry_code),
            np.concatenate(tables).astype(np.int32),
            np.cumsum([0, *map(len, tables)]).astype(np.int64),
        )

    def _likeness(self, encoded: Encoded) -> Sparse:
        from matching.criteria.compiled.term_similarity import compare_with

        skills, positions = wanted_texts(encoded)
        both = np.concatenate([skills, positions])
        texts = [encoded.vocabulary.texts[place] for place in both.tolist()]
        table = TermTable(texts, encoded.vocabulary.features.rows(both), self.tables)
        split = np.arange(len(both))
        likeness = [
            compare_with(table.rows(split[chosen]), self.others, floor=floor)
            for chosen, floor in (
                (slice(0, len(skills)), SKILL_FLOOR),
                (slice(len(skills), None), POSITION_FLOOR),
            )
        ]
        return plain(sp.csr_array(sp.vstack(likeness, format="csr")))

    def _codes(self, code: str) -> Short:
        if code in self.rows:
            return np.asarray(self.shared.code_points[self.rows[code]])
        industry = self.index.industry
        return np.asarray(industry.codes.compare([code], industry.offered)[0], np.int16)

    def _side(self, demand: Demand, encoded: Encoded) -> "DemandSide":
        from matching.criteria.compiled.names import Titles
        from matching.ranking.compiled.layout import DemandSide

        mask = [bool(encoded.asked.nnz), bool(demand.industry_code), bool(encoded.titles.nnz)]
        mask += [part.is_known(part.of_demand(demand)) for part in PARTS]
        keys, majors = encoded.vocabulary.features.keys, self.index.industry.names.major_keys
        titles, squares = titles_of(encoded)
        spoken = np.unique((encoded.spoken @ encoded.vocabulary.features.matrix).indices)
        none = Sparse(np.zeros(2, np.int64), np.zeros(0, np.int32), np.zeros(0, np.int32))
        return DemandSide(
            np.array([sum(known << bit for bit, known in enumerate(mask))], np.int32),
            none,
            np.zeros((0, 1), np.int32),
            np.zeros(1, np.int32),
            np.array([self.chains.get(in_words(demand.chain), UNKNOWN)], np.int32),
            Titles(
                _one_row(*_in_places(keys[titles.indices], titles.data, majors)),
                squares,
                np.array([encoded.titles.nnz > 0]),
                _one_row(*_in_places(keys[spoken], np.ones(len(spoken), np.int32), majors)),
            ),
            self._records(demand),
        )

    def _records(self, demand: Demand) -> Sparse:
        records = [(column, record.points) for column, record in self.past.of(demand.enterprise_id)]
        places, points = np.array(records, np.int32).reshape(-1, 2).T
        return _one_row(np.ascontiguousarray(places), np.ascontiguousarray(points))


def _everything(offerings: Sequence[Offering]) -> Demand:
    texts: set[str] = set()
    for offering in offerings:
        texts.update(offering.skills, offering.courses, (offering.major, offering.major_class))
    return Demand("", required_skills=tuple(sorted(texts)))


def _in_places(keys: IntArray, values: Codes, places: IntArray) -> tuple[Codes, Codes]:
    """Return where sorted keys stand among others, with their values; what is not among them is left out."""
    positions = np.searchsorted(places, keys)
    there = positions < len(places)
    there[there] = places[positions[there]] == keys[there]
    return positions[there].astype(np.int32), values[there].astype(np.int32)


def _one_row(columns: Codes, values: Codes) -> Sparse:
    return Sparse(np.array([0, len(columns)], np.int64), columns, values)
