"""Agreements: drafted from a round's pairs, settled by both sides, signed, carried out, ended or broken off."""

import io
from datetime import date, timedelta

import pytest
from docx import Document
from sqlalchemy import func
from sqlmodel import col, select

from tests.market import Market
from tests.webapp.agreements.conftest import YEAR, Desk, ask
from webapp import clock
from webapp.models import Agreement, Allocation, AuditEvent, Notice
from webapp.models.agreements.enums import AgreementState
from webapp.models.kernel.enums import Side
from webapp.models.notices.enums import NoticeEvent
from webapp.models.seats.enums import AllocationState
from webapp.services.agreements.duties import line_of

SIGNED = {"signed_on": str(clock.today()), "signed_number": "校企〔2026〕12 号"}


def test_a_pair_of_organisations_gets_one_draft_with_what_both_sides_said(desk_anywhere: Desk) -> None:
    agreement = desk_anywhere.agreement()
    (line,) = agreement.lines
    assert (agreement.state, line.position, line.headcount) == (AgreementState.DRAFT, "电梯安装维修工", 20)
    assert (agreement.modes, str(agreement.starts_on), str(agreement.ends_on)) == (
        ["order_class"], f"{YEAR}-03-01", f"{YEAR + 1}-03-01",
    )  # fmt: skip
    assert {duty["side"] for duty in agreement.duties} == {"school", "enterprise", "student"}
    told = ask(desk_anywhere, select(func.count()).select_from(Notice).where(col(Notice.event) == "agreement"))
    assert told == [2]


def test_drafting_again_adds_nothing(desk_anywhere: Desk) -> None:
    assert desk_anywhere.draft() == 0
    assert len(desk_anywhere.agreement().lines) == 1


def test_nobody_signs_before_both_sides_agree_to_every_duty(desk: Desk) -> None:
    desk.agree("Mei")
    page = desk.stage.as_("Ines").get(f"{desk.url}/sign")
    assert "学校" in page.text
    assert "双方逐项同意后才能签约" in page.text
    assert desk.send("Ines", f"{desk.url}/sign", SIGNED).status_code == 409
    assert desk.agreement().state is AgreementState.DRAFT

    desk.agree("Ines")
    assert desk.post("Mei", f"{desk.url}/sign", SIGNED).status_code == 303
    agreement = desk.agreement()
    assert (agreement.state, agreement.signed_on, agreement.signed_number) == (
        AgreementState.SIGNED, clock.today(), "校企〔2026〕12 号",
    )  # fmt: skip


def test_one_side_does_not_agree_for_the_other(desk: Desk) -> None:
    desk.agree("Mei")
    assert all(duty["agreed"] == ["enterprise"] for duty in desk.agreement().duties)
    assert desk.post("Mei", f"{desk.url}/duties", {"duty": []}, page=desk.url).status_code == 303
    assert all(duty["agreed"] == [] for duty in desk.agreement().duties)


def test_a_duty_of_ones_own_is_agreed_to_by_who_adds_it(desk: Desk) -> None:
    before = len(desk.agreement().duties)
    typed = {"side": "enterprise", "text": "提供实习生单身宿舍和班车"}
    assert desk.post("Mei", f"{desk.url}/duties/add", typed, page=desk.url).status_code == 303
    added = desk.agreement().duties[-1]
    assert (len(desk.agreement().duties), added["text"], added["agreed"]) == (before + 1, typed["text"], ["enterprise"])
    assert desk.post("Mei", f"{desk.url}/duties/add", typed, page=desk.url).status_code == 409
    assert desk.post("Ines", f"{desk.url}/duties/drop", {"place": str(before)}, page=desk.url).status_code == 303
    assert len(desk.agreement().duties) == before
    assert "宿舍" in desk.stage.as_("Ines").get(desk.url).text  # in the history


def test_a_standard_duty_stays(desk: Desk) -> None:
    before = desk.agreement().duties

    assert desk.send("Mei", f"{desk.url}/duties/drop", {"place": "0"}).status_code == 409

    assert desk.agreement().duties == before


def test_an_agreement_holds_thirty_duties_at_most(desk: Desk) -> None:
    with desk.stage.session() as session:
        agreement = session.exec(select(Agreement)).one()
        own = [line_of(Side.SCHOOL, text=f"约定 {place}") for place in range(29 - len(agreement.duties))]
        agreement.duties = [*agreement.duties, *own]
    typed = {"side": "enterprise", "text": "提供实习生单身宿舍和班车"}

    statuses = [
        desk.post("Mei", f"{desk.url}/duties/add", {**typed, "text": text}, page=desk.url).status_code
        for text in ("提供实习生单身宿舍", "提供上下班班车")
    ]

    assert statuses == [303, 409]
    assert len(desk.agreement().duties) == 30


