"""Who the coordinators of a round are: the one owner of the rule, for those who are told and for those who may.

What is meant: a round is led by the coordinators of the organisation that hosts it. What is asked today departs by the
question, and each answer has its own name here, from the narrowest to the widest.
"""

from sqlmodel import Session, col, select

from webapp import predicates
from webapp.models import MatchingRound, Person
from webapp.models.accounts.enums import Role


def coordinators_of(session: Session, round_: MatchingRound) -> list[Person]:
    """Return the active coordinators of the round's host, by address: who is told that its dates have come.

    Departs from `leads`: nobody asks whether the host is verified, and coordinators of other organisations, who may
    take the round's steps, are not told.
    """
    query = select(Person).where(
        Person.organisation_id == round_.host_id, Person.role == Role.COORDINATOR, col(Person.is_active)
    )
    return list(session.exec(query.order_by(col(Person.email))))


def leads(person: Person) -> bool:
    """Tell whether somebody may lead rounds: take their steps, read what was handed in, rule on conflicts.

    The permissions of the policies go by the same predicate. Departs from `coordinators_of`: a verified coordinator of
    any organisation leads every round of the platform.
    """
    return predicates.is_coordinator(person, None)


def all_coordinators(session: Session) -> list[Person]:
    """Return all active coordinators of the platform, by address: who is told of registrations and objections.

    Departs from `coordinators_of`: an objection concerns one round, yet coordinators of every organisation are told,
    those whose own organisation is not verified among them, though `leads` keeps these from answering it.
    """
    query = select(Person).where(Person.role == Role.COORDINATOR, col(Person.is_active))
    return list(session.exec(query.order_by(col(Person.email))))


def reads_all(viewer: Person) -> bool:
    """Tell whether lists show somebody what concerns all organisations, not its own alone.

    Departs from `leads`: the role is enough, verified or not. Pages ask the policies before; commands and services that
    call a list do not.
    """
    return viewer.role is Role.COORDINATOR
