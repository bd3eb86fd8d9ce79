"""Handing over: a colleague of the same organisation is told, and finds what was handed to them."""

from sqlmodel import select

from tests.stage import Stage, person
from tests.webapp.choosing.steps import accept, add_colleague, answer, answers
from tests.webapp.notices.conftest import letters
from webapp.models import Notice
from webapp.models.choosing.enums import Decision
from webapp.models.notices.enums import NoticeEvent


def key_of(stage: Stage, name: str) -> str:
    return str(stage.ask(lambda session: person(session, name).id))


def test_a_colleague_is_told_and_finds_it_under_what_was_handed_to_them(choosing: Stage) -> None:
    add_colleague(choosing, "Ada", "Ines")
    url, ines, ada = choosing.suggestion_url(), choosing.as_("Ines"), choosing.as_("Ada")
    assert "Ada" in ines.get(url).text

    sent = answer(ines, url, decision="defer", handed_to_id=key_of(choosing, "Ada"), note_private="请系里定")

    assert sent.status_code == 303
    [choice] = choosing.ask(answers)
    assert choice.decision is Decision.DEFER
    assert ada.get("/suggestions?state=handed").text.count("<tr data-pair") == 1
    assert ines.get("/suggestions?state=handed").text.count("<tr data-pair") == 0
    assert "Ines 把“电梯安装维修工 × 电梯工程技术”转给您处理" in ada.get("/inbox").text
    assert "请系里定" in ada.get("/inbox").text
    choosing.place.work()
    assert [mail.to for mail in letters(choosing) if "转给您处理" in mail.subject] == ["ada@example.cn"]


def test_saving_once_more_tells_nobody_twice(choosing: Stage) -> None:
    add_colleague(choosing, "Ada", "Ines")
    url, ines, ada = choosing.suggestion_url(), choosing.as_("Ines"), key_of(choosing, "Ada")

    answer(ines, url, decision="defer", handed_to_id=ada)
    answer(ines, url, decision="defer", handed_to_id=ada, note_private="又想了想")

    told = choosing.ask(lambda session: session.exec(select(Notice.event)).all())
    assert list(told).count(NoticeEvent.HANDED_OVER) == 1


def test_what_was_handed_over_is_answered_by_the_colleague(choosing: Stage) -> None:
    add_colleague(choosing, "Ada", "Ines")
    url = choosing.suggestion_url()
    answer(choosing.as_("Ines"), url, decision="defer", handed_to_id=key_of(choosing, "Ada"))

    accept(choosing, "Ada")

    [choice] = choosing.ask(answers)
    assert (choice.decision, choice.handed_to_id, choice.decided_by.name) == (Decision.ACCEPT, None, "Ada")


def test_nothing_is_handed_to_strangers(choosing: Stage) -> None:
    ines, url = choosing.as_("Ines"), choosing.suggestion_url()

    for name in ("Mei", "Tomas", "Noor"):
        refused = answer(ines, url, decision="defer", handed_to_id=key_of(choosing, name))
        assert refused.status_code == 409
        assert "请选择本单位的一位同事" in refused.text
    odd = answer(ines, url, decision="defer", handed_to_id="somebody")

    assert odd.status_code == 422
    assert choosing.ask(answers) == []
