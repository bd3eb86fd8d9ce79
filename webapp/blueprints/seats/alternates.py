"""Alternates: places offered to the next in line, answered by both sides."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp import clock
from webapp.models import AlternateOffer, MatchingRound
from webapp.models.kernel.enums import Side
from webapp.models.seats.enums import AlternateState
from webapp.policies import Permission, can
from webapp.services.kernel.audit import history_of
from webapp.services.process.answering import answer_offer
from webapp.services.seats import alternates as service
from webapp.web.kernel.db import session
from webapp.web.kernel.downloads import wanted_format
from webapp.web.kernel.guards import permits, writes
from webapp.web.kernel.identity import actor
from webapp.web.kernel.query import version_sent
from webapp.web.seats.lists import alternate_list
from webapp.web.workbench.audit_words import history_lines

bp = Blueprint("alternates", __name__)


@bp.get("/rounds/<uuid:round_id>/alternates")
@permits(Permission.ALTERNATE_LIST, round=MatchingRound)
def index(round: MatchingRound) -> ResponseReturnValue:  # noqa: A002
    """List the offers that the reader may see, open ones first."""
    rows = service.offers_of(session(), round, actor())
    leads = can(actor(), Permission.ROUND_RUN, round)
    if wanted := wanted_format():
        return alternate_list(round, rows, shows_answers=leads).file(wanted)
    return render_template("seats/alternates.html", round=round, rows=rows, leads=leads)


@bp.get("/alternates/<uuid:offer_id>")
@permits(Permission.ALTERNATE_VIEW, offer=AlternateOffer)
def show(offer: AlternateOffer) -> ResponseReturnValue:
    """Show an offer, and to its parties the buttons to answer."""
    side = service.side_of(offer, actor())
    own = {Side.ENTERPRISE: offer.enterprise_answer, Side.SCHOOL: offer.school_answer}.get(side) if side else None
    is_open = offer.state is AlternateState.OPEN and clock.today() <= offer.until
    return render_template(
        "seats/alternate.html",
        offer=offer,
        round=service.round_of(session(), offer),
        side=side,
        own=own,
        may_answer=side is not None and own is None and is_open,
        leads=side is None,
        history=history_lines(history_of(session(), offer)) if side is None else [],
    )


@bp.post("/alternates/<uuid:offer_id>/<any(accept,decline):answer>")
@permits(Permission.ALTERNATE_ANSWER, offer=AlternateOffer)
@writes
def answer(offer: AlternateOffer, answer: str) -> ResponseReturnValue:
    """Write the answer of the reader's side."""
    accepts = answer == "accept"
    answer_offer(session(), offer, accepts=accepts, seen_version=version_sent(), by=actor())
    flash(_("已接受递补，双方都接受后生效") if accepts else _("已答复不接受"), "success")
    return redirect(url_for("alternates.show", offer_id=offer.id), code=303)
