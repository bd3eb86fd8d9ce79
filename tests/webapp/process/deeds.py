"""What people do in a round, each deed refused or done, within a transaction that is rolled back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, select

from tests.market import REASON
from tests.stage import person, the_round
from webapp import clock
from webapp.models import (
    Allocation,
    AlternateOffer,
    Choice,
    Conflict,
    Objection,
    Person,
    Publication,
    Suggestion,
)
from webapp.models.choosing.choice_input import ChoiceInput
from webapp.models.choosing.enums import Decision, DeclineReason
from webapp.models.conflicts.enums import ConflictState, RulingWay
from webapp.models.conflicts.ruling_input import RulingInput, WhyInput
from webapp.models.kernel.enums import Side
from webapp.models.publication.publication_input import NoticeInput, ObjectionInput, ReplyInput
from webapp.models.rounds.enums import RoundStatus
from webapp.models.seats.enums import AlternateState
from webapp.services.choosing import choices
from webapp.services.conflicts import conflicts, rulings
from webapp.services.kernel.errors import DomainError
from webapp.services.process import phases
from webapp.services.publication import objections, publication
from webapp.services.seats import alternates

WHY = WhyInput(reason="企业来函说明情况有变")
NOTICE = NoticeInput(
    title="春季校企匹配结果公示",
    text="现将本轮校企匹配结果予以公示，接受社会监督。",
    contact="0575-85120000",
    notice_days=5,
)
OBJECTION = {
    "name": "王芳", "contact": "13800138000", "content": "该企业去年的实习安排与协议不符，请复核这一对的结果。",
}  # fmt: skip
OPEN = (RoundStatus.PUBLISHED, RoundStatus.CLOSED)
Chosen = dict[tuple[Any, Side], Decision]


@dataclass
class World:
    """The city within one transaction that is rolled back, and what its people should find."""

    session: Session
    chosen: Chosen = field(default_factory=dict)

    def pick(self, query: Any, place: int) -> Any:
        """Return one of the rows of a query; refuse where there is none."""
        rows = self.session.exec(query).all()
        if not rows:
            raise DomainError("nothing_there")
        return rows[place % len(rows)]

    @property
    def noor(self) -> Person:
        """Return the coordinator."""
        return person(self.session, "Noor")

    def of(self, organisation_id: Any) -> Person:
        """Return somebody of an organisation."""
        return self.session.exec(select(Person).where(Person.organisation_id == organisation_id)).one()


Deed = Callable[[World, int, int], None]


def _suggested(world: World, place: int, amount: int) -> tuple[Suggestion, Side, Person]:
    row: Suggestion = world.pick(select(Suggestion).order_by(col(Suggestion.score), col(Suggestion.id)), place)
    side = Side.SCHOOL if amount % 2 else Side.ENTERPRISE
    owner = row.offering.program.school_id if side is Side.SCHOOL else row.demand.enterprise_id
    return row, side, world.of(owner)


def _version(world: World, row: Suggestion, side: Side) -> int:
    held = world.session.exec(select(Choice).where(Choice.suggestion_id == row.id, Choice.side == side)).first()
    return held.version if held else 0


def answer(world: World, place: int, amount: int) -> None:
    """Let a side accept all, accept a part, or decline."""
    row, side, by = _suggested(world, place, amount)
    if amount % 5 == 0:
        data = ChoiceInput(decision=Decision.DECLINE, reason=DeclineReason.TIME_MISMATCH)
    elif amount % 3 == 0 and row.seats_suggested > 1:
        data = ChoiceInput(decision=Decision.ACCEPT_PARTIAL, headcount=1 + amount % (row.seats_suggested - 1))
    else:
        data = ChoiceInput(decision=Decision.ACCEPT)
    choices.choose(world.session, row, data, side=side, seen_version=_version(world, row, side), by=by)
    world.chosen[row.id, side] = data.decision


def withdraw(world: World, place: int, amount: int) -> None:
    """Let a side take its answer back."""
    row, side, by = _suggested(world, place, amount)
    choices.withdraw_choice(world.session, row, side=side, seen_version=_version(world, row, side), by=by)
    world.chosen.pop((row.id, side), None)


def undo(world: World, place: int, amount: int) -> None:
    """Let a side go back to what it said before."""
    row, side, by = _suggested(world, place, amount)
    held = choices.undo_choice(world.session, row, side=side, seen_version=_version(world, row, side), by=by)
    world.chosen.pop((row.id, side), None)
    if held is not None:
        world.chosen[row.id, side] = held.decision


def step(name: str) -> Deed:
    """Return the step of the round."""
    return lambda world, _place, _amount: phases.move(world.session, the_round(world.session), name, by=world.noor)


def rule(world: World, place: int, amount: int) -> None:
    """Rule on a conflict, with seats that may be too many."""
    conflict = world.pick(select(Conflict).order_by(col(Conflict.number)), place)
    claims = conflicts.claims_of(world.session, conflict)
    seats = [(amount * (index + 1)) % 31 for index in range(len(claims))]
    way = (RulingWay.RULING, RulingWay.EXCEPTION, RulingWay.CANCEL)[amount % 3]
    rulings.make_ruling(
        world.session,
        conflict,
        RulingInput(
            way=way, seats=[0] * len(claims) if way is RulingWay.CANCEL else seats, reason=REASON, no_interest=True
        ),
        by=world.noor,
    )


def adopt(world: World, place: int, _amount: int) -> None:
    """Rule as the algorithm suggests."""
    _adopt(world, world.pick(select(Conflict).order_by(col(Conflict.number)), place))


def _adopt(world: World, conflict: Conflict) -> None:
    seats = [claim.allocation.suggested for claim in conflicts.claims_of(world.session, conflict)]
    data = RulingInput(way=RulingWay.ADOPT, seats=seats, reason=REASON, no_interest=True)
    rulings.make_ruling(world.session, conflict, data, by=world.noor)


def settle(world: World, _place: int, _amount: int) -> None:
    """Rule on everything as the algorithm suggests, and pass on what is offered to the next in line."""
    unsettled = select(Conflict).where(col(Conflict.state).in_((ConflictState.OPEN, ConflictState.HEARING)))
    for conflict in world.session.exec(unsettled.order_by(col(Conflict.number))).all():
        _adopt(world, conflict)
    for offer in world.session.exec(select(AlternateOffer).where(AlternateOffer.state == AlternateState.OPEN)).all():
        if offer.state is AlternateState.OPEN:
            alternates.answer_offer(world.session, offer, accepts=False, by=world.of(offer.demand.enterprise_id))


def revert(world: World, place: int, _amount: int) -> None:
    """Take a ruling back."""
    conflict = world.pick(select(Conflict).order_by(col(Conflict.number)), place)
    rulings.revert_ruling(world.session, conflict, WHY, by=world.noor)


def fall(world: World, place: int, _amount: int) -> None:
    """Let a pair fall."""
    row = world.pick(select(Allocation).order_by(col(Allocation.demand_id), col(Allocation.offering_id)), place)
    alternates.let_fall(world.session, row, WHY.reason, by=world.noor)


def take(world: World, place: int, amount: int) -> None:
    """Let one side answer what is offered to the next in line."""
    offer = world.pick(select(AlternateOffer).order_by(col(AlternateOffer.id)), place)
    owner = offer.demand.enterprise_id if amount % 2 else offer.offering.program.school_id
    alternates.answer_offer(world.session, offer, accepts=amount % 4 > 0, by=world.of(owner))


def notice(world: World, _place: int, _amount: int) -> None:
    """Write the notice and approve it."""
    held = world.session.exec(select(Publication)).first()
    seen = held.version if held else None
    written = publication.draft_notice(
        world.session, the_round(world.session), NOTICE, seen_version=seen, by=world.noor
    )
    publication.approve_notice(world.session, written, by=world.noor)


def wait(world: World, _place: int, _amount: int) -> None:
    """Let the notice period pass."""
    held = world.pick(select(Publication), 0)
    if held.published_at is not None:
        held.ends_on = clock.today() - timedelta(days=2)
        world.session.flush()


def object_to(world: World, place: int, _amount: int) -> None:
    """Object to a pair."""
    held = world.pick(select(Publication), 0)
    pair = world.pick(select(Allocation).order_by(col(Allocation.demand_id), col(Allocation.offering_id)), place)
    data = ObjectionInput.model_validate({**OBJECTION, "allocation_id": pair.id})
    objections.file_objection(world.session, held, the_round(world.session), data, by=None)


def reply(world: World, place: int, amount: int) -> None:
    """Reply to an objection."""
    objection = world.pick(select(Objection).order_by(col(Objection.number)), place)
    data = ReplyInput(
        verdict="upheld" if amount % 2 else "dismissed", reply="经核查双方材料，答复如下，详见附件说明情况。"
    )
    objections.reply_to_objection(world.session, objection, data, by=world.noor)


DEEDS: dict[str, Deed] = {
    "answer": answer, "withdraw": withdraw, "undo": undo, "adjudicate": step("adjudicate"), "hold": step("hold"),
    "adopt": adopt, "rule": rule, "settle": settle, "revert": revert, "fall": fall, "take": take, "notice": notice,
    "publish": step("publish"), "object": object_to, "reply": reply, "wait": wait, "close": step("close"),
}  # fmt: skip
