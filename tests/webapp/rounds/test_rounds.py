"""Rounds: set up, changed, led from phase to phase, looked at; and who may."""

from datetime import timedelta

import pytest
from sqlmodel import select

from tests.stage import YEAR, Stage, newest_run, the_round
from tests.visitor import hidden
from webapp import clock
from webapp.models import Demand, MatchingRound, Offering
from webapp.models.posts.enums import PostStatus
from webapp.models.rounds.enums import RoundStatus

TODAY = clock.today()
FORM = {
    "title": "秋季校企匹配",
    "term": f"{YEAR}-2",
    "region": "330600",
    "collect_from": TODAY.isoformat(),
    "collect_until": (TODAY + timedelta(days=20)).isoformat(),
    "choose_from": (TODAY + timedelta(days=22)).isoformat(),
    "choose_until": (TODAY + timedelta(days=30)).isoformat(),
    "weight_skills": "40", "weight_industry": "25", "weight_capacity": "10", "weight_level": "10",
    "weight_mode": "5", "weight_region": "5", "weight_record": "5",
    "min_score": "45", "top_per_demand": "4", "top_per_offering": "8", "hard_rules": ["modes_apart"],
    "max_ranks": "3", "cap_enterprise_pct": "60", "method": "best_total", "notice_days": "7",
    "adjudicate_until": (TODAY + timedelta(days=40)).isoformat(),
}  # fmt: skip
NEW = "/rounds/new"


def form_of(text: str) -> dict[str, object]:
    """Return the hidden fields of the page's own form."""
    main = text.split("<main", 1)[1]
    return hidden(main.replace("<form ", '<form action="here" '), "here")


def test_a_coordinator_sets_a_round_up_and_opens_it(stage: Stage) -> None:
    noor = stage.as_("Noor")

    answer = noor.client.post(NEW, data={**form_of(noor.get(NEW).text), **FORM})

    assert answer.status_code == 303
    made = answer.headers["Location"]
    page = noor.get(made).text
    assert "秋季校企匹配" in page
    assert "没有共同合作方式的不配" in page
    assert 'data-round-state="draft"' in page
    assert noor.send(made, to=f"{made}/open").status_code == 303
    kept = stage.ask(lambda session: session.exec(select(MatchingRound).where(MatchingRound.code != "R1")).one())
    assert (kept.status, kept.min_score, kept.top_per_demand) == (RoundStatus.COLLECTING, 45, 4)
    assert (kept.weights["skills"], kept.hard_rules) == (40, ["modes_apart"])
    assert (kept.max_ranks, kept.cap_enterprise_pct, kept.method.value, kept.notice_days) == (3, 60, "best_total", 7)
    assert kept.adjudicate_until == TODAY + timedelta(days=40)
    assert "秋季校企匹配" in noor.get("/rounds").text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title": "秋"}, "至少 4 个字"),
        ({"weight_skills": "60"}, "各项权重合计应为 100，现在是 120"),
        ({"weight_skills": "-40"}, "不能小于 0"),
        ({"weight_skills": "四成"}, "应为整数"),
        ({"choose_from": TODAY.isoformat()}, "四个日期应依次往后"),
        ({"collect_from": "2027-02-31"}, "应为日期"),
        ({"collect_from": "0000-00-00"}, "应为日期"),
        ({"min_score": "101"}, "不能大于 100"),
        ({"top_per_demand": "0"}, "不能小于 1"),
        ({"term": "2027"}, "格式不对，请按提示填写"),
        ({"hard_rules": ["marry"]}, "请从选项中选择"),
        ({"region": "999999"}, "选择"),
        ({"max_ranks": "0"}, "不能小于 1"),
        ({"cap_enterprise_pct": "101"}, "不能大于 100"),
        ({"method": "lottery"}, "请从选项中选择"),
        ({"adjudicate_until": TODAY.isoformat()}, "裁定截止应在选择截止之后"),
        ({"notice_days": "31"}, "不能大于 30"),
    ],
)
def test_a_bad_round_comes_back_whole(stage: Stage, typed: dict[str, object], sentence: str) -> None:
    noor = stage.as_("Noor")

    answer = noor.client.post(NEW, data={**form_of(noor.get(NEW).text), **FORM, **typed})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'role="alert"' in answer.text
    assert 'value="8"' in answer.text
    assert len(stage.ask(lambda session: session.exec(select(MatchingRound)).all())) == 1


def test_new_weights_make_a_new_version_of_the_rules_and_show_beside_the_next_run(stage: Stage) -> None:
    noor, edit = stage.as_("Noor"), f"{stage.round_url}/edit"
    stage.step("freeze")
    stage.compute()

    same = {**FORM, "term": f"{YEAR}-1", "title": "春季校企匹配", "region": "", "hard_rules": []}
    typed = {**same, "weight_skills": "50", "weight_industry": "15", "min_score": "30"}
    answer = noor.client.post(edit, data={**form_of(noor.get(edit).text), **typed})

    assert answer.status_code == 303
    assert stage.ask(the_round).policy_version == 2
    stage.compute()
    page = noor.get(stage.round_url).text
    assert "技能匹配 45 → 50" in page
    assert "最低得分 20 → 30" in page


def test_a_stale_edit_is_refused(stage: Stage) -> None:
    noor, edit = stage.as_("Noor"), f"{stage.round_url}/edit"
    drawn = form_of(noor.get(edit).text)
    assert noor.client.post(edit, data={**drawn, **FORM}).status_code == 303

    answer = noor.client.post(edit, data={**drawn, **FORM, "title": "另一个标题"})

    assert answer.status_code == 409
    assert "另一个标题" in answer.text
    assert stage.ask(the_round).title == "秋季校企匹配"


