"""Batches are headcounts: covered before an internship begins, within limits, and told what became of them."""

import io
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from tests.stage import person
from tests.webapp.agreements.conftest import YEAR, Desk, ask
from webapp import clock
from webapp.models import Agreement, Attachment, Demand, StudentBatch
from webapp.models.agreements.agreement_input import GradeInput
from webapp.models.agreements.enums import AgreementState
from webapp.services.agreements.satisfaction import grade_agreement
from webapp.services.kernel.errors import DomainError

TODAY = str(clock.today())
COVERED = {"tripartite_signed": "y", "insured": "y", "insurance_number": "PICC-2027-0001"}


def started(desk: Desk, count: int = 9, **more: str) -> object:
    """Let Mei record that so many have begun."""
    return desk.post("Mei", f"/batches/{desk.batch().id}/start", {"started": str(count), "started_on": TODAY, **more})


def test_no_batch_before_the_signature(desk: Desk) -> None:
    assert desk.plan().status_code == 409
    assert ask(desk, select(StudentBatch)) == []


@pytest.mark.parametrize(
    ("held", "sentence"),
    [
        ({}, "没有签三方协议，也没有投保"),
        ({"tripartite_signed": "y"}, "没有投保实习责任险"),
        ({"insured": "y", "insurance_number": "P-1"}, "没有签学校、企业、学生三方协议"),
    ],
)
def test_an_internship_does_not_begin_uncovered(desk: Desk, held: dict[str, str], sentence: str) -> None:
    desk.sign()
    assert desk.plan(**held).status_code == 303
    answer = started(desk)
    assert answer.status_code == 409  # type: ignore[attr-defined]
    assert sentence in answer.text  # type: ignore[attr-defined]
    assert desk.batch().started is None


def test_the_database_holds_that_no_internship_begins_uncovered(desk_anywhere: Desk) -> None:
    desk_anywhere.sign()
    desk_anywhere.plan()

    def force() -> None:
        with desk_anywhere.stage.session() as session:
            session.exec(select(StudentBatch)).one().started = 5

    with pytest.raises(IntegrityError):
        force()


def test_a_covered_batch_begins_and_the_agreement_runs(desk_anywhere: Desk) -> None:
    desk = desk_anywhere
    desk.sign()
    desk.plan(**COVERED)
    assert started(desk, 11).status_code == 422  # type: ignore[attr-defined]
    assert started(desk).status_code == 303  # type: ignore[attr-defined]
    assert (desk.batch().started, desk.agreement().state) == (9, AgreementState.RUNNING)
    assert started(desk).status_code == 409  # type: ignore[attr-defined]
    page = desk.stage.as_("Ines").get(f"/batches/{desk.batch().id}/edit")
    assert page.status_code == 409


def test_a_batch_does_not_begin_tomorrow_and_one_that_has_begun_is_not_taken_away(desk: Desk) -> None:
    desk.sign()
    desk.plan(**COVERED)
    url = f"/batches/{desk.batch().id}"
    tomorrow = str(clock.today() + timedelta(days=2))
    assert started(desk, started_on=tomorrow).status_code == 422  # type: ignore[attr-defined]
    assert desk.batch().started is None

    assert started(desk).status_code == 303  # type: ignore[attr-defined]
    assert desk.send("Mei", f"{url}/drop", {"version": desk.batch().version}).status_code == 409
    assert desk.batch().started == 9


def test_nobody_grades_what_has_not_begun(desk: Desk) -> None:
    desk.sign()
    with desk.stage.session() as session, pytest.raises(DomainError, match="grade_too_early"):
        grade_agreement(
            session, session.exec(select(Agreement)).one(), GradeInput(grade=5), seen_version=0,
            by=person(session, "Mei"),
        )  # fmt: skip


def test_what_became_of_a_batch_stays_within_those_who_began(desk: Desk) -> None:
    desk.sign()
    desk.plan(**COVERED)
    started(desk)
    url = f"/batches/{desk.batch().id}/outcome"
    assert desk.post("Mei", url, {"stayed_6_months": "", "hired": "10"}).status_code == 422
    early = desk.post("Mei", url, {"stayed_6_months": "8", "hired": ""})
    assert early.status_code == 422
    assert "满六个月" in early.text
    with desk.stage.session() as session:
        session.exec(select(StudentBatch)).one().started_on = clock.today() - timedelta(days=200)
    assert desk.post("Mei", url, {"stayed_6_months": "8", "hired": "6"}).status_code == 303
    assert (desk.batch().stayed_6_months, desk.batch().hired) == (8, 6)


