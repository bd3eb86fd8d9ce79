"""Demands: the library, the enterprise's own, the form, the check before handing in, the page, the way back."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp import clock
from webapp.blueprints.posts import life
from webapp.models import MatchingRound
from webapp.models.posts.enums import PostStatus, TrainingLevel
from webapp.policies import Permission, can
from webapp.services.codes import pickers as demand_codes
from webapp.services.codes import search
from webapp.services.posts import demands, offerings
from webapp.services.posts.demands import DemandFilters
from webapp.web.imports.lists import demand_list
from webapp.web.kernel.db import session
from webapp.web.kernel.guards import permits, writes
from webapp.web.kernel.i18n import label, language, named
from webapp.web.kernel.identity import actor
from webapp.web.kernel.lists import Page, page_or_file
from webapp.web.kernel.query import asked, words_asked
from webapp.web.posts import demand_view as pages
from webapp.web.posts.demand_view import DEMAND_PAGES
from webapp.web.words.codes import shown_names

bp = Blueprint("demands", __name__, url_prefix="/demands")
life.lead(bp, DEMAND_PAGES)
PROVINCES = 40


@bp.get("")
@permits(Permission.DEMAND_LIST)
def index() -> ResponseReturnValue:
    """List the demands that the reader may open."""
    return _list(mine=False)


@bp.get("/mine")
@permits(Permission.DEMAND_POST)
def mine() -> ResponseReturnValue:
    """List the enterprise's own demands, drafts included."""
    return _list(mine=True)


def _list(*, mine: bool) -> ResponseReturnValue:
    judging = can(actor(), Permission.POST_RETURN)
    rounds = offerings.rounds_to_join(session())
    filters = asked(DemandFilters, but=("region",) if mine else () if judging else ("status",))
    if filters.round not in {row.id for row in rounds}:
        filters = filters.model_copy(update={"round": None})
    pickers = _pickers(filters, rounds, mine=mine, with_status=judging)
    picked = [dict(options).get(chosen, "") for _name, _title, options, chosen in pickers]

    def draw(page: Page) -> str:
        own_id = actor().organisation_id
        return render_template(
            "posts/demands/index.html",
            page=page,
            filters=filters,
            pickers=pickers,
            mine=mine,
            with_status=mine or judging,
            names=shown_names(demand_codes.named_codes(session(), list(page.rows))),
            counts=demands.count_by_status(session(), own_id) if mine and own_id else {},
            today=clock.today(),
        )

    standing = not mine and not judging
    return page_or_file(demand_list(filters, mine=mine, standing=standing, narrowed=(filters.q, *picked)), draw)


def _pickers(
    filters: DemandFilters, rounds: list[MatchingRound], *, mine: bool, with_status: bool
) -> list[tuple[str, str, list[tuple[str, str]], str]]:
    """Return (name, title, options, what is chosen) of each filter that is picked from a list."""
    chains = [(chain.slug, named(chain)) for chain in search.chains(session())]
    levels = [(level.value, label(level)) for level in TrainingLevel]
    pickers = [
        ("chain", _("产业链"), chains, filters.chain),
        ("level", _("培养层次"), levels, filters.level.value if filters.level else ""),
    ]
    if not mine:
        provinces = search.search(session(), "region", "", language=language(), limit=PROVINCES)
        pickers.append(("region", _("工作地所在省份"), [(row.value, row.label) for row in provinces], filters.region))
    if rounds:
        titles = [(str(row.id), row.title) for row in rounds]
        pickers.append(("round", _("轮次"), titles, str(filters.round or "")))
    if with_status:
        statuses = [(row.value, label(row)) for row in PostStatus if row is not PostStatus.DRAFT]
        pickers.append(("status", _("状态"), statuses, filters.status.value if filters.status else ""))
    return pickers


@bp.get("/new")
@permits(Permission.DEMAND_POST)
def new() -> ResponseReturnValue:
    """Show the form with what is known of the enterprise, or with the shared part of another of its demands."""
    earlier = pages.own_demand(request.args.get("like", ""))
    return DEMAND_PAGES.draw_form(pages.fresh_form(earlier), None, actor().organisation, earlier=earlier)


@bp.post("/new")
@permits(Permission.DEMAND_POST)
@writes
def new_submit() -> ResponseReturnValue:
    """Store a new demand."""
    return life.save(DEMAND_PAGES, None, actor().organisation)


@bp.get("/places")
@permits(Permission.DEMAND_POST)
def places() -> ResponseReturnValue:
    """Draw chain, segment and family anew after one of them was chosen."""
    form = pages.partial_form(_asked("chain_slug", "segment_slug", "family_slug"))
    return render_template("posts/demands/_places.html", form=form, places=pages.offer_places(form))


@bp.get("/proposals")
@permits(Permission.DEMAND_POST)
def proposed() -> ResponseReturnValue:
    """Draw what is usual for a position of the kind that has been typed so far."""
    names = ("position", "segment_slug", "family_slug", "industry_code", "required_skills", "preferred_skills")
    form = pages.partial_form(_asked(*names))
    return render_template("posts/demands/_proposals.html", form=form, proposals=pages.draw_proposals(form), anew=True)


@bp.get("/estimate")
@permits(Permission.DEMAND_POST)
def estimate() -> ResponseReturnValue:
    """Count what stands on the exchange for what has been typed so far."""
    form = pages.partial_form(_asked("industry_code", "segment_slug", "required_skills"))
    return render_template("posts/demands/_estimate.html", estimate=pages.draw_estimate(form))


def _asked(*names: str) -> dict[str, str]:
    return {name: words_asked(name, longest=2000) for name in names}
