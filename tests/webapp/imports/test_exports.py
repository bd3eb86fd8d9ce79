"""Files that go out: inert, with the filters on screen, and no more than the viewer may see."""

import csv
import io
import re

import docx
import pytest
from sqlmodel import Session, select

from tests.webapp.imports.conftest import DEMAND, OTHER, SignIn, bring, confirmed, imported, opened
from tests.webapp.posting import fresh
from webapp.models import Demand, MatchingRound, Offering, Organisation, Program
from webapp.services.kernel import papers
from webapp.services.sheets import csv_text, writing

LISTS = (
    ("Noor", "/orgs"),
    ("Noor", "/demands"),
    ("Mei", "/demands/mine"),
    ("Ines", "/demands"),
    ("Ines", "/programs/mine"),
    ("Mei", "/programs"),
    ("Ines", "/programs/mine?of=offerings"),
    ("Mei", "/programs?of=offerings"),
    ("Mei", "/rounds"),
)
DANGEROUS = (
    "=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "'=1", "\u200b=1",
    "＝1+1", "＋1", "－1", "＠SUM(A1)", "'＝1",
)  # fmt: skip
SIGNS = "=+-@\t\r\n＝＋－＠"


def file_of(as_: SignIn, who: str, address: str, form: str) -> bytes:
    answer = as_(who).get(f"{address}{'&' if '?' in address else '?'}format={form}")
    assert answer.status_code == 200
    return answer.data


def labels(content: bytes) -> list[str]:
    return [str(cell.value) for cell in opened(content).worksheets[0][2]]


def texts(content: bytes) -> list[str]:
    return [str(cell.value) for row in opened(content).worksheets[0].iter_rows() for cell in row if cell.value]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize(("who", "address"), LISTS)
def test_every_list_goes_out_as_an_attachment_that_nobody_keeps(
    as_: SignIn, offering: Offering, round_: MatchingRound, who: str, address: str, form: str
) -> None:
    bring(as_, "Mei", "demands", [DEMAND])

    answer = as_(who).get(f"{address}{'&' if '?' in address else '?'}format={form}")

    assert answer.status_code == 200
    assert re.fullmatch(
        r"attachment; filename=\"[\w.-]+\"; filename\*=UTF-8''[\w%.-]+", answer.headers["Content-Disposition"]
    )
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.content_type in (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "text/csv; charset=utf-8",
    )
    rows = opened(answer.data).worksheets[0].max_row - 2 if form == "xlsx" else answer.data.count(b"\r\n") - 1
    assert rows > 0


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_that_would_run_is_only_text(as_: SignIn, database: Session, text: str) -> None:
    bring(as_, "Mei", "demands", [DEMAND])
    demand = fresh(database).exec(select(Demand)).one()
    demand.position, demand.address = text, f"\t{text}"
    database.add(demand)
    database.commit()

    sheet = opened(file_of(as_, "Mei", "/demands/mine", "xlsx")).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value in (text, f"\t{text}")]
    plain = list(csv.reader(io.StringIO(file_of(as_, "Mei", "/demands/mine", "csv").decode("utf-8-sig"))))

    assert {cell.data_type for cell in cells} == {"s"}
    assert len(cells) == 2
    assert all(cell.quotePrefix for cell in cells if cell.value[0] in f"{SIGNS}'")
    assert not any(cell[:1] in [*SIGNS] for row in plain for cell in row)


@pytest.mark.parametrize("text", [*DANGEROUS, "𠮷㐀 {{7*7}} <b>&", "🏭 مرحبا \u202eabc"])
def test_odd_text_comes_back_word_for_word(as_: SignIn, database: Session, text: str) -> None:
    content = _text_file({**DEMAND, "详细地址": text})
    mei = as_("Mei")
    confirmed(mei, imported(mei, "demands", content, "a.csv"))

    assert fresh(database).exec(select(Demand)).one().address == text
    assert text in texts(file_of(as_, "Mei", "/demands/mine", "xlsx"))


def _text_file(row: dict[str, object]) -> bytes:
    return csv_text.written([list(row), list(row.values())])


def test_a_file_has_what_the_filters_leave_and_says_so(as_: SignIn) -> None:
    bring(as_, "Mei", "demands", [DEMAND, OTHER])

    content = file_of(as_, "Noor", "/demands?q=急修&level=higher&page=7", "xlsx")

    sheet = opened(content).worksheets[0]
    assert sheet.max_row == 3
    assert "电梯急修工" in texts(content)
    assert "电梯保养工" not in texts(content)
    assert "共 1 条；条件：急修、高职" in sheet["A1"].value


