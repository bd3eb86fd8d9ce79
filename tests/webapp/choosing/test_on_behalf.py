"""On behalf: a coordinator records what a side has said, with evidence, and it is marked as such everywhere."""

import io

import pytest

from tests.stage import Stage, the_round
from tests.visitor import Visitor, hidden
from tests.webapp.choosing.steps import accept, answers, events
from webapp.models.choosing.enums import Decision
from webapp.models.kernel.enums import Side
from webapp.models.rounds.enums import RoundStatus

CALL = "11 月 3 日 10:20 来电，人事经理口头同意"
PDF = b"%PDF-1.7\n"


def record(visitor: Visitor, url: str, side: str = "enterprise", **typed: object) -> object:
    form = hidden(visitor.get(f"{url}?for={side}").text, f"{url}/choice/for/{side}")
    return visitor.client.post(
        f"{url}/choice/for/{side}",
        data={**form, "decision": "accept", **typed},
        content_type="multipart/form-data",
    )


def test_a_coordinator_records_an_answer_with_evidence_and_a_file(choosing: Stage) -> None:
    noor, url = choosing.as_("Noor"), choosing.suggestion_url()

    sent = record(noor, url, evidence=CALL, file=(io.BytesIO(PDF), "电话记录.pdf"))

    assert sent.status_code == 303  # type: ignore[attr-defined]
    [choice] = choosing.ask(answers)
    assert (choice.side, choice.decision, choice.on_behalf, choice.evidence, choice.rank) == (
        Side.ENTERPRISE,
        Decision.ACCEPT,
        True,
        CALL,
        1,
    )
    page = noor.get(url).text
    assert "代企业填写“接受 20 人”" in page
    assert CALL in page
    assert "电话记录.pdf" in page
    [event] = choosing.ask(events)
    assert (event.action, event.after["on_behalf"], event.after["evidence"]) == ("choice.made_for", True, CALL)


def test_it_is_marked_wherever_its_side_sees_it(choosing: Stage) -> None:
    url = choosing.suggestion_url()
    record(choosing.as_("Noor"), url, evidence=CALL, file=(io.BytesIO(PDF), "电话记录.pdf"))
    mei = choosing.as_("Mei")

    queue, page, file = (mei.get(place).text for place in ("/suggestions", url, "/suggestions?format=csv"))

    assert "统筹员代填" in queue
    assert "统筹员代填" in page
    assert "统筹员 Noor 于" in page
    assert CALL in page
    assert "电话记录.pdf" in page
    assert "企业意见由统筹员代填" in file
    row = next(line for line in file.splitlines() if "电梯安装维修工" in line)
    assert row.split(",")[-1].strip('"') == "是"


def test_the_other_side_learns_nothing_of_it(choosing: Stage) -> None:
    url = choosing.suggestion_url()
    record(choosing.as_("Noor"), url, evidence=CALL)

    for place in ("/suggestions", url, "/suggestions?format=csv"):
        text = choosing.as_("Ines").get(place).text
        assert CALL not in text
        assert "Noor" not in text


@pytest.mark.parametrize("evidence", ["", "好"])
def test_without_evidence_nothing_is_recorded_and_nothing_typed_is_lost(choosing: Stage, evidence: str) -> None:
    answer = record(choosing.as_("Noor"), choosing.suggestion_url(), evidence=evidence, note_public="九月可以入企")

    assert answer.status_code == 409  # type: ignore[attr-defined]
    assert "代为填写需要写明依据" in answer.text  # type: ignore[attr-defined]
    assert "九月可以入企" in answer.text  # type: ignore[attr-defined]
    assert choosing.ask(answers) == []


def test_a_file_of_another_kind_is_refused_and_nothing_is_recorded(choosing: Stage) -> None:
    answer = record(
        choosing.as_("Noor"), choosing.suggestion_url(), evidence=CALL, file=(io.BytesIO(b"MZ"), "记录.pdf")
    )

    assert answer.status_code == 409  # type: ignore[attr-defined]
    assert "只能上传 PDF" in answer.text  # type: ignore[attr-defined]
    assert choosing.ask(answers) == []


def test_a_file_as_large_as_allowed_comes_through(choosing: Stage) -> None:
    large = PDF + b"0" * (5 * 1024 * 1024 - len(PDF))

    answer = record(choosing.as_("Noor"), choosing.suggestion_url(), evidence=CALL, file=(io.BytesIO(large), "a.pdf"))

    assert answer.status_code == 303  # type: ignore[attr-defined]


def test_what_the_side_answers_itself_takes_its_place(choosing: Stage) -> None:
    record(choosing.as_("Noor"), choosing.suggestion_url(), evidence=CALL)

    accept(choosing, "Mei", decision="decline", reason="pay")

    [choice] = choosing.ask(answers)
    assert (choice.decision, choice.on_behalf, choice.evidence) == (Decision.DECLINE, False, "")


def test_a_coordinator_does_not_write_over_what_the_side_has_answered_meanwhile(choosing: Stage) -> None:
    noor, url = choosing.as_("Noor"), choosing.suggestion_url()
    form = hidden(noor.get(f"{url}?for=enterprise").text, f"{url}/choice/for/enterprise")
    accept(choosing, "Mei", decision="decline", reason="pay")

    late = noor.client.post(f"{url}/choice/for/enterprise", data={**form, "decision": "accept", "evidence": CALL})

    assert late.status_code == 409
    assert "Mei 于" in late.text
    assert CALL in late.text
    assert choosing.ask(answers)[0].decision is Decision.DECLINE


def test_only_coordinators_record_for_others_and_only_while_both_choose(choosing: Stage) -> None:
    url = choosing.suggestion_url()
    noor = choosing.as_("Noor")
    form = hidden(noor.get(f"{url}?for=school").text, f"{url}/choice/for/school")
    for name in ("Ines", "Mei"):
        visitor = choosing.as_(name)
        token = hidden(visitor.get("/home").text, "/logout")
        sent = {**form, **token, "decision": "accept", "evidence": CALL}
        assert visitor.client.post(f"{url}/choice/for/school", data=sent).status_code == 403
    with choosing.session() as session:
        the_round(session).status = RoundStatus.ADJUDICATING

    late = noor.client.post(f"{url}/choice/for/school", data={**form, "decision": "accept", "evidence": CALL})

    assert late.status_code == 409
    assert choosing.ask(answers) == []
