"""What a demand still asks of its writer, what it gives to the next position, and how many stand in each state."""

from datetime import date
from uuid import UUID

from pydantic import ValidationError
from sqlmodel import Session, col, func, select

from webapp.models import Demand
from webapp.models.limits.enums import Severity
from webapp.models.posts.demand_input import DemandDraft, DemandInput
from webapp.models.posts.enums import PostStatus
from webapp.services.codes.search import canonical_skills
from webapp.services.kernel.errors import InputRefused, Remark
from webapp.services.limits import checks
from webapp.services.limits.rules import standing_rules
from webapp.services.posts import post_rules
from webapp.services.posts.demands import as_typed, check_demand

SHARED = (
    "round_id", "chain_slug", "segment_slug", "industry_code", "modes", "start_month", "months", "region", "address",
    "lodging", "contact_name", "contact_phone", "visibility", "valid_until",
)  # fmt: skip


def standing_verifications(session: Session, demand: Demand, *, today: date) -> list[Remark]:
    """Return what has to be mended or explained in a stored demand; nothing while it is incomplete."""
    try:
        data = DemandInput.model_validate(as_typed(demand))
        return check_demand(session, data, demand.enterprise, besides=demand.id, today=today)
    except (ValidationError, InputRefused):
        return []


def hints_for(session: Session, data: DemandDraft, demand: Demand) -> list[Remark]:
    """Return what the writer of a demand might like to know."""
    words = [*data.required_skills, *data.preferred_skills]
    hints = post_rules.demand_hints(session, data, canonical_skills(session, words))
    asked = post_rules.headcount_already_asked(session, demand.enterprise_id, demand.id)
    breaches = checks.demand_breaches(data, demand.enterprise, asked, standing_rules(session))
    return hints + checks.remarks_of(breaches, Severity.HINT)


def shared_part(demand: Demand) -> dict[str, object]:
    """Return what another position of the same enterprise starts with."""
    return {name: value for name, value in as_typed(demand).items() if name in SHARED}


def count_by_status(session: Session, enterprise_id: UUID) -> dict[PostStatus, int]:
    """Return how many demands of the enterprise stand in each state."""
    query = select(Demand.status, func.count()).where(Demand.enterprise_id == enterprise_id)
    query = query.group_by(col(Demand.status))
    counts = {PostStatus(status): count for status, count in session.exec(query)}
    return {status: counts[status] for status in PostStatus if status in counts}
