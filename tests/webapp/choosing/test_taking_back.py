"""Undo and withdraw: back to what stood before, by the record, until choosing ends; a colleague's change is seen."""

import pytest

from tests.stage import LIFT, Stage, the_round
from tests.visitor import hidden
from tests.webapp.choosing.steps import TUNER, accept, add_colleague, answers, events, press, ranks
from webapp.models.choosing.enums import Decision
from webapp.models.rounds.enums import RoundStatus


def test_undo_brings_back_the_whole_answer_before(choosing: Stage) -> None:
    url = accept(choosing, "Ines", decision="accept_partial", headcount="12", note_public="九月可以入企")
    accept(choosing, "Ines", decision="decline", reason="pay", note_public="报酬偏低")
    ines = choosing.as_("Ines")
    assert "撤销后恢复为“接受部分人数：12 人，第 1 志愿”" in ines.get(url).text

    undone = press(ines, url, "choice/undo")

    assert undone.status_code == 303
    [choice] = choosing.ask(answers)
    assert (choice.decision, choice.headcount, choice.rank, choice.reason, choice.note_public) == (
        Decision.ACCEPT_PARTIAL,
        12,
        1,
        None,
        "九月可以入企",
    )
    assert choice.version == 3


def test_undoing_the_first_answer_leaves_none(choosing: Stage) -> None:
    url = accept(choosing, "Ines")

    press(choosing.as_("Ines"), url, "choice/undo")

    assert choosing.ask(answers) == []
    page = choosing.as_("Ines").get(url).text
    assert 'data-state="undecided"' in page
    assert "恢复为“接受 20 人，第 1 志愿”" in page


def test_undo_after_withdrawing_brings_the_answer_back(choosing: Stage) -> None:
    url = accept(choosing, "Ines", LIFT)
    accept(choosing, "Ines", TUNER)
    ines = choosing.as_("Ines")
    press(ines, url, "choice/withdraw")
    assert ranks(choosing) == {TUNER: 1}

    press(ines, url, "choice/undo")

    assert ranks(choosing) == {LIFT: 1, TUNER: 2}


def test_withdrawing_is_silence_and_stands_in_the_record(choosing: Stage) -> None:
    url = accept(choosing, "Mei")

    answer = press(choosing.as_("Mei"), url, "choice/withdraw")

    assert answer.status_code == 303
    assert choosing.ask(answers) == []
    assert [event.action for event in choosing.ask(events)] == ["choice.made", "choice.withdrawn"]
    page = choosing.as_("Mei").get(url).text
    assert "接受 20 人，第 1 志愿 → 未表态" in page


def test_an_answer_given_again_never_has_an_older_version(choosing: Stage) -> None:
    ines, url = choosing.as_("Ines"), accept(choosing, "Ines")
    old = hidden(ines.get(url).text, f"{url}/choice")
    press(ines, url, "choice/withdraw")
    accept(choosing, "Ines")

    late = ines.client.post(f"{url}/choice", data={**old, "decision": "defer", "then": "stay"})

    assert late.status_code == 409
    assert choosing.ask(answers)[0].decision is Decision.ACCEPT


@pytest.mark.parametrize("deed", ["choice/undo", "choice/withdraw"])
def test_taking_back_what_a_colleague_has_changed_is_refused_with_who_and_when(choosing: Stage, deed: str) -> None:
    add_colleague(choosing, "Ada", "Ines")
    url = accept(choosing, "Ines")
    ines = choosing.as_("Ines")
    drawn = hidden(ines.get(url).text, f"{url}/{deed}")
    accept(choosing, "Ada", decision="decline", reason="pay")

    late = ines.client.post(f"{url}/{deed}", data=drawn)

    assert late.status_code == 409
    assert "Ada 于" in late.text
    assert "已选择“不接受”" in late.text
    assert choosing.ask(answers)[0].decision is Decision.DECLINE


def test_an_answer_over_one_that_was_taken_back_says_who_took_it_back(choosing: Stage) -> None:
    add_colleague(choosing, "Ada", "Ines")
    url = accept(choosing, "Ines")
    ines = choosing.as_("Ines")
    drawn = hidden(ines.get(url).text, f"{url}/choice")
    press(choosing.as_("Ada"), url, "choice/withdraw")

    late = ines.client.post(f"{url}/choice", data={**drawn, "decision": "defer", "note_private": "先问系里"})

    assert late.status_code == 409
    assert "Ada 于" in late.text
    assert "撤回了意见" in late.text
    assert "先问系里" in late.text
    assert choosing.ask(answers) == []


@pytest.mark.parametrize("deed", ["choice/undo", "choice/withdraw", "rank/up"])
def test_nothing_is_taken_back_once_choosing_has_ended(choosing: Stage, deed: str) -> None:
    accept(choosing, "Ines", TUNER)
    url = accept(choosing, "Ines")
    ines = choosing.as_("Ines")
    drawn = hidden(ines.get(url).text, f"{url}/{deed}")
    with choosing.session() as session:
        the_round(session).status = RoundStatus.ADJUDICATING

    late = ines.client.post(f"{url}/{deed}", data=drawn)

    assert late.status_code == 409
    assert len(choosing.ask(answers)) == 2
    assert f"{url}/{deed}" not in ines.get(url).text


def test_nobody_takes_back_for_the_other_side(choosing: Stage) -> None:
    url = accept(choosing, "Ines")
    mei = choosing.as_("Mei")
    token = hidden(mei.get(url).text, f"{url}/choice")

    answer = mei.client.post(f"{url}/choice/withdraw", data={**token, "version": "1"})

    assert answer.status_code == 409
    assert len(choosing.ask(answers)) == 1
