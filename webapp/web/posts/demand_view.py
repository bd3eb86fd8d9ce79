"""Drawing a demand: its form with all that stands around it, its facts, its page."""

from typing import Any
from uuid import UUID

from flask import flash, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from pydantic import BaseModel

from webapp import clock
from webapp.models import Demand, Organisation
from webapp.models.kernel.characters import is_text
from webapp.models.posts.demand_input import DemandDraft
from webapp.models.posts.enums import PostStatus
from webapp.policies import Permission, can
from webapp.services.codes import pickers, resolve
from webapp.services.codes.pickers import Places
from webapp.services.kernel.audit import history_of
from webapp.services.kernel.errors import InputRefused
from webapp.services.posts import demands, estimates, freezing, offerings, proposals
from webapp.services.posts.demands import DEMAND_POSTS
from webapp.services.posts.places import left_of
from webapp.services.posts.posting import JUDGED
from webapp.services.rounds.rounds import round_if_any
from webapp.services.seats.capacity import whereabouts
from webapp.web.kernel.db import session
from webapp.web.kernel.identity import actor
from webapp.web.kernel.once import new_form_key
from webapp.web.posts.demand_forms import (
    DEMAND_LABELS,
    NEEDED,
    DemandForm,
    DemandReturnForm,
    demand_values,
    explained,
    mode_labels,
    section_states,
    sentences,
    stored_values,
)
from webapp.web.posts.offering_forms import ReturnForm, WithdrawForm
from webapp.web.posts.post_pages import PostPages
from webapp.web.posts.words import hint_sentences
from webapp.web.words.codes import shown_names, with_names
from webapp.web.words.history import history_lines


def fresh_form(earlier: Demand | None) -> DemandForm:
    """Return the form with what is known of the enterprise, or with the shared part of another of its demands."""
    rounds = offerings.rounds_to_join(session())
    values = known_values(actor().organisation)
    if earlier is not None:
        copied = DEMAND_POSTS.copy_of(earlier)
        if str(copied["round_id"]) not in {str(row.id) for row in rounds}:
            copied["round_id"] = ""
        values |= named_values(copied)
    return DemandForm(rounds, clock.today(), data=values, formdata=None)


def known_values(enterprise: Organisation | None) -> dict[str, Any]:
    """Return what can be known of a new demand as its form shows it, with the round where exactly one collects."""
    if enterprise is None:
        return {"visibility": "public"}
    rounds = offerings.rounds_to_join(session())
    known = demands.known_of(session(), enterprise, by=actor(), today=clock.today())
    return named_values(known) | {"round_id": str(rounds[0].id) if len(rounds) == 1 else ""}


def named_values(values: dict[str, Any]) -> dict[str, Any]:
    """Return a demand's values as its form shows them."""
    codes = [str(values.get(name) or "") for name in ("industry_code", "region")]
    return demand_values(values, pickers.named_slugs(session(), codes))


def partial_form(typed: dict[str, Any]) -> DemandForm:
    """Return the form with only the fields that a fragment needs."""
    return DemandForm([], clock.today(), data=typed, formdata=None)


def offer_places(form: DemandForm) -> Places:
    """Offer the chains, segments and families that belong to what is chosen; what fits no more is let go."""
    places = pickers.places(session(), form.chain_slug.data, form.segment_slug.data)
    form.offer_places(places)
    return places


def draw_estimate(form: DemandForm) -> estimates.Estimate | None:
    """Count what stands on the exchange for what the form holds."""
    codes, _remarks = resolve.resolve(session(), form.industry_code.data, None)
    return estimates.estimate(
        session(),
        industry_code=codes["industry_code"],
        segment_slug=form.segment_slug.data,
        skills=form.required_skills.entries[:15],
        viewer=actor(),
    )


def draw_proposals(form: DemandForm) -> proposals.Proposals:
    """Return what is usual for the position as far as the form holds it, and skills inside of its duties."""
    codes, _remarks = resolve.resolve(session(), form.industry_code.data, None)
    entries = [*form.required_skills.entries, *form.preferred_skills.entries]
    return proposals.proposals(
        session(),
        proposals.Position(
            title=str(form.position.data or "").strip(),
            segment_slug=str(form.segment_slug.data or ""),
            family_slug=str(form.family_slug.data or ""),
            industry_code=str(codes["industry_code"] or ""),
            skills=tuple(entry for entry in entries[:25] if is_text(entry)),
        ),
    )


def draw_page(template: str, demand: Demand, **facts: Any) -> str:
    """Draw a page that shows what a demand says."""
    own = can(actor(), Permission.DEMAND_EDIT, demand)
    inside = own or can(actor(), Permission.DEMAND_CONFIDENTIAL, demand)
    remarks = demands.standing_verifications(session(), demand, today=clock.today()) if inside else []
    stored: dict[str, Any] = DEMAND_POSTS.as_typed(demand)
    data = DemandDraft.model_construct(**stored)  # unchecked: older rules may have let through what today's refuse
    return render_template(
        template,
        demand=demand,
        round=round_if_any(session(), demand),
        names=shown_names(pickers.named_codes(session(), [demand])),
        modes=mode_labels(demand),
        inside=inside,
        own=own,
        explained=explained(demand, remarks) if inside else [],
        hints=hint_sentences(demands.hints_for(session(), data, demand), DEMAND_LABELS) if own else [],
        frozen=freezing.round_that_holds(session(), demand),
        expired=demand.valid_until is not None and demand.valid_until < clock.today(),
        labels=DEMAND_LABELS,
        form_key=new_form_key(),
        **facts,
    )


