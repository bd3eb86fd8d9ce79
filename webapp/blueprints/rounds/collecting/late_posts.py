"""Posts that came after the freeze: admitted with a reason, or left to the next round."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp import clock
from webapp.blueprints.rounds.collecting.root import bp
from webapp.models import MatchingRound
from webapp.models.kernel.characters import as_text
from webapp.policies import Permission
from webapp.services.kernel.errors import NotFound, Unfit
from webapp.services.posts.freezing import LONGEST_REASON
from webapp.services.rounds import late_posts
from webapp.web.kernel.db import session
from webapp.web.kernel.downloads import wanted_format
from webapp.web.kernel.guards import permits, writes
from webapp.web.kernel.identity import actor
from webapp.web.kernel.query import key_of
from webapp.web.kernel.refusals import wording
from webapp.web.rounds.lists import late_list


@bp.get("/rounds/<uuid:round_id>/late")
@permits(Permission.ROUND_RUN, round=MatchingRound)
def late(round: MatchingRound) -> ResponseReturnValue:  # noqa: A002
    """List the posts that came after the freeze."""
    if wanted := wanted_format():
        return late_list(round, of_demands=request.args.get("kind") != "offerings").file(wanted)
    return _late(round)


@bp.post("/rounds/<uuid:round_id>/late")
@permits(Permission.ROUND_RUN, round=MatchingRound)
@writes
def judge_late(round: MatchingRound) -> ResponseReturnValue:  # noqa: A002
    """Admit a post that came late, with a reason, or take that back."""
    kind = "offerings" if request.form.get("kind") == "offerings" else "demands"
    key = key_of(request.form.get("post"))
    post = late_posts.find_post(session(), kind, key) if key else None
    if post is None:
        raise NotFound("post_not_late")
    if request.form.get("deed") == "dismiss":
        late_posts.dismiss_post(session(), round, post, by=actor())
        flash(_("已取消准许，%(number)s 参加下一轮", number=post.number), "success")
    else:
        reason = as_text(request.form.get("reason", ""))
        try:
            late_posts.admit_post(session(), round, post, reason=reason, by=actor())
        except Unfit as error:
            return _late(round, refused=post.id, typed=reason, refusal=wording(error.code, **error.facts)), error.status
        flash(_("已准许 %(number)s 参加本轮，请再测算一次", number=post.number), "success")
    return redirect(url_for("collecting.late", round_id=round.id, kind=kind), code=303)


def _late(round_: MatchingRound, refused: UUID | None = None, **facts: Any) -> str:
    source = request.form if request.method == "POST" else request.args
    kind = "offerings" if source.get("kind") == "offerings" else "demands"
    return render_template(
        "rounds/late.html",
        round=round_,
        kind=kind,
        page=late_list(round_, of_demands=kind == "demands").page(),
        counts=late_posts.count_late(session(), round_, today=clock.today()),
        may_admit=round_.status in late_posts.STILL_POSSIBLE,
        longest=LONGEST_REASON,
        refused=refused,
        **{"typed": "", "refusal": "", **facts},
    )
