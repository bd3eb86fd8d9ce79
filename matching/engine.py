"""`match` and `explain`: the functions that string everything together."""

from dataclasses import replace

from matching.explaining.explanation import Explainer
from matching.explaining.unmatched import find_unmatched, from_minimum, metrics_of, without_minimum
from matching.match_result import MatchResult, Pairs, explanations_of
from matching.policy import MatchingPolicy
from matching.posts import Snapshot
from matching.ranking.blending import build_blended
from matching.ranking.keys import Progress
from matching.ranking.pair_table import PairTable
from matching.ranking.scoring import rank
from matching.results import Explanation
from matching.tables.taxonomy import Taxonomies
from matching.text.meaning import Encoder, encoder_of

DEFAULT_POLICY = MatchingPolicy()


def match(
    snapshot: Snapshot,
    taxonomies: Taxonomies,
    policy: MatchingPolicy = DEFAULT_POLICY,
    *,
    explain_top: int = 5,
    threads: int = 1,
    progress: Progress | None = None,
    semantic: bool | Encoder = False,
    cluster: str = "",
) -> MatchResult:
    """Score every pair, keep the best of each side, explain the first `explain_top` of each.

    `progress` gets (pairs done, pairs in all) and may raise to stop the run. The result depends on the snapshot, the
    tables and the policy alone: not on the order of rows nor on `threads`. `semantic` blends a sentence encoder in:
    that of the extra `semantic`, or the caller's own. `cluster` is the address of a scheduler (tcp://host:port) whose
    workers rank a large round in place of this machine, with the same result. Raise `PolicyError` for unknown rules,
    `MissingExtra` where an extra is not installed, `ClusterError` where the cluster does not answer.
    """
    index = build_blended(snapshot, taxonomies, policy, encoder_of(semantic), threads=threads)
    ranking = rank(without_minimum(index), threads=threads, progress=progress, cluster=cluster)
    table = PairTable.of(from_minimum(ranking, policy))
    pairs = Pairs(table, [post.id for post in snapshot.demands], [post.id for post in snapshot.offerings])
    explanations = explanations_of(index, table, explain_top, threads=threads)
    unmatched = find_unmatched(index, table, ranking, threads=threads)
    return MatchResult(pairs, explanations, unmatched, metrics_of(index, table), index)


def explain(
    snapshot: Snapshot,
    taxonomies: Taxonomies,
    policy: MatchingPolicy,
    demand_id: str,
    offering_id: str,
    *,
    semantic: bool | Encoder = False,
) -> Explanation:
    """Explain any pair, suggested or not; hard rules that keep it apart are named in `exclusions`.

    Raise `KeyError` for an id that the snapshot does not hold. Ranks are None: no other pair is scored.
    """
    demands = [demand for demand in snapshot.demands if demand.id == demand_id]
    offerings = [offering for offering in snapshot.offerings if offering.id == offering_id]
    if not demands or not offerings:
        raise KeyError(offering_id if demands else demand_id)
    pair = replace(snapshot, demands=tuple(demands), offerings=tuple(offerings))
    return Explainer(build_blended(pair, taxonomies, policy, encoder_of(semantic))).explain(0, 0)
