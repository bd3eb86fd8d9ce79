"""Drawing a demand: its form with all that stands around it, its facts, its page."""

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from flask import render_template

from webapp import clock
from webapp.models import Demand
from webapp.models.posts.demand_input import DemandDraft
from webapp.models.posts.enums import PostStatus
from webapp.policies import Permission, can
from webapp.services.codes import pickers, resolve
from webapp.services.codes.pickers import Places
from webapp.services.kernel.audit import history_of
from webapp.services.kernel.errors import InputRefused, Remark
from webapp.services.posts import demands, estimates, freezing, offerings
from webapp.services.posts.places import left_of
from webapp.services.rounds.rounds import round_if_any
from webapp.services.seats.capacity import whereabouts
from webapp.web.kernel.db import session
from webapp.web.kernel.identity import actor
from webapp.web.kernel.once import new_form_key
from webapp.web.posts.demand_forms import (
    DEMAND_LABELS,
    DemandForm,
    DemandReturnForm,
    demand_values,
    explained,
    mode_labels,
    section_states,
    sentences,
    stored_values,
)
from webapp.web.posts.offering_forms import WithdrawForm
from webapp.web.posts.words import hint_sentences
from webapp.web.words.codes import shown_names, with_names
from webapp.web.words.history import history_lines

T = TypeVar("T", bound=DemandDraft)
JUDGED = (PostStatus.SUBMITTED, PostStatus.RETURNED)


def sent_form() -> DemandForm:
    """Return the form as it was sent."""
    return DemandForm(offerings.rounds_to_join(session()), clock.today())


def fresh_form(earlier: Demand | None) -> DemandForm:
    """Return the form with what is known of the enterprise, or with the shared part of another of its demands."""
    own, rounds = actor().organisation, offerings.rounds_to_join(session())
    values: dict[str, Any] = {"contact_name": actor().name, "contact_phone": actor().phone, "visibility": "public"}
    if own is not None:
        values |= {"industry_code": own.industry_code, "region": own.region, "address": own.address}
    if earlier is not None:
        values |= demands.shared_part(earlier)
    if str(values.get("round_id")) not in {str(row.id) for row in rounds}:
        values["round_id"] = str(rounds[0].id) if rounds and earlier is None else ""
    codes = [str(values.get(name) or "") for name in ("industry_code", "region")]
    values = demand_values(values, pickers.named_slugs(session(), codes))
    return DemandForm(rounds, clock.today(), data=values, formdata=None)


def stored_form(demand: Demand, **options: Any) -> DemandForm:
    """Return the form with what stands."""
    values = stored_values(demand, pickers.named_codes(session(), [demand]))
    return DemandForm(offerings.rounds_to_join(session()), clock.today(), data=values, formdata=None, **options)


def partial_form(typed: dict[str, Any]) -> DemandForm:
    """Return the form with only the fields that a fragment needs."""
    return DemandForm([], clock.today(), data=typed, formdata=None)


def offer_places(form: DemandForm) -> Places:
    """Offer the chains, segments and families that belong to what is chosen; what fits no more is let go."""
    places = pickers.places(session(), form.chain_slug.data, form.segment_slug.data)
    form.offer_places(places)
    return places


def read(form: DemandForm, kind: type[T]) -> T | None:
    """Return the checked input with codes for what was picked or typed, or None with complaints beside the fields."""
    codes, remarks = resolve.resolve(session(), form.industry_code.data, form.region.data)
    data = form.into(kind)
    form.refuse(InputRefused(remarks))
    return None if data is None or remarks else data.model_copy(update=codes)


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


def draw_form(
    form: DemandForm,
    demand: Demand | None,
    *,
    remarks: Sequence[Remark] = (),
    asking: bool = False,
    differences: Sequence[tuple[str, str, str]] = (),
    earlier: Demand | None = None,
) -> str:
    """Draw the form with its progress and what the exchange holds for it; `asking` lists the remarks on top."""
    places = offer_places(form)
    states = section_states(form, remarks)
    asked = sentences(remarks)
    return render_template(
        "posts/demands/edit.html",
        form=form,
        demand=demand,
        enterprise=demand.enterprise if demand else actor().organisation,
        places=places,
        states=states,
        done=sum(state.state == "done" for state in states),
        asked=asked,
        warnings=[(f"verify-{code}", sentence) for code, (_field, sentence) in asked.items()] if asking else [],
        comments=demands.open_comments(session(), demand) if demand else [],
        labels=DEMAND_LABELS,
        estimate=draw_estimate(form),
        differences=differences,
        earlier=earlier,
    )


def draw_page(template: str, demand: Demand, **facts: Any) -> str:
    """Draw a page that shows what a demand says."""
    own = can(actor(), Permission.DEMAND_EDIT, demand)
    inside = own or can(actor(), Permission.DEMAND_CONFIDENTIAL, demand)
    remarks = demands.standing_verifications(session(), demand, today=clock.today()) if inside else []
    stored: dict[str, Any] = demands.as_typed(demand)
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


def draw_show(
    demand: Demand, return_form: DemandReturnForm | None = None, withdraw_form: WithdrawForm | None = None
) -> str:
    """Draw a demand's page with what this reader may do there."""
    judging = can(actor(), Permission.POST_RETURN, demand)
    inside = judging or can(actor(), Permission.DEMAND_EDIT, demand)
    seen = {"version": str(demand.version)}
    lines = history_lines(history_of(session(), demand), DEMAND_LABELS) if inside else []
    codes = {code for line in lines for _what, was, new in line["changes"] for code in (was, new)}
    return draw_page(
        "posts/demands/show.html",
        demand,
        judging=judging and demand.status in JUDGED,
        comments=demands.open_comments(session(), demand) if inside else [],
        history=with_names(lines, shown_names(pickers.named_slugs(session(), codes))),
        return_form=return_form or DemandReturnForm(formdata=None, data=seen),
        withdraw_form=withdraw_form or WithdrawForm(formdata=None, data=seen),
        given_in=whereabouts(session(), demand) if inside else [],
        places_left=left_of(demand),
    )


def both_versions(form: DemandForm, demand: Demand) -> list[tuple[str, str, str]]:
    """Return (label, stored, typed) of what differs between the stored demand and the form, in words."""
    typed = (form.chain_slug.data, form.segment_slug.data, form.family_slug.data)
    things = pickers.named_codes(session(), [demand])
    things |= pickers.named_slugs(session(), [str(slug or "") for slug in typed])
    form.names = shown_names(things)
    return form.against(stored_values(demand, things))


def own_demand(text: str) -> Demand | None:
    """Return the demand of the reader's enterprise that the text names, if there is one."""
    try:
        found = demands.demand_named(session(), UUID(text))
    except ValueError:
        return None
    return found if found is not None and can(actor(), Permission.DEMAND_EDIT, found) else None
