"""Code tables out as CSV and in again: no change comes of a round trip, and half a file never comes in."""

import csv
import html
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from tests.webapp.codes.editing.conftest import Keeper, Office, hidden
from webapp.models import Chain, CodeUpload, IndustryRelation, Skill, SkillName, TaxonomyVersion
from webapp.services.codes.editing import changes, exchange
from webapp.services.kernel.data_folders import TAXONOMIES
from webapp.services.sheets.refusals import CellsRefused

SHEETS = changes.ALL
HEAD = "slug,name,name_en,description\n"


def upload(keeper: Keeper, table: str, text: str | bytes, **typed: str) -> TestResponse:
    page = f"/admin/codes/{table}/import"
    content = text.encode() if isinstance(text, str) else text
    form = {**hidden(keeper.get(page).text), **typed, "file": (io.BytesIO(content), f"{table}.csv")}
    answer: TestResponse = keeper.client.post(page, data=form, content_type="multipart/form-data")
    return answer


def versions(office: Office) -> int:
    return office.ask(lambda session: len(session.exec(select(TaxonomyVersion)).all()))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_what_was_exported_changes_nothing(small_office: Office, sheet: changes.Sheet) -> None:
    root = small_office.as_("Root")
    if sheet.name == "parks":
        root.send(
            "/admin/codes/parks/new",
            {"code": "X-0001", "name": "滨海", "parent_code": "330602", "lat": "30.1", "lon": "120"},
        )
    sent = root.get(f"/admin/codes/{sheet.name}/export")
    assert sent.headers["Content-Disposition"].endswith(".csv")
    looked = upload(root, sheet.name, sent.data)
    assert looked.status_code == 303
    page = root.get(looked.headers["Location"]).text
    assert "没有需要导入的改动" in page
    report = small_office.ask(lambda session: exchange.report_of(session, session.exec(select(CodeUpload)).all()[-1]))
    assert report.is_empty


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_file_says_its_heads_as_pages_do_and_comes_back_in_either_language(
    small_office: Office, sheet: changes.Sheet, language: str
) -> None:
    root = small_office.as_("Root")
    text = root.get(f"/admin/codes/{sheet.name}/export?lang={language}").data.decode("utf-8-sig")
    head = next(csv.reader([text.splitlines()[0]]))
    page = root.get(f"/admin/codes/{sheet.name}/import?lang={language}").text
    assert len(head) == len(sheet.columns)
    assert not set(head) & set(sheet.columns)
    assert all(f"<dt>{html.escape(label)}</dt>" in page for label in head)

    looked = upload(root, sheet.name, text)

    assert looked.status_code == 303, looked.text
    kept = small_office.ask(lambda session: session.exec(select(CodeUpload)).all()[-1].content)
    assert kept.splitlines()[0].split(",") == list(sheet.columns)


@pytest.mark.parametrize(
    "head",
    [
        "代号,名称,英文名称,说明",
        " 代号* ,名称＊,name_en,说明（选填）",
        "\ufeffslug,名称,英文名称,说明",
        "\r\n,,,\r\nKey,Name,English name,Information",
    ],
)
def test_heads_are_names_or_labels_in_whatever_mixture(office: Office, head: str) -> None:
    root = office.as_("Root")

    looked = upload(root, "chains", f"{head}\r\ndrones,无人机,Drones,\r\n")

    assert looked.status_code == 303, looked.text
    assert "无人机" in root.get(looked.headers["Location"]).text


def test_a_head_that_is_no_label_is_named_as_it_was_written(office: Office) -> None:
    refused = upload(office.as_("Root"), "chains", "代号,名称,英文名称,备考\ndrones,无人机,Drones,x\n")

    assert refused.status_code == 422
    assert "备考" in refused.text
    assert "表里没有这一列" in refused.text


@pytest.mark.parametrize(
    "name", ["chains", "chain_segments", "position_families", "industry_relations", "major_class_industries"]
)
def test_the_files_of_the_platform_are_taken_as_they_are(small_office: Office, name: str) -> None:
    sheet = next(sheet for sheet in SHEETS if sheet.file == name)
    text = (TAXONOMIES / f"{name}.csv").read_text(encoding="utf-8-sig")
    report = small_office.ask(lambda session: exchange.compare(session, sheet, exchange.read_csv(session, sheet, text)))
    assert report.is_empty
    assert report.same > 20


def test_a_file_of_one_field_of_skills_is_taken(small_office: Office) -> None:
    text = (TAXONOMIES / "skills" / "water.csv").read_text(encoding="utf-8-sig")
    looked = upload(small_office.as_("Root"), "skills", f"{text}\n水下机器人检测,ROV检测\n", skill_field="water")
    page = small_office.as_("Root").get(looked.headers["Location"]).text
    assert "水下机器人检测" in page
    small_office.as_("Root").send(looked.headers["Location"], {})
    assert small_office.ask(lambda session: session.get_one(Skill, "水下机器人检测").field_slug) == "water"
    words = small_office.ask(
        lambda session: session.exec(select(SkillName.word).where(SkillName.skill_name == "水下机器人检测")).all()
    )
    assert set(words) == {"水下机器人检测", "ROV检测"}


def test_differences_are_shown_first_and_applied_in_one_version(office: Office) -> None:
    root = office.as_("Root")
    before = versions(office)
    text = HEAD + "nev,电动汽车,Electric vehicles,从材料到整车\ndrones,无人机,Drones,\n"
    looked = upload(root, "chains", text)
    page = root.get(looked.headers["Location"]).text
    assert "电动汽车" in page
    assert "无人机" in page
    assert versions(office) == before
    assert office.ask(lambda session: session.get(Chain, "drones")) is None
    assert root.send(looked.headers["Location"], {}).status_code == 303
    assert versions(office) == before + 1
    assert office.ask(lambda session: session.get_one(Chain, "nev").name) == "电动汽车"
    assert office.ask(lambda session: session.get_one(Chain, "drones").name) == "无人机"
    assert office.ask(lambda session: session.get(Chain, "elevator")) is not None
    again = root.client.post(looked.headers["Location"], data=hidden(root.get("/admin/codes/chains/import").text))
    assert again.status_code == 409


