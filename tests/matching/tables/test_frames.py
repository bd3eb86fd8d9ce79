"""Posts from data frames and plain columns: the same as from a file, refused in the same words."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import polars
import pytest

from matching import (
    Demand,
    InputError,
    Offering,
    Taxonomies,
    demands_from,
    offerings_from,
    read_demands,
    read_offerings,
)

Columns = dict[str, list[Any]]

DEMANDS: Columns = {
    "demand_id": ["D1", "D2"],
    "enterprise": ["Mei", None],
    "enterprise_id": ["E7", None],
    "position": ["电梯装配工", "护士"],
    "industry_code": ["C3435", None],
    "chain": ["电梯", None],
    "segment": ["整机制造", None],
    "family": ["电梯装配", None],
    "region": [330500, None],
    "region_name": ["湖州市", None],
    "level": ["中职", None],
    "headcount": [10, None],
    "skills": [["S7-1500编程", "控制柜接线"], []],
    "preferred_skills": [["门锁与层门检查"], None],
    "modes": [["订单班", "岗位实习"], None],
    "start": [date(2027, 9, 1), None],
    "months": [6, None],
}
OFFERINGS: Columns = {
    "offering_id": ["O1"],
    "school": ["Tomas"],
    "school_id": ["S3"],
    "major": ["机电技术应用"],
    "major_code": ["660301"],
    "major_class": ["自动化类"],
    "level": ["高职"],
    "region": ["330500"],
    "region_name": ["湖州市"],
    "capacity": [40],
    "batch_min": [20],
    "skills": [["可编程控制器应用", "机械制图"]],
    "courses": [["电工基础"]],
    "industry_codes": [["C34", "E49"]],
    "chain": ["电梯"],
    "modes": [["订单班"]],
    "start": [date(2027, 9, 1)],
    "months": [6],
    "regions": [["330500", "330100"]],
}
SAID = Demand(
    "D1",
    enterprise="Mei",
    enterprise_id="E7",
    position="电梯装配工",
    industry_code="C3435",
    chain="电梯",
    segment="整机制造",
    family="电梯装配",
    level="中职",
    headcount=10,
    required_skills=("S7-1500编程", "控制柜接线"),
    preferred_skills=("门锁与层门检查",),
    modes=("订单班", "岗位实习"),
    start="2027-09",
    months=6,
    region="330500",
    region_name="湖州市",
)
OFFERED = Offering(
    "O1",
    school="Tomas",
    school_id="S3",
    major="机电技术应用",
    major_code="660301",
    major_class="自动化类",
    level="高职",
    seats=40,
    batch_min=20,
    skills=("可编程控制器应用", "机械制图"),
    courses=("电工基础",),
    industry_codes=("C34", "E49"),
    chain="电梯",
    modes=("订单班",),
    start="2027-09",
    months=6,
    region="330500",
    region_name="湖州市",
    regions=("330500", "330100"),
)
FRAMES: dict[str, Callable[[Columns], Any]] = {
    "plain columns": dict,
    "pandas": pandas.DataFrame,
    "columns of pandas": lambda columns: pandas.DataFrame(columns).to_dict("series"),
    "columns of numpy": lambda columns: {name: np.array(cells, object) for name, cells in columns.items()},
    "polars": polars.DataFrame,
    "lazy polars": polars.LazyFrame,
    "columns of polars": lambda columns: polars.DataFrame(columns).to_dict(),
}


def changed(**columns: Any) -> Columns:
    return {**DEMANDS, **columns}


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
def test_any_frame_says_all_that_a_post_can_say(frame: Callable[[Columns], Any], tables: Taxonomies) -> None:
    assert demands_from(frame(DEMANDS), tables) == (SAID, Demand("D2", position="护士"))
    assert offerings_from(frame(OFFERINGS), tables) == (OFFERED,)


def test_a_frame_and_a_file_give_the_same_posts(tmp_path: Path, tables: Taxonomies) -> None:
    for columns, name in ((DEMANDS, "demands.csv"), (OFFERINGS, "offerings.csv")):
        written = polars.DataFrame(columns).with_columns(
            polars.col("start").dt.strftime("%Y-%m"), polars.col(polars.List(polars.String)).list.join(";")
        )
        written.write_csv(tmp_path / name)

    assert demands_from(DEMANDS, tables) == read_demands(tmp_path / "demands.csv", tables)
    assert offerings_from(OFFERINGS, tables) == read_offerings(str(tmp_path / "offerings.csv"), tables)


@pytest.mark.parametrize("unknown", [None, "", " ", float("nan"), np.nan, pandas.NA, pandas.NaT], ids=repr)
def test_what_is_unknown_stays_unknown(unknown: Any, tables: Taxonomies) -> None:
    columns = changed(headcount=[unknown, 3], start=[unknown, "2027年9月"], skills=[unknown, "铺床法；口腔护理"])

    first, second = demands_from(columns, tables)

    assert (first.headcount, first.start, first.required_skills) == (None, "", ())
    assert (second.headcount, second.start, second.required_skills) == (3, "2027-09", ("铺床法", "口腔护理"))


@pytest.mark.parametrize("ten", [10, 10.0, "10", "１０", np.int64(10), np.float32(10), Decimal("10.0")], ids=repr)
def test_a_whole_number_may_be_written_in_any_way(ten: Any, tables: Taxonomies) -> None:
    assert demands_from(changed(headcount=[ten, None]), tables)[0].headcount == 10


REFUSED: dict[str, tuple[Any, str]] = {
    "a column is missing": (
        {name: cells for name, cells in DEMANDS.items() if name != "headcount"},
        "demands:0:headcount: this column is missing; add it",
    ),
    "a column is shorter": (
        changed(level=["中职"]),
        "demands:0:level: this column has 1 cells where others have 2; fill it up with None",
    ),
    "a column is one text": (changed(skills="铺床法"), "demands:0:skills: this column is no list of cells"),
    "a column stands twice": (
        pandas.DataFrame([["D1", "D1"]], columns=["demand_id", "demand_id"]),
        "demands:0:: a column stands twice; keep one of each name",
    ),
    "an id stands twice": (
        changed(demand_id=["D1", "D1"]),
        "demands:2:demand_id: 'D1' stands in row 1 already; ids must differ",
    ),
    "an id is missing": (
        changed(demand_id=["D1", None]),
        "demands:2:demand_id: is empty; every row needs its own id",
    ),
    "a number is negative": (
        changed(headcount=[10, -1]),
        "demands:2:headcount: '-1' is no whole number from 0 to 1000000; mend it or leave it empty",
    ),
    "a number is broken": (
        changed(months=[1.5, None]),
        "demands:1:months: '1.5' is no whole number from 0 to 120; mend it or leave it empty",
    ),
    "a number is endless": (
        changed(months=[float("inf"), None]),
        "demands:1:months: 'inf' is no whole number from 0 to 120; mend it or leave it empty",
    ),
    "a code does not exist": (
        changed(industry_code=["C9999", None]),
        "demands:1:industry_code: 'C9999' is no code of GB/T 4754-2017; write one like C3435, or leave it empty",
    ),
    "a yes for a number": (
        changed(headcount=[True, None]),
        "demands:1:headcount: holds a bool; give text, a number, a date or a list",
    ),
    "a table in a cell": (
        changed(skills=[[{"skill": "铺床法"}], None]),
        "demands:1:skills: holds a list; give text, a number, a date or a list",
    ),
    "a NUL": (changed(position=["电梯\0", None]), "demands:1:position: holds a NUL character; take it out"),
    "a cell without end": (
        changed(position=["电" * 32_001, None]),
        "demands:1:position: is longer than 32000 characters; shorten it",
    ),
}


@pytest.mark.parametrize(("columns", "line"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_meant_is_refused_with_its_place(columns: Any, line: str, tables: Taxonomies) -> None:
    with pytest.raises(InputError) as refused:
        demands_from(columns, tables)

    assert str(refused.value) == line


def test_what_is_no_table_is_refused(tables: Taxonomies) -> None:
    with pytest.raises(TypeError):
        demands_from(5, tables)  # type: ignore[arg-type]


def test_a_code_that_is_read_in_a_wider_sense_is_told(tables: Taxonomies) -> None:
    told: list[InputError] = []

    first, _ = demands_from(changed(industry_code=["C3436", None]), tables, warn=told.append)

    assert first.industry_code == "C343"
    assert [(warning.row, warning.column) for warning in told] == [(1, "industry_code")]


def test_columns_that_nobody_asks_for_are_left_alone(tables: Taxonomies) -> None:
    assert demands_from(changed(note=[object(), object()], **{"": [1, 2]}), tables)[0] == SAID


def test_no_rows_are_no_posts(tables: Taxonomies) -> None:
    assert demands_from({name: [] for name in DEMANDS}, tables) == ()
