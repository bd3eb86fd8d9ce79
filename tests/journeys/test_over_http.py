"""The main job from end to end over HTTP, without scripts, on both databases."""

import re

from sqlmodel import col, select

from tests.journeys.cast import DEMAND, INES, MEI, OFFERING, PASSWORD, PROGRAM, ROUND
from tests.places import Place
from tests.visitor import Page, Visitor
from webapp.models import Choice, Organisation
from webapp.models.accounts.enums import OrganisationKind, OrganisationStatus
from webapp.models.choosing.enums import Decision
from webapp.services.accounts import joining


def add_coordinator(place: Place) -> None:
    """Let Noor's coordinating body be there already, as it is where a platform is set up."""
    with place.session() as session:
        body = Organisation(
            kind=OrganisationKind.COORDINATOR,
            credit_code="12330500MA2B0009C1",
            name="云川市教育局",
            region="330500",
            status=OrganisationStatus.VERIFIED,
        )
        session.add(body)
        session.flush()
        joining.add_person(session, body, email="noor@example.cn", name="Noor", password=PASSWORD)


def registered(visitor: Visitor, person: dict[str, str]) -> Page:
    """Register an organisation with its first person."""
    page = visitor.press(visitor.open("/register"), "提交注册", person)
    assert page.url == "/home", page.text
    return page


def verified(noor: Visitor, name: str) -> None:
    """Verify the organisation that waits."""
    waiting = noor.open("/orgs?status=pending")
    place = re.search(rf'href="(/orgs/[0-9a-f-]+)"[^>]*>\s*{name}', waiting.text)
    assert place, waiting.text
    page = noor.press(noor.open(place.group(1)), "通过认证")
    assert page.status == 200
    assert "已认证" in page.text


def marks(page: Page, name: str) -> list[str]:
    """Return the values of a mark for tools."""
    return re.findall(rf'{name}="([^"]*)"', page.text)


def test_the_whole_main_job(place: Place) -> None:
    app = place.app()
    mei, ines, noor = (Visitor(app.test_client()) for _ in range(3))
    add_coordinator(place)
    noor.sign_in("noor@example.cn", PASSWORD)

    # both sides join and are verified
    registered(mei, MEI)
    registered(ines, INES)
    verified(noor, MEI["name"])
    verified(noor, INES["name"])

    # a coordinator opens a round
    page = noor.press(noor.open("/rounds/new"), "保存轮次", ROUND)
    round_url = page.url
    assert marks(page, "data-round-state") == ["draft"]
    page = noor.press(page, "开始征集")
    assert marks(page, "data-round-state") == ["collecting"]
    round_id = round_url.rsplit("/", 1)[1]

    # the enterprise posts a demand: draft, check, submit
    typed = {**DEMAND, "round_id": round_id}
    page = mei.press(mei.open("/demands/new"), "保存草稿", {"position": "电梯保养工"})
    assert page.status == 200
    page = mei.press(mei.open(page.link("/edit") if "/edit" not in page.url else page.url), "检查并提交", typed)
    assert page.url.endswith("/check"), page.text
    page = mei.press(page, "提交需求")
    demand_url = page.url
    assert "已提交" in page.text

    # the school writes a programme and opens capacity
    page = ines.press(ines.open("/programs/new"), "检查并保存", PROGRAM)
    assert re.fullmatch(r"/programs/[0-9a-f-]{36}", page.url), page.text
    page = ines.press(ines.open(f"{page.url}/offerings/new"), "检查并提交", {**OFFERING, "round_id": round_id})
    assert page.url.endswith("/check"), page.text
    page = ines.press(page, "提交培养能力")
    assert "已提交" in page.text
    assert ines.open(demand_url).status == 200

    # freeze, run, adopt, open choosing
    page = noor.press(noor.open(round_url), "冻结轮次")
    assert marks(page, "data-round-state") == ["frozen"]
    assert mei.open(f"{demand_url}/edit").status == 409
    page = noor.press(page, "发起测算")
    assert marks(page, "data-run-state")[0] == "queued"
    place.work()
    page = noor.open(round_url)
    assert marks(page, "data-run-state")[0] == "done"
    assert marks(page, "data-progress")[0] == "100"
    run_page = noor.open(next(link for link in page.links if link.startswith("/runs/")))
    pairs = marks(run_page, "data-pair")
    assert len(pairs) >= 1
    page = noor.press(page, "采用")
    assert marks(page, "data-round-state") == ["scored"]
    assert ines.open("/suggestions").text.count("data-pair") == 0
    page = noor.press(page, "开始双向选择")
    assert marks(page, "data-round-state") == ["choosing"]

    # the school reads the explanation and accepts a part
    queue = ines.open("/suggestions")
    page = ines.open(queue.link("/suggestions/"))
    assert marks(page, "data-state")[0] == "undecided"
    for words in ("条件对照", "得分是怎么来的", "技能逐项对照", "电梯应急处置", "困人救援"):
        assert words in page.text
    page = ines.press(page, "仅保存", {"decision": "accept_partial", "headcount": "12"})
    assert marks(page, "data-state")[0] == "accept_partial"

    # the enterprise does not see the answer and gives its own; the place keeps both
    page = mei.open(mei.open("/suggestions").link("/suggestions/"))
    assert marks(page, "data-state")[0] == "undecided"
    assert "12 人" not in re.sub(r"<[^>]+>", "", page.text).split("处理记录")[-1]
    page = mei.press(page, "仅保存", {"decision": "decline", "reason": "too_far"})
    assert marks(page, "data-state")[0] == "decline"
    with place.session() as session:
        choices = session.exec(select(Choice).order_by(col(Choice.decided_at))).all()
        assert [(choice.decision, choice.headcount) for choice in choices] == [
            (Decision.ACCEPT_PARTIAL, 12),
            (Decision.DECLINE, 0),
        ]
