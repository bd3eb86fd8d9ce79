"""What a suggestion's page needs to know before it is drawn: whose answer, what stands, what may be known."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import flask_babel
from flask import render_template, request

from webapp import clock
from webapp.models import Attachment, AuditEvent, Choice, MatchingRound, Run, Suggestion
from webapp.models.accounts.enums import Role
from webapp.models.choosing.enums import Decision
from webapp.models.kernel.enums import Side
from webapp.models.rounds.enums import RoundStatus
from webapp.policies import Permission, can
from webapp.services.choosing import choices, queue
from webapp.services.choosing import suggestions as service
from webapp.services.choosing.queue import QueueFilters
from webapp.services.choosing.ranks import Ranked, ranking
from webapp.services.codes.names import names_of_pair
from webapp.services.kernel.audit import actor_name
from webapp.services.kernel.files import attachments_of
from webapp.services.rounds import pair_rules
from webapp.services.seats.capacity import whereabouts
from webapp.web.choosing import pair_view
from webapp.web.choosing.evidence import Wording
from webapp.web.choosing.forms import ChoiceForm, answer_sentence, choice_values, side_words
from webapp.web.kernel.db import session
from webapp.web.kernel.i18n import moment
from webapp.web.kernel.identity import actor
from webapp.web.kernel.query import key_in
from webapp.web.words.answers import state_words

_: Callable[..., str] = flask_babel.gettext
History = Callable[[Iterable[AuditEvent]], list[dict[str, Any]]]
BESIDE = 8  # entries of the queue beside a suggestion
SIDES = (Side.ENTERPRISE, Side.SCHOOL)


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """A suggestion as somebody sees it: `side` is whose answer they give or look at."""

    suggestion: Suggestion
    run: Run
    round: MatchingRound
    side: Side
    choice: Choice | None
    known: dict[Side, Choice]  # the answers that the viewer may know
    files: dict[UUID, list[Attachment]]
    order: list[Ranked]  # what the side's post accepts
    places: int
    elsewhere: list[tuple[MatchingRound, int]]  # other rounds that have given places of the post away
    may_choose: bool
    on_behalf: bool
    undoable: AuditEvent | None

    @property
    def can_proxy(self) -> bool:
        """Tell whether the reader may record an answer on a side's behalf."""
        return self.may_choose and not self.on_behalf and actor().role is Role.COORDINATOR

    @property
    def wholly_known(self) -> frozenset[UUID]:
        """Return the answers of which the reader may know the reason and the evidence, too."""
        own = (row for side, row in self.known.items() if side is self.side or actor().role is Role.COORDINATOR)
        return frozenset(row.id for row in own)

    @property
    def taken(self) -> int:
        """Return how many people the post accepts by other suggestions."""
        return sum(line.choice.headcount for line in self.order if line.choice.suggestion_id != self.suggestion.id)

    @property
    def others(self) -> int:
        """Return how many other suggestions the post accepts."""
        return sum(line.choice.suggestion_id != self.suggestion.id for line in self.order)

    @property
    def this(self) -> int:
        """Return how many people this suggestion stands for, as answered or as suggested."""
        return self.choice.headcount if self.choice else self.suggestion.seats_suggested

    @property
    def free(self) -> int:
        """Return how many places are left beside the other suggestions."""
        return max(self.places - self.taken, 0)

    @property
    def left(self) -> int:
        """Return how many places are left if this suggestion is taken, too."""
        return max(self.free - self.this, 0)

    @property
    def is_over(self) -> bool:
        """Tell whether more is accepted, this one included, than there are places for."""
        return self.this > 0 and self.taken + self.this > self.places


def view_of(suggestion: Suggestion, *, on_behalf_of: Side | None = None) -> SuggestionView:
    """Return what the reader may see and do."""
    run, round_ = service.run_of(session(), suggestion), service.round_of(session(), suggestion)
    side = service.side_of(actor()) or on_behalf_of or Side.SCHOOL
    is_open = round_.status is RoundStatus.CHOOSING and run.is_adopted
    is_party = actor().role is not Role.COORDINATOR
    known = {
        each: choice
        for each in SIDES
        if service.may_know(actor(), each, round_)
        and (choice := service.choice_of(session(), suggestion, each)) is not None
    }
    permission = Permission.SUGGESTION_CHOOSE if is_party else Permission.SUGGESTION_CHOOSE_FOR
    may_choose = is_open and can(actor(), permission, suggestion)
    undoable = choices.last_change(session(), suggestion, side) if may_choose and is_party else None
    return SuggestionView(
        suggestion=suggestion,
        run=run,
        round=round_,
        side=side,
        choice=known.get(side),
        known=known,
        files=attachments_of(session(), [row for each, row in known.items() if each is side or not is_party]),
        order=ranking(session(), suggestion, side),
        places=service.places_of(session(), suggestion, side),
        elsewhere=_elsewhere(suggestion, side, round_),
        may_choose=may_choose,
        on_behalf=on_behalf_of is not None and not is_party,
        undoable=undoable,
    )


