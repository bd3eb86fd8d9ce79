"""Drawing an offering: its form, its facts, its page."""

from typing import Any

from flask import render_template
from flask_babel import lazy_gettext as _l

from webapp import clock
from webapp.models import Offering, Program
from webapp.models.kernel.enums import CooperationMode
from webapp.policies import Permission, can
from webapp.services.codes import search
from webapp.services.kernel.audit import history_of
from webapp.services.kernel.errors import DomainError
from webapp.services.posts import freezing, offerings, programs
from webapp.services.posts.offerings import OFFERING_POSTS
from webapp.services.posts.places import left_of
from webapp.services.posts.posting import JUDGED
from webapp.services.rounds.rounds import round_if_any
from webapp.services.seats.capacity import whereabouts
from webapp.web.kernel.db import session
from webapp.web.kernel.i18n import label, language
from webapp.web.kernel.identity import actor
from webapp.web.kernel.once import new_form_key
from webapp.web.posts.offering_forms import OFFERING_LABELS, OfferingForm, ReturnForm, WithdrawForm, offering_values
from webapp.web.posts.post_pages import PostPages
from webapp.web.posts.program_forms import PROGRAM_LABELS
from webapp.web.posts.words import hint_sentences
from webapp.web.words.history import history_lines


class OfferingPages(PostPages[Offering, OfferingForm]):
    """The pages of offerings."""

    kind = OFFERING_POSTS
    endpoint = "offerings"
    may_view = Permission.OFFERING_VIEW
    may_edit = Permission.OFFERING_EDIT
    return_form = ReturnForm
    submitted = _l("培养能力已提交，编号 %(number)s")
    withdrawn = _l("培养能力已撤回，修改后可重新提交")
    returned = _l("已退回，学校会看到您的意见")

    def sent_form(self) -> OfferingForm:
        """Return the form as it was sent."""
        return OfferingForm(offerings.rounds_to_join(session()), clock.today())

    def fresh_form(self, earlier: Offering | None) -> OfferingForm:
        """Return the form with what is known of the person, or with what an earlier offering said."""
        rounds = offerings.rounds_to_join(session())
        values: dict[str, Any] = {"contact_name": actor().name, "contact_phone": actor().phone, "visibility": "public"}
        if earlier is not None:
            regions = offering_values(earlier, _regions(earlier))["regions"]
            values |= offerings.copy_for_next_term(earlier, today=clock.today()) | {"regions": regions}
        if rounds:
            values |= {"round_id": str(rounds[0].id), "term": rounds[0].term}
        return OfferingForm(rounds, clock.today(), data=values, formdata=None)

    def stored_form(self, post: Offering, **options: Any) -> OfferingForm:
        """Return the form with what stands."""
        values = offering_values(post, _regions(post))
        return OfferingForm(offerings.rounds_to_join(session()), clock.today(), data=values, formdata=None, **options)

    def stored_values(self, form: OfferingForm, post: Offering) -> dict[str, Any]:
        """Return what stands as the form holds it."""
        return offering_values(post, _regions(post))

    def owner_of(self, post: Offering) -> Program:
        """Return the programme."""
        return post.program

    def draw_form(self, form: OfferingForm, post: Offering | None, owner: Any, **facts: Any) -> str:
        """Draw the form of an offering of the programme."""
        return render_template(
            "posts/offerings/edit.html",
            form=form,
            program=owner,
            offering=post,
            comments=self.kind.open_comments(session(), post) if post else [],
            labels=OFFERING_LABELS,
            **facts,
        )

    def draw_edit(self, post: Offering) -> str:
        """Draw the form with what stands, unless the programme is closed."""
        if post.program.is_closed:
            raise DomainError("program_closed")
        return self.draw_form(self.stored_form(post), post, post.program)

    def draw_check(self, post: Offering) -> str:
        """Draw the answers once more, with what the programme lacks."""
        gaps = [str(PROGRAM_LABELS[name]) for name in programs.gaps(post.program)]
        return _page("posts/offerings/check.html", post, gaps=gaps)

    def draw_show(
        self, post: Offering, return_form: ReturnForm | None = None, withdraw_form: WithdrawForm | None = None
    ) -> str:
        """Draw an offering with what this reader may do there."""
        seen = {"version": str(post.version)}
        own = can(actor(), Permission.OFFERING_EDIT, post)
        judging = can(actor(), Permission.POST_RETURN, post)
        inside = own or judging
        return _page(
            "posts/offerings/show.html",
            post,
            own=own,
            frozen=freezing.round_that_holds(session(), post),
            given_in=whereabouts(session(), post) if inside else [],
            places_left=left_of(post),
            judging=judging and post.status in JUDGED,
            comments=self.kind.open_comments(session(), post) if inside else [],
            history=history_lines(history_of(session(), post), OFFERING_LABELS) if inside else [],
            return_form=return_form or ReturnForm(formdata=None, data=seen),
            withdraw_form=withdraw_form or WithdrawForm(formdata=None, data=seen),
            labels=OFFERING_LABELS,
        )


OFFERING_PAGES = OfferingPages()


def _regions(offering: Offering) -> dict[str, str]:
    return search.region_names(session(), offering.regions, language())


def _page(template: str, offering: Offering, **facts: Any) -> str:
    inside = can(actor(), Permission.OFFERING_EDIT, offering)
    return render_template(
        template,
        offering=offering,
        program=offering.program,
        round=round_if_any(session(), offering),
        regions=_regions(offering),
        modes=[label(CooperationMode(mode)) for mode in offering.modes],
        with_contact=can(actor(), Permission.OFFERING_CONFIDENTIAL, offering),
        hints=hint_sentences(offerings.hints_for(session(), offering), OFFERING_LABELS) if inside else [],
        form_key=new_form_key(),
        **facts,
    )
