"""Suggestions as they are read: the queue, the page that explains one, and what each side may not see."""

import re

import pytest
from sqlalchemy import event
from sqlmodel import select

from tests.stage import LIFT, ROBOT, Stage, the_suggestion
from tests.visitor import Visitor, hidden
from webapp.models import Demand, Suggestion

TUNER = "电梯调试员"


def accept(stage: Stage, name: str, url: str, **typed: object) -> None:
    visitor = stage.as_(name)
    form = hidden(visitor.get(url).text, f"{url}/choice")
    answer = visitor.client.post(f"{url}/choice", data={**form, "decision": "accept", "then": "stay", **typed})
    assert answer.status_code == 303


def queries(stage: Stage, visitor: Visitor, address: str) -> int:
    counted: list[str] = []
    visitor.get(address)
    event.listen(
        stage.app.extensions["zhiqiao.engine"], "before_cursor_execute", lambda *given: counted.append(given[2])
    )
    assert visitor.get(address).status_code == 200
    taken = len(counted)
    counted.clear()
    return taken


def test_the_parts_on_the_page_sum_to_the_total(choosing: Stage) -> None:
    ines = choosing.as_("Ines")
    rows = choosing.ask(lambda session: session.exec(select(Suggestion)).all())
    own = [row for row in rows if row.facts["offering"]["school"] == "云川职业技术学院"]

    for row in own:
        page = ines.get(f"/suggestions/{row.id}").text
        parts = [float(points) for points in re.findall(r"data-points>([\d.]+)<", page)]
        total = re.search(r"data-total>([\d.]+)<", page)
        assert total
        assert sum(parts) == pytest.approx(float(total.group(1)), abs=0.001)
        assert float(total.group(1)) == row.score
        assert f"匹配得分 {row.score:.1f}，满分 100" in page


def test_the_page_explains_the_pair_in_words(choosing: Stage) -> None:
    page = choosing.as_("Ines").get(choosing.suggestion_url()).text

    for words in (
        "双向选择截止：",
        "建议为本专业安排 20 人，可以接受",
        "行业相同：C3435 电梯、自动扶梯及升降机制造",
        "可参与 45 人，剩余 45 人",
        "高空作业防护",
        "未开设",
        "开设“高空作业防护”后",
        "没有数据，不计入",
        "电梯 · 安装维保",
    ):
        assert words in page, words


def test_what_a_missing_skill_would_bring_is_the_librarys_own_score(choosing: Stage) -> None:
    row = choosing.ask(lambda session: the_suggestion(session, LIFT, "云川职业技术学院"))

    [gain] = [what for what in row.explanation["what_if"] if what["skill"] == "高空作业防护"]

    assert gain["score"] > row.score
    assert f"变为 {gain['score']:.1f}" in choosing.as_("Ines").get(choosing.suggestion_url()).text


def test_the_queue_counts_what_is_open_and_what_is_answered(choosing: Stage) -> None:
    ines = choosing.as_("Ines")
    accept(choosing, "Ines", choosing.suggestion_url(LIFT))
    own = [
        row
        for row in choosing.ask(lambda session: session.exec(select(Suggestion)).all())
        if row.facts["offering"]["school"] == "云川职业技术学院"
    ]

    page = ines.get("/suggestions").text

    assert f"待确认 {len(own) - 1}，已处理 1" in page
    assert "已接受 20 / 45 人" in page
    assert 'data-state="accept"' in page
    assert 'data-state="undecided"' in page
    accepted = ines.get("/suggestions?state=accepted").text
    assert (accepted.count("<tr data-pair"), 'data-state="undecided"' in accepted) == (1, False)
    assert ines.get("/suggestions?state=open").text.count("<tr data-pair") == len(own) - 1
    assert "没有符合条件的建议" in ines.get("/suggestions?q=烘焙").text


