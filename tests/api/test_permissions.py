"""Who sees and does what by the API: exactly what the same person sees and does on the pages."""

from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from tests.api.conftest import DEMAND, OFFERING, PROGRAM, Give
from tests.stage import Stage, person
from webapp import policies
from webapp.clock import now
from webapp.models import Demand, MatchingRound, Offering, Organisation, Program
from webapp.models.accounts.enums import OrganisationStatus
from webapp.models.posts.enums import PostStatus, Visibility
from webapp.models.rounds.enums import RoundStatus
from webapp.policies import Permission
from webapp.services.accounts.directory import OrganisationFilters, matching_organisations
from webapp.services.posts.offerings import OfferingFilters, matching_offerings

PEOPLE = ("Mei", "Ines", "Tomas", "Noor")
CONFIDENTIAL = {"pay_min", "pay_max", "contact_name", "contact_phone", "visibility"}


def operations(stage: Stage) -> list[tuple[str, str]]:
    paths = stage.app.test_client().get("/api/v1/openapi.json").json["paths"]
    found = []
    for path, verbs in paths.items():
        for name in ("demand", "program", "offering", "organisation", "round", "run", "suggestion"):
            path = path.replace(f"{{{name}_id}}", str(uuid4()))
        found += [(verb.upper(), path.replace("{table}", "skills")) for verb in verbs]
    return found


def test_nobody_gets_anything_without_a_token(stage: Stage, program: Give) -> None:
    answers = {(verb, path): program().send(verb, path) for verb, path in operations(stage)}

    assert {answer.status_code for answer in answers.values()} == {401}
    assert {answer.mimetype for answer in answers.values()} == {"application/problem+json"}


def test_what_is_not_there_is_not_found_and_never_a_fault(stage: Stage, program: Give) -> None:
    for name in PEOPLE:
        caller = program(name)
        for verb, path in operations(stage):
            if path.count("/") > 1 and "codes" not in path:
                answer = caller.send(verb, path, {} if verb in ("PATCH", "PUT") else None, If_Match='"1"')
                assert answer.status_code in (403, 404), (name, verb, path, answer.text)


def vary(stage: Stage) -> None:
    """Let posts of every state and visibility stand, of a school and an enterprise that are verified or not."""
    with stage.session() as session:
        demand = session.exec(select(Demand)).first()
        offering = session.exec(select(Offering)).first()
        assert demand is not None
        assert offering is not None
        for index, (status, visibility) in enumerate((s, v) for s in PostStatus for v in Visibility):
            handed_in = None if status is PostStatus.DRAFT else now()
            own = {"status": status, "visibility": visibility, "submitted_at": handed_in}
            values = demand.model_dump(exclude={"id", "number"}) | own
            session.add(Demand(number=f"D-V{index}", **values))
            values = offering.model_dump(exclude={"id", "number"}) | own
            session.add(Offering(number=f"P-V{index}", **values))
        session.exec(
            select(Organisation).where(Organisation.name == "越东技工学校")
        ).one().status = OrganisationStatus.PENDING


def permitted(session: Session, name: str, kind: Any, permission: Permission) -> set[str]:
    who = person(session, name)
    return {str(row.id) for row in session.exec(select(kind)) if policies.can(who, permission, row)}


@pytest.mark.parametrize("name", PEOPLE)
def test_lists_hold_exactly_what_may_be_opened(stage: Stage, program: Give, name: str) -> None:
    vary(stage)
    caller = program(name)

    for path, kind, permission in (
        ("/demands", Demand, Permission.DEMAND_VIEW),
        ("/programs", Program, Permission.PROGRAM_VIEW),
        ("/offerings", Offering, Permission.OFFERING_VIEW),
        ("/organisations", Organisation, Permission.ORGANISATION_VIEW),
        ("/rounds", MatchingRound, Permission.ROUND_VIEW),
    ):
        wanted = stage.ask(lambda session, kind=kind, held=permission: permitted(session, name, kind, held))
        listed = caller.walk(path, limit=7)
        assert {row["id"] for row in listed} == wanted, path
        for row in listed:
            assert caller.get(f"{path}/{row['id']}").json == row


@pytest.mark.parametrize("name", PEOPLE)
def test_the_queries_of_lists_ask_what_the_permission_table_says(stage: Stage, name: str) -> None:
    vary(stage)

    with stage.session() as session:
        viewer = person(session, name)
        offerings = session.exec(matching_offerings(OfferingFilters(), viewer=viewer))
        organisations = session.exec(matching_organisations(OrganisationFilters(), viewer=viewer))

        assert {str(row.id) for row in offerings} == permitted(session, name, Offering, Permission.OFFERING_VIEW)
        assert {str(row.id) for row in organisations} == permitted(
            session, name, Organisation, Permission.ORGANISATION_VIEW
        )


