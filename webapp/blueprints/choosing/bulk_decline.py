"""Declining many suggestions at once: look first, then confirm how many."""

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from webapp.blueprints.choosing.suggestions import own_side
from webapp.models import MatchingRound
from webapp.models.rounds.enums import RoundStatus
from webapp.policies import Permission
from webapp.services.choosing import bulk_decline as service
from webapp.services.choosing import queue
from webapp.services.choosing.bulk_decline import BulkDeclineInput
from webapp.services.choosing.queue import QueueFilters
from webapp.services.kernel.errors import DomainError
from webapp.web.choosing.forms import BulkDeclineForm
from webapp.web.kernel.db import let_go, session
from webapp.web.kernel.guards import permits, writes
from webapp.web.kernel.identity import actor
from webapp.web.kernel.links import url_with
from webapp.web.kernel.query import asked, key_in, number_of

bp = Blueprint("bulk_decline", __name__, url_prefix="/declines")


@bp.get("")
@permits(Permission.SUGGESTION_CHOOSE)
def ask() -> ResponseReturnValue:
    """Ask below which score to decline, and why."""
    return _page(_round(), BulkDeclineForm(formdata=None), None)


@bp.post("")
@permits(Permission.SUGGESTION_CHOOSE)
@writes
def decline() -> ResponseReturnValue:
    """Say how many would be declined; once that number is confirmed, decline them."""
    round_, form = _round(), BulkDeclineForm()
    if (data := form.into(BulkDeclineInput)) is None:
        return _page(round_, form, None), 422
    filters, confirmed = asked(QueueFilters, round=round_.id), number_of(request.form.get("confirmed"))
    doomed = None
    try:
        doomed = service.look_below(session(), actor(), filters, data.below)
        if not confirmed:
            return _page(round_, form, doomed), 422
        pieces, count = service.confirmed(session(), filters, data, expected=confirmed, by=actor()), 0
        for piece in pieces:
            let_go()
            count += service.decline_some(session(), piece, filters, data, side=own_side(), by=actor())
    except DomainError as error:
        session().rollback()
        form.refuse(error)
        if doomed is not None:  # what was counted has changed; where too many stand below, there is no number to show
            doomed = service.look_below(session(), actor(), filters, data.below)
        return _page(round_, form, doomed), error.status
    flash(ngettext("%(num)s 条建议已填写“不接受”", "%(num)s 条建议已填写“不接受”", count), "success")
    kept = {"round": round_.id, "state": "declined", "program": filters.program, "demand": filters.demand}
    return redirect(url_with("suggestions.index", kept), code=303)


def _round() -> MatchingRound:
    wanted = key_in("round")
    choosing = (row for row in queue.rounds_with_suggestions(session(), actor()) if row.status is RoundStatus.CHOOSING)
    return next((row for row in choosing if wanted in (None, row.id)), None) or abort(404)


def _page(round_: MatchingRound, form: BulkDeclineForm, doomed: service.Doomed | None) -> str:
    filters = asked(QueueFilters, round=round_.id)
    counts = queue.count_states(session(), actor(), filters)
    return render_template(
        "choosing/decline.html", round=round_, form=form, doomed=doomed, filters=filters, counts=counts
    )
