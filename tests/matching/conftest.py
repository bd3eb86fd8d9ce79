"""A small world by hand: a few codes, a lexicon of six skills, and posts that say only what a test is about."""

from collections.abc import Callable

import pytest

from matching import Demand, Offering, Taxonomies
from matching.tables.lexicon import LexiconRow
from matching.tables.load import load_tables
from matching.tables.taxonomy import Family, Industry, IndustryRelation, Major, MajorClass, Segment

Post = Callable[..., Demand]
Capacity = Callable[..., Offering]

CODES = {
    "C": "制造业",
    "C34": "通用设备制造业",
    "C343": "物料搬运设备制造",
    "C3435": "电梯、自动扶梯及升降机制造",
    "C349": "其他通用设备制造业",
    "C3491": "工业机器人制造",
    "C36": "汽车制造业",
    "C3612": "新能源车整车制造",
    "E": "建筑业",
    "E49": "建筑安装业",
    "E491": "电气安装",
    "E4910": "电气安装",
    "Q": "卫生和社会工作",
    "Q84": "卫生",
    "Q8415": "专科医院",
}


@pytest.fixture(scope="session")
def tables() -> Taxonomies:
    """The small tables."""
    return Taxonomies.of(
        [Industry(code, name, code[:-1]) for code, name in CODES.items()],
        [
            LexiconRow("PLC编程", ("可编程控制器应用", "S7-1500编程", "梯形图编写"), "equipment"),
            LexiconRow("电梯维护保养", ("电梯保养", "门锁与层门检查"), "equipment"),
            LexiconRow("电气控制柜装配", ("控制柜接线", "配电柜配线"), "equipment"),
            LexiconRow("机器人操作编程", ("示教再现", "机器人示教"), "equipment"),
            LexiconRow("基础护理技术", ("铺床法", "口腔护理"), "medical"),
            LexiconRow("静脉输液与注射", ("打针输液",), "medical"),
        ],
        relations=[IndustryRelation("C3435", "E4910", "installs", 0.8, "电梯由建筑安装业安装")],
        majors=[Major("660301", "机电技术应用", "自动化类"), Major("720201", "护理", "护理类")],
        classes=[
            MajorClass("自动化类", ("C34", "C3491"), ("PLC编程", "机器人操作编程")),
            MajorClass("护理类", ("Q84",), ("基础护理技术",)),
        ],
        chains={"elevator": "电梯", "robot": "机器人"},
        segments=[
            Segment("elevator.make", "elevator", "整机制造", ("C3435",)),
            Segment("robot.make", "robot", "机器人本体", ("C3491",)),
        ],
        families=[
            Family("elevator.make.fit", "elevator.make", "电梯装配", ("电梯装配工", "电梯调试员")),
            Family("robot.make.tune", "robot.make", "机器人调试", ("机器人调试员",)),
        ],
    )


@pytest.fixture(scope="session")
def national_tables() -> Taxonomies:
    """The tables of the product."""
    return load_tables()


@pytest.fixture(scope="session")
def demand() -> Post:
    """Mei's demand, changed as the test says."""

    def make(name: str = "D1", **said: object) -> Demand:
        facts: dict[str, object] = {
            "enterprise": "Mei",
            "enterprise_id": "Mei",
            "position": "电梯装配工",
            "industry_code": "C3435",
            "required_skills": ("S7-1500编程", "控制柜接线"),
            "level": "中职",
            "headcount": 10,
            "region": "330500",
        }
        return Demand(id=name, **{**facts, **said})  # type: ignore[arg-type]

    return make


@pytest.fixture(scope="session")
def offering() -> Capacity:
    """Tomas' offering, changed as the test says."""

    def make(name: str = "O1", **said: object) -> Offering:
        facts: dict[str, object] = {
            "school": "Tomas",
            "school_id": "Tomas",
            "major": "机电技术应用",
            "major_class": "自动化类",
            "industry_codes": ("C34",),
            "skills": ("可编程控制器应用", "机械制图"),
            "level": "中职",
            "seats": 40,
            "region": "330500",
        }
        return Offering(id=name, **{**facts, **said})  # type: ignore[arg-type]

    return make
