"""Organisations join, are verified, and invite colleagues."""

import secrets
from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from webapp.clock import now
from webapp.models import ROLE_OF_KIND, AccessLink, Organisation, OrganisationInput, Person, Region, RegistrationInput
from webapp.models.accounts.enums import OrganisationKind, OrganisationStatus, Role
from webapp.models.accounts.names import organisation_key
from webapp.models.kernel.pinyin import pinyin_order
from webapp.services.accounts import attempts
from webapp.services.accounts.accounts import find_link
from webapp.services.accounts.directory import OrganisationsToJudge
from webapp.services.accounts.keys import fold_email, token_key
from webapp.services.accounts.names import is_named, namesakes
from webapp.services.accounts.passwords import check_strength, hash_password
from webapp.services.kernel.audit import record
from webapp.services.kernel.errors import DomainError, Unfit
from webapp.services.kernel.locking import lock

INVITATION_LASTS = timedelta(days=7)
EDITABLE = tuple(OrganisationInput.model_fields)


def register_organisation(
    session: Session,
    data: RegistrationInput,
    *,
    email: str,
    person_name: str,
    phone: str,
    password: str,
    address: str = "",
) -> Person:
    """Register an organisation with its first person; a coordinator verifies it before its posts are seen."""
    attempts.hold(attempts.REGISTRATIONS, session, address=address)
    if session.exec(select(Organisation.id).where(Organisation.credit_code == data.credit_code)).first():
        raise Unfit("credit_code_taken", field="credit_code")
    if session.get(Region, data.region) is None:
        raise Unfit("region_unknown", field="region")
    organisation = Organisation(**data.model_dump())
    _refuse_namesake(session, data.name, data.kind)
    try:
        with session.begin_nested():
            session.add(organisation)
    except IntegrityError:
        raise Unfit("credit_code_taken", field="credit_code") from None
    person = add_person(session, organisation, email=email, name=person_name, phone=phone, password=password)
    record(session, "organisation.registered", organisation, by=person, after={"name": organisation.name})
    session.flush()
    return person


def _refuse_namesake(session: Session, name: str, kind: OrganisationKind) -> None:
    """Refuse the name of an organisation that a coordinator has verified; nobody holds a name by claiming it first."""
    if any(other.is_verified for other in namesakes(session, name, kind)):
        raise Unfit("name_taken_here", field="name")


def add_person(
    session: Session, organisation: Organisation, *, email: str, name: str, phone: str = "", password: str
) -> Person:
    """Add a person to an organisation, with the role of its kind."""
    check_strength(password, email, name, organisation.name)
    if session.exec(select(Person.id).where(Person.email == fold_email(email))).first():
        raise Unfit("email_taken", field="email")
    person = Person(
        email=fold_email(email),
        name=name,
        phone=phone,
        password_hash=hash_password(password),
        role=ROLE_OF_KIND[organisation.kind],
        organisation_id=organisation.id,
    )
    try:
        with session.begin_nested():
            session.add(person)
    except IntegrityError:
        raise Unfit("email_taken", field="email") from None
    return person


def add_administrator(session: Session, *, email: str, name: str, password: str) -> Person:
    """Add an administrator of the platform, who belongs to no organisation."""
    check_strength(password, email, name)
    if session.exec(select(Person.id).where(Person.email == fold_email(email))).first():
        raise Unfit("email_taken", field="email")
    person = Person(email=fold_email(email), name=name, password_hash=hash_password(password), role=Role.ADMINISTRATOR)
    session.add(person)
    session.flush()
    record(session, "person.added", person, by=None, after={"role": person.role.value})
    return person


def edit_organisation(
    session: Session, organisation: Organisation, data: OrganisationInput, *, seen_version: int, by: Person
) -> None:
    """Store what an organisation says of itself."""
    lock(session, organisation, seen_version=seen_version)
    if session.get(Region, data.region) is None:
        raise Unfit("region_unknown", field="region")
    if by.organisation_id == organisation.id and organisation_key(data.name) != organisation.name_key:
        _refuse_namesake(session, data.name, organisation.kind)
    new = data.model_dump(mode="json")
    before = {name: _plain(getattr(organisation, name)) for name in EDITABLE}
    for name, value in data.model_dump().items():
        setattr(organisation, name, value)
    if organisation.status is OrganisationStatus.REJECTED:
        organisation.status = OrganisationStatus.PENDING  # what was turned down waits for a fresh look
    organisation.version += 1
    organisation.demo_fields = [name for name in organisation.demo_fields if new.get(name) == before.get(name)]
    changed = [name for name in EDITABLE if before[name] != new[name]]
    record(
        session,
        "organisation.edited",
        organisation,
        by=by,
        before={name: before[name] for name in changed},
        after={name: new[name] for name in changed},
    )
    session.flush()


