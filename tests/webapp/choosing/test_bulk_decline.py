"""Declining many below a score: looked at first, confirmed by their number, and only what nobody has answered."""

import math
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session, select

from tests.stage import LIFT, Stage, person, the_suggestion
from tests.visitor import hidden
from tests.webapp.choosing.steps import accept, answers, press
from webapp.models import Suggestion
from webapp.models.choosing.choice_input import ChoiceInput
from webapp.models.choosing.enums import Decision, DeclineReason
from webapp.models.kernel.enums import Side
from webapp.services.choosing import bulk_decline, choices

URL = "/declines"
SCHOOL = "云川职业技术学院"


def send(stage: Stage, name: str = "Ines", **typed: Any) -> Any:
    visitor = stage.as_(name)
    form = hidden(visitor.get(URL).text, URL)
    return visitor.client.post(URL, data={**form, "reason": "major_mismatch", **typed})


def scores(session: Session) -> list[float]:
    rows = session.exec(select(Suggestion)).all()
    return sorted(row.score for row in rows if row.facts["offering"]["school"] == SCHOOL)


def test_it_says_how_many_before_it_declines_any(choosing: Stage) -> None:
    held = choosing.ask(scores)
    line = math.ceil(held[-1]) + 1

    asked = send(choosing, below=str(line))

    assert asked.status_code == 422
    assert f"将对 {len(held)} 条建议填写“不接受”" in asked.text
    assert choosing.ask(answers) == []


def test_no_more_than_so_many_are_declined_at_once(choosing: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    held = choosing.ask(scores)
    line = str(math.ceil(held[-1]) + 1)
    monkeypatch.setattr(bulk_decline, "MOST_AT_ONCE", len(held) - 1)
    too_many = send(choosing, below=line)
    assert too_many.status_code == 409
    assert f"一次最多处理 {len(held) - 1} 条" in too_many.text
    assert f'value="{line}"' in too_many.text, "what was typed is kept for another line"

    monkeypatch.setattr(bulk_decline, "MOST_AT_ONCE", len(held))
    assert f"将对 {len(held)} 条" in send(choosing, below=line).text


def test_confirmed_it_declines_what_scores_below_with_the_reason(choosing: Stage) -> None:
    held = choosing.ask(scores)
    line = math.ceil(held[-1])
    below = [score for score in held if score < line]

    done = send(choosing, below=str(line), confirmed=str(len(below)))

    assert done.status_code == 303
    made = choosing.ask(answers)
    assert len(made) == len(below)
    assert {(row.decision, row.reason, row.side) for row in made} == {
        (Decision.DECLINE, DeclineReason.MAJOR_MISMATCH, Side.SCHOOL)
    }


def test_what_has_been_answered_stays_as_it_is(choosing: Stage) -> None:
    accept(choosing, "Ines", LIFT)
    count = len(choosing.ask(scores)) - 1

    send(choosing, below="100", confirmed=str(count))

    made = {row.suggestion_id: row.decision for row in choosing.ask(answers)}
    lift = choosing.ask(lambda session: the_suggestion(session, LIFT, SCHOOL).id)
    assert made.pop(lift) is Decision.ACCEPT
    assert set(made.values()) <= {Decision.DECLINE}
    assert len(made) == count


def test_a_number_that_holds_no_longer_is_confirmed_anew(choosing: Stage) -> None:
    count = len(choosing.ask(scores))
    accept(choosing, "Ines", LIFT)

    late = send(choosing, below="100", confirmed=str(count))

    assert late.status_code == 409
    assert f"原来 {count} 条，现在 {count - 1} 条" in late.text
    assert len(choosing.ask(answers)) == 1


def test_each_can_be_undone(choosing: Stage) -> None:
    send(choosing, below="100", confirmed=str(len(choosing.ask(scores))))

    press(choosing.as_("Ines"), choosing.suggestion_url(), "choice/undo")

    lift = choosing.ask(lambda session: the_suggestion(session, LIFT, SCHOOL).id)
    assert lift not in {row.suggestion_id for row in choosing.ask(answers)}


@pytest.mark.parametrize(
    "typed", [{"below": ""}, {"below": "0"}, {"below": "101"}, {"below": "x"}, {"below": "50", "reason": ""},
              {"below": "50", "reason": "other"}],
)  # fmt: skip
def test_odd_input_declines_nothing(choosing: Stage, typed: dict[str, str]) -> None:
    assert send(choosing, **typed, confirmed="1").status_code == 422
    assert choosing.ask(answers) == []


def test_an_enterprise_declines_its_own_only(choosing: Stage) -> None:
    own = choosing.ask(
        lambda session: [
            row for row in session.exec(select(Suggestion)) if row.facts["demand"]["enterprise"] == "芯桥电梯有限公司"
        ]
    )

    done = send(choosing, "Mei", below="100", confirmed=str(len(own)))

    assert done.status_code == 303
    assert {row.side for row in choosing.ask(answers)} == {Side.ENTERPRISE}
    assert len(choosing.ask(answers)) == len(own)
    assert choosing.as_("Noor").get(URL).status_code == 403


def test_many_are_declined_in_pieces_and_what_is_answered_in_between_stays(
    choosing_anywhere: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = choosing_anywhere
    count = len(stage.ask(scores))
    assert count > 1
    monkeypatch.setattr(bulk_decline, "IN_ONE_PIECE", 1)
    real, answered = bulk_decline.decline_some, []

    def declining(session: Session, keys: list[UUID], *arguments: Any, **options: Any) -> int:
        if not answered:  # somebody else answers the last one, which is only possible while nobody holds the lock
            answered.append(LIFT)
            with stage.session() as apart:
                row, by = the_suggestion(apart, LIFT, SCHOOL), person(apart, "Ines")
                accepts = ChoiceInput(decision=Decision.ACCEPT, headcount=1)
                choices.choose(apart, row, accepts, side=Side.SCHOOL, seen_version=0, by=by)
        return real(session, keys, *arguments, **options)

    monkeypatch.setattr(bulk_decline, "decline_some", declining)
    done = send(stage, below="100", confirmed=str(count))

    assert done.status_code == 303
    made = {row.suggestion_id: row.decision for row in stage.ask(answers)}
    lift = stage.ask(lambda session: the_suggestion(session, LIFT, SCHOOL).id)
    assert made.pop(lift) is Decision.ACCEPT
    assert list(made.values()) == [Decision.DECLINE] * (count - 1)