def test_a_batch_keeps_to_its_line_and_its_agreement(desk: Desk) -> None:
    desk.sign()
    assert "只有 20 人" in desk.plan(planned="21").text
    assert desk.plan(starts_on=f"{YEAR}-02-01").status_code == 422
    assert desk.plan(ends_on=f"{YEAR + 2}-02-01").status_code == 422
    assert desk.plan(line_id="00000000-0000-0000-0000-000000000000").status_code == 422
    assert ask(desk, select(StudentBatch)) == []


def test_beyond_a_limit_a_batch_is_explained_or_refused(desk: Desk) -> None:
    desk.sign()
    with desk.stage.session() as session:
        session.get_one(Demand, desk.agreement().lines[0].demand_id).current_staff = 40
    asked = desk.plan(nights="1")
    assert asked.status_code == 422
    assert "note_share_of_post" in asked.text
    assert "note_batch_nights" in asked.text
    notes = {
        "note_share_of_post": "新产线扩岗，已报主管部门备案",
        "note_batch_nights": "专业要求轮值，已报主管部门备案",
    }
    assert desk.plan(nights="1", **notes).status_code == 303
    assert set(desk.batch().verify_notes) == {"share_of_post", "batch_nights"}
    refused = desk.plan(grade="1", **notes)
    assert refused.status_code == 422
    assert "一年级" in refused.text


def test_a_planned_batch_is_changed_and_taken_away(desk: Desk) -> None:
    desk.sign()
    desk.plan()
    url = f"/batches/{desk.batch().id}"
    typed = {
        "planned": "8",
        "grade": "2",
        "kind": "post_internship",
        "line_id": str(desk.batch().line_id),
        "nights": "0",
    }
    days = {"starts_on": f"{YEAR}-03-01", "ends_on": f"{YEAR}-08-31"}
    assert desk.post("Mei", f"{url}/edit", {**typed, **days, **COVERED}).status_code == 303
    assert (desk.batch().planned, desk.batch().insured) == (8, True)
    assert desk.post("Mei", f"{url}/drop", page=f"{url}/edit").status_code == 303
    assert ask(desk, select(StudentBatch)) == []


def test_another_school_does_not_find_a_batch(desk: Desk) -> None:
    desk.sign()
    desk.plan()
    tomas = desk.stage.as_("Tomas")
    assert tomas.get(f"/batches/{desk.batch().id}/start").status_code == 404
    assert tomas.get(f"/batches/new/{desk.agreement().id}").status_code == 404


def test_each_side_reads_the_others_grade_after_its_own(desk: Desk) -> None:
    desk.sign()
    early = desk.stage.as_("Mei").get(desk.url)
    assert "协议开始履行后，双方可以评价" in early.text
    desk.post("Mei", f"{desk.url}/begin", page=desk.url)
    grade = {"grade": "2", "comment": "师傅带得很用心"}
    assert desk.post("Ines", f"{desk.url}/grade", grade, page=desk.url).status_code == 303
    assert "师傅带得很用心" not in desk.stage.as_("Mei").get(desk.url).text
    assert desk.post("Mei", f"{desk.url}/grade", {"grade": "6"}, page=desk.url).status_code == 422
    assert desk.post("Mei", f"{desk.url}/grade", {"grade": "5", "comment": ""}, page=desk.url).status_code == 303
    assert "师傅带得很用心" in desk.stage.as_("Mei").get(desk.url).text
    assert desk.post("Ines", f"{desk.url}/grade", {**grade, "grade": "4"}, page=desk.url).status_code == 303
    assert "4 分，满意" in desk.stage.as_("Noor").get(desk.url).text


def test_files_of_an_agreement_are_its_parties_alone(desk: Desk) -> None:
    sent = {"file": (io.BytesIO(b"%PDF-1.7 text"), "协议.pdf")}
    assert desk.post("Mei", f"{desk.url}/files", sent, page=desk.url).status_code == 303
    (file,) = ask(desk, select(Attachment))
    assert "协议.pdf" in desk.stage.as_("Ines").get(desk.url).text
    assert desk.stage.as_("Ines").get(f"/attachments/{file.id}").status_code == 200
    assert desk.stage.as_("Tomas").get(f"/attachments/{file.id}").status_code == 404
    wrong = {"file": (io.BytesIO(b"MZ..."), "x.pdf")}
    assert desk.post("Mei", f"{desk.url}/files", wrong, page=desk.url).status_code in (409, 422)
