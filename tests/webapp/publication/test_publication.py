"""A result is published once all checks are green, stands for working days, and shows contacts to its parties alone."""

import io
from datetime import date, timedelta

import pytest
from docx import Document
from sqlmodel import select

from tests.webapp.posts.programs.conftest import Visitor
from tests.webapp.rounds.stage import person, the_round
from tests.webapp.seats.market import CLOUD, LIFT, REASON, Market, the_allocation, the_conflict
from webapp.models import Demand, Objection, Offering, Publication
from webapp.models.conflicts.enums import ConflictKind, ConflictState, RulingWay
from webapp.models.conflicts.ruling_input import RulingInput
from webapp.models.publication.enums import ObjectionState
from webapp.models.publication.publication_input import NoticeInput
from webapp.models.rounds.enums import RoundStatus
from webapp.models.seats.enums import AllocationState
from webapp.services.conflicts import rulings
from webapp.services.kernel.errors import DomainError
from webapp.services.publication import publication

NOTICE = NoticeInput(
    title="关于春季校企匹配结果的公示",
    text="经双向选择和统筹协调，现将本轮配对结果予以公示。",
    contact="市教育局职教科 0575-85000000",
    notice_days=5,
)
OBJECTION = {
    "name": "王芳",
    "organisation_name": "",
    "contact": "13800138000",
    "content": "该企业当年没有对应岗位的用人计划，请重新核实后再公布结果。",
}
REPLY = "经核实，异议所述情况属实，该配对将重新裁定并更正公示。"


@pytest.fixture
def settled(market: Market) -> Market:
    """Return the market with one pair that both sides accepted, seats of each side known."""
    market.choose(LIFT, CLOUD, 20, 18, (1, 1))
    market.end_choosing()
    return market


@pytest.fixture
def published(settled: Market) -> Market:
    """Return the market once its result is out."""
    publish(settled)
    return settled


def publish(market: Market) -> None:
    """Write the notice, approve it, publish."""
    with market.stage.session() as session:
        noor = person(session, "Noor")
        found = publication.draft_notice(session, the_round(session), NOTICE, by=noor)
        publication.approve_notice(session, found, by=noor)
    market.stage.step("publish")


def red(market: Market) -> set[str]:
    """Return the checks that are not green."""
    checks = market.stage.ask(lambda session: publication.checklist(session, the_round(session)))
    return {check.name for check in checks if not check.is_green}


def let_pass(market: Market, days: int = 30) -> None:
    """Let the notice period be over."""
    with market.stage.session() as session:
        found = session.exec(select(Publication)).one()
        found.ends_on = date.today() - timedelta(days=1)
        found.starts_on = date.today() - timedelta(days=days)
        session.add(found)


def test_nothing_is_published_before_the_notice_is_written_and_approved(settled: Market) -> None:
    assert red(settled) == {"notice_written", "notice_approved"}

    with pytest.raises(DomainError) as refused:
        settled.stage.step("publish")

    assert refused.value.code == "check_notice_written"


def test_an_open_conflict_keeps_the_result_back(market: Market) -> None:
    market.contend()

    assert "conflicts_settled" in red(market)


def test_a_changed_text_must_be_approved_anew(settled: Market) -> None:
    with settled.stage.session() as session:
        noor = person(session, "Noor")
        found = publication.draft_notice(session, the_round(session), NOTICE, by=noor)
        publication.approve_notice(session, found, by=noor)
        publication.draft_notice(session, the_round(session), NOTICE, by=noor)

    assert red(settled) == {"notice_approved"}


def test_everybody_reads_the_pairs_without_signing_in_and_nobody_the_contacts(published: Market) -> None:
    with published.stage.session() as session:
        row = session.exec(select(Demand).where(Demand.position == LIFT)).one()
        row.contact_name, row.contact_phone = "李强", "13900001111"
        session.add(row)

    text = published.stage.app.test_client().get("/notices/R1").text

    assert "共 1 对，18 人" in text
    assert "芯桥电梯有限公司" in text
    assert "13900001111" not in text


def test_the_other_sides_contact_is_shown_to_matched_parties_once_published(settled: Market) -> None:
    with settled.stage.session() as session:
        row = session.exec(select(Offering).where(Offering.number == "P-1")).one()
        row.contact_name, row.contact_phone = "王老师", "13900002222"
        session.add(row)
    page = f"{settled.stage.round_url}/pairs"
    assert "13900002222" not in settled.stage.as_("Mei").get(page).text

    publish(settled)

    assert "13900002222" in settled.stage.as_("Mei").get(page).text
    assert "13900002222" not in settled.stage.as_("Tomas").get(page).text


def test_the_notice_is_nowhere_before_it_is_published(settled: Market) -> None:
    browser = settled.stage.app.test_client()

    assert browser.get("/notices/R1").status_code == 404
    assert browser.get("/notices/R1/document").status_code == 404


def test_the_document_holds_the_pairs_on_paper_as_offices_lay_it_out(published: Market) -> None:
    answer = published.stage.app.test_client().get("/notices/R1/document")

    document = Document(io.BytesIO(answer.data))
    assert document.tables[0].rows[1].cells[1].text == "芯桥电梯有限公司"
    section = document.sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]