def test_contact_and_pay_leave_only_with_those_who_may_see_them(as_: SignIn) -> None:
    bring(as_, "Mei", "demands", [DEMAND])

    school, coordinator = (file_of(as_, who, "/demands", "xlsx") for who in ("Ines", "Noor"))

    assert {"赵敏", "13900139000", "4200"}.isdisjoint(texts(school))
    assert "联系人" not in labels(school)
    assert {"赵敏", "13900139000", "4200"} <= set(texts(coordinator))


def test_contacts_of_offerings_leave_only_with_those_who_may_see_them(as_: SignIn, offering: Offering) -> None:
    enterprise = file_of(as_, "Mei", "/programs?of=offerings", "xlsx")
    school = file_of(as_, "Ines", "/programs/mine?of=offerings", "xlsx")

    assert {"王芳", "13800138000"}.isdisjoint(texts(enterprise))
    assert {"王芳", "13800138000"} <= set(texts(school))


def test_another_enterprises_drafts_do_not_leave(as_: SignIn) -> None:
    bring(as_, "Mei", "demands", [DEMAND, {**OTHER, "状态": "草稿"}])

    for who in ("Jun", "Ines", "Noor"):
        assert "电梯急修工" not in texts(file_of(as_, who, "/demands", "xlsx"))
    assert "电梯急修工" in texts(file_of(as_, "Mei", "/demands/mine", "xlsx"))


def test_lists_of_another_kind_of_person_do_not_leave(as_: SignIn) -> None:
    assert as_("Mei").get("/orgs?format=xlsx").status_code == 403
    assert as_("Ines").get("/demands/mine?format=csv").status_code == 403


def test_a_list_of_all_programmes_names_their_schools(as_: SignIn, program: Program, database: Session) -> None:
    content = file_of(as_, "Noor", "/programs", "xlsx")

    school = database.exec(select(Organisation).where(Organisation.id == program.school_id)).one()
    assert school.name in texts(content)
    assert labels(content)[-1] == "学校"


def test_a_list_offers_its_files_and_its_import(as_: SignIn, program: Program) -> None:
    page = as_("Ines").get("/programs/mine?level=higher").text

    assert "/imports/new?type=programs" in page
    assert "/programs/mine?level=higher&amp;format=xlsx" in page
    assert "/programs/mine?level=higher&amp;format=csv" in page
    assert "/programs/mine?level=higher&amp;of=offerings&amp;format=xlsx" in page


NO_CHARACTERS = "甲\x00\x0b\ufffe\ufdd0\ud800乙\u2028丙"


@pytest.mark.parametrize("text", [NO_CHARACTERS, "\ufffe=1", "\x0b＝1"])
def test_what_is_no_character_is_left_out_of_files(text: str) -> None:
    page = writing.Page(text, [writing.Head(text)], [[text, 1]], caption=text)

    book = opened(writing.saved([page], mark=text))
    plain = csv_text.written([[text, 1]]).decode("utf-8-sig")
    paper = papers.written(
        papers.Paper(text, [text], [papers.Part(text, [text, papers.Table([text], [[text]])])], [text])
    )

    wanted = "甲乙\n丙" if "甲" in text else text[1:]
    assert book.worksheets[0]["A3"].value == wanted
    assert next(csv.reader(io.StringIO(plain)))[0] == (wanted if "甲" in text else f"'{wanted}")
    assert wanted.split("\n")[0] in "".join(line.text for line in docx.Document(io.BytesIO(paper)).paragraphs)


@pytest.mark.parametrize("title", ["2027/春季 [一] 第*轮?", "'甲'", "[]", "字" * 300, "", "a:b\\c", "\x00"])
def test_any_text_may_be_the_title_of_a_sheet_or_of_a_paper(title: str) -> None:
    book = opened(writing.saved([writing.Page(title, [writing.Head("甲")], [["乙"]])]))
    paper = docx.Document(io.BytesIO(papers.written(papers.Paper(title))))

    assert 1 <= len(book.worksheets[0].title) <= 31
    assert book.worksheets[0]["A2"].value == "乙"
    assert len(paper.core_properties.title) <= 255
