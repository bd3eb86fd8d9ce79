"""The phases of a round: one table of guarded transitions.

Each line says who may take it, what must hold, what happens on the way, whom it tells, and which step it takes back.
Dates move nothing by themselves: when one has passed, the coordinators are reminded, and one of them takes the step.
A step that takes long is planned outside of transactions that write, and what follows from it is done in pieces
(`process.long_steps`).

Whoever moves a round locks it first, and everything that belongs to a round is changed under that lock: so the guards
are asked again within it, whatever the page has shown before. The status changes before the deeds are done, so that
what they call and what they record finds the round in its new phase. All of it is one transaction: a deed that refuses
leaves the round where it stood. Only the pieces come after the commit, each in a transaction that also notes how far it
came, so that another worker goes on where the first one died.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session, col, func, select

from webapp import clock
from webapp.clock import now
from webapp.models import (
    Choice,
    Demand,
    Invitation,
    MatchingRound,
    Offering,
    Person,
    Program,
    RoundStep,
    Suggestion,
)
from webapp.models.conflicts.ruling_input import WhyInput
from webapp.models.notices.enums import NoticeEvent
from webapp.models.posts.enums import PostStatus
from webapp.models.rounds.enums import RoundStatus
from webapp.policies import Permission, can
from webapp.release import VERSION
from webapp.services.agreements.following import follow_seats
from webapp.services.codes.tables.versions import freeze_tables
from webapp.services.conflicts.rulings import revert_last, standing_until
from webapp.services.kernel.audit import record
from webapp.services.kernel.errors import DomainError
from webapp.services.kernel.locking import lock
from webapp.services.notices.notices import people_of, tell
from webapp.services.posts.freezing import let_go
from webapp.services.publication.publication import closing_refusals, publish_refusals, publish_result
from webapp.services.rounds import rounds
from webapp.services.runs.snapshots import freeze_posts, take_snapshot
from webapp.services.seats.allocations import AllocationPlan, allocate_round, plan_allocation, tell_parties

REVERTED_AT_ONCE: Final = 10  # rulings in one transaction
DRAFTED_AT_ONCE: Final = 10  # agreements in one transaction
Guard = Callable[[Session, MatchingRound], Iterable[DomainError]]
Deed = Callable[[Session, MatchingRound, Person | None], None]
Plan = Callable[[Session, MatchingRound], Any]
PlannedDeed = Callable[[Session, MatchingRound, Person | None, Any], None]
Facts = Mapping[str, Any]  # what was said when the step was asked for
Piece = Callable[[Session, MatchingRound, Person | None, int, Facts], tuple[int, int]]  # so many done → by now, left
Audience = Callable[[Session, MatchingRound], Iterable[Person]]


@dataclass(frozen=True, slots=True)
class Telling:
    """What a transition tells, to whom, and where the notice leads."""

    event: NoticeEvent
    audience: Audience
    path: str  # with the round's id in place of {id}


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of the table."""

    step: str
    origins: tuple[RoundStatus, ...]
    target: RoundStatus
    may: Permission = Permission.ROUND_RUN
    guards: tuple[Guard, ...] = ()
    deeds: tuple[Deed, ...] = ()  # done once the round stands in its new phase
    plan: Plan | None = None  # computes for long what `planned_deed` stores; raises `Outdated` there if it is too late
    planned_deed: PlannedDeed | None = None
    piece: Piece | None = None  # a part of what follows, each in a transaction of its own
    tells: tuple[Telling, ...] = ()
    takes_back: str = ""  # the step that this one takes back
    has_button: bool = True  # False: it comes about by something else that a coordinator does

    @property
    def is_long(self) -> bool:
        """Tell whether the worker takes the step."""
        return self.plan is not None or self.piece is not None


def parties(session: Session, round_: MatchingRound) -> list[Person]:
    """Return the people of the organisations that have suggestions in the round's adopted run."""
    return people_of(session, party_ids(session, round_))


def party_ids(session: Session, round_: MatchingRound) -> set[UUID]:
    """Return the organisations that have suggestions in the round's adopted run."""
    run = rounds.adopted_run(session, round_.id)
    if run is None:
        return set()
    asked = select(Demand.enterprise_id).join(Suggestion, col(Suggestion.demand_id) == col(Demand.id))
    offered = select(Program.school_id).join(Offering, col(Offering.program_id) == col(Program.id))
    offered = offered.join(Suggestion, col(Suggestion.offering_id) == col(Offering.id))
    sides = [session.exec(query.where(Suggestion.run_id == run.id).distinct()) for query in (asked, offered)]
    return {key for keys in sides for key in keys}