def test_a_school_sees_its_own_suggestions_only(choosing: Stage) -> None:
    tomas, ines = choosing.as_("Tomas"), choosing.as_("Ines")

    assert "云川职业技术学院" not in tomas.get("/suggestions").text
    assert tomas.get(choosing.suggestion_url(LIFT)).status_code == 404
    assert tomas.get(choosing.suggestion_url(ROBOT, "越东技工学校")).status_code == 200
    assert ines.get(choosing.suggestion_url(ROBOT, "越东技工学校")).status_code == 404


def test_an_enterprise_reads_its_side_and_never_learns_what_the_school_answers(choosing: Stage) -> None:
    mei, url = choosing.as_("Mei"), choosing.suggestion_url()
    before = {address: plain(mei.get(address).text) for address in ("/suggestions", url, f"{url}?lang=zh", "/home")}

    accept(choosing, "Ines", url, note_public="九月可以入企")

    after = {address: plain(mei.get(address).text) for address in before}
    assert after == before
    assert "九月可以入企" not in after[url]
    assert 'name="decision"' in after[url]
    assert "本企业意见" in after[url]
    assert "本校意见" not in after[url]
    for state in ("open", "accepted", "declined", "deferred"):
        assert mei.get(f"/suggestions?state={state}").status_code == 200
    assert "芯桥电梯有限公司" in after["/suggestions"]
    assert "恒捷装备有限公司" not in after["/suggestions"]
    assert mei.get(choosing.suggestion_url(TUNER)).status_code == 404


def plain(text: str) -> str:
    """Return the page without what differs from one drawing to the next."""
    return re.sub(r'(value|content)="[\w.-]{20,}"', "", text)


def test_the_parties_see_nothing_before_choosing_and_nothing_that_was_not_adopted(stage: Stage) -> None:
    stage.step("freeze")
    stage.compute()
    url = stage.suggestion_url()

    for name in ("Ines", "Mei"):
        visitor = stage.as_(name)
        assert visitor.get(url).status_code == 404
        assert "还没有可以查看的建议" in visitor.get("/suggestions").text
    assert stage.as_("Noor").get(url).status_code == 200
    assert stage.app.test_client().get(url).status_code == 302


def test_a_coordinator_sees_all_and_the_answers(choosing: Stage) -> None:
    accept(choosing, "Ines", choosing.suggestion_url(LIFT), note_public="九月可以入企")
    noor = choosing.as_("Noor")

    page, one = noor.get("/suggestions").text, noor.get(choosing.suggestion_url(LIFT)).text

    assert "云川职业技术学院" in page
    assert "越东技工学校" in page
    assert "Ines 于" in one
    assert "九月可以入企" in one
    assert "/choice" not in one
    assert "先问系里" not in one


ODD = ["program=x", "demand='", "round=1", "state=married", "q=%00%25", "program=" + "0" * 36]


@pytest.mark.parametrize("query", ODD)
def test_odd_filters_are_no_error(choosing: Stage, query: str) -> None:
    assert choosing.as_("Ines").get(f"/suggestions?{query}").status_code == 200
    assert choosing.as_("Ines").get(f"{choosing.suggestion_url()}?{query}").status_code == 200


def test_queries_do_not_grow_with_the_queue(choosing: Stage) -> None:
    visitors, url = [choosing.as_(name) for name in ("Ines", "Mei", "Noor")], choosing.suggestion_url()
    pages = [(visitor, address) for visitor in visitors for address in ("/suggestions", url)]
    before = [queries(choosing, visitor, address) for visitor, address in pages]
    with choosing.session() as session:
        same = the_suggestion(session, LIFT, "云川职业技术学院")
        demand = session.get_one(Demand, same.demand_id)
        for number in range(12):
            values = demand.model_dump(exclude={"id", "number"})
            more = Demand(number=f"D-9{number}", **values)
            session.add(more)
            session.flush()
            values = same.model_dump(exclude={"id", "demand_id"})
            session.add(Suggestion(demand_id=more.id, **values))

    after = [queries(choosing, visitor, address) for visitor, address in pages]

    assert after == before
    assert choosing.as_("Mei").get("/suggestions").text.count("<tr data-pair") >= 13