def test_the_print_page_shows_all(published: Market) -> None:
    answer = published.stage.app.test_client().get("/notices/R1/print")

    assert "芯桥电梯有限公司" in answer.text


def test_a_round_is_not_closed_while_the_notice_stands_or_an_objection_waits(published: Market) -> None:
    with pytest.raises(DomainError) as early:
        published.stage.step("close")
    object_to(published)
    let_pass(published)
    with pytest.raises(DomainError) as unanswered:
        published.stage.step("close")

    assert (early.value.code, unanswered.value.code) == ("notice_runs", "objections_open")


def test_a_round_is_closed_once_its_notice_is_over(published: Market) -> None:
    let_pass(published)

    published.stage.step("close")

    assert published.stage.ask(the_round).status is RoundStatus.CLOSED


def test_an_objection_needs_a_real_name_and_a_contact(published: Market) -> None:
    page = "/notices/R1/objections/new"
    visitor = Visitor(published.stage.app.test_client())
    answer = visitor.send(page, {**OBJECTION, "name": "", "contact": "飞鸽传书即可"}, to=page)

    assert answer.status_code == 422
    assert "以便答复" in answer.text
    assert published.stage.ask(lambda session: session.exec(select(Objection)).all()) == []


def object_to(market: Market) -> None:
    """File an objection, as somebody who is not signed in."""
    page = "/notices/R1/objections/new"
    answer = Visitor(market.stage.app.test_client()).send(page, {**OBJECTION, "allocation_id": ""}, to=page)
    assert answer.status_code == 303, answer.text


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


def test_nobody_floods_the_office_with_objections(published: Market) -> None:
    for _count in range(5):
        object_to(published)
    page = "/notices/R1/objections/new"
    answer = Visitor(published.stage.app.test_client()).send(page, OBJECTION, to=page)

    assert answer.status_code == 429


def test_an_upheld_objection_opens_a_conflict_whose_ruling_corrects_the_notice(published: Market) -> None:
    object_to(published)
    found = published.stage.ask(lambda session: session.exec(select(Objection)).one())
    pair = published.stage.ask(lambda session: the_allocation(session, LIFT).id)
    noor = published.stage.as_("Noor")

    bare = noor.send(
        f"/objections/{found.id}", {"verdict": "upheld", "reply": REPLY}, to=f"/objections/{found.id}/reply"
    )
    answer = noor.send(
        f"/objections/{found.id}",
        {"verdict": "upheld", "reply": REPLY, "allocation_id": str(pair)},
        to=f"/objections/{found.id}/reply",
    )

    assert (bare.status_code, answer.status_code) == (409, 303)
    assert published.conflicts() == [(ConflictKind.OBJECTION, [LIFT])]
    with published.stage.session() as session:
        data = RulingInput(way=RulingWay.RULING, seats=[10], reason=REASON, no_interest=True)
        rulings.make_ruling(session, the_conflict(session), data, by=person(session, "Noor"))
    text = published.stage.app.test_client().get("/notices/R1").text
    assert "共 1 对，10 人" in text
    assert "18 人 → 10 人" in text
    assert published.stage.ask(lambda session: the_conflict(session).state) is ConflictState.DECIDED


def test_a_party_asks_out_of_a_published_pair_and_a_coordinator_settles_it(published: Market) -> None:
    page = f"{published.stage.round_url}/pairs"
    pair = published.stage.ask(lambda session: the_allocation(session, LIFT).id)

    answer = published.stage.as_("Mei").send(
        page, {"text": "公司今年的用人计划有变，无法接收学生。"}, to=f"/pairs/{pair}/withdraw"
    )

    assert answer.status_code == 303
    assert published.conflicts() == [(ConflictKind.WITHDRAWN, [LIFT])]
    with published.stage.session() as session:
        assert the_allocation(session, LIFT).state is AllocationState.PROPOSED


def test_two_coordinators_do_not_publish_twice(published: Market) -> None:
    with pytest.raises(DomainError) as refused:
        published.stage.step("publish")

    assert refused.value.code == "round_step_impossible"


def test_a_whole_page_leads_through_publication(settled: Market) -> None:
    noor, page = settled.stage.as_("Noor"), f"{settled.stage.round_url}/publication"

    drafted = noor.send(page, NOTICE.model_dump(), to=page)
    approved = noor.press(page, f"{page}/approve")
    published_ = noor.press(page, f"{settled.stage.round_url}/publish")

    assert (drafted.status_code, approved.status_code, published_.status_code) == (303, 303, 303)
    assert settled.stage.ask(the_round).status is RoundStatus.PUBLISHED
    assert "公示期" in noor.get(page).text


def test_a_party_finds_its_pairs_and_the_notice_from_the_rounds_page(published: Market) -> None:
    text = published.stage.as_("Mei").get(published.stage.round_url).text

    assert f"{published.stage.round_url}/pairs" in text
    assert "/notices/R1" in text
