"""Files that people take away: attachments that nobody keeps for them and no program runs."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from flask import Response, request
from flask_babel import gettext as _

from webapp import clock
from webapp.clock import now
from webapp.services.kernel.file_names import file_stem
from webapp.services.sheets import csv_text, writing
from webapp.services.sheets.writing import Head, Page

LONGEST_STEM: Final = 120
NAMELESS: Final = "zhiqiao"
FORMATS: Final = ("xlsx", "csv")
TYPES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
Rows = Sequence[Sequence[object]]


def wanted_format() -> str:
    """Return the kind of file that the address asks for, or nothing for the page itself."""
    wanted = request.args.get("format", "")
    return wanted if wanted in FORMATS else ""


def attachment(content: bytes, kind: str, name: str) -> Response:
    """Return a file to take away, with a name in any script."""
    return to_take_away(content, TYPES[kind], name, kind)


def to_take_away(content: bytes, media_type: str, name: str, ending: str, *, plain: str = "") -> Response:
    """Return a file that a browser neither opens in the page's place nor keeps, nor guesses what it is.

    `plain` is its name where a browser reads no other script; else it is what the name has of plain letters.
    """
    stem = file_stem(name, longest=LONGEST_STEM, otherwise=NAMELESS)
    letters = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_") else "_" for sign in plain or stem)
    short = f"{letters.strip('_-') or NAMELESS}.{ending}"
    response = Response(content, content_type=media_type)
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{short}\"; filename*=UTF-8''{quote(f'{stem}.{ending}')}"
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def list_file(
    kind: str,
    name: str,
    heads: Sequence[Head],
    rows: Rows,
    *,
    total: int,
    filters: Sequence[str] = (),
    mark: str = "",
) -> Response:
    """Return a list as a file; the workbook says above its heads what it holds and when it was made."""
    stamp = clock.in_china(now())
    if kind == "csv":
        return attachment(csv_text.written([[head.label for head in heads], *rows]), kind, f"{name}-{stamp:%Y%m%d}")
    if total > len(rows):
        summary = _("%(name)s：前 %(shown)s 条，共 %(total)s 条", name=name, shown=len(rows), total=total)
    else:
        summary = _("%(name)s：共 %(total)s 条", name=name, total=total)
    narrowed = _("；条件：%(filters)s", filters=_("、").join(filters)) if filters else ""
    made = _("；导出于 %(moment)s", moment=f"{stamp:%Y-%m-%d %H:%M}")
    page = Page(name, heads, rows, caption=f"{summary}{narrowed}{made}")
    return attachment(writing.saved([page], mark), kind, f"{name}-{stamp:%Y%m%d}")
