"""The page of the record: for administrators and coordinators, searched, paged, taken away as a file."""

import csv
import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import event
from sqlmodel import Session

from tests.stage import LIFT, Stage, person, the_round
from tests.webapp.choosing.steps import TUNER, accept
from tests.webapp.workbench.audit.conftest import URL, administrator, rows
from webapp import clock
from webapp.models import AuditEvent
from webapp.services.kernel.audit import record


def test_only_coordinators_and_administrators_read_it(choosing: Stage) -> None:
    statuses = {name: choosing.as_(name).get(URL).status_code for name in ("Ines", "Mei", "Noor")}

    assert statuses == {"Ines": 403, "Mei": 403, "Noor": 200}
    assert administrator(choosing).get(URL).status_code == 200
    assert choosing.app.test_client().get(URL).status_code == 302


def test_what_was_done_stands_with_who_and_what_stood_before_and_after(choosing: Stage) -> None:
    accept(choosing, "Ines")
    accept(choosing, "Ines", decision="decline", reason="pay")

    page = choosing.as_("Noor").get(URL).text

    assert "学校意见：接受 20 人，第 1 志愿 → 不接受，报酬或保障不足" in page
    assert "Ines" in page
    assert "状态：已测算 → 双向选择" in page
    assert "开始双向选择" in page
    assert "春季校企匹配" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("action=choice.made", 3),
        ("who=mei", 1),
        ("who=Ines", 2),
        (f"thing={TUNER}", 1),
        (f"thing={LIFT}&action=choice.made", 2),
        ("kind=suggestion", 3),
        ("kind=demand", 0),
        (f"first={clock.today() + timedelta(days=2)}", 0),
        (f"last={clock.today() - timedelta(days=2)}", 0),
        (f"first={clock.today() - timedelta(days=1)}&last={clock.today() + timedelta(days=1)}&who=Mei", 1),
        ("thing=%25", 0),
    ],
)
def test_it_is_searched_by_thing_person_action_and_day(choosing: Stage, query: str, found: int) -> None:
    accept(choosing, "Ines", LIFT)
    accept(choosing, "Ines", TUNER)
    accept(choosing, "Mei", LIFT)

    page = choosing.as_("Noor").get(f"{URL}?{query}").text

    assert rows(page) == found
    assert ("没有符合条件的记录" in page) == (not found)


@pytest.mark.parametrize(
    "query", ["action=x", "kind='", "first=2026-13-45", "last=%00", "thing=" + "x" * 500, "page=x"]
)
def test_odd_questions_are_no_error(choosing: Stage, query: str) -> None:
    assert choosing.as_("Noor").get(f"{URL}?{query}").status_code in (200, 404)


def put(stage: Stage, count: int) -> None:
    with stage.session() as session:
        for number in range(count):
            record(
                session, "round.edited", the_round(session), by=person(session, "Noor"), after={"title": str(number)}
            )


def test_it_has_pages(stage: Stage) -> None:
    put(stage, 55)
    noor = stage.as_("Noor")

    assert rows(noor.get(URL).text) == 50
    assert rows(noor.get(f"{URL}?page=2").text) == 5
    assert "没有这一页" in noor.get(f"{URL}?page=9").text


def test_it_is_taken_away_as_the_filters_leave_it(choosing: Stage) -> None:
    accept(choosing, "Ines")
    noor = choosing.as_("Noor")

    text = noor.get(f"{URL}?action=choice.made&format=csv").text
    book = load_workbook(io.BytesIO(noor.get(f"{URL}?action=choice.made&format=xlsx").data))

    [line] = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    assert (line["操作人"], line["操作"], line["对象"]) == ("Ines", "填写意见", "电梯安装维修工 × 电梯工程技术")
    assert line["变动后"] == "学校意见：接受 20 人，第 1 志愿"
    values = [cell for row in book.active.iter_rows(values_only=True) for cell in row]
    assert "电梯安装维修工 × 电梯工程技术" in values


def test_queries_do_not_grow_with_the_record(stage: Stage) -> None:
    noor, counted = stage.as_("Noor"), []

    def taken() -> int:
        noor.get(URL)
        counted.clear()
        noor.get(URL)
        return len(counted)

    put(stage, 1)
    event.listen(
        stage.app.extensions["zhiqiao.engine"], "before_cursor_execute", lambda *given: counted.append(given[2])
    )
    before = taken()
    put(stage, 30)

    assert taken() == before


def test_a_things_page_shows_its_own_history(choosing: Stage) -> None:
    accept(choosing, "Ines", note_public="九月可以入企")

    page = choosing.as_("Ines").get(choosing.suggestion_url()).text
    round_page = choosing.as_("Noor").get(choosing.round_url).text

    assert "学校意见：未表态 → 接受 20 人，第 1 志愿" in page
    assert "第 1 次测算生成" in page
    assert "状态：已测算 → 双向选择" in round_page


def test_an_event_without_a_person_is_the_systems(stage: Stage) -> None:
    def put_one(session: Session) -> AuditEvent:
        made = record(session, "round.edited", the_round(session), by=None)
        session.commit()
        return made

    stage.ask(put_one)

    assert "系统" in stage.as_("Noor").get(URL).text
