"""The small city with two posts that want more than one programme has, and its result once it is out."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from tests.webapp.posts.programs.conftest import Visitor
from tests.webapp.rounds.stage import person, the_round
from tests.webapp.seats import conftest as allocations_side
from tests.webapp.seats.market import CLOUD, LIFT, Market
from webapp.models import Publication
from webapp.models.publication.publication_input import NoticeInput
from webapp.services.publication import publication

stage = allocations_side.stage
stage_anywhere = allocations_side.stage_anywhere
market = allocations_side.market
market_anywhere = allocations_side.market_anywhere

NOTICE = NoticeInput(
    title="关于春季校企匹配结果的公示",
    text="经双向选择和统筹协调，现将本轮配对结果予以公示。",
    contact="市教育局职教科 0575-85000000",
    notice_days=5,
)
OBJECTION = {
    "name": "王芳",
    "organisation_name": "",
    "contact": "13800138000",
    "content": "该企业当年没有对应岗位的用人计划，请重新核实后再公布结果。",
}
REPLY = "经核实，异议所述情况属实，该配对将重新裁定并更正公示。"


@pytest.fixture
def contest(market: Market) -> Market:
    """Return the market once the contest is open, on SQLite."""
    market.contend()
    return market


@pytest.fixture
def contest_anywhere(market_anywhere: Market) -> Market:
    """Return the market once the contest is open, on each engine."""
    market_anywhere.contend()
    return market_anywhere


@pytest.fixture
def settled(market: Market) -> Market:
    """Return the market with one pair that both sides accepted, seats of each side known."""
    market.choose(LIFT, CLOUD, 20, 18, (1, 1))
    market.end_choosing()
    return market


@pytest.fixture
def published(settled: Market) -> Market:
    """Return the market once its result is out."""
    publish(settled)
    return settled


def publish(market: Market) -> None:
    """Write the notice, approve it, publish."""
    with market.stage.session() as session:
        noor = person(session, "Noor")
        found = publication.draft_notice(session, the_round(session), NOTICE, by=noor)
        publication.approve_notice(session, found, by=noor)
    market.stage.step("publish")


def let_pass(market: Market, days: int = 30) -> None:
    """Let the notice period be over."""
    with market.stage.session() as session:
        found = session.exec(select(Publication)).one()
        found.ends_on = date.today() - timedelta(days=1)
        found.starts_on = date.today() - timedelta(days=days)
        session.add(found)


def object_to(market: Market) -> None:
    """File an objection, as somebody who is not signed in."""
    page = "/notices/R1/objections/new"
    answer = Visitor(market.stage.app.test_client()).send(page, {**OBJECTION, "allocation_id": ""}, to=page)
    assert answer.status_code == 303, answer.text
