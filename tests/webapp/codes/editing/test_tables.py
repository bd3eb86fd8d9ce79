"""Code tables row by row: who may, what is refused, what stays on record, and what makes a version."""

import pytest
from sqlmodel import Session, col, select

from tests.webapp.codes.editing.conftest import Office, hidden
from webapp.models import AuditEvent, Chain, ChainSegment, Organisation, Region, TaxonomyVersion
from webapp.models.accounts.enums import Role
from webapp.services.codes.editing import changes
from webapp.services.codes.editing.history import history_of_code
from webapp.services.codes.tables import reference_data
from webapp.services.codes.tables.versions import current_version, stamp
from webapp.services.limits.rules import standing_rules

TABLES = [sheet.name for sheet in changes.ALL]
SEGMENT = {"slug": "nev.x", "chain": "nev", "stream": "upstream", "name": "甲", "name_en": "a"}
CHAIN = {"name": "新能源汽车", "name_en": "New-energy vehicles", "description": "从材料到整车"}


def versions(office: Office) -> int:
    return office.ask(lambda session: len(session.exec(select(TaxonomyVersion)).all()))


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_its_list_and_its_rows(small_office: Office, table: str) -> None:
    root = small_office.as_("Root")
    assert root.get(f"/admin/codes/{table}").status_code == 200
    rows = small_office.ask(lambda session: changes.SHEETS[table].stored(session))
    for key in list(rows)[:1]:
        page = root.client.get(f"/admin/codes/{table}/entry", query_string={"key": key})
        assert page.status_code == 200
        assert "保存" in page.text


@pytest.mark.parametrize("page", ["", "/versions", *(f"/{table}" for table in TABLES)])
def test_a_school_does_not_see_the_administration(small_office: Office, page: str) -> None:
    assert small_office.as_("Ines").get(f"/admin/codes{page}").status_code == 403
    assert "代码管理" not in small_office.as_("Ines").get("/home").text


def test_a_coordinator_looks_at_everything_and_changes_parks_alone(small_office: Office) -> None:
    noor = small_office.as_("Noor")
    assert "代码管理" in noor.get("/home").text
    page = noor.get("/admin/codes/chains/entry?key=nev")
    assert page.status_code == 200
    assert "保存" not in page.text
    assert noor.get("/admin/codes/chains/new").status_code == 403
    token = noor.get("/admin/codes/parks/new").text
    for address in (
        "/admin/codes/chains/new",
        "/admin/codes/chains/entry?key=nev",
        "/admin/codes/chains/remove?key=nev",
    ):
        assert noor.client.post(address, data={**hidden(token), "slug": "nev", **CHAIN}).status_code == 403
    for address in ("/admin/codes/skills/import", "/admin/skills/merge?key=安全用电"):
        assert noor.get(address).status_code == 403
    made = noor.send("/admin/codes/parks/new", {"code": "X-0001", "name": "滨海产业园", "parent_code": "330602 越城区"})
    assert made.status_code == 303


def test_a_changed_chain_is_stored_recorded_and_makes_a_version(office: Office) -> None:
    before = versions(office)
    answer = office.as_("Root").send("/admin/codes/chains/entry?key=nev", {"slug": "nev", **CHAIN})
    assert answer.status_code == 303
    assert office.ask(lambda session: session.get_one(Chain, "nev").name) == "新能源汽车"
    assert versions(office) == before + 1
    newest = office.ask(current_version)
    assert newest.change == {"what": "code.edited", "sheet": "chains", "key": "nev"}
    assert newest.made_by.role is Role.ADMINISTRATOR
    event = office.ask(lambda session: history_of_code(session, "chains", "nev"))[0]
    assert event.before["name"] == "新能源汽车与动力电池"
    assert event.after["name"] == "新能源汽车"
    page = office.as_("Root").get("/admin/codes/chains/entry?key=nev").text
    assert "新能源汽车与动力电池 → 新能源汽车" in page
    assert "修改 nev" in office.as_("Root").get("/admin/codes").text


def test_saving_the_same_again_changes_nothing(small_office: Office) -> None:
    root = small_office.as_("Root")
    root.send("/admin/codes/chains/entry?key=nev", {"slug": "nev", **CHAIN})
    before = versions(small_office)
    events = small_office.ask(lambda session: len(session.exec(select(AuditEvent)).all()))
    assert root.send("/admin/codes/chains/entry?key=nev", {"slug": "nev", **CHAIN}).status_code == 303
    assert versions(small_office) == before
    assert small_office.ask(lambda session: len(session.exec(select(AuditEvent)).all())) == events


