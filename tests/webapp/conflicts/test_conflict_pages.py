"""The pages on which conflicts are looked at and settled."""

import io
from datetime import timedelta

import pytest
from docx import Document
from sqlmodel import select

from tests.market import CLOUD, LIFT, REASON, TUNER, Market, the_conflict
from tests.visitor import Visitor, hidden
from webapp import clock
from webapp.models import Person
from webapp.models.accounts.enums import Role
from webapp.models.conflicts.enums import ConflictState

PDF = b"%PDF-1.7\n1 0 obj\n"


@pytest.fixture
def page(contest: Market) -> str:
    """Return the address of the conflict."""
    return f"/conflicts/{contest.conflict_id()}"


def order(contest: Market, page: str) -> list[str]:
    """Return the positions in the order of the form's fields."""
    text = contest.stage.as_("Noor").get(page).text
    return sorted([LIFT, TUNER], key=lambda name: text.index(f"{name}，需求"))


def typed(contest: Market, page: str, way: str, lift: int | str, tuner: int | str) -> dict[str, object]:
    """Return what a coordinator types for a ruling."""
    wanted = {LIFT: lift, TUNER: tuner}
    seats = {f"seats_{place}": wanted[name] for place, name in enumerate(order(contest, page))}
    return {"way": way, "reason": REASON, "no_interest": "y", **seats}


def test_a_coordinator_sees_both_sides_choices_and_the_algorithms_answer(contest: Market, page: str) -> None:
    text = contest.stage.as_("Noor").get(page).text

    assert "多选一" in text
    assert "第 1 志愿，接受 30 人" in text
    assert "专业名额已满" in text


def test_a_ruling_by_the_page_settles_the_conflict(contest: Market, page: str) -> None:
    noor = contest.stage.as_("Noor")

    answer = noor.send(page, typed(contest, page, "ruling", 20, 25), to=f"{page}/ruling")

    assert answer.status_code == 303
    assert contest.seats() == {(LIFT, CLOUD): 20, (TUNER, CLOUD): 25}
    assert "第 1 次裁定：统筹裁定" in noor.get(page).text


def test_seats_beyond_the_places_are_worded_beside_the_field_and_nothing_typed_is_lost(
    contest: Market, page: str
) -> None:
    answer = contest.stage.as_("Noor").send(page, typed(contest, page, "ruling", 20, 30), to=f"{page}/ruling")

    assert answer.status_code == 409
    assert "名额不够：这里还剩" in answer.text
    assert REASON in answer.text
    assert sum(contest.seats().values()) == 45


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"reason": "太短"}, "至少 20 个字"),
        ({"reason": "长" * 501}, "最多 500 个字"),
        ({"no_interest": ""}, "没有利害关系"),
        ({"way": ""}, "请从选项中选择"),
        ({"seats_0": "-1"}, "不能小于 0"),
        ({"seats_0": "1.5"}, "应为整数"),
    ],
)
def test_a_ruling_that_is_not_complete_is_refused(
    contest: Market, page: str, change: dict[str, str], complaint: str
) -> None:
    sent = {**typed(contest, page, "ruling", 15, 30), **change}
    if not sent["no_interest"]:
        del sent["no_interest"]

    answer = contest.stage.as_("Noor").send(page, sent, to=f"{page}/ruling")

    assert answer.status_code == 422
    assert complaint in answer.text


def test_seats_by_rank_are_filled_in_without_any_script(contest: Market, page: str) -> None:
    text = contest.stage.as_("Noor").get(f"{page}?fill=by_rank").text

    assert 'value="30"' in text
    assert 'value="15"' in text
    assert '<option selected value="by_rank">' in text


def test_a_stale_ruling_is_refused(contest: Market, page: str) -> None:
    noor = contest.stage.as_("Noor")
    sent = {**typed(contest, page, "ruling", 20, 25), "version": "7"}

    answer = noor.send(page, sent, to=f"{page}/ruling")

    assert answer.status_code == 409
    assert "已被他人修改" in answer.text


def test_a_party_sees_its_conflict_without_the_forms_and_says_something_once(contest: Market, page: str) -> None:
    mei = contest.stage.as_("Mei")
    assert "确认裁定" not in mei.get(page).text

    answer = mei.send(page, {"text": "我司与该校已合作三年，请优先考虑。"}, to=f"{page}/statement")

    assert answer.status_code == 303
    assert "提交意见" not in mei.get(page).text
    assert "我司与该校已合作三年" in contest.stage.as_("Noor").get(page).text
    assert "我司与该校已合作三年" not in contest.stage.as_("Ines").get(page).text


def test_somebody_of_another_school_does_not_learn_that_the_conflict_exists(contest: Market, page: str) -> None:
    tomas = contest.stage.as_("Tomas")

    assert tomas.get(page).status_code == 404
    assert "没有涉及贵单位的冲突" in tomas.get(f"{contest.stage.round_url}/conflicts").text


