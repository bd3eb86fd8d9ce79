"""Posts handed in after the freeze wait for the next round, unless a coordinator admits them with a reason."""

from datetime import timedelta

import pytest
from sqlmodel import select

from tests.stage import Stage, newest_run, person, the_round
from tests.visitor import hidden
from webapp import clock
from webapp.clock import now
from webapp.models import AdmittedPost, Demand, MatchingRound, Suggestion
from webapp.models.rounds.enums import RoundStatus
from webapp.services.kernel.errors import DomainError
from webapp.services.rounds import late_posts, rounds


@pytest.fixture
def late(stage: Stage) -> Stage:
    """Return the city, frozen, with a standing demand that came after the freeze."""
    stage.step("freeze")
    with stage.session() as session:
        early = session.exec(select(Demand).where(Demand.number == "D-1")).one()
        values = early.model_dump(exclude={"id", "created_at", "updated_at"})
        late = {"number": "D-LATE", "round_id": None, "submitted_at": now() + timedelta(seconds=1)}
        session.add(Demand(**values | late))
    return stage


def taking_part(stage: Stage) -> list[str]:
    found = stage.ask(lambda session: rounds.demands_of_round(session, the_round(session), today=clock.today()))
    return [demand.number for demand in found]


def judge(stage: Stage, **typed: object) -> tuple[int, str]:
    noor, page = stage.as_("Noor"), f"{stage.round_url}/late"
    key = stage.ask(lambda session: session.exec(select(Demand.id).where(Demand.number == "D-LATE")).one())
    token = hidden(noor.get(page).text, "/logout")
    answer = noor.client.post(page, data={**token, "kind": "demands", "post": str(key), **typed})
    return answer.status_code, answer.text


def test_what_came_late_takes_no_part_and_is_listed(late: Stage) -> None:
    late.compute()

    assert taking_part(late) == ["D-1", "D-2", "D-3"]
    assert late.ask(newest_run).metrics["demands"] == 3
    page = late.as_("Noor").get(f"{late.round_url}/late").text
    assert "D-LATE" in page
    assert "D-1<" not in page


def test_an_admitted_post_enters_the_next_run_with_its_reason_on_record(late: Stage) -> None:
    assert judge(late, deed="admit", reason="")[0] == 422
    assert judge(late, deed="admit", reason="系统故障，未能按时提交")[0] == 303
    late.compute()

    held = late.ask(lambda session: session.exec(select(AdmittedPost)).one())
    assert held.reason == "系统故障，未能按时提交"
    assert "D-LATE" in taking_part(late)
    found = late.ask(lambda session: {row.facts["demand"]["number"] for row in session.exec(select(Suggestion))})
    assert "D-LATE" in found
    page = late.as_("Noor").get(f"{late.round_url}/late").text
    assert "Noor：系统故障，未能按时提交" in page


def test_an_admission_is_taken_back_and_not_given_twice(late: Stage) -> None:
    assert judge(late, deed="admit", reason="确有理由")[0] == 303
    assert judge(late, deed="admit", reason="确有理由")[0] == 409
    assert judge(late, deed="dismiss")[0] == 303
    assert judge(late, deed="dismiss")[0] == 409

    assert taking_part(late) == ["D-1", "D-2", "D-3"]


def test_once_people_choose_nothing_is_admitted(late: Stage) -> None:
    with late.session() as session:
        the_round(session).status = RoundStatus.CHOOSING

    status, text = judge(late, deed="admit", reason="确有理由")

    assert (status, "只能参加下一轮" in text) == (409, True)
    assert "参加下一轮" in late.as_("Noor").get(f"{late.round_url}/late").text


def test_a_post_in_time_cannot_be_admitted(late: Stage) -> None:
    with late.session() as session:
        early = session.exec(select(Demand).where(Demand.number == "D-1")).one()
        round_, noor = the_round(session), person(session, "Noor")

        with pytest.raises(DomainError, match="post_not_late"):
            late_posts.admit_post(session, round_, early, reason="确有理由", by=noor)


def test_a_post_of_another_round_cannot_be_admitted(late: Stage) -> None:
    with late.session() as session:
        own = the_round(session)
        other = MatchingRound(**own.model_dump(exclude={"id", "code", "created_at", "updated_at"}), code="R2")
        session.add(other)
        session.flush()
        post = session.exec(select(Demand).where(Demand.number == "D-LATE")).one()
        post.round_id = other.id

        with pytest.raises(DomainError, match="post_not_late"):
            late_posts.admit_post(session, own, post, reason="确有理由", by=person(session, "Noor"))

        post.round_id = own.id
        late_posts.admit_post(session, own, post, reason="确有理由", by=person(session, "Noor"))


def test_a_late_post_takes_part_once_its_round_collects_again(late: Stage) -> None:
    late.step("thaw")

    assert "D-LATE" in taking_part(late)