def _holds_both_sides(session: Session, round_: MatchingRound) -> Iterator[DomainError]:
    counts = rounds.count_posts(session, round_)
    if not counts.demands or not counts.offerings:
        yield DomainError("round_empty", demands=counts.demands, offerings=counts.offerings)


def _nobody_has_come(session: Session, round_: MatchingRound) -> Iterator[DomainError]:
    posts = sum(
        session.exec(select(func.count()).where(kind.round_id == round_.id, kind.status != PostStatus.DRAFT)).one()
        for kind in (Demand, Offering)
    )
    invited = session.exec(select(func.count()).where(Invitation.round_id == round_.id)).one()
    if posts or invited:
        yield DomainError("round_has_begun", posts=posts, invited=invited)


def _nothing_computes(session: Session, round_: MatchingRound) -> Iterator[DomainError]:
    if rounds.active_run(session, round_) is not None:
        yield DomainError("run_active")


def _has_adopted_a_run(session: Session, round_: MatchingRound) -> Iterator[DomainError]:
    if rounds.adopted_run(session, round_.id) is None:
        yield DomainError("run_not_adopted")


def _has_suggestions(session: Session, round_: MatchingRound) -> Iterator[DomainError]:
    run = rounds.adopted_run(session, round_.id)
    query = select(Suggestion.id).where(Suggestion.run_id == (run.id if run else None)).limit(1)
    if run is not None and session.exec(query).first() is None:
        yield DomainError("run_without_suggestions")


def _nobody_has_answered(session: Session, round_: MatchingRound) -> Iterator[DomainError]:
    run = rounds.adopted_run(session, round_.id)
    if run is None:
        return
    answers = session.exec(select(func.count()).where(Choice.run_id == run.id)).one()
    if answers:
        yield DomainError("round_has_answers", answers=answers)


def _freeze(session: Session, round_: MatchingRound, by: Person | None) -> None:
    frozen = freeze_tables(session)
    round_.taxonomy_version_id = frozen.id if frozen else None
    freeze_posts(session, round_, today=clock.today())
    round_.frozen_at = now()
    session.flush()
    take_snapshot(session, round_, library_version=VERSION, by=by)


def _thaw(session: Session, round_: MatchingRound, _by: Person | None) -> None:
    for kind in (Demand, Offering):
        let_go(session, round_, kind)
    round_.taxonomy_version_id = None
    round_.frozen_at = None


def _release_run(session: Session, round_: MatchingRound, _by: Person | None) -> None:
    run = rounds.adopted_run(session, round_.id)
    if run is not None:
        run.adopted_at = None


def _end_choosing(session: Session, round_: MatchingRound, by: Person | None, plan: AllocationPlan) -> None:
    round_.chosen_at = now()
    allocate_round(session, round_, plan, by=by)


def _tell_of_conflicts(
    session: Session, round_: MatchingRound, _by: Person | None, done: int, _facts: Facts
) -> tuple[int, int]:
    return tell_parties(session, round_, done)


def _open_notice(session: Session, round_: MatchingRound, by: Person | None) -> None:
    publish_result(session, round_, by=by)


def _rulings_stand(session: Session, round_: MatchingRound) -> Iterator[DomainError]:
    if session.exec(standing_until(round_, now()).limit(1)).first() is None:
        yield DomainError("ruling_none")


def _take_rulings_back(
    session: Session, round_: MatchingRound, by: Person | None, done: int, facts: Facts
) -> tuple[int, int]:
    if by is None:
        raise DomainError("round_step_not_yours")
    why, until = WhyInput(reason=facts["reason"]), datetime.fromisoformat(facts["until"])
    taken, left = revert_last(session, round_, why, made_until=until, most=REVERTED_AT_ONCE, by=by)
    return done + taken, left


def _draft_agreements(
    session: Session, round_: MatchingRound, by: Person | None, done: int, _facts: Facts
) -> tuple[int, int]:
    made, left = follow_seats(session, round_, most=DRAFTED_AT_ONCE, by=by)
    return done + len(made), left