def test_rows_that_a_file_lacks_go_only_when_asked_and_unused(small_office: Office) -> None:
    root = small_office.as_("Root")
    root.send("/admin/codes/chains/new", {"slug": "drones", "name": "无人机", "name_en": "Drones", "description": ""})
    text = HEAD + "nev,新能源汽车与动力电池,New-energy vehicles and traction batteries,甲\n"
    kept = upload(root, "chains", text)
    root.send(kept.headers["Location"], {})
    assert small_office.ask(lambda session: session.get(Chain, "drones")) is not None
    gone = upload(root, "chains", text.replace("甲", "乙"), takes_away="y")
    root.send(gone.headers["Location"], {})
    assert small_office.ask(lambda session: session.get(Chain, "drones")) is None
    assert small_office.ask(lambda session: session.get(Chain, "elevator")) is not None


@pytest.mark.parametrize(
    ("text", "row", "column", "complaint"),
    [
        (HEAD + "nev,新能源,NEV,x\n电梯,电梯,Lifts,\n", 3, "slug", "小写字母"),
        (HEAD + 'nev,"新能源,NEV,x\n', 2, "", "引号没有成对"),
        (HEAD + "nev,新能源,NEV,甲,乙\n", 2, "description", "表头只有 4 列"),
        (HEAD + "nev,,NEV,甲\n", 2, "name", "至少 1 个字"),
        (HEAD + "nev,甲,A,\nnev,乙,B,\n", 3, "slug", "与第 2 行重复"),
        ("slug,name\nnev,甲\n", 1, "name_en", "缺少这一列"),
        (HEAD.replace("description", "beschreibung") + "nev,甲,A,\n", 1, "beschreibung", "没有这一列"),
        ("", 1, "", "文件是空的"),
        (HEAD + f"nev,{'甲' * 41},A,\n", 2, "name", "最多 40 个字"),
        (HEAD + "nev,甲\x00,A,\n", 2, "", "读不出来"),
    ],
)
def test_a_file_with_a_fault_is_refused_with_row_and_column(
    small_office: Office, text: str, row: int, column: str, complaint: str
) -> None:
    before = versions(small_office)
    answer = upload(small_office.as_("Root"), "chains", text)
    assert answer.status_code == 422
    assert f'<td class="num">{row}</td>' in answer.text
    assert column in answer.text
    assert complaint in answer.text
    assert versions(small_office) == before
    assert small_office.ask(lambda session: session.exec(select(CodeUpload)).all()) == []


def test_a_number_out_of_range_names_its_cell(small_office: Office) -> None:
    text = "a,b,relation,strength,reason\nA01,A051,operates,0.70,x\nA01,C357,makes,1.70,x\nA01,C999,is,0.1,\n"
    with small_office.session() as session, pytest.raises(CellsRefused) as refused:
        exchange.read_csv(session, changes.SHEETS["relations"], text)
    assert [(found.row, found.field) for found in refused.value.complaints] == [(3, "strength"), (4, "relation")]


def test_a_report_that_no_longer_holds_is_looked_at_again(small_office: Office) -> None:
    root = small_office.as_("Root")
    looked = upload(root, "chains", HEAD + "nev,电动汽车,Electric vehicles,\n")
    drawn = hidden(root.get(looked.headers["Location"]).text)
    chain = {"slug": "nev", "name": "新能源", "name_en": "NEV", "description": ""}
    root.send("/admin/codes/chains/entry?key=nev", chain)
    answer = root.client.post(looked.headers["Location"], data=drawn)
    assert answer.status_code == 409
    assert small_office.ask(lambda session: session.get_one(Chain, "nev").name) == "新能源"


def test_gb18030_and_formulas_come_in_as_text(small_office: Office) -> None:
    root = small_office.as_("Root")
    looked = upload(root, "chains", (HEAD + "drones,无人机,Drones,'=1+1\n").encode("gb18030"))
    root.send(looked.headers["Location"], {})
    assert small_office.ask(lambda session: session.get_one(Chain, "drones").description) == "=1+1"
    assert "'=1+1" in root.get("/admin/codes/chains/export").text


def test_an_upload_is_its_makers(small_office: Office) -> None:
    looked = upload(small_office.as_("Root"), "chains", HEAD + "nev,电动汽车,EV,\n")
    assert small_office.as_("Noor").get(looked.headers["Location"]).status_code == 404


@settings(max_examples=60)
@given(st.text(alphabet=st.sampled_from('ab甲,"\r\n;=\x00\x01 0.'), max_size=60))
def test_any_text_is_read_or_refused_with_a_place(small_office: Office, text: str) -> None:
    sheet = changes.SHEETS["relations"]
    with small_office.session() as session:
        for head in ("", "a,b,relation,strength,reason\n", HEAD):
            try:
                places = [row.a for row in exchange.read_csv(session, sheet, head + text)]
            except CellsRefused as refused:
                places = [found.row for found in refused.complaints]
            assert all(places)


def test_relations_are_stored_with_their_strength(small_office: Office) -> None:
    def ask(session: Session) -> float:
        return session.get_one(IndustryRelation, ("A01", "A051")).strength

    assert small_office.ask(ask) == 0.7
