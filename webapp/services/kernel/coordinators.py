"""Who the coordinators of a round are: the one owner of the rule, for those who are told and for those who may.

A round is led by the active coordinators of its host, and of the co-hosts that the host has named, as long as their
own organisation is verified. `predicates.leads` is the rule itself, and the permissions go by it; here it is asked the
other way round (who are they?) and of many rounds at once. What concerns no round, as a registration does, concerns
every verified coordinator.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, false
from sqlmodel import Session, col, or_, select

from webapp import predicates
from webapp.models import CoHost, Demand, MatchingRound, Offering, Organisation, Person, Tombstone
from webapp.models.accounts.enums import OrganisationStatus, Role
from webapp.models.rounds.enums import RoundStatus


def coordinators_of(session: Session, round_: MatchingRound) -> list[Person]:
    """Return those who lead the round, by address: who is told of its dates and of objections to it."""
    return [person for person in all_coordinators(session) if predicates.leads(person, round_)]


def all_coordinators(session: Session) -> list[Person]:
    """Return the active coordinators of verified organisations, by address: who is told of what concerns no round."""
    query = select(Person).join(Organisation, col(Organisation.id) == col(Person.organisation_id))
    query = query.where(
        Person.role == Role.COORDINATOR, col(Person.is_active), Organisation.status == OrganisationStatus.VERIFIED
    )
    return list(session.exec(query.order_by(col(Person.email))))


def leads(person: Person, round_: MatchingRound) -> bool:
    """Tell whether somebody leads the round: runs it, rules, publishes, answers for others, reads all of it."""
    return predicates.leads(person, round_)


def is_led_by(viewer: Person) -> ColumnElement[bool]:
    """Return the condition under which somebody leads a round, as the database can ask it of many rounds at once."""
    if not predicates.is_coordinator(viewer, None):
        return false()
    co_hosted = select(CoHost.round_id).where(CoHost.organisation_id == viewer.organisation_id)
    return or_(col(MatchingRound.host_id) == viewer.organisation_id, col(MatchingRound.id).in_(co_hosted))


def may_be_judged_by(viewer: Person, kind: type[Demand] | type[Offering] | type[Tombstone]) -> ColumnElement[bool]:
    """Return the condition under which a coordinator reads a post that is not its own: handed in, and in a round that
    it leads or standing, as standing posts take part in every round."""
    led: Any = select(MatchingRound.id).where(is_led_by(viewer))
    if not predicates.is_coordinator(viewer, None):
        return false()
    return and_(col(kind.submitted_at).is_not(None), or_(col(kind.round_id).is_(None), col(kind.round_id).in_(led)))


def is_open_to(viewer: Person) -> ColumnElement[bool]:
    """Return the condition under which somebody may open a round: it has been announced, or they lead it."""
    return or_(col(MatchingRound.status) != RoundStatus.DRAFT, is_led_by(viewer))