def judge_organisation(
    session: Session,
    organisation: Organisation,
    *,
    verified: bool,
    reason: str = "",
    seen_version: int | None = None,
    by: Person,
) -> None:
    """Verify an organisation, or turn it down with a reason that it will read."""
    lock(session, organisation, seen_version=seen_version)
    new = OrganisationStatus.VERIFIED if verified else OrganisationStatus.REJECTED
    if organisation.status is new:
        raise DomainError("organisation_already_judged")
    before = organisation.status
    organisation.status, organisation.status_reason, organisation.status_at = new, reason, now()
    organisation.version += 1
    record(
        session,
        "organisation.verified" if verified else "organisation.rejected",
        organisation,
        by=by,
        before={"status": before.value},
        after={"status": new.value, "reason": reason},
    )
    session.flush()


def invite_colleague(session: Session, organisation: Organisation, email: str, *, by: Person) -> str:
    """Return the token of a link by which a colleague joins the organisation, unless it has sent so many of late."""
    attempts.hold(attempts.INVITATIONS, session, who=organisation.id.hex)
    return make_invitation(session, organisation, email, by=by)


def make_invitation(session: Session, organisation: Organisation, email: str, *, by: Person) -> str:
    """Return the token of a link by which a colleague joins the organisation."""
    there = session.exec(select(Person).where(Person.email == fold_email(email))).first()
    if there is not None:
        if there.organisation_id != organisation.id:
            raise Unfit("email_elsewhere", field="email")
        raise Unfit("email_of_colleague" if there.is_active else "email_of_closed", field="email")
    token = secrets.token_urlsafe(32)
    session.add(
        AccessLink(
            kind="invitation",
            token_hash=token_key(token),
            organisation_id=organisation.id,
            email=fold_email(email),
            made_by_id=by.id,
            expires_at=now() + INVITATION_LASTS,
        )
    )
    record(session, "colleague.invited", organisation, by=by)
    session.flush()
    return token


def accept_invitation(session: Session, token: str, *, name: str, phone: str, password: str) -> Person:
    """Make the account of an invited colleague."""
    link = find_link(session, "invitation", token, lock=True)
    organisation = session.get(Organisation, link.organisation_id) if link is not None else None
    if link is None or organisation is None:
        raise Unfit("link_spent")
    person = add_person(session, organisation, email=link.email, name=name, phone=phone, password=password)
    link.used_at = now()
    record(session, "colleague.joined", organisation, by=person)
    session.flush()
    return person


def colleagues_of(session: Session, organisation: Organisation) -> list[Person]:
    """Return the organisation's people."""
    query = select(Person).where(Person.organisation_id == organisation.id)
    return sorted(session.exec(query.order_by(col(Person.id))), key=lambda person: pinyin_order(person.name))


def open_invitations(session: Session, organisation: Organisation) -> list[AccessLink]:
    """Return the invitations that still wait for an answer."""
    query = select(AccessLink).where(
        AccessLink.organisation_id == organisation.id,
        AccessLink.kind == "invitation",
        col(AccessLink.used_at).is_(None),
        col(AccessLink.expires_at) > now(),
    )
    return list(session.exec(query.order_by(col(AccessLink.created_at), col(AccessLink.id))))


def list_organisations(
    session: Session, filters: OrganisationsToJudge, *, offset: int, limit: int
) -> tuple[list[Organisation], int]:
    """Return a page of organisations, those that wait for verification first, and how many there are."""
    query = select(Organisation)
    if filters.kind:
        query = query.where(Organisation.kind == filters.kind)
    if filters.status:
        query = query.where(Organisation.status == filters.status)
    if filters.q:
        query = query.where(is_named(filters.q))
    total = session.exec(select(func.count()).select_from(query.subquery())).one()
    waits = (col(Organisation.status) != OrganisationStatus.PENDING).label("judged")
    page = query.order_by(waits, col(Organisation.name_order), col(Organisation.id)).offset(offset).limit(limit)
    return list(session.exec(page)), total


def _plain(value: object) -> object:
    return getattr(value, "value", value)


def host_of(session: Session, link: AccessLink) -> Organisation | None:
    """Return the organisation that an invitation leads into."""
    return session.get(Organisation, link.organisation_id) if link.organisation_id else None
