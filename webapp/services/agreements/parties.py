"""The parties of an agreement: which side somebody belongs to, and what they may change before they have signed."""

from webapp.models import Agreement, Person
from webapp.models.agreements.enums import AgreementState
from webapp.models.kernel.enums import Side
from webapp.services.kernel.errors import DomainError


def side_of(agreement: Agreement, person: Person) -> Side | None:
    """Return which party of an agreement a person belongs to."""
    sides = {agreement.enterprise_id: Side.ENTERPRISE, agreement.school_id: Side.SCHOOL}
    return sides.get(person.organisation_id) if person.organisation_id else None


def party_of(agreement: Agreement, person: Person) -> Side:
    """Return the side of a party; refuse somebody else."""
    side = side_of(agreement, person)
    if side is None:
        raise DomainError("agreement_not_yours")
    return side


def refuse_unless_draft(agreement: Agreement) -> None:
    """Refuse a change of what has been signed."""
    if agreement.state is not AgreementState.DRAFT:
        raise DomainError("agreement_is_signed", state=agreement.state)
