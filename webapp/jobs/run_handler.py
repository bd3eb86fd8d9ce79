"""Computing a run: the posts of its snapshot go through the matching library, and what it finds is stored."""

import os
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Engine
from sqlmodel import Session

from matching import Explanation, MatchingError, MatchResult, ScoredPair, Taxonomies, Unmatched, match
from webapp.jobs.import_handler import ImportHandler
from webapp.jobs.step_handler import StepHandler
from webapp.jobs.worker import LET_OTHERS_WRITE, STORING_SECONDS, Handler, Progress, StopRequestedError
from webapp.models import Job, RoundSnapshot, Run
from webapp.models.kernel.enums import JobState
from webapp.models.runs.enums import RunState
from webapp.services.codes.tables.frozen import tables_of
from webapp.services.imports import imports
from webapp.services.imports.in_pieces import WordInvitation
from webapp.services.kernel import queue
from webapp.services.kernel.outside_writing import outside_writing
from webapp.services.process import long_steps
from webapp.services.runs import runs
from webapp.services.runs.figures import Pair, figures
from webapp.services.runs.frozen_posts import FrozenPosts, as_policy
from webapp.services.runs.placing import (
    HeldPairs,
    filled_by,
    left_by_bans,
    place_run,
    placement_figures,
    suggested_pairs,
    widened,
)
from webapp.services.runs.runs import JOB_KIND, Outcome

STORED_AT_ONCE = 300  # suggestions in one transaction
ROWS_BETWEEN_SIGNS = 500
BEYOND_LIST = 0  # the rank of a suggestion that only the other side's list has


def handlers(*, cluster: str = "", word_invitation: WordInvitation | None = None) -> dict[str, Handler]:
    """Return what the worker knows to do, by kind of job; large rounds are ranked by a cluster where one is named."""
    return {
        JOB_KIND: RunHandler(cluster),
        imports.JOB_KIND: ImportHandler(word_invitation),
        long_steps.JOB_KIND: StepHandler(),
    }


class RunRefusedError(Exception):
    """The library refuses what the snapshot holds: trying again would not help."""


class RunHandler(Handler):
    """Computes runs; one that is taken up again starts afresh and stores its findings once."""

    def __init__(self, cluster: str = "") -> None:
        """Take the address of the scheduler that large rounds go to; empty: this machine computes them."""
        self.cluster = cluster

    def work(self, engine: Engine, job: Job, progress: Progress) -> None:
        """Compute the job's run and store what it found in parts; the run is done with the last of them."""
        with Session(engine) as session:
            run = runs.run_of_job(session, job)
            if run is None or not run.is_active:
                return
            runs.begin_run(session, run)
            run_id = run.id
            session.commit()
        with Session(engine.execution_options(write=False)) as session:
            run = session.get_one(Run, run_id)
            snapshot = session.get_one(RoundSnapshot, run.snapshot_id)
            content, rules, total = snapshot.content, dict(run.policy), run.pairs_total
            tables = _tables(session, snapshot)
        outcome = compute(content, tables, rules, progress, total, cluster=self.cluster)
        whole = len(outcome.suggestions) // STORED_AT_ONCE * STORED_AT_ONCE
        for first in range(0, whole, STORED_AT_ONCE):
            part = outcome.suggestions[first : first + STORED_AT_ONCE]
            self._store(engine, job, partial(runs.store_part, suggestions=part))
            time.sleep(LET_OTHERS_WRITE)
        self._store(
            engine,
            job,
            partial(runs.store_outcome, outcome=replace(outcome, suggestions=outcome.suggestions[whole:])),
        )

    def _store(self, engine: Engine, job: Job, deed: Callable[[Session, Run], None]) -> None:
        """Store something of the job's run, as long as the claim on the job stands and nobody wants it to stop."""
        with Session(engine) as session:
            if queue.renew(session, job, lease=STORING_SECONDS):
                raise StopRequestedError
            run = runs.run_of_job(session, job)
            if run is not None:
                deed(session, run)
            session.commit()

    def save_progress(self, session: Session, job: Job, done: int, total: int) -> None:
        """Note how many pairs are done."""
        run = runs.run_of_job(session, job)
        if run is not None and run.is_active:
            runs.note_progress(session, run, done)

    def ended(self, session: Session, job: Job, state: JobState, error: str) -> None:
        """Give the run its end, with a code that pages put into words."""
        run = runs.run_of_job(session, job)
        if run is None or not run.is_active:
            return
        if state is JobState.CANCELLED:
            runs.end_run(session, run, RunState.CANCELLED)
            return
        code = (
            "interrupted" if job.attempt > job.max_attempts else "refused" if "RunRefusedError" in error else "broken"
        )
        runs.end_run(session, run, RunState.FAILED, code)


