"""A result is published once all checks are green, stands for working days, and shows contacts to its parties alone."""

import csv
import io

import pytest
from docx import Document
from sqlmodel import select

from tests.market import LIFT, NOTICE, TUNER, Market, the_allocation
from tests.stage import person, the_round
from tests.webapp.publication.conftest import object_to
from webapp import clock
from webapp.models import AlternateOffer, Capacity, Demand, Publication
from webapp.models.conflicts.enums import ConflictKind
from webapp.models.rounds.enums import RoundStatus
from webapp.models.seats.enums import AllocationState, AlternateState
from webapp.services.conflicts import conflicts
from webapp.services.kernel.errors import DomainError
from webapp.services.publication import publication
from webapp.services.seats import alternates


def red(market: Market) -> set[str]:
    """Return the checks that are not green."""
    checks = market.stage.ask(lambda session: publication.checklist(session, the_round(session)))
    return {check.name for check in checks if not check.is_green}


def test_nothing_is_published_before_the_notice_is_written_and_approved(settled: Market) -> None:
    assert red(settled) == {"notice_written", "notice_approved"}

    with pytest.raises(DomainError) as refused:
        settled.stage.step("publish")

    assert refused.value.code == "check_notice_written"


def test_an_open_conflict_keeps_the_result_back(market: Market) -> None:
    market.contend()

    assert "conflicts_settled" in red(market)


def test_a_pair_that_nobody_has_settled_keeps_the_result_back(settled: Market) -> None:
    with settled.stage.session() as session:
        the_allocation(session, LIFT).state = AllocationState.PROPOSED

    assert "conflicts_settled" in red(settled)


@pytest.mark.parametrize("given", [17, 0])
def test_seats_that_do_not_add_up_keep_the_result_back(settled: Market, given: int) -> None:
    assert "seats_once" not in red(settled)
    with settled.stage.session() as session:
        row = the_allocation(session, LIFT)
        session.exec(select(Capacity).where(Capacity.offering_id == row.offering_id)).one().given = given

    assert "seats_once" in red(settled)


def test_a_changed_text_must_be_approved_anew(settled: Market) -> None:
    with settled.stage.session() as session:
        noor = person(session, "Noor")
        found = publication.draft_notice(session, the_round(session), NOTICE, by=noor)
        publication.approve_notice(session, found, by=noor)
        publication.draft_notice(session, the_round(session), NOTICE, by=noor)

    assert red(settled) == {"notice_approved"}


def test_everybody_reads_the_pairs_without_signing_in_and_nobody_the_contacts(on_fewer: Market) -> None:
    with on_fewer.stage.session() as session:
        row = session.exec(select(Demand).where(Demand.position == LIFT)).one()
        row.contact_name, row.contact_phone = "李强", "13900001111"
        session.add(row)

    text = on_fewer.stage.app.test_client().get("/notices/R1").text

    assert "共 1 对，18 人" in text
    assert "芯桥电梯有限公司" in text
    assert "13900001111" not in text


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


def test_the_notice_goes_out_as_a_file_for_everybody(published: Market) -> None:
    pairs = published.stage.ask(lambda session: session.exec(select(Publication)).one().pairs)
    visitor = published.stage.app.test_client()

    sheet = csv.DictReader(io.StringIO(visitor.get("/notices/R1?format=csv").data.decode("utf-8-sig")))

    assert [(row["岗位"], row["专业"], row["人数"]) for row in sheet] == [
        (pair["position"], pair["major"], str(pair["seats"])) for pair in pairs
    ]
    assert visitor.get("/notices/R1?format=xlsx").status_code == 200


def test_the_print_page_shows_all(published: Market) -> None:
    answer = published.stage.app.test_client().get("/notices/R1/print")

    assert "芯桥电梯有限公司" in answer.text


def test_a_round_is_not_closed_while_the_notice_stands_or_an_objection_waits(published: Market) -> None:
    with pytest.raises(DomainError) as early:
        published.stage.step("close")
    object_to(published)
    published.let_pass()
    with pytest.raises(DomainError) as unanswered:
        published.stage.step("close")

    assert (early.value.code, unanswered.value.code) == ("notice_runs", "objections_open")


def test_a_round_is_not_closed_on_the_last_day_of_its_notice(published: Market) -> None:
    with published.stage.session() as session:
        session.exec(select(Publication)).one().ends_on = clock.today()

    with pytest.raises(DomainError) as refused:
        published.stage.step("close")

    assert refused.value.code == "notice_runs"


def test_a_round_is_not_closed_while_a_pair_is_contested(published: Market) -> None:
    with published.stage.session() as session:
        conflicts.withdraw_pair(session, the_allocation(session, LIFT), "用人计划有变", by=person(session, "Mei"))
    published.let_pass()

    with pytest.raises(DomainError) as refused:
        published.stage.step("close")

    assert refused.value.code == "check_conflicts_settled"


def test_what_is_published_is_neither_written_nor_approved_anew(published: Market) -> None:
    with published.stage.session() as session:
        noor, found = person(session, "Noor"), session.exec(select(Publication)).one()
        with pytest.raises(DomainError, match="round_not_adjudicating"):
            publication.draft_notice(session, the_round(session), NOTICE, by=noor)
        with pytest.raises(DomainError, match="notice_published"):
            publication.approve_notice(session, found, by=noor)


def test_places_on_offer_to_the_next_in_line_keep_the_result_back(contest: Market) -> None:
    with contest.stage.session() as session:
        alternates.let_fall(session, the_allocation(session, TUNER), "企业撤回用人计划", by=person(session, "Noor"))
        open_offers = list(session.exec(select(AlternateOffer).where(AlternateOffer.state == AlternateState.OPEN)))
    assert open_offers
    assert "alternates_over" in red(contest)

    with contest.stage.session() as session:
        for offer in session.exec(select(AlternateOffer).where(AlternateOffer.state == AlternateState.OPEN)):
            offer.state = AlternateState.LAPSED
    assert "alternates_over" not in red(contest)


def test_a_round_is_closed_once_its_notice_is_over(published: Market) -> None:
    published.let_pass()

    published.stage.step("close")

    assert published.stage.ask(the_round).status is RoundStatus.CLOSED


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
    approved = noor.send(page, to=f"{page}/approve")
    published_ = noor.send(page, to=f"{settled.stage.round_url}/publish")

    assert (drafted.status_code, approved.status_code, published_.status_code) == (303, 303, 303)
    assert settled.stage.ask(the_round).status is RoundStatus.PUBLISHED
    assert "公示期" in noor.get(page).text


def test_a_party_finds_its_pairs_and_the_notice_from_the_rounds_page(published: Market) -> None:
    text = published.stage.as_("Mei").get(published.stage.round_url).text

    assert f"{published.stage.round_url}/pairs" in text
    assert "/notices/R1" in text
