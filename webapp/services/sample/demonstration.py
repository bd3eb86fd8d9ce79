"""A demonstration on the sample data: people to sign in as, a round ready for choosing, another one that collects."""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlmodel import Session, col, select

from webapp.models import Demand, MatchingRound, Offering, Person, Program, Run, Suggestion
from webapp.models.accounts.enums import Role
from webapp.models.choosing.choice_input import ChoiceInput
from webapp.models.choosing.enums import Decision, DeclineReason
from webapp.models.kernel.enums import Side
from webapp.models.rounds.enums import RoundStatus
from webapp.models.rounds.round_input import DEFAULT_WEIGHTS, RoundInput
from webapp.models.runs.enums import RunState
from webapp.services.accounts import accounts, joining
from webapp.services.choosing import choices
from webapp.services.process import phases
from webapp.services.process.adopting import adopt_run
from webapp.services.rounds import rounds
from webapp.services.runs import runs
from webapp.services.sample import past_agreements, sample_data
from webapp.services.sample.sample_data import Calendar, Organisations

FIRST_MONTH: Final = "2027-02"  # the earliest month that the sample's posts begin in
LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
PEOPLE: Final = (
    (Role.ENTERPRISE, "enterprise1", "e113", "企业经办人"),
    (Role.ENTERPRISE, "enterprise2", "e073", "企业经办人"),
    (Role.SCHOOL, "school1", "s080", "学校经办人"),
    (Role.SCHOOL, "school2", "s094", "学校经办人"),
    (Role.COORDINATOR, "coordinator1", "c136", "统筹员"),
    (Role.COORDINATOR, "coordinator2", "c133", "统筹员"),
    (Role.ADMINISTRATOR, "administrator", "", "系统管理员"),
)
ANSWERS: Final = (
    ChoiceInput(decision=Decision.ACCEPT),
    ChoiceInput(decision=Decision.DECLINE, reason=DeclineReason.TIME_MISMATCH),
    ChoiceInput(decision=Decision.DEFER),
)


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A sign-in of the demonstration."""

    role: str
    email: str
    password: str
    organisation: str


def open_accounts(session: Session, organisations: Organisations) -> list[DemoAccount]:
    """Make the demonstration's people, or give those that exist new passwords."""
    opened = []
    for role, name, key, person_name in PEOPLE:
        email, password = f"{name}@zhiqiao.example", _new_password()
        organisation = organisations.get(key)
        person = session.exec(select(Person).where(Person.email == email)).first()
        if person is not None:
            accounts.set_password(session, person, password)
        elif organisation is not None:
            joining.add_person(session, organisation, email=email, name=person_name, password=password)
        else:
            joining.add_administrator(session, email=email, name=person_name, password=password)
        opened.append(DemoAccount(role.value, email, password, organisation.name if organisation else ""))
    session.flush()
    return opened


def begin(session: Session, organisations: Organisations, *, library_version: str, today: date) -> Run | None:
    """Set up the first round over the sample and queue its run; once there is a round, return the run that stands."""
    round_ = _first_round(session)
    if round_ is None:
        coordinator = _coordinator(session)
        round_ = _collecting(session, coordinator, Calendar(today), FIRST_MONTH, today - timedelta(days=30))
        sample_data.load_posts(session, organisations, round_=round_, today=today)
        phases.move(session, round_, "freeze", seen_version=round_.version, by=coordinator)
    if round_.status is not RoundStatus.FROZEN:
        return None
    newest = next(iter(rounds.runs_of(session, round_)), None)
    if newest is not None and (newest.is_active or newest.state is RunState.DONE):
        return newest
    return runs.queue_run(session, round_, library_version=library_version, by=_coordinator(session))


def finish(session: Session, *, today: date) -> bool:
    """Adopt the first round's run, open choosing, let one school answer a little, and open the next round.

    Return False where no run has come to its end.
    """
    round_, coordinator = _first_round(session), _coordinator(session)
    if round_ is None or round_.status not in (RoundStatus.FROZEN, RoundStatus.SCORED):
        return round_ is not None
    run = next((run for run in rounds.runs_of(session, round_) if run.state is RunState.DONE), None)
    if run is None:
        return False
    if not run.is_adopted:
        adopt_run(session, run, by=coordinator)
    phases.move(session, round_, "choose", seen_version=round_.version, by=coordinator)
    _answer_a_little(session, run)
    calendar = Calendar(today)
    _collecting(session, coordinator, calendar, _half_a_year_after(FIRST_MONTH), today)
    pairs = (("enterprise1", "school1"), ("enterprise2", "school1"), ("enterprise1", "school2"))
    past_agreements.record_past(
        session, [(_person(session, left), _person(session, right)) for left, right in pairs], today=today
    )
    return True


def _collecting(
    session: Session, coordinator: Person, calendar: Calendar, first_month: str, collect_from: date
) -> MatchingRound:
    term = calendar.term(calendar.month(first_month))
    year, half = term.split("-")
    weights = {f"weight_{name}": points for name, points in DEFAULT_WEIGHTS.items()}
    data = RoundInput.model_validate(
        {
            "title": f"{year} 年{'春' if half == '1' else '秋'}季产教供需匹配",
            "term": term,
            "collect_from": collect_from,
            "collect_until": collect_from + timedelta(days=29),
            "choose_from": collect_from + timedelta(days=30),
            "choose_until": collect_from + timedelta(days=44),
            "min_score": 40,
            "top_per_demand": 5,
            "top_per_offering": 10,
            **weights,
        }
    )
    round_ = rounds.make_round(session, data, by=coordinator)
    phases.move(session, round_, "open", seen_version=round_.version, by=coordinator)
    return round_


def _answer_a_little(session: Session, run: Run) -> None:
    query = (
        select(Suggestion)
        .join(Demand, col(Demand.id) == col(Suggestion.demand_id))
        .join(Offering, col(Offering.id) == col(Suggestion.offering_id))
        .join(Program, col(Program.id) == col(Offering.program_id))
        .where(Suggestion.run_id == run.id)
        .order_by(col(Suggestion.score).desc(), col(Suggestion.id))
    )
    for name, side, owner in (
        ("school1", Side.SCHOOL, Program.school_id),
        ("enterprise1", Side.ENTERPRISE, Demand.enterprise_id),
    ):
        by = _person(session, name)
        own = session.exec(query.where(owner == by.organisation_id)).all()
        for suggestion, answer in zip(own[1::3], ANSWERS, strict=False):
            choices.choose(session, suggestion, answer, side=side, seen_version=0, by=by)


def _first_round(session: Session) -> MatchingRound | None:
    query = select(MatchingRound).where(MatchingRound.host_id == _coordinator(session).organisation_id)
    return session.exec(query.order_by(col(MatchingRound.created_at), col(MatchingRound.id)).limit(1)).first()


def _coordinator(session: Session) -> Person:
    return _person(session, "coordinator1")


def _person(session: Session, name: str) -> Person:
    return session.exec(select(Person).where(Person.email == f"{name}@zhiqiao.example")).one()


def _half_a_year_after(month: str) -> str:
    year, number = int(month[:4]), int(month[5:]) + 6
    return f"{year + (number > 12)}-{(number - 1) % 12 + 1:02d}"


def _new_password() -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
