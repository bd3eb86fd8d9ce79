"""Objections to a result: from anybody under a real name, while its notice stands, answered once by coordinators."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from tests.market import LIFT, REASON, Market, the_allocation, the_conflict
from tests.stage import person, the_round
from tests.visitor import Visitor
from tests.webapp.publication.conftest import OBJECTION, REPLY, object_to
from webapp import clock
from webapp.models import Attempt, Objection, Publication
from webapp.models.conflicts.enums import ConflictKind, ConflictState, RulingWay
from webapp.models.conflicts.ruling_input import RulingInput
from webapp.models.publication.enums import ObjectionState
from webapp.models.publication.publication_input import ObjectionInput, ReplyInput
from webapp.models.rounds.enums import RoundStatus
from webapp.models.seats.enums import AllocationState
from webapp.services.conflicts import conflicts, rulings
from webapp.services.kernel.errors import DomainError
from webapp.services.publication import objections


def test_an_objection_needs_a_real_name_and_a_contact(published: Market) -> None:
    page = "/notices/R1/objections/new"
    visitor = Visitor(published.stage.app.test_client())
    answer = visitor.send(page, {**OBJECTION, "name": "", "contact": "飞鸽传书即可"}, to=page)

    assert answer.status_code == 422
    assert "以便答复" in answer.text
    assert published.stage.ask(lambda session: session.exec(select(Objection)).all()) == []


def test_an_objection_of_the_public_reaches_the_coordinators_and_is_shown_to_nobody_else(published: Market) -> None:
    object_to(published)

    found = published.stage.ask(lambda session: session.exec(select(Objection)).one())
    assert found.state is ObjectionState.OPEN
    assert "13800138000" in published.stage.as_("Noor").get(f"/objections/{found.id}").text
    assert published.stage.as_("Mei").get(f"/objections/{found.id}").status_code == 403
    assert "13800138000" not in published.stage.app.test_client().get("/notices/R1").text


def test_objections_leave_as_a_file_for_those_who_answer_them(published: Market) -> None:
    object_to(published)
    page = f"{published.stage.round_url}/publication"

    sheet = published.stage.as_("Noor").get(f"{page}?list=objections&format=csv")

    assert "13800138000" in sheet.text
    assert "list=objections" in published.stage.as_("Noor").get(page).text
    assert published.stage.as_("Mei").get(f"{page}?list=objections&format=csv").status_code == 403


def object_from(market: Market, address: str, name: str = "") -> int:
    """File an objection from an address, as somebody or as nobody; return the status of the answer."""
    client = market.stage.as_(name).client if name else market.stage.app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    page = "/notices/R1/objections/new"
    answer = Visitor(client).send(page, OBJECTION, to=page)
    if answer.status_code == 429:
        assert int(answer.headers["Retry-After"]) > 0
        assert "一小时内提交的异议太多" in answer.text
        assert str(OBJECTION["name"]) in answer.text
    return answer.status_code


def test_nobody_floods_the_office_with_objections_or_shuts_its_door_for_others(published: Market) -> None:
    here, there = "203.0.113.7", "198.51.100.9"

    statuses = [object_from(published, here) for _count in range(12)]

    assert statuses == [303] * 10 + [429] * 2
    assert object_from(published, there) == 303
    assert object_from(published, here, "Mei") == 303
    assert object_from(published, here) == 429


def test_an_upheld_objection_opens_a_conflict_whose_ruling_corrects_the_notice(on_fewer: Market) -> None:
    object_to(on_fewer)
    found = on_fewer.stage.ask(lambda session: session.exec(select(Objection)).one())
    pair = on_fewer.stage.ask(lambda session: the_allocation(session, LIFT).id)
    noor = on_fewer.stage.as_("Noor")

    bare = noor.send(
        f"/objections/{found.id}", {"verdict": "upheld", "reply": REPLY}, to=f"/objections/{found.id}/reply"
    )
    answer = noor.send(
        f"/objections/{found.id}",
        {"verdict": "upheld", "reply": REPLY, "allocation_id": str(pair)},
        to=f"/objections/{found.id}/reply",
    )

    assert (bare.status_code, answer.status_code) == (409, 303)
    assert on_fewer.conflicts() == [(ConflictKind.OBJECTION, [LIFT])]
    with on_fewer.stage.session() as session:
        data = RulingInput(way=RulingWay.RULING, seats=[10], reason=REASON, no_interest=True)
        rulings.make_ruling(session, the_conflict(session), data, by=person(session, "Noor"))
    text = on_fewer.stage.app.test_client().get("/notices/R1").text
    assert "共 1 对，10 人" in text
    assert "18 人 → 10 人" in text
    assert on_fewer.stage.ask(lambda session: the_conflict(session).state) is ConflictState.DECIDED


def file(session: Session, *, by: str = "", address: str = "", **changes: Any) -> Objection:
    """File an objection, past the pages."""
    publication = session.exec(select(Publication)).one()
    data = ObjectionInput.model_validate({**OBJECTION, **changes})
    maker = person(session, by) if by else None
    return objections.file_objection(session, publication, the_round(session), data, by=maker, address=address)


def reply(verdict: str, **changes: Any) -> Callable[[Session], None]:
    """Return what answers the newest objection, as Noor."""

    def deed(session: Session) -> None:
        newest = session.exec(select(Objection).order_by(col(Objection.number).desc())).first()
        assert newest is not None
        data = ReplyInput.model_validate({"verdict": verdict, "reply": REPLY, **changes})
        objections.reply_to_objection(session, newest, data, by=person(session, "Noor"))

    return deed


def refusal(market: Market, deed: Callable[[Session], Any]) -> str:
    """Return why a deed is refused."""
    with pytest.raises(DomainError) as refused:
        market.stage.ask(deed)
    return refused.value.code


def test_ten_objections_an_hour_are_taken_from_one_address_and_ten_of_one_person(published: Market) -> None:
    with published.stage.session() as session:
        for turn in range(10):
            file(session, by="Mei")
            file(session, address=f"2001:db8::{turn}")

    assert refusal(published, lambda session: file(session, by="Mei")) == "objections_too_many"
    assert refusal(published, lambda session: file(session, address="2001:db8::99")) == "objections_too_many"
    assert published.stage.ask(lambda session: file(session, by="Ines").number) == 21
    assert published.stage.ask(lambda session: file(session, address="2001:db8:0:1::1").number) == 22

    with published.stage.session() as session:
        for row in session.exec(select(Attempt)):
            row.at -= timedelta(hours=1)
    assert published.stage.ask(lambda session: file(session, by="Mei").number) == 23


def test_an_objection_is_taken_on_the_last_day_of_the_notice_and_not_after(published: Market) -> None:
    with published.stage.session() as session:
        session.exec(select(Publication)).one().ends_on = clock.today()
    assert published.stage.ask(file).number == 1

    published.let_pass()

    assert refusal(published, file) == "objections_over"
    assert "/objections/new" not in published.stage.app.test_client().get("/notices/R1").text


def test_a_closed_round_takes_no_objection_and_answers_none(published: Market) -> None:
    published.stage.ask(file)
    with published.stage.session() as session:
        the_round(session).status = RoundStatus.CLOSED

    assert refusal(published, file) == "objections_over"
    assert refusal(published, reply("dismissed")) == "objections_over"


def test_an_objection_may_name_a_pair_that_stands_and_no_other(published: Market) -> None:
    with published.stage.session() as session:
        row = the_allocation(session, LIFT)
        assert file(session, allocation_id=row.id).allocation_id == row.id
        row.seats = 0
        session.flush()
        row.state = AllocationState.FALLEN

    assert refusal(published, lambda session: file(session, allocation_id=row.id)) == "objection_pair_unknown"
    assert refusal(published, lambda session: file(session, allocation_id=row.demand_id)) == "objection_pair_unknown"


def test_an_objection_is_answered_once(published: Market) -> None:
    published.stage.ask(file)
    published.stage.ask(reply("dismissed"))

    pair = published.stage.ask(lambda session: the_allocation(session, LIFT).id)
    assert refusal(published, reply("upheld", allocation_id=pair)) == "objection_settled"
    assert published.conflicts() == []


def test_an_objection_is_not_upheld_on_a_pair_that_is_contested_already(published: Market) -> None:
    with published.stage.session() as session:
        row = the_allocation(session, LIFT)
        conflicts.withdraw_pair(session, row, "用人计划有变", by=person(session, "Mei"))
        file(session)

    assert refusal(published, reply("upheld", allocation_id=row.id)) == "objection_pair_contested"
    published.stage.ask(reply("dismissed", allocation_id=row.id))
    assert published.conflicts() == [(ConflictKind.WITHDRAWN, [LIFT])]
