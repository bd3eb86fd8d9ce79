"""Files that people send and take away: how they come in with a form, and how they leave without being run.

A blueprint names the endpoints that take files: `accept_files(bp, "conflicts.rule")`; their forms are multipart,
have a `FileField` and hand `sent_file(form.file)` to `services.kernel.files.attach`.
"""

from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, request
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import Field

from webapp.models import Attachment
from webapp.services.kernel.files import LARGEST, File

LARGEST_BODY = LARGEST + 500_000  # the file, and the fields around it
HINT = _l("PDF、JPG、PNG 或 DOCX，不超过 5 MB")


def accept_files(bp: Blueprint, *endpoints: str) -> None:
    """Let the bodies of these endpoints be as large as a file may be: before anything reads them."""

    @bp.url_value_preprocessor
    def allow(endpoint: str | None, _values: dict[str, Any] | None) -> None:
        if endpoint in endpoints:
            request.max_content_length = LARGEST_BODY


def sent_file(field: Field) -> File | None:
    """Return the file that was chosen, or None where none was."""
    held = field.data
    if not isinstance(held, FileStorage) or not held.filename:
        return None
    return File(held.filename, held.stream.read(LARGEST + 1))


def taken_away(attachment: Attachment) -> Response:
    """Return a file to take away: no browser opens it in the page's place or guesses what it is."""
    response = Response(attachment.content, content_type=attachment.media_type)
    ending = attachment.name.rsplit(".", 1)[-1]
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"file.{ending}\"; filename*=UTF-8''{quote(attachment.name)}"
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
