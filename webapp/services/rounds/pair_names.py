"""Names of suggestions, without the weight of their explanations."""

from collections.abc import Iterable
from uuid import UUID

from sqlmodel import Session, col, select

from webapp.models import Demand, Offering, Organisation, Program, Suggestion


def titles_of(session: Session, suggestion_ids: Iterable[UUID]) -> dict[UUID, tuple[str, str, str]]:
    """Return each suggestion's position, enterprise and programme."""
    query = (
        select(Suggestion.id, Demand.position, Organisation.name, Program.name)
        .join(Demand, col(Demand.id) == col(Suggestion.demand_id))
        .join(Organisation, col(Organisation.id) == col(Demand.enterprise_id))
        .join(Offering, col(Offering.id) == col(Suggestion.offering_id))
        .join(Program, col(Program.id) == col(Offering.program_id))
        .where(col(Suggestion.id).in_(list(suggestion_ids)))
    )
    return {key: (position, enterprise, program) for key, position, enterprise, program in session.exec(query)}
