"""Matching rounds that the caller may see."""

from datetime import date
from uuid import UUID

from flask_babel import lazy_gettext as _l

from webapp.blueprints.api.root import bp
from webapp.models import MatchingRound
from webapp.models.rounds.enums import AllocationMethod, RoundStatus
from webapp.policies import Permission
from webapp.services.rounds import rounds
from webapp.web.api.operations import Answer, operation
from webapp.web.api.queries import ListQuery, part_after
from webapp.web.api.wire import Party, Shown, page_of
from webapp.web.kernel.db import session
from webapp.web.kernel.guards import permits
from webapp.web.kernel.identity import actor


class Round(Shown):
    """A matching round: weights are points of 100, dates are inclusive."""

    id: UUID
    version: int
    code: str
    title: str
    term: str
    region: str | None
    host: Party
    status: RoundStatus
    collect_from: date
    collect_until: date
    choose_from: date
    choose_until: date
    weights: dict[str, int]
    hard_rules: list[str]
    min_score: int
    top_per_demand: int
    top_per_offering: int
    max_ranks: int
    cap_enterprise_pct: int
    method: AllocationMethod
    adjudicate_until: date | None
    notice_days: int
    policy_version: int


RoundPage = page_of(Round)


class RoundQuery(ListQuery):
    """What a list of rounds is narrowed to."""

    status: RoundStatus | None = None


@bp.get("/rounds")
@permits(Permission.ROUND_LIST)
@operation(_l("列出轮次"), answer=RoundPage, query=RoundQuery)
def list_rounds(query: RoundQuery) -> Answer:
    """List the rounds that the caller may see, newest first."""
    visible = rounds.list_rounds(session(), actor())
    wanted = [row for row in visible if query.status is None or row.status is query.status]
    piece, following = part_after(query, wanted, [str(row.id) for row in wanted])
    return Answer(RoundPage(items=[Round.model_validate(row) for row in piece], next=following))


@bp.get("/rounds/<uuid:round_id>")
@permits(Permission.ROUND_VIEW, round=MatchingRound)
@operation(_l("查看一个轮次"), answer=Round)
def show_round(round: MatchingRound) -> Answer:  # noqa: A002
    """Show a round."""
    return Answer(Round.model_validate(round))
