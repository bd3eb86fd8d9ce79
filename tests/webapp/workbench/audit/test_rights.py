"""Who may read which entry of the record: whoever may open what it is about."""

import csv
import io
import re
from typing import Any

import pytest
from sqlmodel import Session, select

from tests.market import the_conflict
from tests.places import Place
from tests.stage import LIFT, Stage, person
from tests.webapp.workbench.audit.conftest import URL, administrator, rows
from webapp.models import AuditEvent, Demand, Offering, Organisation, Person
from webapp.models.accounts.enums import OrganisationKind, Role
from webapp.models.posts.enums import PostStatus, Visibility
from webapp.policies import Permission, can
from webapp.services.kernel.audit import record
from webapp.services.workbench.audit_rights import SUBJECTS, Subject
from webapp.services.workbench.audit_search import AuditFilters, find_events

SECRETS = ("8765", "4321", "李安", "13912345678", "城西路 1 号")
DRAFT: dict[str, Any] = {
    "pay_min": 4321, "pay_max": 8765, "contact_name": "李安", "contact_phone": "13912345678", "address": "城西路 1 号",
}  # fmt: skip


def told_in(text: str) -> list[str]:
    """Return the secrets that a text tells; the digits of a key are none."""
    return [secret for secret in SECRETS if re.search(rf"(?<![0-9a-z-]){secret}(?![0-9a-z-])", text)]


def draft(stage: Stage, **values: Any) -> Demand:
    """Store a demand of Mei's with an event that tells all of it."""
    with stage.session() as session:
        mei = person(session, "Mei")
        assert mei.organisation_id is not None
        made = Demand(number="D-DRAFT1", enterprise_id=mei.organisation_id, position="秘密工", **{**DRAFT, **values})
        session.add(made)
        session.flush()
        record(session, "demand.drafted", made, by=mei, after={**DRAFT, "position": "秘密工"})
        return made


def read_by(stage: Stage, name: str, query: str = "") -> list[str]:
    """Return the record as somebody reads it: the page, and both files."""
    visitor = administrator(stage) if name == "Ada" else stage.as_(name)
    page, table = (visitor.get(f"{URL}?{query}&format={kind}").text for kind in ("", "csv"))
    return [page, table]


@pytest.mark.parametrize("name", ["Noor", "Ada"])
@pytest.mark.parametrize("query", ["", "kind=demand", "thing=秘密工", "thing=D-DRAFT1", "who=Mei"])
def test_a_draft_is_nobody_elses_business(stage: Stage, name: str, query: str) -> None:
    made = draft(stage)

    for text in (*read_by(stage, name, query), *read_by(stage, name, f"thing={made.id}")):
        assert told_in(text) == []
        assert 'data-action="demand.drafted"' not in text


def test_what_was_handed_in_shows_coordinators_everything_and_administrators_only_that_it_was_done(
    stage: Stage,
) -> None:
    draft(
        stage, status=PostStatus.SUBMITTED, submitted_at=stage.ask(_moment), headcount=5, visibility=Visibility.PUBLIC
    )

    for text in read_by(stage, "Noor", "kind=demand"):
        assert told_in(text) == list(SECRETS)
    page, table = read_by(stage, "Ada", "kind=demand")
    assert rows(page) == 1
    assert told_in(page + table) == []
    assert stage.ask(lambda session: session.exec(select(AuditEvent)).one().after["pay_min"]) == 4321


def _moment(session: Session) -> Any:
    return session.exec(select(Organisation)).first().created_at  # type: ignore[union-attr]


@pytest.mark.usefixtures("contest")
def test_what_an_administrator_may_not_open_is_not_in_their_record(stage: Stage) -> None:
    with stage.session() as session:
        record(session, "conflict.opened", the_conflict(session), by=None, after={"number": 1})
    page = administrator(stage).get(URL).text

    assert LIFT not in page
    assert rows(stage.as_("Noor").get(f"{URL}?kind=conflict").text) == 1
    assert rows(administrator(stage).get(f"{URL}?kind=conflict").text) == 0


