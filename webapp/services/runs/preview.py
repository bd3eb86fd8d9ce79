"""What other weights would do to twenty pairs of a run, before a whole run is computed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from matching import Snapshot, match
from webapp.models import RoundSnapshot, Run, Suggestion
from webapp.services.codes.tables.frozen import tables_of
from webapp.services.kernel.outside_writing import outside_writing
from webapp.services.runs.frozen_posts import FrozenPosts, as_demand, as_offering, as_policy

MOST = 20


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A pair before and after: scores, places among the twenty, and what would keep it from being suggested."""

    suggestion_id: UUID
    demand: dict[str, Any]
    offering: dict[str, Any]
    score_before: float
    score_after: float
    rank_before: int
    rank_after: int
    below_minimum: bool
    excluded_by: str

    @property
    def climbs(self) -> int:
        """Return how many places the pair climbs; below zero it falls."""
        return self.rank_before - self.rank_after


@outside_writing
def preview(session: Session, run: Run, rules: dict[str, Any]) -> list[PreviewLine]:
    """Return twenty of a run's pairs, spread evenly from best to worst, as they are and under other rules."""
    rows = _spread_rows(session, run)
    if not rows:
        return []
    snapshot = session.get_one(RoundSnapshot, run.snapshot_id)
    posts = FrozenPosts.read(snapshot.content)
    policy = replace(as_policy(rules), min_score=0.0)
    demands = {str(row.demand_id): as_demand(posts.demands[str(row.demand_id)]) for row in rows}
    offerings = {str(row.offering_id): as_offering(posts.offerings[str(row.offering_id)]) for row in rows}
    part = Snapshot(tuple(demands.values()), tuple(offerings.values()))
    result = match(part, tables_of(session, snapshot), policy, explain_top=0)
    after = [result.explain(str(row.demand_id), str(row.offering_id)) for row in rows]
    scores = [round(sum(part.points for part in explained.contributions), 1) for explained in after]
    before, then = _places([row.score for row in rows]), _places(scores)
    return [
        PreviewLine(
            suggestion_id=row.id,
            demand=posts.demands[str(row.demand_id)],
            offering=posts.offerings[str(row.offering_id)],
            score_before=row.score,
            score_after=scores[place],
            rank_before=before[place],
            rank_after=then[place],
            below_minimum=scores[place] < rules["min_score"],
            excluded_by=after[place].exclusions[0].code if after[place].exclusions else "",
        )
        for place, row in enumerate(rows)
    ]


def _spread_rows(session: Session, run: Run) -> list[Any]:
    """Return the keys and scores of pairs at even distances in the order of scores."""
    query = select(Suggestion.id).where(Suggestion.run_id == run.id)
    keys = list(session.exec(query.order_by(col(Suggestion.score).desc(), col(Suggestion.id))))
    count = min(MOST, len(keys))
    wanted = [keys[place * (len(keys) - 1) // max(count - 1, 1)] for place in range(count)]
    columns = select(Suggestion.id, Suggestion.demand_id, Suggestion.offering_id, Suggestion.score)
    rows = session.exec(columns.where(col(Suggestion.id).in_(wanted)))
    return sorted(rows, key=lambda row: (-row.score, str(row.id)))


def _places(scores: Sequence[float]) -> list[int]:
    """Return the place of each score, 1 for the best; equal scores share a place."""
    return [1 + sum(other > score for other in scores) for score in scores]
