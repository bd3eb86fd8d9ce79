"""The table of transitions: no step but from its phase, guards with reasons, what is told, what may be taken back."""

from datetime import timedelta

import pytest
from sqlmodel import select

from tests.stage import Stage, newest_run, person, the_round, the_suggestion
from webapp.clock import now
from webapp.models import Choice, Demand, Invitation, MatchingRound, Notice, Offering, Run
from webapp.models.choosing.enums import Decision
from webapp.models.kernel.enums import Side
from webapp.models.notices.enums import NoticeEvent
from webapp.models.posts.enums import PostStatus
from webapp.models.rounds.enums import RoundStatus
from webapp.services.kernel.errors import DomainError, StaleEdit
from webapp.services.notices import reminders
from webapp.services.process import phases
from webapp.services.process.adopting import adopt_run
from webapp.services.runs import runs


@pytest.fixture
def scored(stage: Stage) -> Stage:
    """Return the city with an adopted run."""
    stage.step("freeze")
    stage.compute()
    page = stage.as_("Noor")
    page.send(stage.round_url, to=f"/runs/{stage.ask(newest_run).id}/adopt")
    return stage


@pytest.mark.parametrize("step", phases.STEPS)
@pytest.mark.parametrize("status", RoundStatus)
def test_a_step_is_taken_from_its_own_phase_only(stage: Stage, step: str, status: RoundStatus) -> None:
    if status in phases.STEPS[step].origins:
        return
    with stage.session() as session:
        round_ = the_round(session)
        round_.status = status
        with pytest.raises(DomainError, match="round_step_impossible"):
            phases.move(session, round_, step, by=person(session, "Noor"))


def test_every_step_back_leads_to_where_its_step_began() -> None:
    for line in phases.TABLE:
        if line.takes_back:
            forth = phases.STEPS[line.takes_back]
            assert line.origins == (forth.target,)
            assert line.target in forth.origins


def test_who_does_not_lead_rounds_takes_no_step(stage: Stage) -> None:
    with stage.session() as session, pytest.raises(DomainError, match="round_step_not_yours"):
        phases.move(session, the_round(session), "freeze", by=person(session, "Ines"))


def test_opening_is_taken_back_while_nobody_has_come(stage: Stage) -> None:
    with pytest.raises(DomainError, match="round_has_begun"):
        stage.step("recall")

    with stage.session() as session:
        for kind in (Demand, Offering):
            for post in session.exec(select(kind)):
                post.round_id = None
        noor, mei = person(session, "Noor"), person(session, "Mei")
        invited = Invitation(round_id=the_round(session).id, organisation_id=mei.organisation_id, invited_by_id=noor.id)
        session.add(invited)
    with pytest.raises(DomainError, match="round_has_begun"):
        stage.step("recall")

    with stage.session() as session:
        session.delete(session.get_one(Invitation, invited.id))
    stage.step("recall")

    assert stage.ask(the_round).status is RoundStatus.DRAFT


def test_an_adoption_is_taken_back_and_the_freeze_after_it(scored: Stage) -> None:
    scored.step("release")
    scored.step("thaw")

    round_ = scored.ask(the_round)
    assert (round_.status, round_.frozen_at) == (RoundStatus.COLLECTING, None)
    assert scored.ask(lambda session: session.exec(select(Run.adopted_at)).all()) == [None]


def test_those_with_suggestions_are_told_that_choosing_is_open(scored: Stage) -> None:
    scored.step("choose")

    told = scored.ask(lambda session: session.exec(select(Notice)).all())
    names = scored.ask(lambda session: {person(session, name).id for name in ("Ines", "Tomas", "Mei")})
    assert {notice.event for notice in told} == {NoticeEvent.CHOOSING_OPEN}
    assert {notice.person_id for notice in told} == names


def test_choosing_is_taken_back_until_somebody_answers(scored: Stage) -> None:
    scored.step("choose")
    scored.step("hold")
    scored.step("choose")
    with scored.session() as session:
        row = the_suggestion(session, "电梯安装维修工", "云川职业技术学院")
        session.add(
            Choice(
                suggestion_id=row.id, side=Side.SCHOOL, decision=Decision.DEFER, run_id=row.run_id,
                post_id=row.offering_id, decided_by_id=person(session, "Ines").id,
            )
        )  # fmt: skip

    with pytest.raises(DomainError, match="round_has_answers"):
        scored.step("hold")
    page = scored.as_("Noor").get(scored.round_url).text
    assert "双方已作出 1 条选择" in page