def test_sql_says_of_every_thing_what_the_policies_say(sample: Place) -> None:
    with sample.session() as session:
        for organisation in session.exec(select(Organisation)).all()[:3]:
            organisation.status = "pending"  # type: ignore[assignment]
        for model in (Demand, Offering):
            for number, post in enumerate(session.exec(select(model)).all()[:30]):
                post.visibility = list(Visibility)[number % len(Visibility)]
                if number % 7 == 0:
                    post.submitted_at, post.status = None, PostStatus.DRAFT
        host = session.exec(select(Organisation).where(Organisation.kind == OrganisationKind.COORDINATOR)).first()
        assert host is not None
        noor = Person(
            email="n@example.cn", name="N", password_hash="-", role=Role.COORDINATOR, organisation_id=host.id
        )  # fmt: skip
        ada = Person(email="a@example.cn", name="A", password_hash="-", role=Role.ADMINISTRATOR)
        session.add_all([noor, ada])
        session.flush()
        wrong = {}
        for kind, subject in SUBJECTS.items():
            if subject.table is None:
                continue
            things: list[Any] = list(session.exec(select(subject.table).limit(60)))
            for thing in things:
                record(session, "demand.edited", thing, by=None)
            session.flush()
            for viewer in (noor, ada):
                session.refresh(viewer)
                asked = AuditFilters(kind=kind, action="demand.edited")
                events, total = find_events(session, asked, viewer=viewer, offset=0, limit=500)
                seen = {event.thing_id for event in events}
                may = {thing.id for thing in things if can(viewer, subject.opens, _owner(session, subject, thing))}
                if not may <= seen or seen & {thing.id for thing in things} != may or total < len(may):
                    wrong[kind, viewer.name] = (len(seen), len(may), len(things))
        assert wrong == {}


def _owner(session: Session, subject: Subject, thing: Any) -> Any:
    if subject.owner_table is None:
        return thing
    return session.get(subject.owner_table, getattr(thing, subject.owner.key))


def test_every_kind_on_record_has_its_rule(sample: Place) -> None:
    with sample.session() as session:
        assert set(session.exec(select(AuditEvent.thing_kind).distinct())) <= set(SUBJECTS)


def test_pages_are_full_and_counted_by_what_is_seen(stage: Stage) -> None:
    made = draft(stage)
    with stage.session() as session:
        mei = person(session, "Mei")
        own = session.get_one(Organisation, mei.organisation_id)
        for number in range(60):
            record(session, "demand.edited", session.get_one(Demand, made.id), by=mei, after={"months": number})
            record(session, "organisation.edited", own, by=mei, after={"employees": number})

    noor = stage.as_("Noor")

    assert rows(noor.get(URL).text) == 50
    assert rows(noor.get(f"{URL}?page=2").text) == 10
    assert len(list(csv.reader(io.StringIO(noor.get(f"{URL}?format=csv").text)))) == 61


def test_accounts_are_seen_by_colleagues_and_by_those_who_verify_their_organisation(stage: Stage) -> None:
    with stage.session() as session:
        for name in ("Ines", "Mei", "Noor"):
            somebody = person(session, name)
            record(session, "person.password_changed", somebody, by=somebody)
        session.add(Person(email="root@example.cn", name="Root", password_hash="-", role=Role.ADMINISTRATOR))
        session.flush()
        record(session, "person.password_changed", person(session, "Root"), by=person(session, "Root"))

    page = stage.as_("Noor").get(f"{URL}?action=person.password_changed").text

    assert rows(page) == 3
    assert "Root" not in page
    assert rows(administrator(stage).get(f"{URL}?action=person.password_changed").text) == 4
    assert stage.ask(lambda session: can(person(session, "Mei"), Permission.AUDIT_READ)) is False
