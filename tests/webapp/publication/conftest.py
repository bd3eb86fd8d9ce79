"""The small city with two posts that want more than one programme has, and its result once it is out."""

import pytest

from tests.market import CLOUD, LIFT, Market
from tests.visitor import Visitor

OBJECTION = {
    "name": "王芳",
    "organisation_name": "",
    "contact": "13800138000",
    "content": "该企业当年没有对应岗位的用人计划，请重新核实后再公布结果。",
}
REPLY = "经核实，异议所述情况属实，该配对将重新裁定并更正公示。"


@pytest.fixture
def on_fewer(market: Market) -> Market:
    """Return the market once a result is out by which the school gave 18 of the 20 places that were asked for."""
    market.choose(LIFT, CLOUD, 20, 18, (1, 1))
    market.end_choosing()
    market.publish()
    return market


def object_to(market: Market) -> None:
    """File an objection, as somebody who is not signed in."""
    page = "/notices/R1/objections/new"
    answer = Visitor(market.stage.app.test_client()).send(page, {**OBJECTION, "allocation_id": ""}, to=page)
    assert answer.status_code == 303, answer.text
