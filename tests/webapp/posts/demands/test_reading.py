"""Who sees which demand, what of it, and lists that narrow and do not ask more for more rows."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import event
from sqlmodel import Session

from tests.visitor import Visitor, hidden
from tests.webapp.posts.demands.conftest import DEMAND_FORM, make_demand, verify
from webapp import clock
from webapp.models import Demand, Region
from webapp.models.posts.enums import PostStatus, TrainingLevel, Visibility

As = Callable[[str], Visitor]


def test_contacts_pay_and_staff_are_for_the_enterprise_and_the_coordinator(as_: As, demand: Demand) -> None:
    page = f"/demands/{demand.id}"

    for name in ("Mei", "Noor"):
        shown = as_(name).get(page).text
        assert "13900139000" in shown
        assert "4,200 至 6,500 元/月" in shown
    for name in ("Ines", "Jun"):
        shown = as_(name).get(page).text
        assert "电梯保养工" in shown
        assert "13900139000" not in shown
        assert "4,200" not in shown
        assert "120 人" not in shown


def test_others_find_neither_drafts_nor_returned_nor_private_demands(
    as_: As, demand: Demand, database: Session
) -> None:
    page = f"/demands/{demand.id}"
    for status, visibility, seen_by_noor in (
        (PostStatus.RETURNED, Visibility.PUBLIC, True),
        (PostStatus.SUBMITTED, Visibility.PRIVATE, True),
        (PostStatus.DRAFT, Visibility.PUBLIC, False),
    ):
        demand.status, demand.visibility = status, visibility
        if status is PostStatus.DRAFT:
            demand.submitted_at = None
        database.commit()

        assert as_("Ines").get(page).status_code == 404
        assert demand.number not in as_("Ines").get("/demands").text
        assert as_("Noor").get(page).status_code == (200 if seen_by_noor else 404)
        assert (demand.number in as_("Noor").get("/demands").text) is seen_by_noor
        assert as_("Mei").get(page).status_code == 200


def test_verified_organisations_see_what_is_for_them(as_: As, demand: Demand, database: Session) -> None:
    demand.visibility = Visibility.VERIFIED
    database.commit()

    assert as_("Ines").get(f"/demands/{demand.id}").status_code == 200
    assert as_("Tomas").get(f"/demands/{demand.id}").status_code == 404
    assert demand.number not in as_("Tomas").get("/demands").text


def test_a_demand_is_seen_when_its_enterprise_has_been_verified(as_: As, database: Session) -> None:
    demand = make_demand(database, "越东电梯部件厂")
    page = f"/demands/{demand.id}"

    assert as_("Jun").get(page).status_code == 200
    assert as_("Ines").get(page).status_code == 404
    assert demand.number not in as_("Ines").get("/demands").text

    verify(database, "越东电梯部件厂")

    assert as_("Ines").get(page).status_code == 200
    assert demand.number in as_("Ines").get("/demands").text


def test_another_enterprise_finds_nothing_to_write_on(as_: As, demand: Demand) -> None:
    jun, page = as_("Jun"), f"/demands/{demand.id}"
    token = hidden(jun.get("/demands/new").text)

    assert jun.get(f"{page}/edit").status_code == 404
    assert jun.get(f"{page}/check").status_code == 404
    for deed in ("edit", "submit", "withdraw"):
        assert jun.client.post(f"{page}/{deed}", data={**token, **DEMAND_FORM}).status_code == 404
    assert jun.client.post(f"{page}/return", data={**token, "text": "请改一改人数"}).status_code == 403


@pytest.mark.parametrize("name", ["Ines", "Noor"])
def test_other_roles_have_no_page_to_post_on(as_: As, demand: Demand, name: str) -> None:
    visitor = as_(name)

    for page in ("/demands/new", "/demands/mine", f"/demands/{demand.id}/edit", f"/demands/{demand.id}/check",
                 "/demands/places", "/demands/estimate"):  # fmt: skip
        assert visitor.get(page).status_code == 403


def test_nobody_signed_in_is_sent_to_sign_in_and_back(app: Flask, demand: Demand) -> None:
    answer = app.test_client().get(f"/demands/{demand.id}?lang=zh")

    assert answer.status_code == 302
    assert f"next=/demands/{demand.id}" in answer.headers["Location"]


def test_the_library_is_narrowed_by_what_stands_in_the_address(as_: As, database: Session) -> None:
    for region in (("500000", "重庆市"), ("510000", "四川省"), ("510100", "成都市")):
        database.add(Region(code=region[0], name=region[1], full_name=region[1], level=1))
    database.flush()
    make_demand(database, number="D-A", position="电梯保养工", region="330600")
    make_demand(database, number="D-B", position="芯片封装工", chain_slug="digital", segment_slug="digital.chips",
                region="500000")  # fmt: skip
    make_demand(database, number="D-C", position="100% 检验_员", level=TrainingLevel.SECONDARY, region="510100")
    ines = as_("Ines")

    def found(query: str) -> set[str]:
        page = ines.get(f"/demands?{query}").text
        return {number for number in ("D-A", "D-B", "D-C") if f">{number}<" in page}

    assert found("") == {"D-A", "D-B", "D-C"}
    assert found("q=保养") == {"D-A"}
    assert found("q=芯桥") == {"D-A", "D-B", "D-C"}
    assert found("q=100%25") == {"D-C"}
    assert found("q=_员") == {"D-C"}
    assert found("chain=digital") == {"D-B"}
    assert found("level=secondary") == {"D-C"}
    assert found("region=500000") == {"D-B"}
    assert found("region=510000") == {"D-C"}
    assert found("level=nonsense&region=%00&chain=x&round=y&status=withdrawn") == set()
    assert 'value="保养"' in ines.get("/demands?q=保养").text


def test_expired_demands_leave_the_library_but_not_their_enterprise(as_: As, demand: Demand, database: Session) -> None:
    demand.valid_until = clock.today() - timedelta(days=2)
    database.commit()

    assert demand.number not in as_("Ines").get("/demands").text
    assert "已过有效期" in as_("Mei").get("/demands/mine").text
    assert "已过有效期" in as_("Mei").get(f"/demands/{demand.id}").text


def test_own_demands_are_counted_by_state(as_: As, demand: Demand, database: Session) -> None:
    make_demand(database, number="D-TEST002", status=PostStatus.DRAFT, submitted_at=None, position="")
    make_demand(database, "越东电梯部件厂", number="D-TEST003")
    mei = as_("Mei")

    page = mei.get("/demands/mine").text
    drafts = mei.get("/demands/mine?status=draft").text

    assert "共 2 条需求" in page
    assert "D-TEST003" not in page
    assert "D-TEST002" in drafts
    assert demand.number not in drafts
    assert "未命名的岗位" in drafts


def test_a_coordinator_sees_what_was_handed_in_by_state(as_: As, demand: Demand, database: Session) -> None:
    make_demand(database, number="D-TEST002", status=PostStatus.RETURNED)
    noor = as_("Noor")

    assert "D-TEST002" in noor.get("/demands?status=returned").text
    assert demand.number not in noor.get("/demands?status=returned").text


@pytest.mark.parametrize(("name", "page"), [("Mei", "/demands/mine"), ("Ines", "/demands"), ("Noor", "/demands")])
def test_lists_ask_no_more_for_more_rows(app: Flask, as_: As, database: Session, name: str, page: str) -> None:
    visitor = as_(name)
    asked: list[str] = []
    event.listen(app.extensions["zhiqiao.engine"], "before_cursor_execute", lambda *facts: asked.append(facts[2]))
    make_demand(database)

    def count() -> int:
        asked.clear()
        assert visitor.get(page).status_code == 200
        return len(asked)

    one = count()
    verify(database, "越东电梯部件厂")
    make_demand(database, number="D-TEST002", segment_slug="elevator.build")
    make_demand(database, "越东电梯部件厂", number="D-TEST003", chain_slug="digital", segment_slug="digital.chips")

    assert count() == one


def test_pages_go_on_and_end(as_: As, database: Session) -> None:
    for number in range(21):
        make_demand(database, number=f"D-{number:03d}")
    ines = as_("Ines")

    first = ines.get("/demands?q=D-&lang=zh").text

    assert "第 1 至 20 条，共 21 条" in first
    assert "/demands?q=D-&lang=zh&page=2" in unescape(first)
    assert "第 21 至 21 条，共 21 条" in ines.get("/demands?q=D-&page=2").text
    assert "没有这一页" in ines.get("/demands?page=9").text
    assert ines.get("/demands?page=0").status_code == 404
    assert ines.get("/demands?page=١").status_code == 404