def test_a_party_does_not_rule(contest: Market, page: str) -> None:
    mei = contest.stage.as_("Mei")
    token = hidden(mei.get("/home").text, "/logout")

    sent = mei.client.post(f"{page}/ruling", data={**token, **typed(contest, page, "ruling", 20, 25)})

    assert sent.status_code == 403
    assert contest.seats() == {(LIFT, CLOUD): 15, (TUNER, CLOUD): 30}


def test_a_hearing_needs_three_people_who_judge(contest: Market, page: str) -> None:
    noor = contest.stage.as_("Noor")
    day = (clock.today() + timedelta(days=5)).isoformat()
    called = {"held_on": day, "held_at": "09:30", "place": "市教育局 302", "panel": "甲\n乙"}

    few = noor.send(page, called, to=f"{page}/hearing")
    enough = noor.send(page, {**called, "panel": "甲\n乙\n丙"}, to=f"{page}/hearing")

    assert (few.status_code, enough.status_code) == (422, 303)
    assert "评议人应为 3 至 15 位" in few.text
    assert contest.stage.ask(lambda session: the_conflict(session).state) is ConflictState.HEARING
    assert f"{day} 09:30" in contest.stage.as_("Mei").get(page).text


def attach(visitor: Visitor, page: str, to: str, typed: dict[str, object]) -> str:
    """Send a form with a file, and return the link by which the page then offers the file."""
    sent = {**hidden(visitor.get(page).text, to), **typed, "file": (io.BytesIO(PDF), "证明.pdf")}
    answer = visitor.client.post(to, data=sent, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    return visitor.open(page).link("/attachments/")


def who_may_open(contest: Market, link: str) -> dict[str, int]:
    with contest.stage.session() as session:
        if session.exec(select(Person).where(Person.name == "Ada")).first() is None:
            session.add(Person(email="ada@example.cn", name="Ada", password_hash="-", role=Role.ADMINISTRATOR))
    return {name: contest.stage.as_(name).get(link).status_code for name in ("Mei", "Noor", "Ines", "Tomas", "Ada")}


def test_the_file_of_a_statement_opens_for_who_sent_it_and_for_who_rules(contest: Market, page: str) -> None:
    link = attach(contest.stage.as_("Mei"), page, f"{page}/statement", {"text": "附上双方三年来的合作协议。"})

    assert who_may_open(contest, link) == {"Mei": 200, "Noor": 200, "Ines": 404, "Tomas": 404, "Ada": 404}
    assert contest.stage.as_("Mei").get(link).data == PDF


def test_the_file_of_a_hearing_opens_for_who_led_it(contest: Market, page: str) -> None:
    noor = contest.stage.as_("Noor")
    day = (clock.today() + timedelta(days=5)).isoformat()
    called = {"held_on": day, "held_at": "09:30", "place": "市教育局 302", "panel": "甲\n乙\n丙"}
    assert noor.send(page, called, to=f"{page}/hearing").status_code == 303

    link = attach(noor, page, f"{page}/minutes", {"minutes": "双方到场，各自陈述了理由，评议人当场听取。"})

    assert who_may_open(contest, link) == {"Mei": 404, "Noor": 200, "Ines": 404, "Tomas": 404, "Ada": 404}


def test_the_letter_of_a_ruling_is_a_word_document_with_its_reason(contest: Market, page: str) -> None:
    noor = contest.stage.as_("Noor")
    assert noor.get(f"{page}/letter").status_code == 404
    noor.send(page, typed(contest, page, "ruling", 20, 25), to=f"{page}/ruling")

    answer = contest.stage.as_("Mei").get(f"{page}/letter")

    document = Document(io.BytesIO(answer.data))
    text = "\n".join(line.text for line in document.paragraphs)
    assert "校企供需匹配裁定书" in text
    assert REASON in text
    assert [cell.text for cell in document.tables[0].columns[5].cells][1:] != []
    assert round(document.sections[0].top_margin.mm) == 37


def test_a_ruling_is_taken_back_with_a_reason(contest: Market, page: str) -> None:
    noor = contest.stage.as_("Noor")
    noor.send(page, typed(contest, page, "ruling", 20, 25), to=f"{page}/ruling")

    answer = noor.send(page, {"reason": "学校更正了班额"}, to=f"{page}/revert")

    assert answer.status_code == 303
    assert contest.seats()[LIFT, CLOUD] == 15
    assert "学校更正了班额" in noor.get(page).text


def test_the_list_shows_the_conflict_with_its_headcount(contest: Market) -> None:
    text = contest.stage.as_("Noor").get(f"{contest.stage.round_url}/conflicts").text

    assert "C-01" in text
    assert "待裁定 1 项，50 人" in text