def test_choosing_neither_opens_nor_ends_while_a_run_computes(scored: Stage) -> None:
    scored.queue()
    assert [refusal(scored, step) for step in ("release", "choose")] == ["run_active"] * 2
    stop(scored)
    scored.step("choose")

    scored.queue()
    assert [refusal(scored, step) for step in ("hold", "adjudicate")] == ["run_active"] * 2
    assert scored.ask(the_round).status is RoundStatus.CHOOSING

    stop(scored)
    scored.step("adjudicate")
    assert scored.ask(the_round).status is RoundStatus.ADJUDICATING


def test_choosing_does_not_open_on_a_run_that_found_nothing(stage: Stage) -> None:
    with stage.session() as session:
        the_round(session).min_score = 100
    stage.step("freeze")
    stage.compute()
    with stage.session() as session:
        adopt_run(session, newest_run(session), by=person(session, "Noor"))

    assert refusal(stage, "choose") == "run_without_suggestions"


@pytest.mark.parametrize("kind", [Demand, Offering])
def test_a_round_with_one_side_alone_is_not_frozen(stage: Stage, kind: type[Demand] | type[Offering]) -> None:
    with stage.session() as session:
        for post in session.exec(select(kind)):
            post.status = PostStatus.WITHDRAWN

    assert refusal(stage, "freeze") == "round_empty"


def test_a_step_on_a_page_that_somebody_has_moved_on_meanwhile_is_refused(stage: Stage) -> None:
    seen = stage.ask(the_round).version
    stage.step("freeze")
    stage.step("thaw")

    with stage.session() as session, pytest.raises(StaleEdit):
        phases.move(session, the_round(session), "freeze", seen_version=seen, by=person(session, "Noor"))


def refusal(stage: Stage, step: str) -> str:
    """Return why a step is refused."""
    with pytest.raises(DomainError) as refused:
        stage.step(step)
    return refused.value.code


def stop(stage: Stage) -> None:
    """Stop the run that waits."""
    with stage.session() as session:
        runs.stop_run(session, newest_run(session), by=person(session, "Noor"))


def test_a_date_that_has_passed_reminds_the_coordinators_once_and_moves_nothing(stage: Stage) -> None:
    for days in (5, 10, 10, 11):
        with stage.session() as session:
            for piece in reminders.due_dates(session, moment=now() + timedelta(days=days)):
                reminders.remind_of_date(session, piece)

    told = stage.ask(lambda session: session.exec(select(Notice)).all())
    assert [(notice.event, notice.path) for notice in told] == [(NoticeEvent.PHASE_DUE, f"{stage.round_url}#next")]
    assert told[0].person_id == stage.ask(lambda session: person(session, "Noor").id)
    assert stage.ask(the_round).status is RoundStatus.COLLECTING


@pytest.mark.parametrize(
    ("status", "day", "step"),
    [
        ("draft", "collect_from", "open"),
        ("frozen", "choose_from", "adopt"),
        ("scored", "choose_from", "choose"),
    ],
)
def test_what_begins_on_a_day_is_due_on_it(status: str, day: str, step: str) -> None:
    round_, begins = dated(status), getattr(dated(status), day)

    due = reminders.due_step(round_, begins)

    assert due == reminders.Due(step, begins)
    assert reminders.due_step(round_, begins - timedelta(days=1)) is None


@pytest.mark.parametrize(
    ("status", "day", "step"),
    [
        ("collecting", "collect_until", "freeze"),
        ("choosing", "choose_until", "adjudicate"),
        ("adjudicating", "adjudicate_until", "publish"),
    ],
)
def test_what_ends_on_a_day_is_due_the_day_after(status: str, day: str, step: str) -> None:
    round_, ends = dated(status), getattr(dated(status), day)

    assert reminders.due_step(round_, ends) is None
    assert reminders.due_step(round_, ends + timedelta(days=1)) == reminders.Due(step, ends)


def dated(status: str) -> MatchingRound:
    """Return a round with all its dates."""
    day = now().date()
    dates = ("collect_from", "collect_until", "choose_from", "choose_until", "adjudicate_until")
    return MatchingRound(
        status=RoundStatus(status), **{name: day + timedelta(days=10 * place) for place, name in enumerate(dates)}
    )