def test_terms_change_with_their_duties_and_what_was_agreed_stays(desk: Desk) -> None:
    desk.agree("Mei")
    typed = {"modes": ["new_apprenticeship"], "starts_on": f"{YEAR}-03-01", "ends_on": f"{YEAR + 2}-02-28"}
    assert desk.post("Ines", f"{desk.url}/terms", typed).status_code == 303
    agreement = desk.agreement()
    agreed = {duty["slug"]: duty["agreed"] for duty in agreement.duties}
    assert agreed["labour_contract"] == []
    assert agreed["mentors"] == ["enterprise"]


@pytest.mark.parametrize(("ends", "status"), [(f"{YEAR}-12-31", 422), (f"{YEAR + 3}-12-31", 422)])
def test_an_apprenticeship_outside_the_law_is_refused(desk: Desk, ends: str, status: int) -> None:
    typed = {"modes": ["new_apprenticeship"], "starts_on": f"{YEAR}-03-01", "ends_on": ends}
    answer = desk.post("Ines", f"{desk.url}/terms", typed)
    assert answer.status_code == status
    assert "企业新型学徒制不" in answer.text


def test_an_unusual_apprenticeship_is_explained(desk: Desk) -> None:
    typed = {"modes": ["new_apprenticeship"], "starts_on": f"{YEAR}-03-01", "ends_on": f"{YEAR + 2}-08-31"}
    asked = desk.post("Ines", f"{desk.url}/terms", typed)
    assert asked.status_code == 422
    assert "note_months_unusual" in asked.text
    typed["note_months_unusual"] = "高级工班学制三年，经主管部门同意"
    assert desk.post("Ines", f"{desk.url}/terms", typed).status_code == 303
    assert desk.agreement().verify_notes == {"months_unusual": typed["note_months_unusual"]}


def test_a_stale_form_does_not_overwrite_what_the_other_side_saved(desk: Desk) -> None:
    typed = {"modes": ["order_class"], "starts_on": f"{YEAR}-03-01", "ends_on": f"{YEAR}-12-31"}
    stale = {**typed, "version": "1"}
    assert desk.post("Ines", f"{desk.url}/terms", typed).status_code == 303
    answer = desk.post("Mei", f"{desk.url}/terms", {**stale, "ends_on": f"{YEAR}-11-30"})
    assert answer.status_code == 409
    assert str(desk.agreement().ends_on) == f"{YEAR}-12-31"


def test_a_signed_agreement_runs_and_ends_and_tells_both_sides(desk_anywhere: Desk) -> None:
    desk = desk_anywhere
    desk.sign()
    assert desk.stage.as_("Mei").get(f"{desk.url}/terms").status_code == 409
    assert desk.post("Ines", f"{desk.url}/begin", page=desk.url).status_code == 303
    assert desk.post("Mei", f"{desk.url}/end", page=desk.url).status_code == 303
    assert desk.agreement().state is AgreementState.ENDED
    told = ask(desk, select(Notice).where(Notice.event == NoticeEvent.AGREEMENT))
    assert len({row.key for row in told}) == 4  # drafted, signed, begun, ended
    actions = ask(desk, select(AuditEvent.action).where(col(AuditEvent.thing_kind) == "agreement"))
    assert {"agreement.drafted", "agreement.sign", "agreement.begin", "agreement.end"} <= set(actions)


def test_nobody_signs_terms_that_are_open_or_beyond_the_limits(desk: Desk) -> None:
    desk.agree("Mei")
    desk.agree("Ines")
    good: dict[str, object] = {
        "modes": ["order_class"], "starts_on": date(YEAR, 3, 1), "ends_on": date(YEAR + 1, 3, 1), "verify_notes": {},
    }  # fmt: skip
    apprentices = {**good, "modes": ["new_apprenticeship"]}
    lasting_three = {**apprentices, "ends_on": date(YEAR + 2, 8, 31)}
    for terms in (
        {**good, "starts_on": None},
        {**good, "ends_on": None},
        {**good, "modes": []},
        {**apprentices, "ends_on": date(YEAR, 12, 31)},  # shorter than the law has it
        lasting_three,  # unusual, and not explained
        {**lasting_three, "verify_notes": {"months_unusual": ""}},
    ):
        stand(desk, terms)
        assert desk.send("Mei", f"{desk.url}/sign", SIGNED).status_code == 409, terms
        assert desk.agreement().state is AgreementState.DRAFT

    stand(desk, {**lasting_three, "verify_notes": {"months_unusual": "高级工班学制三年，经主管部门同意"}})
    assert desk.send("Mei", f"{desk.url}/sign", SIGNED).status_code == 303