def test_a_stale_edit_shows_both_and_keeps_what_was_typed(office: Office) -> None:
    root = office.as_("Root")
    drawn = hidden(root.get("/admin/codes/chains/entry?key=nev").text)
    root.send("/admin/codes/chains/entry?key=nev", {"slug": "nev", **CHAIN})
    late = root.client.post(
        "/admin/codes/chains/entry?key=nev", data={**drawn, "slug": "nev", **CHAIN, "name": "电动汽车"}
    )
    assert late.status_code == 409
    assert "电动汽车" in late.text
    assert "新能源汽车" in late.text
    assert office.ask(lambda session: session.get_one(Chain, "nev").name) == "新能源汽车"
    again = root.client.post(
        "/admin/codes/chains/entry?key=nev", data={**hidden(late.text), "slug": "nev", **CHAIN, "name": "电动汽车"}
    )
    assert again.status_code == 303
    assert office.ask(lambda session: session.get_one(Chain, "nev").name) == "电动汽车"


@pytest.mark.parametrize(
    ("table", "typed", "complaint"),
    [
        ("chains", {"slug": "nev", **CHAIN}, "已有同样的一条"),
        ("chains", {"slug": "电 梯", **CHAIN}, "小写字母"),
        ("chains", {"slug": "neu", "name": "", "name_en": "x"}, "请填写此项"),
        ("segments", {**SEGMENT, "industry_codes": "C9999"}, "代码表里没有：C9999"),
        ("segments", {**SEGMENT, "chain": "none", "industry_codes": "C34"}, "代码表里没有：none"),
        ("relations", {"a": "C34", "b": "C34", "relation": "makes", "strength": "0.5"}, "两端应是不同的行业"),
        ("relations", {"a": "C34", "b": "C35", "relation": "makes", "strength": "1.5"}, "不能大于 1"),
        ("relations", {"a": "A051", "b": "A01", "relation": "makes", "strength": "0.5"}, "已有同样的一条"),
        ("class-skills", {"major_class": "新类", "skills": "无此技能"}, "技能库里没有：无此技能"),
        ("skills", {"skill": "新技能", "field": "water", "aliases": "水文测验"}, "本身是技能"),
        ("skills", {"skill": "流速仪测流", "field": "water", "aliases": ""}, "已是“水文测验”的别名"),
        ("parks", {"code": "330602", "name": "园", "parent_code": "330602"}, "X- 加四位数字"),
        ("parks", {"code": "X-0009", "name": "园", "parent_code": "330602", "lat": "30"}, "同时填写"),
        ("parks", {"code": "X-0009", "name": "园", "parent_code": "330000"}, "市或区县"),
    ],
)  # fmt: skip
def test_a_row_that_refers_to_nothing_is_refused(
    small_office: Office, table: str, typed: dict[str, str], complaint: str
) -> None:
    before = versions(small_office)
    answer = small_office.as_("Root").send(f"/admin/codes/{table}/new", typed)
    assert answer.status_code == 422
    assert complaint in answer.text
    assert versions(small_office) == before


def test_a_chain_with_segments_stays_and_an_unused_one_goes(small_office: Office) -> None:
    root = small_office.as_("Root")
    used = root.send("/admin/codes/chains/entry?key=nev", {}, to="/admin/codes/chains/remove?key=nev")
    assert used.status_code == 409
    assert "还有 " in used.text
    root.send("/admin/codes/chains/new", {"slug": "drones", "name": "无人机", "name_en": "Drones", "description": ""})
    page = "/admin/codes/chains/entry?key=drones"
    assert root.send(page, {}, to="/admin/codes/chains/remove?key=drones").status_code == 303
    assert small_office.ask(lambda session: session.get(Chain, "drones")) is None


def test_a_park_is_a_region_in_its_county(small_office: Office) -> None:
    small_office.as_("Noor").send(
        "/admin/codes/parks/new",
        {
            "code": "X-0001",
            "name": "滨海产业园",
            "parent_code": "330602 浙江省 / 绍兴市 / 越城区",
            "lat": "30.1",
            "lon": "120.6",
        },
    )
    park = small_office.ask(lambda session: session.get_one(Region, "X-0001"))
    assert park.full_name.endswith("越城区 / 滨海产业园")
    assert (park.parent_code, park.lat, park.lon) == ("330602", 30.1, 120.6)
    found = small_office.as_("Ines").client.get("/codes/region?q=滨海产业园", headers={"Accept": "application/json"})
    assert found.json["options"][0]["value"] == "X-0001"
    used = small_office.as_("Noor").get("/admin/codes/parks/new").text
    assert 'value="X-0002"' in used


