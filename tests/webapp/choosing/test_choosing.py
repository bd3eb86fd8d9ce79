"""Answers to suggestions: every kind, more than there are places for, two people at once, nothing lost, who may."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from tests.stage import LIFT, ROBOT, Stage, newest_run, person, the_suggestion
from tests.visitor import Visitor, hidden
from webapp.models import AuditEvent, Choice, Person, Run, Suggestion
from webapp.models.accounts.enums import Role
from webapp.models.choosing.choice_input import ChoiceInput
from webapp.models.choosing.enums import Decision, DeclineReason
from webapp.models.kernel.enums import Side
from webapp.services.choosing.choices import choose
from webapp.services.kernel.errors import DomainError
from webapp.services.process.adopting import adopt_run

TUNER = "电梯调试员"
SCHOOL = "云川职业技术学院"
ACCEPT = {"decision": "accept", "then": "stay"}


def choices(session: Session) -> list[Choice]:
    return list(session.exec(select(Choice)))


def answer_form(visitor: Visitor, url: str) -> dict[str, object]:
    return hidden(visitor.get(url).text, f"{url}/choice")


def send(visitor: Visitor, url: str, typed: dict[str, object]) -> object:
    return visitor.client.post(f"{url}/choice", data={**answer_form(visitor, url), **typed})


def test_accepting_leads_on_to_the_next_open_suggestion_and_at_last_to_the_queue(choosing: Stage) -> None:
    ines = choosing.as_("Ines")
    url, seen = choosing.suggestion_url(), set()

    while "/suggestions/" in url:
        assert url not in seen
        seen.add(url)
        answer = send(ines, url, {"decision": "defer", "then": "next"})
        assert answer.status_code == 303  # type: ignore[attr-defined]
        url = answer.headers["Location"]  # type: ignore[attr-defined]

    page = ines.get(url).text
    assert "这里的建议都已处理完" in page
    assert len(seen) == len(choosing.ask(choices))
    assert {choice.decision for choice in choosing.ask(choices)} == {Decision.DEFER}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"decision": "accept"}, (Decision.ACCEPT, 20, None)),
        ({"decision": "accept", "headcount": "3", "reason": "pay"}, (Decision.ACCEPT, 20, None)),
        ({"decision": "accept_partial", "headcount": "12"}, (Decision.ACCEPT_PARTIAL, 12, None)),
        ({"decision": "decline", "reason": "too_far"}, (Decision.DECLINE, 0, DeclineReason.TOO_FAR)),
        ({"decision": "defer"}, (Decision.DEFER, 0, None)),
    ],
)
def test_every_answer_is_kept_and_recorded(choosing: Stage, typed: dict[str, object], kept: tuple[object, ...]) -> None:
    ines, url = choosing.as_("Ines"), choosing.suggestion_url()

    answer = send(ines, url, {**typed, "then": "stay", "note_public": "九月可以入企", "note_private": "先问系里"})

    assert answer.status_code == 303  # type: ignore[attr-defined]
    [choice] = choosing.ask(choices)
    assert (choice.decision, choice.headcount, choice.reason) == kept
    assert (choice.note_public, choice.note_private, choice.decided_by.name) == ("九月可以入企", "先问系里", "Ines")
    events = choosing.ask(lambda session: session.exec(select(AuditEvent.action)).all())
    assert "choice.made" in events
    page = ines.get(url).text
    assert f'data-state="{choice.decision.value}"' in page
    assert "九月可以入企" in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"decision": ""}, "请从选项中选择"),
        ({"decision": "marry"}, "请从选项中选择"),
        ({"decision": "decline"}, "不接受的，请选择原因"),
        ({"decision": "decline", "reason": "weather"}, "请从选项中选择"),
        ({"decision": "decline", "reason": "other"}, "请在说明里写明原因"),
        ({"decision": "accept_partial"}, "请填写接受的人数"),
        ({"decision": "accept_partial", "headcount": "十天"}, "应为整数"),
        ({"decision": "accept_partial", "headcount": "12天"}, "应为整数"),
        ({"decision": "accept_partial", "headcount": "1e309"}, "应为整数"),
        ({"decision": "accept", "note_public": "好" * 301}, "最多 300 个字"),
    ],
)
def test_a_bad_answer_comes_back_whole(choosing: Stage, typed: dict[str, object], sentence: str) -> None:
    ines, url = choosing.as_("Ines"), choosing.suggestion_url()

    answer = send(ines, url, {"note_private": "先问系里", **typed})

    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert sentence in answer.text  # type: ignore[attr-defined]
    assert "先问系里" in answer.text  # type: ignore[attr-defined]
    assert choosing.ask(choices) == []


@pytest.mark.parametrize("headcount", ["0", "-1", "21", "999999999"])
def test_the_number_of_people_stays_within_the_suggestion(choosing: Stage, headcount: str) -> None:
    answer = send(
        choosing.as_("Ines"), choosing.suggestion_url(), {"decision": "accept_partial", "headcount": headcount}
    )

    assert answer.status_code == 409  # type: ignore[attr-defined]
    assert "人数应为 1 至 20" in answer.text  # type: ignore[attr-defined]
    assert choosing.ask(choices) == []


def test_more_may_be_accepted_than_there_are_places_and_the_order_settles_it(choosing: Stage) -> None:
    ines = choosing.as_("Ines")
    send(ines, choosing.suggestion_url(LIFT), ACCEPT)

    drawn = ines.get(choosing.suggestion_url(TUNER)).text
    answer = send(ines, choosing.suggestion_url(TUNER), ACCEPT)

    assert "已接受 20 人，共 45 人：仍可接受，但要按志愿顺序分配" in drawn
    assert answer.status_code == 303  # type: ignore[attr-defined]
    page = ines.get(choosing.suggestion_url(TUNER)).text
    assert "已接受共 50 人，超过 45 人：按志愿顺序分配，排在后面的可能分不到，不会超出容量" in page
    assert "可能分不到" in page
    assert [(choice.headcount, choice.rank) for choice in sorted(choosing.ask(choices), key=lambda row: row.rank)] == [
        (20, 1),
        (30, 2),
    ]
    assert "超出 5 人，按志愿顺序分配" in ines.get("/suggestions").text


def test_two_answers_of_one_post_at_once_are_both_kept_with_ranks_of_their_own(choosing_anywhere: Stage) -> None:
    stage = choosing_anywhere
    urls = [stage.suggestion_url(LIFT), stage.suggestion_url(TUNER)]
    visitors = [stage.as_("Ines") for _ in urls]
    forms = [answer_form(visitor, url) for visitor, url in zip(visitors, urls, strict=True)]

    with ThreadPoolExecutor(2) as pool:
        sent = [
            pool.submit(visitor.client.post, f"{url}/choice", data={**form, **ACCEPT})
            for visitor, url, form in zip(visitors, urls, forms, strict=True)
        ]
        statuses = sorted(one.result().status_code for one in sent)

    assert statuses == [303, 303]
    assert sorted(choice.rank for choice in stage.ask(choices)) == [1, 2]


def test_of_two_opposite_answers_one_wins(choosing_anywhere: Stage) -> None:
    stage = choosing_anywhere
    url = stage.suggestion_url()
    visitors = [stage.as_("Ines") for _ in range(2)]
    forms = [answer_form(visitor, url) for visitor in visitors]
    answers = [ACCEPT, {"decision": "decline", "reason": "pay", "then": "stay"}]

    with ThreadPoolExecutor(2) as pool:
        sent = [
            pool.submit(visitor.client.post, f"{url}/choice", data={**form, **typed})
            for visitor, form, typed in zip(visitors, forms, answers, strict=True)
        ]
        statuses = [one.result().status_code for one in sent]

    assert sorted(statuses) == [303, 409]
    [choice] = stage.ask(choices)
    won = Decision(str(answers[statuses.index(303)]["decision"]))
    assert (choice.decision, choice.version) == (won, 1)


def test_an_answer_over_somebody_elses_shows_who_and_when_and_loses_nothing(choosing: Stage) -> None:
    with choosing.session() as session:
        ines = person(session, "Ines")
        session.add(
            Person(
                email="ada@example.cn",
                name="Ada",
                password_hash="-",
                role=Role.SCHOOL,
                organisation_id=ines.organisation_id,
            )
        )
    first, second, url = choosing.as_("Ines"), choosing.as_("Ada"), choosing.suggestion_url()
    drawn = answer_form(second, url)
    send(first, url, ACCEPT)

    answer = second.client.post(
        f"{url}/choice",
        data={**drawn, "decision": "decline", "reason": "pay", "note_public": "报酬偏低", "then": "stay"},
    )

    assert answer.status_code == 409
    assert "Ines 于" in answer.text
    assert "已选择“接受 20 人”" in answer.text
    assert "报酬偏低" in answer.text
    assert choosing.ask(choices)[0].decision is Decision.ACCEPT
    again = hidden(answer.text, f"{url}/choice")
    knowing = second.client.post(
        f"{url}/choice", data={**again, "decision": "decline", "reason": "pay", "then": "stay"}
    )
    assert knowing.status_code == 303
    assert choosing.ask(choices)[0].decision is Decision.DECLINE


def test_a_replay_changes_nothing(choosing: Stage) -> None:
    ines, url = choosing.as_("Ines"), choosing.suggestion_url()
    sent = {**answer_form(ines, url), **ACCEPT}

    statuses = [ines.client.post(f"{url}/choice", data=sent).status_code for _ in range(3)]
    send(ines, url, {"decision": "defer", "then": "stay"})
    late = ines.client.post(f"{url}/choice", data=sent)

    assert statuses == [303, 303, 303]
    assert late.status_code == 409
    assert choosing.ask(choices)[0].decision is Decision.DEFER
    assert choosing.ask(lambda session: session.exec(select(AuditEvent.action)).all()).count("choice.made") == 2


def test_only_the_two_parties_answer(choosing: Stage) -> None:
    url = choosing.suggestion_url()
    sent = {**answer_form(choosing.as_("Ines"), url), **ACCEPT}

    statuses = {}
    for name in ("Tomas", "Noor", "Mei"):
        visitor = choosing.as_(name)
        token = hidden(visitor.get("/home").text, "/logout")
        statuses[name] = visitor.client.post(f"{url}/choice", data={**sent, **token}).status_code

    assert statuses == {"Tomas": 404, "Noor": 403, "Mei": 303}
    assert [choice.side for choice in choosing.ask(choices)] == [Side.ENTERPRISE]


def test_nobody_answers_before_or_after_choosing(stage: Stage) -> None:
    stage.step("freeze")
    stage.compute()
    with stage.session() as session:
        row = the_suggestion(session, ROBOT, "越东技工学校")
        with pytest.raises(DomainError, match="not_choosing"):
            choose(
                session,
                row,
                ChoiceInput(decision=Decision.DEFER),
                side=Side.SCHOOL,
                seen_version=0,
                by=person(session, "Tomas"),
            )

    assert stage.as_("Tomas").get(stage.suggestion_url(ROBOT, "越东技工学校")).status_code == 404


def test_only_suggestions_of_the_adopted_run_are_answered(choosing: Stage) -> None:
    choosing.compute()

    def send_to(number: int) -> None:
        with choosing.session() as session:
            query = select(Suggestion).join(Run).where(Run.number == number)
            row = next(row for row in session.exec(query) if row.facts["demand"]["position"] == LIFT)
            accept, mei = ChoiceInput(decision=Decision.ACCEPT), person(session, "Mei")
            choose(session, row, accept, side=Side.ENTERPRISE, seen_version=0, by=mei)

    with pytest.raises(DomainError, match="not_choosing"):
        send_to(2)

    with choosing.session() as session:
        adopt_run(session, newest_run(session), by=person(session, "Noor"))
    with pytest.raises(DomainError, match="not_choosing"):
        send_to(1)
    assert choosing.ask(choices) == []
    send_to(2)
    assert [choice.run_id for choice in choosing.ask(choices)] == [choosing.ask(newest_run).id]


@pytest.mark.parametrize(
    "values",
    [
        {"decision": Decision.ACCEPT, "headcount": 0},
        {"decision": Decision.DEFER, "headcount": 5},
        {"decision": Decision.DECLINE, "headcount": 0, "reason": None},
        {"decision": Decision.ACCEPT_PARTIAL, "headcount": -3},
        {"decision": Decision.DEFER, "headcount": 0, "rank": 1},
        {"decision": Decision.ACCEPT, "headcount": 5, "rank": 0},
        {"decision": Decision.DEFER, "headcount": 0, "on_behalf": True},
    ],
)
def test_the_database_refuses_answers_that_contradict_themselves(choosing: Stage, values: dict[str, object]) -> None:
    with choosing.session() as session:
        row = the_suggestion(session, LIFT, SCHOOL)
        own = {"run_id": row.run_id, "post_id": row.offering_id, "decided_by_id": person(session, "Ines").id}
        session.add(Choice(suggestion_id=row.id, side=Side.SCHOOL, **own, **values))
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()
