"""Word documents on A4 as GB/T 9704-2012 lays official papers out: drafts that an office goes on editing."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from webapp.models.kernel.characters import as_text

TITLE_FONT, BODY_FONT, HEAD_FONT, SECOND_FONT = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
LATIN_FONT: Final = "Times New Roman"
TITLE_SIZE, BODY_SIZE, TABLE_SIZE, FOOT_SIZE = Pt(22), Pt(16), Pt(12), Pt(14)
LINE: Final = Pt(28.95)  # 22 lines on 225 mm
INDENT: Final = Pt(32)  # two signs of the body
PAGE: Final = (Mm(210), Mm(297))
LONGEST_PROPERTY: Final = 255
TOP, BOTTOM, LEFT, RIGHT = Mm(37), Mm(35), Mm(28), Mm(26)


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its heads; numbers stand to the right."""

    heads: Sequence[str]
    rows: Sequence[Sequence[object]]


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with what stands below it: paragraphs and tables in their order."""

    title: str = ""
    content: Sequence[str | Table] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper: what is written above, its title, its parts, who signs and when."""

    title: str
    above: Sequence[str] = ()
    parts: Sequence[Part] = ()
    signed: Sequence[str] = ()
    notes: Sequence[str] = field(default_factory=tuple)


def written(paper: Paper) -> bytes:
    """Return the paper as a Word document."""
    document = Document()
    _lay_out(document)
    for line in paper.above:
        _paragraph(document, line, indent=False)
    _paragraph(document, paper.title, font=TITLE_FONT, size=TITLE_SIZE, align=WD_ALIGN_PARAGRAPH.CENTER, indent=False)
    _paragraph(document, "", indent=False)
    for part in paper.parts:
        if part.title:
            _paragraph(document, part.title, font=HEAD_FONT)
        for piece in part.content:
            if isinstance(piece, Table):
                _table(document, piece)
            else:
                for line in piece.split("\n"):
                    _paragraph(document, line)
    if paper.signed:
        _paragraph(document, "", indent=False)
    for line in paper.signed:
        _paragraph(document, line, align=WD_ALIGN_PARAGRAPH.RIGHT, indent=False)
    for line in paper.notes:
        _paragraph(document, line, font=SECOND_FONT, size=FOOT_SIZE)
    document.core_properties.title = _storable(paper.title)[:LONGEST_PROPERTY]
    document.core_properties.author = ""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _lay_out(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = PAGE
    section.top_margin, section.bottom_margin = TOP, BOTTOM
    section.left_margin, section.right_margin = LEFT, RIGHT
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = LATIN_FONT, BODY_SIZE
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), BODY_FONT)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(foot, "— ", BODY_FONT, FOOT_SIZE)
    _page_number(foot)
    _run(foot, " —", BODY_FONT, FOOT_SIZE)


def _paragraph(
    document: Any, text: str, *, font: str = BODY_FONT, size: Any = BODY_SIZE, align: Any = None, indent: bool = True
) -> None:
    paragraph = document.add_paragraph()
    shape = paragraph.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    shape.space_before = shape.space_after = Pt(0)
    if indent:
        shape.first_line_indent = INDENT
    if align is not None:
        paragraph.alignment = align
    _run(paragraph, text, font, size)


def _run(paragraph: Any, text: str, font: str, size: Any) -> Any:
    run = paragraph.add_run(_storable(text))
    run.font.name, run.font.size = LATIN_FONT, size
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return run


def _storable(text: str) -> str:
    """Return the text without signs that XML cannot hold."""
    return as_text(text).replace("\r", "")


def _page_number(paragraph: Any) -> None:
    run = _run(paragraph, "", BODY_FONT, FOOT_SIZE)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._element.append(element)


def _table(document: Any, table: Table) -> None:
    made = document.add_table(rows=1, cols=len(table.heads))
    made.style, made.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
    for cell, text in zip(made.rows[0].cells, table.heads, strict=True):
        _fill(cell, text, HEAD_FONT)
    for row in table.rows:
        for cell, value in zip(made.add_row().cells, row, strict=True):
            _fill(cell, value, BODY_FONT)


def _fill(cell: Any, value: object, font: str) -> None:
    paragraph = cell.paragraphs[0]
    if isinstance(value, int):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _run(paragraph, str(value), font, TABLE_SIZE)
