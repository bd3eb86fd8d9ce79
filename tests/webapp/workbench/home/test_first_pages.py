"""The first pages: real numbers for everybody, and what waits for each role."""

import pytest
from sqlmodel import select

from matching import MatchingPolicy
from tests.stage import LIFT, Stage, the_round
from webapp.models import Demand, Offering, Organisation, Program
from webapp.models.accounts.enums import OrganisationStatus
from webapp.models.posts.enums import PostStatus, TrainingLevel, Visibility
from webapp.models.rounds.enums import RoundStatus
from webapp.models.rounds.round_input import DEFAULT_WEIGHTS


def test_the_landing_page_counts_what_is_public(stage: Stage) -> None:
    with stage.session() as session:
        session.exec(select(Demand).where(Demand.number == "D-2")).one().visibility = Visibility.PRIVATE

    page = stage.app.test_client().get("/").text

    assert "2 个岗位公开征集" in page
    assert "2 个专业点公开" in page
    assert "春季校企匹配" in page
    assert "芯桥电梯" not in page


def test_a_draft_round_is_not_announced(stage: Stage) -> None:
    with stage.session() as session:
        the_round(session).status = RoundStatus.DRAFT

    page = stage.app.test_client().get("/").text

    assert "春季校企匹配" not in page
    assert "现在没有进行中的轮次" in page


@pytest.mark.parametrize("page", ["/", "/help", "/help/method", "/help/accessibility"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_public_pages_answer_in_both_languages(stage: Stage, page: str, lang: str) -> None:
    answer = stage.app.test_client().get(f"{page}?lang={lang}")

    assert answer.status_code == 200
    assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}"' in answer.text


def test_the_method_is_explained_with_the_weights_that_apply(stage: Stage) -> None:
    page = stage.app.test_client().get("/help/method").text

    for points in DEFAULT_WEIGHTS.values():
        assert f">{points}</td>" in page
    assert "硬性规则" in page
    assert "不看什么" in page


def test_a_round_starts_from_the_weights_of_the_library() -> None:
    assert dict(MatchingPolicy().weights) == DEFAULT_WEIGHTS


def test_the_workbench_tells_a_school_what_waits(stage: Stage) -> None:
    with stage.session() as session:
        offering = session.exec(select(Offering).where(Offering.number == "P-1")).one()
        offering.status = PostStatus.RETURNED
        school = session.exec(select(Organisation).where(Organisation.name == "云川职业技术学院")).one()
        session.add(Program(school_id=school.id, name="数控技术", level=TrainingLevel.HIGHER))

    page = stage.as_("Ines").get("/home").text

    assert "统筹员退回，请修改后重新提交" in page
    assert "数控技术" in page
    assert "还没有开放培养能力" in page


@pytest.mark.usefixtures("choosing")
def test_the_workbench_counts_open_suggestions_and_leads_to_them(stage: Stage) -> None:

    page = stage.as_("Ines").get("/home").text

    assert "条匹配建议待确认" in page
    assert "/suggestions?state=open" in page


def test_the_workbench_tells_an_enterprise_of_returned_demands(stage: Stage) -> None:
    with stage.session() as session:
        session.exec(select(Demand).where(Demand.number == "D-1")).one().status = PostStatus.RETURNED

    page = stage.as_("Mei").get("/home").text

    assert LIFT in page
    assert "D-1" in page
    assert "D-2" not in page


def test_the_workbench_tells_a_coordinator_who_waits(stage: Stage) -> None:
    with stage.session() as session:
        school = session.exec(select(Organisation).where(Organisation.name == "越东技工学校")).one()
        school.status = OrganisationStatus.PENDING

    assert "越东技工学校" in stage.as_("Noor").get("/home").text
    waiting = stage.as_("Tomas").get("/home").text
    assert "单位正在等待统筹方认证" in waiting


@pytest.mark.parametrize(
    ("name", "sentence"), [("Mei", "没有待办"), ("Ines", "没有待办"), ("Noor", "没有等待认证的单位")]
)
def test_a_quiet_workbench_says_so(stage: Stage, name: str, sentence: str) -> None:
    assert sentence in stage.as_(name).get("/home").text


@pytest.mark.usefixtures("choosing")
def test_the_bar_marks_where_one_is(stage: Stage) -> None:

    assert 'href="/suggestions" aria-current="page"' in stage.as_("Ines").get(stage.suggestion_url()).text
    assert 'href="/rounds" aria-current="page"' in stage.as_("Noor").get(stage.round_url).text
    assert 'href="/suggestions"' not in stage.app.test_client().get("/").text