def stand(desk: Desk, terms: dict[str, object]) -> None:
    """Let the terms of the agreement be so."""
    with desk.stage.session() as session:
        agreement = session.exec(select(Agreement)).one()
        for name, value in terms.items():
            setattr(agreement, name, value)


def test_a_signature_of_tomorrow_is_refused(desk: Desk) -> None:
    desk.agree("Mei")
    desk.agree("Ines")
    tomorrow = str(clock.today() + timedelta(days=2))
    assert desk.post("Mei", f"{desk.url}/sign", {**SIGNED, "signed_on": tomorrow}).status_code == 409
    assert desk.agreement().state is AgreementState.DRAFT


def test_breaking_off_needs_a_reason_that_both_sides_read(desk: Desk) -> None:
    assert desk.post("Mei", f"{desk.url}/break-off", {"reason": "不"}).status_code == 422
    assert desk.post("Mei", f"{desk.url}/break-off", {"reason": "产线搬迁，岗位取消"}).status_code == 303
    assert desk.agreement().state is AgreementState.BROKEN_OFF
    assert "产线搬迁，岗位取消" in desk.stage.as_("Ines").get(desk.url).text
    assert desk.post("Ines", f"{desk.url}/break-off", {"reason": "再终止一次"}).status_code == 409


def test_what_is_broken_off_before_it_begins_frees_its_places(desk: Desk) -> None:
    desk.post("Mei", f"{desk.url}/break-off", {"reason": "产线搬迁，岗位取消"})

    pair = ask(desk, select(Allocation).where(col(Allocation.fallen_reason) != ""))[0]
    assert (pair.state, pair.seats, pair.fallen_reason) == (AllocationState.FALLEN, 0, "产线搬迁，岗位取消")


def test_what_is_broken_off_once_it_runs_frees_no_places(desk: Desk) -> None:
    desk.sign()
    desk.post("Ines", f"{desk.url}/begin", page=desk.url)

    assert desk.post("Mei", f"{desk.url}/break-off", {"reason": "产线搬迁，岗位取消"}).status_code == 303

    (pair,) = ask(desk, select(Allocation))
    assert (desk.agreement().state, pair.state, pair.seats) == (AgreementState.BROKEN_OFF, AllocationState.SETTLED, 20)


def test_somebody_else_does_not_learn_of_an_agreement(desk: Desk) -> None:
    tomas = desk.stage.as_("Tomas")
    assert tomas.get(desk.url).status_code == 404
    assert desk.agreement().number not in tomas.get("/agreements").text
    assert desk.agreement().number not in tomas.get("/agreements?format=csv").text


def test_a_coordinator_reads_every_agreement_and_changes_none(desk: Desk) -> None:
    noor = desk.stage.as_("Noor")
    assert noor.get(desk.url).status_code == 200
    assert desk.agreement().number in noor.get("/agreements").text
    assert noor.get(f"{desk.url}/terms").status_code == 403


def test_lists_are_narrowed_and_go_out_as_files(desk: Desk) -> None:
    mei, number = desk.stage.as_("Mei"), desk.agreement().number
    assert number in mei.get("/agreements?q=电梯安装&state=draft").text
    assert number not in mei.get("/agreements?state=signed").text
    assert number not in mei.get("/agreements?q=没有这个").text
    csv = mei.get("/agreements?format=csv")
    assert csv.headers["Content-Disposition"].startswith("attachment")
    assert number in csv.data.decode("utf-8-sig")
    assert mei.get("/agreements?format=xlsx").data.startswith(b"PK")
    assert mei.get("/agreements?page=0").status_code == 404


def test_contacts_of_both_sides_are_on_the_page_once_the_result_is_out(desk: Desk) -> None:
    Market(desk.stage).publish()
    with desk.stage.session() as session:
        agreement = desk.agreement()
        from webapp.models import Demand, Offering

        demand = session.get_one(Demand, agreement.lines[0].demand_id)
        demand.contact_name, demand.contact_phone = "刘强", "13900139000"
        offering = session.exec(select(Offering).where(Offering.program_id == agreement.lines[0].program_id)).one()
        offering.contact_name, offering.contact_phone = "王芳", "13800138000"
    for name in ("Mei", "Ines"):
        page = desk.stage.as_(name).get(desk.url).text
        assert "13900139000" in page
        assert "13800138000" in page


def test_the_draft_goes_out_as_a_word_document_for_its_parties(desk: Desk) -> None:
    answer = desk.stage.as_("Ines").get(f"{desk.url}/document")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(answer.data)).paragraphs)
    assert all(words in text for words in ("芯桥电梯有限公司", "云川职业技术学院", "指派企业师傅，按比例带教"))
    assert desk.stage.as_("Tomas").get(f"{desk.url}/document").status_code == 404
