"""Demands: the library, the enterprise's own, the form, the check before handing in, the page, the way back."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp import clock
from webapp.models import Demand, MatchingRound
from webapp.models.posts.demand_input import DemandDraft, DemandInput
from webapp.models.posts.enums import PostStatus, TrainingLevel
from webapp.policies import Permission, can
from webapp.services.codes import pickers as demand_codes
from webapp.services.codes import search
from webapp.services.kernel.errors import InputRefused, StaleEdit, VerificationOpen
from webapp.services.posts import demands, freezing, offerings
from webapp.services.posts.demands import DemandFilters
from webapp.services.posts.post_rules import unexplained
from webapp.services.process.withdrawing import withdraw_post
from webapp.web.imports.lists import demand_list
from webapp.web.kernel.db import session
from webapp.web.kernel.guards import conceal, permits, writes
from webapp.web.kernel.i18n import label, language, named
from webapp.web.kernel.identity import actor
from webapp.web.kernel.lists import Page, answer
from webapp.web.kernel.once import once
from webapp.web.kernel.query import asked, version_sent, words_asked
from webapp.web.posts import demand_view as pages
from webapp.web.posts.demand_forms import DemandForm, DemandReturnForm
from webapp.web.posts.offering_forms import WithdrawForm
from webapp.web.words.codes import shown_names

bp = Blueprint("demands", __name__, url_prefix="/demands")
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
    return answer(demand_list(filters, mine=mine, standing=standing, narrowed=(filters.q, *picked)), draw)


def _pickers(
    filters: DemandFilters, rounds: list[MatchingRound], *, mine: bool, with_status: bool
) -> list[tuple[str, str, list[tuple[str, str]], str]]:
    """Return (name, title, options, what is chosen) of each filter that is picked from a list."""
    chains = [(chain.slug, named(chain)) for chain in search.chains(session())]
    levels = [(level.value, label(level)) for level in TrainingLevel]
    found = [
        ("chain", _("产业链"), chains, filters.chain),
        ("level", _("培养层次"), levels, filters.level.value if filters.level else ""),
    ]
    if not mine:
        provinces = search.search(session(), "region", "", language=language(), limit=PROVINCES)
        found.append(("region", _("工作地所在省份"), [(row.value, row.label) for row in provinces], filters.region))
    if rounds:
        titles = [(str(row.id), row.title) for row in rounds]
        found.append(("round", _("轮次"), titles, str(filters.round or "")))
    if with_status:
        statuses = [(row.value, label(row)) for row in PostStatus if row is not PostStatus.DRAFT]
        found.append(("status", _("状态"), statuses, filters.status.value if filters.status else ""))
    return found


@bp.get("/<uuid:demand_id>")
@permits(Permission.DEMAND_VIEW, demand=Demand)
def show(demand: Demand) -> ResponseReturnValue:
    """Show a demand."""
    return pages.draw_show(demand)


@bp.get("/new")
@permits(Permission.DEMAND_POST)
def new() -> ResponseReturnValue:
    """Show the form with what is known of the enterprise, or with the shared part of another of its demands."""
    earlier = pages.own_demand(request.args.get("like", ""))
    return pages.draw_form(pages.fresh_form(earlier), None, earlier=earlier)


@bp.post("/new")
@permits(Permission.DEMAND_POST)
@writes
def new_submit() -> ResponseReturnValue:
    """Store a new demand."""
    return _save(None)


@bp.get("/places")
@permits(Permission.DEMAND_POST)
def places() -> ResponseReturnValue:
    """Draw chain, segment and family anew after one of them was chosen."""
    form = pages.partial_form(_asked("chain_slug", "segment_slug", "family_slug"))
    return render_template("posts/demands/_places.html", form=form, places=pages.offer_places(form))


@bp.get("/estimate")
@permits(Permission.DEMAND_POST)
def estimate() -> ResponseReturnValue:
    """Count what stands on the exchange for what has been typed so far."""
    form = pages.partial_form(_asked("industry_code", "segment_slug", "required_skills"))
    return render_template("posts/demands/_estimate.html", estimate=pages.draw_estimate(form))


def _asked(*names: str) -> dict[str, str]:
    return {name: words_asked(name, longest=2000) for name in names}


@bp.get("/<uuid:demand_id>/edit")
@permits(Permission.DEMAND_EDIT, demand=Demand)
def edit(demand: Demand) -> ResponseReturnValue:
    """Show the form with what stands."""
    freezing.refuse_frozen(session(), demand)
    remarks = demands.standing_verifications(session(), demand, today=clock.today())
    return pages.draw_form(pages.stored_form(demand), demand, remarks=remarks)


@bp.post("/<uuid:demand_id>/edit")
@permits(Permission.DEMAND_EDIT, demand=Demand)
@writes
def edit_submit(demand: Demand) -> ResponseReturnValue:
    """Store what the enterprise has changed."""
    return _save(demand)


@bp.get("/<uuid:demand_id>/check")
@permits(Permission.DEMAND_EDIT, demand=Demand)
def check(demand: Demand) -> ResponseReturnValue:
    """Show the answers once more before they are handed in; what is missing leads back to the form."""
    if demand.status is PostStatus.SUBMITTED:
        return redirect(url_for("demands.show", demand_id=demand.id))
    form = pages.stored_form(demand, meta={"csrf": False})
    if (data := pages.read(form, DemandInput)) is None:
        return pages.draw_form(form, demand)
    try:
        remarks = demands.check_demand(session(), data, demand.enterprise, besides=demand.id, today=clock.today())
    except InputRefused as refused:
        form.refuse(refused)
        return pages.draw_form(form, demand)
    if unexplained(remarks, form.notes):
        form.refuse(VerificationOpen(remarks))
        return pages.draw_form(form, demand, remarks=remarks, asking=True)
    return pages.draw_page("posts/demands/check.html", demand)


@bp.post("/<uuid:demand_id>/submit")
@permits(Permission.DEMAND_EDIT, demand=Demand)
@writes
def submit(demand: Demand) -> ResponseReturnValue:
    """Hand a demand in."""

    def hand_in() -> str:
        demands.submit_demand(session(), demand, seen_version=version_sent(), today=clock.today(), by=actor())
        flash(_("需求已提交，编号 %(number)s", number=demand.number), "success")
        return url_for("demands.show", demand_id=demand.id)

    try:
        return once(request.form.get("form_key"), hand_in)
    except (InputRefused, VerificationOpen):
        return redirect(url_for("demands.check", demand_id=demand.id), code=303)


@bp.post("/<uuid:demand_id>/withdraw")
@permits(Permission.DEMAND_EDIT, demand=Demand)
@writes
def withdraw(demand: Demand) -> ResponseReturnValue:
    """Take a demand back; out of a frozen round, with a reason."""
    form = WithdrawForm()
    if freezing.is_frozen(session(), demand) and not form.validate():
        return pages.draw_show(demand, withdraw_form=form), 422

    def take_back() -> str:
        withdraw_post(session(), demand, reason=form.reason.data or "", seen_version=version_sent(), by=actor())
        flash(_("需求已撤回，修改后可重新提交"), "success")
        return url_for("demands.show", demand_id=demand.id)

    return once(request.form.get("form_key"), take_back)


@bp.post("/<uuid:demand_id>/return")
@permits(Permission.POST_RETURN, demand=Demand)
@writes
def send_back(demand: Demand) -> ResponseReturnValue:
    """Return a demand to its enterprise with a remark pinned to a field."""
    if not can(actor(), Permission.DEMAND_VIEW, demand):
        conceal(demand)
    form = DemandReturnForm()
    if not form.validate():
        return pages.draw_show(demand, return_form=form), 422

    def send() -> str:
        text, field = (form.text.data or "").strip(), form.field.data or ""
        demands.return_demand(session(), demand, field=field, text=text, seen_version=version_sent(), by=actor())
        flash(_("已退回，企业会看到您的意见"), "success")
        return url_for("demands.show", demand_id=demand.id)

    return once(form.form_key.data, send)


def _save(demand: Demand | None) -> ResponseReturnValue:
    form, action = pages.sent_form(), request.form.get("action", "check")
    if action == "places":
        return pages.draw_form(form, demand)
    if demand is not None:
        freezing.refuse_frozen(session(), demand)
    whole = action == "check" or (action == "another" and demand is not None and demand.status is PostStatus.SUBMITTED)
    data = pages.read(form, DemandInput if whole else DemandDraft)
    if data is None:
        return pages.draw_form(form, demand), 422

    def store() -> str:
        seen, notes, by = form.seen_version, form.notes, actor()
        if isinstance(data, DemandInput):
            day = clock.today()
            kept = demands.save_checked(session(), demand, data, notes=notes, seen_version=seen, today=day, by=by)
        else:
            kept = demands.save_draft(session(), demand, data, notes=notes, seen_version=seen, by=by)
        return _after(kept, action)

    try:
        return once(form.form_key.data, store) if demand is None else redirect(store(), code=303)
    except InputRefused as refused:
        form.refuse(refused)
        return pages.draw_form(form, demand), 422
    except VerificationOpen as asked:
        form.refuse(asked)
        return pages.draw_form(form, demand, remarks=asked.remarks, asking=True), 422
    except StaleEdit:
        return _stale(form, demand, action)


def _after(demand: Demand, action: str) -> str:
    if action == "another":
        flash(
            _("“%(position)s”已保存，单位、产业链和时间等已带到下一个岗位", position=demand.position or demand.number),
            "success",
        )
        return url_for("demands.new", like=demand.id)
    if demand.status is PostStatus.SUBMITTED:
        flash(_("修改已保存，提交状态不变"), "success")
        return url_for("demands.show", demand_id=demand.id)
    if action == "draft":
        flash(_("草稿已保存，可随时回来继续填写"), "success")
        return url_for("demands.edit", demand_id=demand.id)
    return url_for("demands.check", demand_id=demand.id)


def _stale(form: DemandForm, demand: Demand | None, action: str) -> ResponseReturnValue:
    """Show what stands beside what was typed; the same thing sent twice is no conflict."""
    if demand is None:
        raise RuntimeError("a new demand cannot be stale")
    differences = pages.both_versions(form, demand)
    if not differences:
        return redirect(_after(demand, action), code=303)
    form.version.data = str(demand.version)
    return pages.draw_form(form, demand, differences=differences), 409
