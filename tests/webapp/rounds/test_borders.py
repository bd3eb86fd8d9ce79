"""Borders between coordinating bodies: a round is led by its host and by the co-hosts that the host names."""

import pytest
from sqlmodel import Session, select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.market import CLOUD, LIFT, Market, the_allocation
from tests.stage import Stage, person, the_round, the_suggestion
from webapp.models import Agreement, AuditEvent, Notice, Objection, Organisation, Person
from webapp.models.accounts.enums import OrganisationKind, OrganisationStatus, Role
from webapp.models.notices.enums import NoticeEvent
from webapp.models.publication.publication_input import ObjectionInput
from webapp.services.conflicts import conflicts
from webapp.services.kernel.errors import DomainError
from webapp.services.publication.objections import file_objection
from webapp.services.rounds import co_hosts
from webapp.services.seats.corrections import publication_of

# what everybody who is signed in may open of a published round, at addresses that name it
OPEN_TO_ALL = {"rounds.show"}
OTHER = "越东市人力资源和社会保障局"


@pytest.fixture
def with_ola(published: Market) -> Market:
    """Return the market once its result is out, with Ola, a coordinator of another verified body."""
    with published.stage.session() as session:
        settle_ola(session)
    return published


def settle_ola(session: Session) -> None:
    held = Organisation(
        kind=OrganisationKind.COORDINATOR, credit_code="9" * 18, name=OTHER, region="330600",
        status=OrganisationStatus.VERIFIED,
    )  # fmt: skip
    session.add(held)
    session.flush()
    session.add(
        Person(email="ola@example.cn", name="Ola", password_hash="-", role=Role.COORDINATOR, organisation_id=held.id)
    )
    session.flush()


def name_ola(stage: Stage) -> None:
    """Let Noor name Ola's body as a co-host, on the round's page."""
    with stage.session() as session:
        key = str(session.exec(select(Organisation.id).where(Organisation.name == OTHER)).one())
    answer = stage.as_("Noor").send(stage.round_url, {"organisation": key}, to=f"{stage.round_url}/co-hosts")
    assert answer.status_code == 303, answer.text


def send(stage: Stage, name: str, url: str, typed: dict[str, str]) -> TestResponse:
    """Send values to an address that none of the sender's pages may lead to, with a good token."""
    visitor = stage.as_(name)
    token = visitor.get(stage.round_url).text.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    return visitor.client.post(url, data={"csrf_token": token, **typed})


def addresses(stage: Stage, method: str) -> list[tuple[str, str]]:
    """Return every address of pages and API that names the round alone, with its endpoint."""
    key = str(stage.ask(lambda session: the_round(session).id))
    steps = "freeze"

    def filled(rule: Rule) -> str:
        with stage.app.test_request_context():
            values = {"round_id": key, **({"step": steps} if "step" in rule.arguments else {})}
            return stage.app.url_map.bind("localhost").build(rule.endpoint, values, method=method)

    return [
        (rule.endpoint, filled(rule))
        for rule in stage.app.url_map.iter_rules()
        if method in (rule.methods or ())
        and "round_id" in rule.arguments
        and rule.arguments <= {"round_id", "step"}
        and not rule.endpoint.startswith("api.")
    ]


def test_a_coordinator_of_another_body_opens_no_page_of_leading_and_a_co_host_opens_all(with_ola: Market) -> None:
    stage = with_ola.stage
    found = [(endpoint, url) for endpoint, url in addresses(stage, "GET") if endpoint not in OPEN_TO_ALL]
    noor, ola = stage.as_("Noor"), stage.as_("Ola")
    for_noor = {endpoint: noor.get(url).status_code for endpoint, url in found}
    assert {"rounds.posts", "conflicts.index", "alternates.index", "publication.show"} <= {
        endpoint for endpoint, status in for_noor.items() if status == 200
    }

    for endpoint, url in found:
        assert ola.get(url).status_code in (403, 404), endpoint
    assert ola.get(stage.round_url).status_code == 200
    assert ola.get("/notices/R1").status_code == 200

    name_ola(stage)

    assert {endpoint: ola.get(url).status_code for endpoint, url in found} == for_noor


