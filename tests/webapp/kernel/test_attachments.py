"""Attachments: told by content, named safely, given only to those who may see what they belong to."""

import io
import zipfile

import pytest
from sqlmodel import Session

from tests.stage import Stage, person, the_round, the_suggestion
from webapp.models import Attachment, Choice, Person
from webapp.models.accounts.enums import Role
from webapp.models.choosing.enums import Decision
from webapp.models.kernel.enums import Side
from webapp.services.kernel import files
from webapp.services.kernel.errors import DomainError
from webapp.services.kernel.files import LARGEST, File, safe_name

PDF = b"%PDF-1.7\n%\xe2\xe3\n1 0 obj\n"


def document(*more: str, macro: bool = False) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in ("[Content_Types].xml", "word/document.xml", *more, *(["word/vbaProject.bin"] if macro else [])):
            archive.writestr(name, "<x/>")
    return held.getvalue()


def workbook() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/workbook.xml", "<x/>")
    return held.getvalue()


def chosen(stage: Stage, name: str, content: bytes = PDF) -> Attachment:
    """Attach a file to an answer of Ines's school."""
    with stage.session() as session:
        row = the_suggestion(session, "电梯安装维修工", "云川职业技术学院")
        ines = person(session, "Ines")
        choice = Choice(
            suggestion_id=row.id, side=Side.SCHOOL, decision=Decision.DEFER, run_id=row.run_id,
            post_id=row.offering_id, decided_by_id=ines.id,
        )  # fmt: skip
        session.add(choice)
        session.flush()
        return files.attach(session, choice, File(name, content), by=ines)


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (PDF, "pdf"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "jpg"),
        (b"\x89PNG\r\n\x1a\n\x00", "png"),
        (document(), "docx"),
    ],
)
def test_the_content_tells_the_kind(content: bytes, ending: str) -> None:
    assert files.kind_of(content) == ending


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "attachment_empty"),
        (b"%PDF-" + b"0" * LARGEST, "attachment_large"),
        (b"MZ\x90\x00", "attachment_kind"),
        (b"<html><script>1</script>", "attachment_kind"),
        (b"<svg xmlns='x'/>", "attachment_kind"),
        (b"  %PDF-1.7", "attachment_kind"),
        (workbook(), "attachment_kind"),
        (document(macro=True), "attachment_kind"),
        (b"PK\x03\x04 broken", "attachment_kind"),
        (b"GIF89a", "attachment_kind"),
    ],
)
def test_everything_else_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(DomainError, match=code):
        files.kind_of(content)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("电话记录.pdf", "电话记录.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\temp\\a.pdf", "a.pdf"),
        ("run.exe", "run.exe.pdf"),
        ('a"\r\nSet-Cookie: x.pdf', "aSet-Cookie x.pdf".replace(" ", "")),
        ("\u202efdp.exe", "fdp.exe.pdf"),
        (".pdf", "file.pdf"),
        ("", "file.pdf"),
        ("字" * 300 + ".pdf", "字" * 116 + ".pdf"),
    ],
)
def test_names_are_made_safe(given: str, kept: str) -> None:
    assert safe_name(given, "pdf") == kept


@pytest.mark.usefixtures("choosing")
def test_a_file_is_given_to_its_side_and_to_coordinators_only(stage: Stage) -> None:
    file = chosen(stage, "电话记录.pdf")
    url = f"/attachments/{file.id}"

    statuses = {name: stage.as_(name).get(url).status_code for name in ("Ines", "Noor", "Mei", "Tomas")}

    assert statuses == {"Ines": 200, "Noor": 200, "Mei": 404, "Tomas": 404}
    assert stage.app.test_client().get(url).status_code == 302
    assert stage.as_("Ines").get("/attachments/00000000-0000-0000-0000-000000000000").status_code == 404


@pytest.mark.usefixtures("choosing")
def test_the_evidence_of_an_answer_that_was_taken_back_stays_with_coordinators(stage: Stage) -> None:
    file = chosen(stage, "电话记录.pdf")
    with stage.session() as session:
        session.delete(session.get_one(Choice, file.thing_id))
        session.add(Person(email="ada@example.cn", name="Ada", password_hash="-", role=Role.ADMINISTRATOR))
    url = f"/attachments/{file.id}"

    statuses = {name: stage.as_(name).get(url).status_code for name in ("Ines", "Noor", "Mei", "Ada")}

    assert statuses == {"Ines": 404, "Noor": 200, "Mei": 404, "Ada": 404}


def test_no_file_is_kept_that_nobody_could_read(stage: Stage) -> None:
    with stage.session() as session, pytest.raises(TypeError, match="matching_round"):
        files.attach(session, the_round(session), File("a.pdf", PDF), by=None)


@pytest.mark.usefixtures("choosing")
def test_a_file_is_taken_away_and_never_run(stage: Stage) -> None:
    file = chosen(stage, "电话 记录.pdf")

    answer = stage.as_("Ines").get(f"/attachments/{file.id}")

    assert answer.data == PDF
    assert answer.mimetype == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="file.pdf"')
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.usefixtures("choosing_anywhere")
def test_files_of_things_are_listed_without_their_content(stage_anywhere: Stage) -> None:
    file = chosen(stage_anywhere, "a.docx", document())

    def listed(session: Session) -> dict[object, list[tuple[str, int]]]:
        choice = session.get_one(Choice, file.thing_id)
        session.expunge_all()
        found = files.attachments_of(session, [choice])
        return {key: [(row.name, row.size) for row in rows] for key, rows in found.items()}

    assert stage_anywhere.ask(listed) == {file.thing_id: [("a.docx", len(document()))]}
