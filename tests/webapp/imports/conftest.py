"""Lists as files, on top of the codes and people of the tests of demands."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlmodel import Session, col, select
from werkzeug.test import TestResponse

from tests.places import Place, makes
from tests.visitor import Visitor
from tests.webapp.posting import COURSES, HALF_A_YEAR_ON, NEXT_YEAR, SKILLS, fresh
from webapp.models import Demand, ImportRow, Organisation

SignIn = Callable[[str], Visitor]

CODE_OF_MEI = "91330106MA2GXTMN03"
CODE_OF_JUN = "91330106MA2GXTMP6N"
DEMAND = {
    "产业链": "电梯",
    "环节": "安装维保",
    "行业代码": "C3435 电梯、自动扶梯及升降机制造",
    "岗位名称": "电梯保养工",
    "培养层次": "高职",
    "需求人数": 12,
    "同类岗位在岗人数": 120,
    "必备技能": "电梯应急处置；门锁与层门检查；安全用电",
    "合作方式": "订单班；现代学徒制",
    "到岗（入学）年月": f"{NEXT_YEAR}-03",
    "学徒培养期": 12,
    "企业师傅数": 4,
    "工作地点": "330600 浙江省绍兴市",
    "提供住宿或用餐": "是",
    "月报酬下限": 4200,
    "月报酬上限": 6500,
    "联系人": "赵敏",
    "联系电话": "13900139000",
    "有效期至": str(HALF_A_YEAR_ON),
}
OTHER = {**DEMAND, "岗位名称": "电梯急修工"}
ORGANISATION = {
    "单位类型": "企业",
    "统一社会信用代码": "91330100MA0000000C",
    "单位全称": "云川精密机械有限公司",
    "所在地": "330600 浙江省绍兴市",
}
PROGRAM = {
    "专业": "460206 电梯工程技术",
    "培养层次": "高职",
    "招生起点": "高中（中专、中技）起点",
    "学制": 3,
    "教授的技能": "\n".join(SKILLS),
    "主要课程": "\n".join(COURSES),
    "面向行业": "C3435",
}
OFFERING = {
    "专业": "460206",
    "培养层次": "高职",
    "学期": f"{NEXT_YEAR}-1",
    "可参与人数": 45,
    "接受的合作方式": "订单班",
    "开始年月": f"{NEXT_YEAR}-03",
    "培养时长": 12,
    "可去区域": "330600",
    "联系人": "王芳",
    "联系电话": "13800138000",
}


@pytest.fixture
def database_kind() -> str:
    """Return the kind of database that the application stands on."""
    return "lists"


@makes("lists", base="chains")
def _give_credit_codes(place: Place) -> None:
    with place.session() as session:
        for name, code in (("芯桥电梯有限公司", CODE_OF_MEI), ("越东电梯部件厂", CODE_OF_JUN)):
            session.exec(select(Organisation).where(Organisation.name == name)).one().credit_code = code


def xlsx(rows: Iterable[Mapping[str, object]], labels: Sequence[str] = (), **cells: Any) -> bytes:
    """Return a workbook with a row of labels and rows of values; further cells by their name, such as B2."""
    held = list(rows)
    names = list(labels) or list(dict.fromkeys(name for row in held for name in row))
    book = Workbook()
    sheet = book.active
    sheet.append(names)
    for row in held:
        sheet.append([row.get(name, "") for name in names])
    for place, value in cells.items():
        sheet[place] = value
    return saved(book)


def saved(book: Workbook) -> bytes:
    """Return a workbook's bytes."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def opened(content: bytes) -> Any:
    """Return a workbook out of its bytes."""
    return load_workbook(io.BytesIO(content))


def upload(visitor: Visitor, kind: str, content: bytes, name: str = "名单.xlsx") -> TestResponse:
    """Send a file as a browser does."""
    page = f"/imports/new?type={kind}"
    drawn = visitor.get(page)
    assert drawn.status_code == 200, drawn.status_code
    fields = dict(re.findall(r'name="(csrf_token|form_key)" value="([^"]*)"', drawn.text))
    return visitor.client.post(page, data={**fields, "file": (io.BytesIO(content), name)})


def imported(visitor: Visitor, kind: str, content: bytes, name: str = "名单.xlsx") -> str:
    """Send a file and return the address of its report."""
    answer = upload(visitor, kind, content, name)
    assert answer.status_code == 303, re.findall(r"msg-err.*?</div>", answer.text, re.DOTALL)
    return str(answer.headers["Location"])


def confirmed(visitor: Visitor, report: str) -> TestResponse:
    """Press the button that confirms."""
    return visitor.send(report, to=f"{report}/confirm")


def chosen(visitor: Visitor, report: str, **choices: str) -> TestResponse:
    """Say what is to become of rows that are there already."""
    return visitor.send(f"{report}?rows=twin", choices, to=f"{report}/choices")


def outcomes(database: Session) -> list[str]:
    """Return what the check found of each row, of all imports in their order."""
    rows = fresh(database).exec(select(ImportRow).order_by(ImportRow.number))  # type: ignore[arg-type]
    return [row.outcome.value if row.outcome else "" for row in rows]


def remarks(database: Session) -> dict[int, list[tuple[str, str]]]:
    """Return (field, code) of what was noted, by row."""
    rows = fresh(database).exec(select(ImportRow).order_by(ImportRow.number))  # type: ignore[arg-type]
    return {row.number: [(note["field"], note["code"]) for note in row.remarks] for row in rows}


def all_demands(database: Session) -> list[Demand]:
    """Return the demands that stand, by their position."""
    return list(fresh(database).exec(select(Demand).order_by(col(Demand.position))))


def bring(as_: SignIn, who: str, kind: str, rows: list[dict[str, Any]]) -> str:
    """Upload rows and confirm them; return the address of the report."""
    visitor = as_(who)
    report = imported(visitor, kind, xlsx(rows))
    assert confirmed(visitor, report).status_code == 303
    return report


def token_of(visitor: Visitor) -> dict[str, str]:
    """Return what every form carries."""
    return dict(re.findall(r'name="(csrf_token)" value="([^"]*)"', visitor.get("/imports/new").text))


def patched(content: bytes, changes: Mapping[str, Callable[[bytes], bytes]], **parts: bytes) -> bytes:
    """Return a workbook with some of its parts rewritten, and others added: `__` stands for `/`, `_dot_` for `.`."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as held, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in held.namelist():
            body = held.read(name)
            made.writestr(name, changes[name](body) if name in changes else body)
        for name, body in parts.items():
            made.writestr(name.replace("__", "/").replace("_dot_", "."), body)
    return out.getvalue()


def refusal(answer: TestResponse) -> str:
    """Return the sentence by which an upload was refused."""
    assert answer.status_code == 422, answer.status_code
    found = re.search(r'id="file-error">.*?<span>(.*?)</span>', answer.text, re.DOTALL)
    assert found is not None
    return found.group(1)