def test_a_coordinator_of_another_body_takes_no_step(with_ola: Market) -> None:
    stage = with_ola.stage
    for endpoint, url in addresses(stage, "POST"):
        assert send(stage, "Ola", url, {}).status_code in (403, 404), endpoint

    events = stage.ask(lambda session: session.exec(select(AuditEvent).join(Person).where(Person.name == "Ola")).all())
    assert {event.action for event in events} <= {"access.refused"}


def test_what_belongs_to_a_round_is_closed_to_coordinators_who_do_not_lead_it(with_ola: Market) -> None:
    stage = with_ola.stage
    with stage.session() as session:
        mei = person(session, "Mei")
        conflict = conflicts.withdraw_pair(session, the_allocation(session, LIFT), "用人计划有变", by=mei)
        data = ObjectionInput(name="王芳", contact="13800138000", content="该企业当年没有对应岗位的用人计划，请核实。")
        publication = publication_of(session, the_round(session))
        assert publication is not None
        objection = file_objection(session, publication, the_round(session), data, by=None)
        urls = [
            f"/conflicts/{conflict.id}",
            f"/objections/{objection.id}",
            f"/suggestions/{the_suggestion(session, LIFT, CLOUD).id}",
        ]
    ola, noor = stage.as_("Ola"), stage.as_("Noor")
    assert [noor.get(url).status_code for url in urls] == [200, 200, 200]
    assert [ola.get(url).status_code for url in urls] == [404, 404, 404]
    told = stage.ask(
        lambda session: session.exec(
            select(Person.name).join(Notice).where(Notice.event == NoticeEvent.OBJECTION)
        ).all()
    )
    assert told == ["Noor"]
    assert stage.ask(lambda session: session.exec(select(Objection)).one()).number == 1

    name_ola(stage)

    assert [ola.get(url).status_code for url in urls] == [200, 200, 200]


def test_agreements_of_a_round_are_read_by_those_who_lead_it(with_ola: Market) -> None:
    with_ola.let_pass()
    with_ola.stage.step("close")
    stage = with_ola.stage
    found = stage.ask(lambda session: session.exec(select(Agreement)).one())
    ola, noor = stage.as_("Ola"), stage.as_("Noor")

    assert noor.get(f"/agreements/{found.id}").status_code == 200
    assert found.number in noor.get("/agreements").text
    assert ola.get(f"/agreements/{found.id}").status_code == 404
    assert found.number not in ola.get("/agreements").text


def test_the_co_host_is_told_and_let_go_again(with_ola: Market) -> None:
    stage = with_ola.stage
    name_ola(stage)
    ola = stage.as_("Ola")
    assert "共同主办" in ola.get("/inbox").text
    assert OTHER in stage.as_("Mei").get(stage.round_url).text

    key = str(stage.ask(lambda session: session.exec(select(Organisation.id).where(Organisation.name == OTHER)).one()))
    answer = stage.as_("Noor").send(stage.round_url, {"organisation": key}, to=f"{stage.round_url}/co-hosts/drop")

    assert answer.status_code == 303
    assert ola.get(f"{stage.round_url}/posts").status_code == 404


@pytest.mark.parametrize("name", ["", "Mei", "Noor", "pending"])
def test_only_another_verified_coordinating_body_is_named(with_ola: Market, name: str) -> None:
    stage = with_ola.stage
    with stage.session() as session:
        if name == "pending":
            held = session.exec(select(Organisation).where(Organisation.name == OTHER)).one()
            held.status = OrganisationStatus.PENDING
            key = held.id
        else:
            key = person(session, name).organisation_id if name else None
    typed = {"organisation": str(key or "")}

    answer = send(stage, "Noor", f"{stage.round_url}/co-hosts", typed)

    assert answer.status_code == 409
    assert stage.ask(lambda session: the_round(session).co_hosts) == []


def test_a_co_host_names_nobody(with_ola: Market) -> None:
    name_ola(with_ola.stage)
    url = with_ola.stage.round_url

    assert f"{url}/co-hosts" not in with_ola.stage.as_("Ola").get(url).text
    assert send(with_ola.stage, "Ola", f"{url}/co-hosts", {}).status_code == 404
    with with_ola.stage.session() as session:  # nor by any other way that leads to the service
        for deed in (co_hosts.name_co_host, co_hosts.drop_co_host):
            with pytest.raises(DomainError, match="co_hosts_not_yours"):
                deed(session, the_round(session), None, by=person(session, "Ola"))