def _elsewhere(suggestion: Suggestion, side: Side, round_: MatchingRound) -> list[tuple[MatchingRound, int]]:
    post = suggestion.demand if side is Side.ENTERPRISE else suggestion.offering
    return [(other, seats) for other, seats in whereabouts(session(), post) if other.id != round_.id]


def fresh_form(seen: SuggestionView) -> ChoiceForm | None:
    """Return the form with the answer that stands, or with the one that suggests itself."""
    if not seen.may_choose or (actor().role is Role.COORDINATOR and not seen.on_behalf):
        return None
    values = choice_values(seen.choice)
    if seen.on_behalf:
        values.pop("note_private", None)
    elif seen.choice is None and seen.free >= seen.suggestion.seats_suggested > 0:
        values["decision"] = Decision.ACCEPT.value
    values |= {name: str(key_in(name) or "") for name in ("program", "demand")}
    return equipped(ChoiceForm(seen.suggestion.seats_suggested, data=values, formdata=None), seen)


def equipped(form: ChoiceForm, seen: SuggestionView) -> ChoiceForm:
    """Give the form the ranks and the colleagues to choose from."""
    form.offer_ranks(seen.others, seen.round.max_ranks)
    if not seen.on_behalf:
        form.offer_colleagues(choices.colleagues_of(session(), actor()))
    return form


def who_came_first(seen: SuggestionView) -> str:
    """Return who has answered, or taken back, since the page was opened, and when."""
    if seen.choice is not None:
        return answer_sentence(seen.choice)
    event = choices.last_change(session(), seen.suggestion, seen.side)
    if event is None or event.actor is None:
        return ""
    return _("%(name)s 于 %(moment)s 撤回了意见", name=actor_name(event.actor), moment=moment(event.at))


def drawn(seen: SuggestionView, form: ChoiceForm | None, history: History, *, conflict: str = "") -> str:
    """Return the page; `history` words the record."""
    suggestion = seen.suggestion
    words = Wording(names_of_pair(session(), suggestion.facts, suggestion.explanation))
    lines, skills = pair_view.score_lines(suggestion, words), pair_view.skill_rows(suggestion)
    filters = QueueFilters(round=seen.round.id, program=_kept(form, "program"), demand=_kept(form, "demand"))
    in_queue = seen.run.is_adopted and seen.round.status in service.SHOWN_FROM
    is_school = seen.side is Side.SCHOOL and actor().role is not Role.ENTERPRISE
    sides = SIDES if actor().role is Role.COORDINATOR else (seen.side,)
    return render_template(
        "choosing/show.html",
        seen=seen,
        suggestion=suggestion,
        round=seen.round,
        run=seen.run,
        form=form,
        conflict=conflict,
        words=side_words(seen.side),
        told=answer_sentence(seen.choice) if seen.choice else "",
        answers=[
            (
                each,
                side_words(each),
                seen.known.get(each),
                answer_sentence(seen.known[each]) if each in seen.known else "",
            )
            for each in SIDES
            if service.may_know(actor(), each, seen.round)
        ],
        before_undo=state_words(seen.undoable.before) if seen.undoable else "",
        named=pair_rules.titles_of(session(), [line.choice.suggestion_id for line in seen.order]),
        lines=lines,
        unknown=pair_view.unknown_criteria(suggestion),
        skills=skills,
        rows=pair_view.pair_rows(suggestion, words, free=seen.free if is_school else None),
        lead=pair_view.lead_sentences(suggestion, skills, service.count_rivals(session(), suggestion)),
        signs=pair_view.signs(lines),
        history=history(choices.changes_of(session(), suggestion, sides)),
        kept={"program": filters.program, "demand": filters.demand},
        today=clock.today(),
        **(_beside(suggestion, filters) if in_queue else {"place": None, "beside": [], "counts": {}}),
    )


def _kept(form: ChoiceForm | None, name: str) -> UUID | None:
    return key_in(name) or (key_in(name, request.form) if form is not None else None)


def _beside(suggestion: Suggestion, filters: QueueFilters) -> dict[str, Any]:
    """Return the suggestion's place in the queue, and the entries around it."""
    place = queue.place_of(session(), actor(), suggestion, filters)
    begin = max(min(place.number - BESIDE // 2, place.total - BESIDE + 1), 1) - 1
    items, _total = queue.find_queue(session(), actor(), filters, offset=begin, limit=BESIDE)
    return {"place": place, "beside": items, "counts": queue.count_states(session(), actor(), filters)}