def test_a_round_is_changed_until_people_choose(stage: Stage) -> None:
    noor, edit = stage.as_("Noor"), f"{stage.round_url}/edit"
    drawn = form_of(noor.get(edit).text)
    late = (RoundStatus.CHOOSING, RoundStatus.ADJUDICATING, RoundStatus.PUBLISHED, RoundStatus.CLOSED)
    for status in late:
        with stage.session() as session:
            the_round(session).status = status
        assert noor.client.post(edit, data={**drawn, **FORM}).status_code == 409, status
    assert stage.ask(the_round).title == "春季校企匹配"

    with stage.session() as session:
        the_round(session).status = RoundStatus.SCORED
    assert noor.client.post(edit, data={**drawn, **FORM}).status_code == 303
    assert stage.ask(the_round).title == "秋季校企匹配"


def test_a_step_from_another_phase_is_refused_with_its_reason(stage: Stage) -> None:
    noor = stage.as_("Noor")
    form = hidden(noor.get(stage.round_url).text, f"{stage.round_url}/freeze")
    stage.step("freeze")

    stale = noor.client.post(f"{stage.round_url}/freeze", data=form)
    early = noor.client.post(f"{stage.round_url}/choose", data={**form, "version": stage.ask(the_round).version})

    assert (stale.status_code, early.status_code) == (409, 409)
    assert "不在这一阶段" in early.text
    assert stage.ask(the_round).status is RoundStatus.FROZEN


def test_an_empty_round_is_not_frozen(stage: Stage) -> None:
    with stage.session() as session:
        for demand in session.exec(select(Demand)):
            demand.status = PostStatus.WITHDRAWN

    noor = stage.as_("Noor")
    page = noor.get(stage.round_url).text
    form = {**hidden(page, "/logout"), "version": stage.ask(the_round).version}
    answer = noor.client.post(f"{stage.round_url}/freeze", data=form)

    assert answer.status_code == 409
    assert "现有需求 0 条、培养能力 2 条" in answer.text
    assert "现有需求 0 条、培养能力 2 条" in page
    assert f'action="{stage.round_url}/freeze"' not in page


def test_a_round_that_is_not_frozen_is_not_computed(stage: Stage) -> None:
    noor = stage.as_("Noor")
    form = hidden(noor.get(stage.round_url).text, f"{stage.round_url}/freeze")

    answer = noor.client.post(f"{stage.round_url}/runs", data=form)

    assert answer.status_code == 409
    assert "请先冻结轮次" in answer.text


def test_what_was_collected_is_listed_with_a_way_to_send_it_back(stage: Stage) -> None:
    noor, page = stage.as_("Noor"), f"{stage.round_url}/posts"
    with stage.session() as session:
        session.exec(select(Demand).where(Demand.number == "D-2")).one().status = PostStatus.RETURNED

    demands, offerings = noor.get(page).text, noor.get(f"{page}?kind=offerings").text

    assert all(number in demands for number in ("D-1", "D-2", "D-3"))
    assert "退回修改" in demands
    assert demands.count("#return") == 3
    assert "P-1" in offerings
    assert "D-3" not in noor.get(f"{page}?q=电梯安装").text
    assert "没有这一页" in noor.get(f"{page}?page=9").text
    assert noor.get(f"{page}?page=x").status_code == 404
    stage.ask(lambda session: setattr(the_round(session), "status", RoundStatus.FROZEN))
    assert "#return" not in noor.get(page).text


def test_only_coordinators_lead_rounds(stage: Stage) -> None:
    stage.step("freeze")
    stage.compute()
    run = stage.ask(newest_run)
    inner = [NEW, f"{stage.round_url}/edit", f"{stage.round_url}/posts", f"/runs/{run.id}", f"/runs/{run.id}/progress"]
    deeds = ["open", "freeze", "thaw", "choose", "runs", "edit"]

    for name in ("Ines", "Mei"):
        visitor = stage.as_(name)
        page = visitor.get(stage.round_url)
        token = hidden(page.text, "/logout")
        assert page.status_code == 200
        assert "/freeze" not in page.text
        assert "参数与测算" not in page.text
        assert [visitor.get(address).status_code for address in inner] == [403] * len(inner)
        sent = [visitor.client.post(f"{stage.round_url}/{deed}", data=token).status_code for deed in deeds]
        assert sent == [403] * len(deeds)
    assert stage.ask(the_round).status is RoundStatus.FROZEN


def test_a_draft_is_the_coordinators_own(stage: Stage) -> None:
    with stage.session() as session:
        the_round(session).status = RoundStatus.DRAFT

    assert stage.as_("Ines").get(stage.round_url).status_code == 404
    assert "春季校企匹配" not in stage.as_("Ines").get("/rounds").text
    assert stage.as_("Noor").get(stage.round_url).status_code == 200
    assert stage.app.test_client().get(stage.round_url).status_code == 302


def test_a_frozen_round_shows_what_its_snapshot_held(stage: Stage) -> None:
    stage.step("freeze")
    stage.compute()
    with stage.session() as session:
        for offering in session.exec(select(Offering)):
            offering.status = PostStatus.WITHDRAWN

    page = stage.as_("Noor").get(stage.round_url).text

    assert "2 所学校，2 个专业点" in page
    assert "2 家企业，3 个岗位" in page
