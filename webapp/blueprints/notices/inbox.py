"""The inbox: what somebody has been told, with the page that each notice leads to."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp.models import Notice
from webapp.policies import Permission
from webapp.services.notices import notices
from webapp.web.kernel.db import session
from webapp.web.kernel.guards import permits, writes
from webapp.web.kernel.identity import actor, local_path
from webapp.web.kernel.lists import page_of
from webapp.web.notices.words import detail, headline

bp = Blueprint("inbox", __name__, url_prefix="/inbox")
PER_PAGE = 20


@bp.get("")
@permits(Permission.INBOX)
def index() -> ResponseReturnValue:
    """List the reader's notices, newest first."""
    only_unread = request.args.get("show") == "unread"

    def find(offset: int, limit: int) -> tuple[list[tuple[Notice, str, str]], int]:
        rows, total = notices.find_notices(session(), actor(), only_unread=only_unread, offset=offset, limit=limit)
        return [(row, headline(row), detail(row)) for row in rows], total

    return render_template(
        "notices/index.html",
        page=page_of(find, PER_PAGE),
        only_unread=only_unread,
        unread=notices.count_unread(session(), actor()),
    )


@bp.post("/<uuid:notice_id>/open")
@permits(Permission.NOTICE_READ, notice=Notice)
@writes
def follow(notice: Notice) -> ResponseReturnValue:
    """Note that the notice is read, and go where it leads."""
    notices.read_notice(session(), notice, by=actor())
    return redirect(local_path(notice.path) or url_for("inbox.index"), code=303)


@bp.post("/<uuid:notice_id>/read")
@permits(Permission.NOTICE_READ, notice=Notice)
@writes
def mark_read(notice: Notice) -> ResponseReturnValue:
    """Note that the notice is read."""
    notices.read_notice(session(), notice, by=actor())
    return _back()


@bp.post("/read")
@permits(Permission.INBOX)
@writes
def mark_all_read() -> ResponseReturnValue:
    """Note that all notices are read."""
    count = notices.read_all(session(), by=actor())
    if count:
        flash(ngettext("%(num)s 条消息已标为已读", "%(num)s 条消息已标为已读", count), "success")
    else:
        flash(_("没有未读消息"), "info")
    return _back()


def _back() -> ResponseReturnValue:
    show = "unread" if request.form.get("show") == "unread" else None
    return redirect(url_for("inbox.index", show=show), code=303)