def _tables(session: Session, snapshot: RoundSnapshot) -> Taxonomies:
    try:
        return tables_of(session, snapshot)
    except MatchingError as error:
        raise RunRefusedError(str(error)) from error


@outside_writing
def compute(
    content: str, tables: Taxonomies, rules: dict[str, Any], progress: Progress, total: int, *, cluster: str = ""
) -> Outcome:
    """Match the posts of a snapshot by its code tables, under the rules of a run, and deal the seats out."""
    posts = FrozenPosts.read(content)
    policy, held_pairs = as_policy(rules), HeldPairs.of(rules, posts)
    try:
        result = match(
            posts.for_matching(),
            tables,
            widened(policy, held_pairs),
            explain_top=max(policy.top_per_demand, policy.top_per_offering),
            threads=os.cpu_count() or 1,
            progress=lambda done, _total: progress(min(done, total), total),
            cluster=cluster,
        )
        placement = place_run(result, rules, held_pairs)
    except MatchingError as error:
        raise RunRefusedError(str(error)) from error
    pairs = suggested_pairs(result, policy, held_pairs)
    rows = []
    for place, pair in enumerate(pairs):
        if place % ROWS_BETWEEN_SIGNS == 0:
            progress(total, total)
        rows.append(_suggestion(pair, result, posts))
    matched = {key for pair in pairs for key in (pair.demand_id, pair.offering_id)}
    metrics = figures(
        [Pair(pair.demand_id, pair.offering_id, pair.score, pair.coverage) for pair in pairs],
        list(posts.demands.values()),
        list(posts.offerings.values()),
        min_score=policy.min_score,
        filled=filled_by(placement, "demand"),
    )
    return Outcome(
        suggestions=rows,
        unmatched=[
            *(_unmatched(post, posts) for post in result.unmatched if post.id not in matched),
            *(_banned(*left, posts) for left in left_by_bans(result, pairs, held_pairs)),
        ],
        metrics={**metrics, "placement": placement_figures(placement, posts, held_pairs)},
    )


def _banned(side: str, key: str, pair: tuple[str, str], count: int, posts: FrozenPosts) -> dict[str, Any]:
    demand, offering = posts.demands[pair[0]], posts.offerings[pair[1]]
    own, best = (demand, offering) if side == "demand" else (offering, demand)
    facts = {"rule": "banned", "pairs": count, "post": own, "best": best}
    return {f"{side}_id": UUID(key), "reason": "excluded", "facts": facts}


def _suggestion(pair: ScoredPair, result: MatchResult, posts: FrozenPosts) -> dict[str, Any]:
    demand, offering = posts.demands[pair.demand_id], posts.offerings[pair.offering_id]
    key = (pair.demand_id, pair.offering_id)
    explanation: Explanation = result.explanations.get(key) or result.explain(*key)
    return {
        "id": uuid4(),
        "demand_id": UUID(pair.demand_id),
        "offering_id": UUID(pair.offering_id),
        "score": round(sum(part.points for part in explanation.contributions), 1),
        "coverage": round(explanation.coverage, 4),
        "rank_for_demand": pair.rank_for_demand or BEYOND_LIST,
        "rank_for_offering": pair.rank_for_offering or BEYOND_LIST,
        "seats_suggested": min(demand["headcount"] or 0, offering["seats"] or 0),
        "explanation": {
            **explanation.as_dict(),
            "rank_for_demand": pair.rank_for_demand,
            "rank_for_offering": pair.rank_for_offering,
        },
        "facts": {"demand": demand, "offering": offering},
    }


def _unmatched(post: Unmatched, posts: FrozenPosts) -> dict[str, Any]:
    own = posts.demands if post.side == "demand" else posts.offerings
    others = posts.offerings if post.side == "demand" else posts.demands
    best = next((others[str(name)] for name in _others_named(post) if str(name) in others), None)
    return {
        f"{post.side}_id": UUID(post.id),
        "reason": post.reason,
        "facts": {**post.facts, "post": own[post.id], "best": best},
    }


def _others_named(post: Unmatched) -> Iterable[Any]:
    other = "offering_id" if post.side == "demand" else "demand_id"
    return (post.facts[name] for name in ("best_id", other) if post.facts.get(name))
