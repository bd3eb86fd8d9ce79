"""Places in files: read as people write them, the town behind them kept, and nothing guessed."""

from collections.abc import Callable

import pytest
from sqlmodel import Session

from tests.visitor import Visitor
from tests.webapp.imports.conftest import DEMAND, all_demands, bring, imported, outcomes, xlsx

SignIn = Callable[[str], Visitor]
ADDRESS = "详细地址"


@pytest.mark.parametrize(
    ("region", "address", "code", "kept"),
    [
        ("浙江绍兴", "", "330600", ""),
        ("浙江绍兴皋埠镇", "", "330600", "皋埠镇"),
        ("绍兴市皋埠镇人民路1号", "", "330600", "皋埠镇人民路1号"),
        ("绍兴市皋埠镇", "人民路1号", "330600", "皋埠镇人民路1号"),
        ("绍兴市皋埠镇", "皋埠镇人民路1号", "330600", "皋埠镇人民路1号"),
        ("330600绍兴市", "人民路1号", "330600", "人民路1号"),
    ],
)
def test_the_town_behind_a_place_begins_the_address(
    as_: SignIn, database: Session, region: str, address: str, code: str, kept: str
) -> None:
    bring(as_, "Mei", "demands", [{**DEMAND, "工作地点": region, ADDRESS: address}])

    (demand,) = all_demands(database)
    assert (demand.region, demand.address) == (code, kept)


@pytest.mark.parametrize("region", ["330600 杭州市", "浙江"[:1], "330600 南浔区"])
def test_a_place_that_is_not_certain_is_not_taken(as_: SignIn, database: Session, region: str) -> None:
    imported(as_("Mei"), "demands", xlsx([{**DEMAND, "工作地点": region}]))

    assert outcomes(database)[0] in ("ask", "error")
