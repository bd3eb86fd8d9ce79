"""An index whose terms are also compared by meaning."""

from dataclasses import replace

from matching.policy import MatchingPolicy
from matching.posts import Snapshot
from matching.ranking.index import Index, build_index
from matching.tables.taxonomy import Taxonomies
from matching.text.meaning import Encoder, by_meaning, in_steps
from matching.text.normal import in_words
from matching.text.vocabulary import joined


def build_blended(
    snapshot: Snapshot, taxonomies: Taxonomies, policy: MatchingPolicy, encoder: Encoder | None, *, threads: int = 1
) -> Index:
    """Turn a snapshot into numbers, with likeness by meaning where there is an encoder."""
    index = build_index(snapshot, taxonomies, policy, threads=threads)
    return index if encoder is None else blend(index, encoder)


def blend(index: Index, encoder: Encoder) -> Index:
    """Return the index with each likeness of terms lifted to their likeness by meaning, where that is more.

    What the words alone say stays in `terms.lexical`, for the explanation.
    """
    terms = index.terms
    names = {in_words(demand.position) or in_words(demand.family) for demand in index.snapshot.demands}
    positions = sorted(names - {""})
    wanted = in_steps([*terms.skills, *positions], encoder)
    offered = in_steps(terms.offered, encoder)
    likeness = joined([terms.likeness, by_meaning(wanted, offered)])
    return replace(index, terms=replace(terms, likeness=likeness, lexical=terms.likeness), encoder=encoder)
