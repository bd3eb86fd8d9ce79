"""Pairs that are pinned or banned in a round."""

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.models import MatchingRound, PairRule
from webapp.models.rounds.collecting_input import PairRuleInput
from webapp.policies import Permission
from webapp.services.rounds import pair_rules
from webapp.web.kernel.acting import ALL, act
from webapp.web.kernel.db import session
from webapp.web.kernel.downloads import wanted_format
from webapp.web.kernel.guards import permits, writes
from webapp.web.kernel.identity import actor
from webapp.web.kernel.query import words_asked
from webapp.web.rounds.forms import PairRuleForm
from webapp.web.rounds.lists import rule_list

bp = Blueprint("pair_rules", __name__)


@bp.get("/rounds/<uuid:round_id>/pair-rules")
@permits(Permission.ROUND_RUN, round=MatchingRound)
def index(round: MatchingRound) -> ResponseReturnValue:  # noqa: A002
    """List the pins and bans, with the form for another; a link may name the pair."""
    if wanted := wanted_format():
        return rule_list(round).file(wanted)
    known = {name: words_asked(name) for name in ("demand", "offering", "kind", "seats")}
    return _page(round, PairRuleForm(formdata=None, data=known))


@bp.post("/rounds/<uuid:round_id>/pair-rules")
@permits(Permission.ROUND_RUN, round=MatchingRound)
@writes
def make(round: MatchingRound) -> ResponseReturnValue:  # noqa: A002
    """Pin or ban a pair."""
    return act(
        PairRuleForm(),
        PairRuleInput,
        lambda data: pair_rules.make_rule(session(), round, data, by=actor()),
        page=partial(_page, round),
        message=_("已记录，下一次测算起生效"),
        to=url_for("pair_rules.index", round_id=round.id),
        beside=ALL,
    )


@bp.post("/pair-rules/<uuid:rule_id>/remove")
@permits(Permission.ROUND_RUN, rule=PairRule)
@writes
def remove(rule: PairRule) -> ResponseReturnValue:
    """Take a pin or a ban back."""
    round_id = rule.round_id
    pair_rules.remove_rule(session(), rule, by=actor())
    flash(_("已取消，下一次测算起生效"), "success")
    return redirect(url_for("pair_rules.index", round_id=round_id), code=303)


def _page(round_: MatchingRound, form: PairRuleForm) -> str:
    return render_template(
        "rounds/pairs.html",
        round=round_,
        form=form,
        page=rule_list(round_).page(None if request.method == "GET" else 1),
        may_rule=round_.status in pair_rules.STILL_POSSIBLE,
    )