def test_another_enterprises_draft_does_not_exist(stage: Stage, program: Give) -> None:
    made = program("Mei").post("/demands", DEMAND).json
    for name in ("Ines", "Tomas", "Noor"):
        caller = program(name)
        assert caller.get(f"/demands/{made['id']}").status_code == 404
        assert made["id"] not in caller.get("/demands?limit=100").text


@pytest.mark.parametrize("verb", ["PATCH", "submit", "withdraw"])
def test_nobody_writes_in_another_schools_offering(stage: Stage, program: Give, verb: str) -> None:
    (row,) = [row for row in program("Ines").walk("/offerings") if row["school"]["name"] == "云川职业技术学院"]
    path, body = (
        (f"/offerings/{row['id']}", {"seats": 1}) if verb == "PATCH" else (f"/offerings/{row['id']}/{verb}", None)
    )

    stranger = program("Tomas").send(verb if verb == "PATCH" else "POST", path, body, If_Match='"1"')
    wrong_kind = program("Mei").send(verb if verb == "PATCH" else "POST", path, body, If_Match='"1"')

    assert stranger.status_code == 404
    assert wrong_kind.status_code == 403


def test_pay_and_contacts_are_for_the_owner_and_coordinators(stage: Stage, program: Give) -> None:
    made = program("Mei").post("/demands", DEMAND)
    program("Mei").send("POST", f"/demands/{made.json['id']}/submit", If_Match=made.headers["ETag"])
    path = f"/demands/{made.json['id']}"

    assert program("Mei").get(path).json["pay_max"] == DEMAND["pay_max"]
    assert program("Noor").get(path).json["contact_phone"] == DEMAND["contact_phone"]
    seen = program("Ines").get(path)
    assert seen.status_code == 200
    assert not CONFIDENTIAL & set(seen.json)
    assert str(DEMAND["contact_phone"]) not in program("Ines").get("/demands?limit=100").text


def test_the_contact_of_an_offering_is_for_the_school_and_coordinators(stage: Stage, program: Give) -> None:
    made = program("Ines").post("/programs", PROGRAM)
    offering = program("Ines").post(f"/programs/{made.json['id']}/offerings", OFFERING)
    path = f"/offerings/{offering.json['id']}"
    submitted = program("Ines").send("POST", f"{path}/submit", If_Match=offering.headers["ETag"])
    assert submitted.status_code == 200, submitted.text

    assert program("Noor").get(path).json["contact_phone"] == OFFERING["contact_phone"]
    assert not CONFIDENTIAL & set(program("Mei").get(path).json)


@pytest.mark.parametrize(
    "extra",
    [
        {"id": str(uuid4())},
        {"version": 9},
        {"status": "submitted"},
        {"enterprise_id": str(uuid4())},
        {"number": "D-1"},
        {"made_by_id": str(uuid4())},
        {"submitted_at": "2027-01-01T00:00:00Z"},
        {"demo_fields": []},
        {"role": "administrator"},
    ],
)
def test_fields_that_are_not_the_callers_to_write_are_refused(
    stage: Stage, program: Give, extra: dict[str, object]
) -> None:
    before = stage.ask(lambda session: len(session.exec(select(Demand)).all()))

    answer = program("Mei").post("/demands", {**DEMAND, **extra})

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json["errors"]] == list(extra)
    assert stage.ask(lambda session: len(session.exec(select(Demand)).all())) == before


def test_a_round_in_its_draft_exists_for_coordinators_only(stage: Stage, program: Give) -> None:
    with stage.session() as session:
        session.exec(select(MatchingRound)).one().status = RoundStatus.DRAFT
    (row,) = program("Noor").walk("/rounds")

    assert program("Mei").walk("/rounds") == []
    for path in (f"/rounds/{row['id']}", f"/rounds/{row['id']}/suggestions"):
        assert program("Mei").get(path).status_code == 404


def test_reading_changes_nothing_and_other_verbs_cannot_be_smuggled_in(stage: Stage, program: Give) -> None:
    made = program("Mei").post("/demands", DEMAND).json
    caller = program("Mei")

    caller.send("GET", f"/demands/{made['id']}", X_HTTP_Method_Override="DELETE")
    caller.send("HEAD", f"/demands/{made['id']}")

    assert caller.get(f"/demands/{made['id']}").json == made