ROUND_PAGE, QUEUE = "/rounds/{id}", "/suggestions?round={id}"
S = RoundStatus
TABLE: tuple[Transition, ...] = (
    Transition("open", (S.DRAFT,), S.COLLECTING),
    Transition("recall", (S.COLLECTING,), S.DRAFT, guards=(_nobody_has_come,), takes_back="open"),
    Transition("freeze", (S.COLLECTING,), S.FROZEN, guards=(_holds_both_sides,), deeds=(_freeze,)),
    Transition("thaw", (S.FROZEN,), S.COLLECTING, guards=(_nothing_computes,), deeds=(_thaw,), takes_back="freeze"),
    Transition("adopt", (S.FROZEN, S.SCORED), S.SCORED, guards=(_has_adopted_a_run,), has_button=False),
    Transition("refill", (S.CHOOSING,), S.CHOOSING, guards=(_has_adopted_a_run,), has_button=False),
    Transition(
        "release", (S.SCORED,), S.FROZEN, guards=(_nothing_computes,), deeds=(_release_run,), takes_back="adopt"
    ),
    Transition(
        "choose",
        (S.SCORED,),
        S.CHOOSING,
        guards=(_has_adopted_a_run, _has_suggestions, _nothing_computes),
        tells=(Telling(NoticeEvent.CHOOSING_OPEN, parties, QUEUE),),
    ),
    Transition("hold", (S.CHOOSING,), S.SCORED, guards=(_nobody_has_answered, _nothing_computes), takes_back="choose"),
    Transition(
        "adjudicate",
        (S.CHOOSING,),
        S.ADJUDICATING,
        guards=(_nothing_computes,),
        plan=plan_allocation,
        planned_deed=_end_choosing,
        piece=_tell_of_conflicts,
    ),
    Transition(
        "unrule",
        (S.ADJUDICATING,),
        S.ADJUDICATING,
        guards=(_rulings_stand,),
        piece=_take_rulings_back,
        has_button=False,
    ),
    Transition(
        "publish",
        (S.ADJUDICATING,),
        S.PUBLISHED,
        guards=(publish_refusals,),
        deeds=(_open_notice,),
        tells=(Telling(NoticeEvent.PUBLISHED, parties, ROUND_PAGE),),
    ),
    Transition("close", (S.PUBLISHED,), S.CLOSED, guards=(closing_refusals,), piece=_draft_agreements),
)
STEPS: dict[str, Transition] = {line.step: line for line in TABLE}


def steps_from(round_: MatchingRound) -> list[Transition]:
    """Return the steps that a coordinator may ask for in the round's state: onwards first, back after."""
    steps = [line for line in TABLE if round_.status in line.origins and line.has_button]
    return sorted(steps, key=lambda line: bool(line.takes_back))


def refusals(
    session: Session, round_: MatchingRound, step: str, *, within: RoundStep | None = None
) -> list[DomainError]:
    """Return all that stands against a step, as refusals that pages put into words; `within` is the step itself."""
    line = STEPS[step]
    under_way = rounds.step_under_way(session, round_.id)
    if under_way is not None and (within is None or under_way.id != within.id):
        return [DomainError("round_step_under_way")]
    if round_.status not in line.origins:
        return [DomainError("round_step_impossible", status=round_.status)]
    return [refusal for guard in line.guards for refusal in guard(session, round_)]


def refuse(
    session: Session, round_: MatchingRound, step: str, *, within: RoundStep | None = None, by: Person | None
) -> None:
    """Refuse a step that is not the person's to take, or that something stands against."""
    if by is not None and not can(by, STEPS[step].may, round_):
        raise DomainError("round_step_not_yours")
    for refusal in refusals(session, round_, step, within=within):
        raise refusal


def move(
    session: Session, round_: MatchingRound, step: str, *, seen_version: int | None = None, by: Person | None
) -> None:
    """Take one step of the table, a long one as a whole: that is for transactions that hold nobody up."""
    line = STEPS[step]
    if line.plan is not None:
        refuse(session, round_, step, by=by)
    take(session, round_, step, line.plan(session, round_) if line.plan else None, seen_version=seen_version, by=by)
    done, left = 0, int(line.piece is not None)
    while line.piece is not None and left:
        done, left = line.piece(session, round_, by, done, {})


def take(
    session: Session,
    round_: MatchingRound,
    step: str,
    plan: Any = None,
    *,
    seen_version: int | None = None,
    within: RoundStep | None = None,
    by: Person | None,
) -> None:
    """Move the round: all guards must hold; those concerned are told; it stands in the record."""
    lock(session, round_, seen_version=seen_version)
    line = STEPS[step]
    refuse(session, round_, step, within=within, by=by)
    before, round_.status = round_.status, line.target
    round_.version += 1
    if before is not line.target:
        change = ({"status": before.value}, {"status": line.target.value})
        record(session, f"round.{step}", round_, by=by, before=change[0], after=change[1])
    for deed in line.deeds:
        deed(session, round_, by)
    if line.planned_deed is not None:
        line.planned_deed(session, round_, by, plan)
    session.flush()
    for telling in line.tells:
        tell(
            session,
            telling.event,
            telling.audience(session, round_),
            path=telling.path.format(id=round_.id),
            thing_id=round_.id,
            key=f"{step}:{round_.id}:{round_.version}",
            round=round_.title,
        )
