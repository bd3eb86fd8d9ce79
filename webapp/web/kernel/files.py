"""Files that people send and take away: how they come in with a form, and how they leave without being run.

A blueprint names the endpoints that take files: `accept_files(bp, "conflicts.rule")`; their forms are multipart,
have a `FileField` and hand `sent_file(form.file)` to `services.kernel.files.attach`.
"""

from typing import Any

from flask import Blueprint, Response, request
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import Field

from webapp.models import Attachment
from webapp.services.kernel.files import LARGEST, File
from webapp.web.kernel.downloads import to_take_away

FIELDS_AROUND = 500_000  # bytes that a form may hold beside its file
MEGABYTES = LARGEST // 1024 // 1024
HINT = _l("PDF、JPG、PNG 或 DOCX，不超过 %(most)s MB", most=MEGABYTES)
HINT_OPTIONAL = _l("可以不传；PDF、JPG、PNG 或 DOCX，不超过 %(most)s MB", most=MEGABYTES)


def accept_files(bp: Blueprint, *endpoints: str, largest: int = LARGEST) -> None:
    """Let the bodies of these endpoints be as large as a file may be: before anything reads them."""

    @bp.url_value_preprocessor
    def allow(endpoint: str | None, _values: dict[str, Any] | None) -> None:
        if endpoint in endpoints:
            request.max_content_length = largest + FIELDS_AROUND


def sent_file(field: Field) -> File | None:
    """Return the file that was chosen, or None where none was."""
    upload = field.data
    if not isinstance(upload, FileStorage) or not upload.filename:
        return None
    return File(upload.filename, upload.stream.read(LARGEST + 1))


def taken_away(attachment: Attachment) -> Response:
    """Return a file to take away."""
    stem, _dot, ending = attachment.name.rpartition(".")
    return to_take_away(attachment.content, attachment.media_type, stem, ending, plain="file")