def own_demand(text: str) -> Demand | None:
    """Return the demand of the reader's enterprise that the text names, if there is one."""
    try:
        demand = demands.demand_named(session(), UUID(text))
    except ValueError:
        return None
    return demand if demand is not None and can(actor(), Permission.DEMAND_EDIT, demand) else None


class DemandPages(PostPages[Demand, DemandForm]):
    """The pages of demands."""

    kind = DEMAND_POSTS
    endpoint = "demands"
    may_view = Permission.DEMAND_VIEW
    may_edit = Permission.DEMAND_EDIT
    return_form = DemandReturnForm
    submitted = _l("需求已提交，编号 %(number)s")
    withdrawn = _l("需求已撤回，修改后可重新提交")
    returned = _l("已退回，企业会看到您的意见")

    def sent_form(self) -> DemandForm:
        """Return the form as it was sent."""
        return DemandForm(offerings.rounds_to_join(session()), clock.today())

    def stored_form(self, post: Demand, **options: Any) -> DemandForm:
        """Return the form with what stands."""
        values = stored_values(post, pickers.named_codes(session(), [post]))
        return DemandForm(offerings.rounds_to_join(session()), clock.today(), data=values, formdata=None, **options)

    def stored_values(self, form: DemandForm, post: Demand) -> dict[str, Any]:
        """Return what stands as the form holds it; the form learns the names of all codes on both sides."""
        typed = (form.chain_slug.data, form.segment_slug.data, form.family_slug.data)
        things = pickers.named_codes(session(), [post])
        things |= pickers.named_slugs(session(), [str(slug or "") for slug in typed])
        form.names = shown_names(things)
        return stored_values(post, things)

    def owner_of(self, post: Demand) -> Organisation:
        """Return the enterprise."""
        return post.enterprise

    def read(self, form: DemandForm, kind: type[BaseModel]) -> BaseModel | None:
        """Return the checked input with codes for what was picked or typed, or None with complaints."""
        codes, remarks = resolve.resolve(session(), form.industry_code.data, form.region.data)
        data = form.into(kind)
        form.refuse(InputRefused(remarks))
        return None if data is None or remarks else data.model_copy(update=codes)

    def is_whole(self, post: Demand | None, action: str) -> bool:
        """Tell whether a button asks for a complete demand; "another" does so where one stands submitted."""
        stands = post is not None and post.status is PostStatus.SUBMITTED
        return action == "check" or (action == "another" and stands)

    def redraws(self, form: DemandForm, action: str) -> bool:
        """Tell whether the button offers the segments of the chain that was chosen, or takes over a proposal."""
        return action == "places" or form.amend(action)

    def lead_on(self, post: Demand, action: str) -> str:
        """Tell what was stored, and return where the button leads."""
        if action != "another":
            return super().lead_on(post, action)
        position = post.position or post.number
        flash(_("“%(position)s”已保存，单位、产业链和时间等已带到下一个岗位", position=position), "success")
        return url_for("demands.new", like=post.id)

    def draw_form(self, form: DemandForm, post: Demand | None, owner: Any, **facts: Any) -> str:
        """Draw the form with its progress and what the exchange holds for it; what is to be explained on top."""
        remarks = facts.pop("remarks", form.asked)
        places, asked = offer_places(form), sentences(remarks)
        states = section_states(form, remarks)
        comments = self.kind.open_comments(session(), post) if post else []
        remarked = {field for field, _sentence in asked.values()} | {comment.field for comment in comments}
        known = known_values(owner)
        if post is not None:
            known["valid_until"] = post.valid_until  # a day that was once filled in stays so
        return render_template(
            "posts/demands/edit.html",
            form=form,
            demand=post,
            enterprise=owner,
            places=places,
            states=states,
            done=sum(state.state == "done" for state in states[:NEEDED]),
            needed=NEEDED,
            asked=asked,
            warnings=[(f"verify-{code}", asked[code][1]) for code in asked if form.asked],
            comments=comments,
            labels=DEMAND_LABELS,
            opened=form.open_folds(known, remarked),
            proposals=draw_proposals(form),
            estimate=draw_estimate(form),
            **{"differences": (), "earlier": None, **facts},
        )

    def draw_edit(self, post: Demand) -> str:
        """Draw the form with what stands, and what of it has to be explained."""
        remarks = demands.standing_verifications(session(), post, today=clock.today())
        return self.draw_form(self.stored_form(post), post, post.enterprise, remarks=remarks)

    def draw_check(self, post: Demand) -> str:
        """Draw the answers once more before they are handed in."""
        return draw_page("posts/demands/check.html", post)

    def draw_show(
        self, post: Demand, return_form: ReturnForm | None = None, withdraw_form: WithdrawForm | None = None
    ) -> str:
        """Draw a demand with what this reader may do there."""
        judging = can(actor(), Permission.POST_RETURN, post)
        inside = judging or can(actor(), Permission.DEMAND_EDIT, post)
        seen = {"version": str(post.version)}
        lines = history_lines(history_of(session(), post), DEMAND_LABELS) if inside else []
        codes = {code for line in lines for _what, was, new in line["changes"] for code in (was, new)}
        return draw_page(
            "posts/demands/show.html",
            post,
            judging=judging and post.status in JUDGED,
            comments=self.kind.open_comments(session(), post) if inside else [],
            history=with_names(lines, shown_names(pickers.named_slugs(session(), codes))),
            return_form=return_form or DemandReturnForm(formdata=None, data=seen),
            withdraw_form=withdraw_form or WithdrawForm(formdata=None, data=seen),
            given_in=whereabouts(session(), post) if inside else [],
            places_left=left_of(post),
        )


DEMAND_PAGES = DemandPages()
