"""Co-hosts of a round: named and let go by its host."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.models import MatchingRound
from webapp.policies import Permission
from webapp.services.rounds import co_hosts
from webapp.web.kernel.db import session
from webapp.web.kernel.guards import permits, writes
from webapp.web.kernel.identity import actor
from webapp.web.kernel.query import key_in

bp = Blueprint("co_hosts", __name__, url_prefix="/rounds/<uuid:round_id>/co-hosts")


@bp.post("")
@permits(Permission.ROUND_NAME_CO_HOSTS, round=MatchingRound)
@writes
def name(round: MatchingRound) -> ResponseReturnValue:  # noqa: A002
    """Let another body lead the round too."""
    co_host = co_hosts.name_co_host(session(), round, key_in("organisation", request.form), by=actor())
    flash(_("%(name)s 现在和本单位共同主办这一轮次", name=co_host.organisation.name), "success")
    return redirect(url_for("rounds.show", round_id=round.id, _anchor="hosts"), code=303)


@bp.post("/drop")
@permits(Permission.ROUND_NAME_CO_HOSTS, round=MatchingRound)
@writes
def drop(round: MatchingRound) -> ResponseReturnValue:  # noqa: A002
    """Let a co-host lead the round no longer."""
    co_hosts.drop_co_host(session(), round, key_in("organisation", request.form), by=actor())
    flash(_("已取消共同主办"), "success")
    return redirect(url_for("rounds.show", round_id=round.id, _anchor="hosts"), code=303)
