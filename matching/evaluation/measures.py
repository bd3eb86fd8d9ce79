"""How well known partnerships are found again: reciprocal rank, recall, nDCG, with intervals and per section.

Mean reciprocal rank (Voorhees 1999) and nDCG (Järvelin & Kekäläinen 2002) with gain 1 for a partner and 0 for anyone
else; intervals of 95 % by the percentile bootstrap over queries (Efron 1979), the same for the same seed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from matching.errors import InputError
from matching.policy import CRITERIA, MatchingPolicy
from matching.posts import Side, Snapshot
from matching.ranking.blending import build_blended
from matching.ranking.index import Index, build_index
from matching.ranking.keys import Keys, keys_of
from matching.ranking.scoring import score_block
from matching.tables.taxonomy import Major, Taxonomies
from matching.text.meaning import Encoder, encoder_of
from matching.text.normal import normalise

SIDES: tuple[Side, Side] = ("demand", "offering")
MEASURES = ("MRR", "recall@1", "recall@5", "recall@10", "nDCG@10")
DEPTHS = {"recall@1": 1, "recall@5": 5, "recall@10": 10}
DCG_DEPTH = 10
CATALOGUE_DIGITS = 6  # of a major's code; its category is the first two
SCHOOLING = 20  # categories are numbered from 21, 41 and 61 on by schooling, in the same order
RESAMPLES = 2_000
TAILS = (2.5, 97.5)

Floats = npt.NDArray[np.float64]
Pair = tuple[str, str]  # demand id, offering id


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over queries, in [0, 1], with its interval of 95 %."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Report:
    """Figures of one direction, in [0, 1]: a query is a post with known partners that ranks all of the other side."""

    side: Side
    queries: int
    measures: Mapping[str, Estimate]
    sections: Mapping[str, tuple[int, float]]  # section of GB/T 4754 → number of queries, mean reciprocal rank
    without: Mapping[str, float]  # criterion → mean reciprocal rank when its weight is 0
    wrong_field: Estimate | None = None  # share of demands that rank a programme of another category of majors first


def evaluate(
    snapshot: Snapshot,
    pairs: Sequence[Pair],
    taxonomies: Taxonomies,
    policy: MatchingPolicy | None = None,
    *,
    seed: int = 0,
    semantic: bool | Encoder = False,
) -> tuple[Report, Report]:
    """Return the reports of demand → offering and of offering → demand.

    Raise `InputError` where a pair names a post that the snapshot does not hold, or where there is no pair.
    """
    policy = policy or MatchingPolicy()
    truth = _truth(snapshot, pairs)
    index = build_blended(snapshot, taxonomies, policy, encoder_of(semantic))
    base = _scores(index, truth)
    without = {name: _scores(_index_without(index, name), truth) for name in _weighed(policy)}
    sections = [demand.industry_code[:1] for demand in snapshot.demands]
    reports = []
    for side in SIDES:
        figures, queries = base[side]
        estimates = _estimates(figures, seed)
        lost = {name: float(scores[side][0]["MRR"].mean()) for name, scores in without.items()}
        by_section = _by_section(side, figures["MRR"], queries, sections, truth)
        reports.append(Report(side, len(queries), estimates, by_section, lost))
    return replace(reports[0], wrong_field=_wrong_field(index, truth, seed)), reports[1]


def _weighed(policy: MatchingPolicy) -> list[str]:
    used = [name for name in CRITERIA if policy.weights[name]]
    return used if len(used) > 1 else []


def _index_without(index: Index, name: str) -> Index:
    """Return the index with one weight at 0; how near terms and branches are does not change."""
    policy = replace(index.policy, weights={**index.policy.weights, name: 0.0})
    built = build_index(index.snapshot, index.taxonomies, policy)
    return replace(built, terms=index.terms, encoder=index.encoder)


def _truth(snapshot: Snapshot, pairs: Sequence[Pair]) -> npt.NDArray[np.bool_]:
    rows = {demand.id: row for row, demand in enumerate(snapshot.demands)}
    columns = {offering.id: column for column, offering in enumerate(snapshot.offerings)}
    truth = np.zeros((len(rows), len(columns)), np.bool_)
    for demand_id, offering_id in pairs:
        if demand_id not in rows or offering_id not in columns:
            missing = demand_id if demand_id not in rows else offering_id
            raise InputError(f"a pair names {missing!r}, which is among neither the demands nor the offerings")
        truth[rows[demand_id], columns[offering_id]] = True
    if not truth.any():
        raise InputError("there is no known pair to find; give one at least")
    return truth


def _scores(index: Index, truth: npt.NDArray[np.bool_]) -> dict[Side, tuple[dict[str, Floats], list[int]]]:
    block = score_block(index, 0, len(truth))
    across = keys_of(block.scores, block.coverage, np.arange(truth.shape[1])[None, :])
    down = keys_of(block.scores, block.coverage, np.arange(truth.shape[0])[:, None]).T
    return {"demand": _figures(across, truth), "offering": _figures(down, truth.T)}


def _wrong_field(index: Index, truth: npt.NDArray[np.bool_], seed: int) -> Estimate | None:
    """Measure over the demands whose first programme and partners all have a major of the catalogue."""
    block = score_block(index, 0, len(truth))
    keys = keys_of(block.scores, block.coverage, np.arange(truth.shape[1])[None, :])
    fields = [categories(index.taxonomies, offering.major) for offering in index.snapshot.offerings]
    misses = []
    for row in np.nonzero(truth.any(axis=1))[0].tolist():
        first, partners = fields[int(keys[row].argmax())], [fields[column] for column in np.nonzero(truth[row])[0]]
        if first and all(partners):
            misses.append(float(not any(first & partner for partner in partners)))
    return _estimates({"MRR": np.array(misses)}, seed)["MRR"] if misses else None


def categories(taxonomies: Taxonomies, major: str) -> frozenset[int]:
    """Return the categories (专业大类, 1 to 19) that hold a major of this name on any level; none where unknown."""
    return _by_name(taxonomies.majors).get(normalise(major), frozenset())


@lru_cache(maxsize=2)
def _by_name(majors: tuple[Major, ...]) -> Mapping[str, frozenset[int]]:
    by_name: dict[str, set[int]] = {}
    for major in majors:
        if len(major.code) == CATALOGUE_DIGITS:
            by_name.setdefault(normalise(major.name), set()).add(int(major.code[:2]) % SCHOOLING)
    return {name: frozenset(numbers) for name, numbers in by_name.items()}


def _figures(keys: Keys, truth: npt.NDArray[np.bool_]) -> tuple[dict[str, Floats], list[int]]:
    queries = np.nonzero(truth.any(axis=1))[0].tolist()
    figures: dict[str, list[float]] = {name: [] for name in MEASURES}
    for query in queries:
        partners = keys[query][truth[query]]
        ranks = np.sort((keys[query][None, :] > partners[:, None]).sum(axis=1) + 1)
        figures["MRR"].append(1 / ranks[0])
        for name, depth in DEPTHS.items():
            figures[name].append(float((ranks <= depth).mean()))
        gain = (1 / np.log2(ranks[ranks <= DCG_DEPTH] + 1)).sum()
        ideal = (1 / np.log2(np.arange(min(len(ranks), DCG_DEPTH)) + 2)).sum()
        figures["nDCG@10"].append(float(gain / ideal))
    return {name: np.array(values) for name, values in figures.items()}, queries


def _estimates(figures: Mapping[str, Floats], seed: int) -> dict[str, Estimate]:
    size = len(figures["MRR"])
    drawn = np.random.default_rng(seed).integers(0, size, (RESAMPLES, size))
    estimates = {}
    for name, values in figures.items():
        low, high = np.percentile(values[drawn].mean(axis=1), TAILS)
        estimates[name] = Estimate(float(values.mean()), float(low), float(high))
    return estimates


def _by_section(
    side: Side, values: Floats, queries: Sequence[int], sections: Sequence[str], truth: npt.NDArray[np.bool_]
) -> dict[str, tuple[int, float]]:
    """Group queries by the section of the demand; an offering counts for the section of its first partner."""
    groups: dict[str, list[float]] = {}
    for value, query in zip(values.tolist(), queries, strict=True):
        demand = query if side == "demand" else int(np.nonzero(truth[:, query])[0][0])
        groups.setdefault(sections[demand] or "?", []).append(value)
    return {name: (len(groups[name]), sum(groups[name]) / len(groups[name])) for name in sorted(groups)}


def _line(name: str, estimate: Estimate) -> str:
    return f"  {name:22}{estimate.value:8.3f}   {estimate.low:.3f} – {estimate.high:.3f}"


def as_text(report: Report, names: Mapping[str, str]) -> str:
    """Return a table for people; `names` are those of the sections."""
    other = "offering" if report.side == "demand" else "demand"
    lines = [f"{report.side} → {other}, {report.queries} queries", f"{'':24}{'mean':>8}   95 % interval"]
    for name, estimate in report.measures.items():
        lines.append(_line(name, estimate))
    if report.wrong_field:
        lines.append(_line("another field first", report.wrong_field))
    lines.append("  MRR by section")
    for section, (count, value) in report.sections.items():
        lines.append(f"    {section} {value:7.3f}  of {count:4d}  {names.get(section, '')}")
    lines.append("  MRR without a criterion")
    whole = report.measures["MRR"].value
    for name, value in report.without.items():
        lines.append(f"    {name:20}{value:8.3f}   {value - whole:+.3f}")
    return "\n".join(lines)
