"""Lists of agreements: what somebody may open, narrowed by words, state and round."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from webapp.models import Agreement, AgreementLine, MatchingRound, Organisation, Person
from webapp.models.accounts.enums import Role
from webapp.models.agreements.enums import AgreementState


@dataclass(frozen=True, slots=True)
class AgreementFilters:
    """What a list of agreements is narrowed to."""

    words: str = ""
    state: AgreementState | None = None
    round_id: UUID | None = None


def find_agreements(
    session: Session, filters: AgreementFilters, *, viewer: Person, offset: int = 0, limit: int = 20
) -> tuple[list[Agreement], int]:
    """Return a page of the agreements that the viewer may open, newest first, and how many there are."""
    query = _visible(viewer)
    if filters.state:
        query = query.where(Agreement.state == filters.state)
    if filters.round_id:
        query = query.where(Agreement.round_id == filters.round_id)
    if filters.words:
        names = select(Organisation.id).where(col(Organisation.name).icontains(filters.words, autoescape=True))
        lines = select(AgreementLine.agreement_id).where(
            or_(
                col(AgreementLine.position).icontains(filters.words, autoescape=True),
                col(AgreementLine.program_title).icontains(filters.words, autoescape=True),
            )
        )
        numbers = [Agreement.number, Agreement.signed_number]
        said = [col(number).icontains(filters.words, autoescape=True) for number in numbers]
        said += [col(key).in_(names) for key in (Agreement.enterprise_id, Agreement.school_id)]
        query = query.where(or_(*said, col(Agreement.id).in_(lines)))
    total = session.exec(select(func.count()).select_from(query.subquery())).one()
    order = (col(Agreement.created_at).desc(), col(Agreement.id))
    return list(session.exec(query.order_by(*order).offset(offset).limit(limit))), total


def _visible(viewer: Person) -> SelectOfScalar[Agreement]:
    query = select(Agreement)
    if viewer.role is Role.COORDINATOR:
        return query
    own = viewer.organisation_id
    return query.where(or_(Agreement.enterprise_id == own, Agreement.school_id == own))


def lines_of(session: Session, agreements: Iterable[Agreement]) -> dict[UUID, list[AgreementLine]]:
    """Return the lines of some agreements, by agreement."""
    keys = [agreement.id for agreement in agreements]
    query = select(AgreementLine).where(col(AgreementLine.agreement_id).in_(keys))
    found: dict[UUID, list[AgreementLine]] = {key: [] for key in keys}
    for line in session.exec(query.order_by(col(AgreementLine.position), col(AgreementLine.id))):
        found[line.agreement_id].append(line)
    return found


def rounds_with_agreements(session: Session, viewer: Person) -> list[MatchingRound]:
    """Return the rounds whose agreements the viewer may open, newest first."""
    keys = _visible(viewer).with_only_columns(col(Agreement.round_id)).distinct()
    query = select(MatchingRound).where(col(MatchingRound.id).in_(keys))
    return list(session.exec(query.order_by(col(MatchingRound.created_at).desc(), col(MatchingRound.id))))