def test_loading_the_files_again_leaves_what_was_changed(small_office: Office) -> None:
    small_office.as_("Root").send("/admin/codes/chains/entry?key=nev", {"slug": "nev", **CHAIN})

    def load(session: Session) -> None:
        reference_data.load(session)

    before = versions(small_office)
    small_office.ask(load)
    assert versions(small_office) == before

    def forget_and_load(session: Session) -> str:
        for version in session.exec(select(TaxonomyVersion)):
            version.source_sha256 = None
        segment = session.get_one(ChainSegment, "nev.lithium")
        segment.name = "被改坏"
        session.flush()
        reference_data.load(session)
        session.expire_all()
        return str(session.get_one(Chain, "nev").name + session.get_one(ChainSegment, "nev.lithium").name)

    assert small_office.ask(forget_and_load) == "新能源汽车锂矿资源与正极材料"


def test_a_version_is_the_fingerprint_of_what_is_stored(office: Office) -> None:
    first = office.ask(current_version)

    def there_and_back(session: Session) -> tuple[str, str, str]:
        chain = session.get_one(Chain, "nev")
        name, chain.name = chain.name, "别名"
        session.flush()
        changed = stamp(session, {"what": "code.edited"}, by=None).sha256
        same = stamp(session, {"what": "code.edited"}, by=None).sha256
        chain.name = name
        session.flush()
        return changed, same, stamp(session, {"what": "code.edited"}, by=None).sha256

    changed, same, back = office.ask(there_and_back)
    assert changed == same != first.sha256
    assert back == first.sha256


def test_a_limit_that_was_set_decides_what_must_be_explained(small_office: Office) -> None:
    root = small_office.as_("Root")
    page = "/admin/codes/limits/entry?key=share_of_same_post"
    assert root.send(page, {"key": "share_of_same_post", "value": "0", "source": ""}).status_code == 422
    typed = {"key": "share_of_same_post", "value": "35", "source": "市教育局 2027 年 3 号通知"}
    assert root.send(page, typed).status_code == 303
    assert small_office.ask(standing_rules)["share_of_same_post"].value == 35
    assert "市教育局 2027 年 3 号通知" in root.get("/admin/codes/limits").text
    root.send(page, {}, to="/admin/codes/limits/remove?key=share_of_same_post")
    assert small_office.ask(standing_rules)["share_of_same_post"].value == 20


def test_history_is_kept_for_what_is_gone(small_office: Office) -> None:
    root = small_office.as_("Root")
    root.send("/admin/codes/chains/new", {"slug": "drones", "name": "无人机", "name_en": "Drones", "description": ""})
    root.send("/admin/codes/chains/entry?key=drones", {}, to="/admin/codes/chains/remove?key=drones")
    events = small_office.ask(lambda session: history_of_code(session, "chains", "drones"))
    assert {event.action for event in events} == {"code.added", "code.removed"}
    assert root.get("/admin/codes/chains/entry?key=drones").status_code == 404
    rows = small_office.ask(
        lambda session: session.exec(select(TaxonomyVersion).order_by(col(TaxonomyVersion.id).desc())).all()
    )
    assert rows[0].change["what"] == "code.removed"


def test_what_is_in_a_park_is_in_its_province(small_office: Office) -> None:
    noor = small_office.as_("Noor")
    noor.send("/admin/codes/parks/new", {"code": "X-0001", "name": "滨海产业园", "parent_code": "330602"})

    def move(session: Session) -> None:
        for organisation in session.exec(select(Organisation)):
            organisation.region = "X-0001"

    small_office.ask(move)
    assert "电梯工程技术" in noor.get("/programs?region=330000").text
    assert "电梯工程技术" not in noor.get("/programs?region=320000").text
    used = noor.send("/admin/codes/parks/entry?key=X-0001", {}, to="/admin/codes/parks/remove?key=X-0001")
    assert used.status_code == 409


def test_places_are_spelt_anew_in_databases_that_stand(office: Office) -> None:
    def load_again(session: Session) -> dict[str, tuple[str, str, str]]:
        for version in session.exec(select(TaxonomyVersion)):
            version.source_sha256 = None
        region = session.get_one(Region, "330602")
        region.pinyin, region.initials, region.name_en = "old", "o", "Old"
        park = Region(code="X-0007", name="长治路产业园", parent_code="330602", level=4, pinyin="old")
        session.add(park)
        session.flush()
        reference_data.load(session)
        session.expire_all()
        return {row.code: (row.pinyin, row.initials, row.name_en) for row in (region, park)}

    assert office.ask(load_again) == {
        "330602": ("yuechengqu", "ycq", "Yuecheng District, Shaoxing, Zhejiang"),
        "X-0007": (
            *("changzhiluchanyeyuan", "czlcyy"),
            "Changzhiluchanyeyuan, Yuecheng District, Shaoxing, Zhejiang",
        ),
    }
