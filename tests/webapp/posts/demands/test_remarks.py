"""What a remark says beside a demand: kept, shown to schools, sent out and taken in with lists."""

from collections.abc import Callable

from sqlmodel import Session, select

from tests.visitor import Visitor
from tests.webapp.imports.conftest import chosen, confirmed, imported, opened, xlsx
from tests.webapp.posting import fresh
from tests.webapp.posts.demands.conftest import DEMAND_FORM, make_demand
from webapp.models import Demand

As = Callable[[str], Visitor]
REMARK = "需求人数：3-5人\n两班倒，<b>含夜班</b>"


def test_a_remark_is_kept_as_written_and_shown_to_schools(as_: As, database: Session) -> None:
    as_("Mei").send("/demands/new", {**DEMAND_FORM, "note": REMARK, "action": "check"})
    demand = fresh(database).exec(select(Demand)).one()
    as_("Mei").send(f"/demands/{demand.id}/check", to=f"/demands/{demand.id}/submit")

    page = as_("Ines").get(f"/demands/{demand.id}").text

    assert demand.note == REMARK
    assert "需求人数：3-5人" in page
    assert "&lt;b&gt;含夜班&lt;/b&gt;" in page


def test_a_remark_of_more_than_300_characters_is_refused_beside_its_field(as_: As, database: Session) -> None:
    answer = as_("Mei").send("/demands/new", {**DEMAND_FORM, "note": "长" * 301, "action": "draft"})

    assert answer.status_code == 422
    assert 'id="note-error"' in answer.text
    assert fresh(database).exec(select(Demand)).all() == []


def test_a_remark_is_not_carried_to_the_next_position(as_: As, database: Session) -> None:
    demand = make_demand(database, note="只招本市户籍")

    assert "只招本市户籍" not in as_("Mei").get(f"/demands/new?like={demand.id}").text


def test_a_remark_goes_out_and_comes_in_with_a_list(as_: As, database: Session) -> None:
    make_demand(database, note="需求人数：3-5人")
    sheet = opened(as_("Mei").get("/demands/mine?format=xlsx").data).worksheets[0]
    heads, values = ([cell.value for cell in row] for row in list(sheet.rows)[1:3])
    row = {str(head).rstrip("*"): value for head, value in zip(heads, values, strict=True)}
    assert row["备注"] == "需求人数：3-5人"

    report = imported(as_("Mei"), "demands", xlsx([{**row, "备注": "需求人数：4-6人"}]))
    chosen(as_("Mei"), report, every="update")
    confirmed(as_("Mei"), report)

    assert fresh(database).exec(select(Demand)).one().note == "需求人数：4-6人"
