"""The check before the freeze: what a coordinator should look at first."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from webapp import clock
from webapp.blueprints.rounds.collecting.root import bp
from webapp.models import MatchingRound
from webapp.policies import Permission
from webapp.services.rounds import precheck
from webapp.web.kernel.db import session
from webapp.web.kernel.downloads import wanted_format
from webapp.web.kernel.guards import permits
from webapp.web.rounds.lists import finding_list
from webapp.web.rounds.words import field_names, rule_name

SHOWN = 50


@bp.get("/rounds/<uuid:round_id>/precheck")
@permits(Permission.ROUND_RUN, round=MatchingRound)
def check(round: MatchingRound) -> ResponseReturnValue:  # noqa: A002
    """Show what to look at before the freeze."""
    report = precheck.check_round(session(), round, today=clock.today())
    if wanted := wanted_format():
        return finding_list(round, report).file(wanted)
    return render_template(
        "rounds/precheck.html",
        round=round,
        found=report,
        chains=precheck.by_chain(session(), report.demands, report.offerings),
        classes=precheck.by_class(session(), report.demands, report.offerings),
        field_names=field_names,
        rule_name=rule_name,
        most=SHOWN,
        everything=request.args.get("all") == "1",
    )
