"""Mail about notices: once each, in the reader's language, with a link that survives signing in; wanted or not."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlmodel import select

from tests.stage import Stage, person
from tests.visitor import hidden
from tests.webapp.notices.conftest import letters, notices
from webapp.models import Demand
from webapp.models.notices.enums import DECISIONS, NoticeEvent
from webapp.services.notices.notices import OPTIONAL, tell
from webapp.services.posts.demands import DEMAND_POSTS
from webapp.web.notices.words import SENTENCES


def put(stage: Stage, event: NoticeEvent, *names: str, path: str = "/suggestions", **facts: object) -> None:
    with stage.session() as session:
        tell(session, event, [person(session, name) for name in names], path=path, **facts)


def test_opening_choosing_mails_both_sides_once(choosing_anywhere: Stage) -> None:
    stage = choosing_anywhere

    stage.place.work()
    stage.place.work()

    sent = letters(stage)
    assert sorted(mail.to for mail in sent if "可以选择了" in mail.subject) == [
        "ines@example.cn",
        "mei@example.cn",
        "tomas@example.cn",
    ]
    assert all("“春季校企匹配”可以选择了，请对匹配建议表态" in mail.body for mail in sent)
    assert len(sent) == 3


def test_the_link_of_a_mail_survives_signing_in(choosing: Stage) -> None:
    choosing.place.work()
    mail = next(mail for mail in letters(choosing) if mail.to == "ines@example.cn")
    link = urlsplit(re.findall(r"https?://\S+", mail.body)[0])

    answer = choosing.app.test_client().get(f"{link.path}?{link.query}")

    assert f"{link.scheme}://{link.netloc}" == choosing.place.settings.public_url.rstrip("/")
    assert answer.status_code == 302
    sign_in = urlsplit(answer.headers["Location"])
    assert parse_qs(sign_in.query)["next"] == [f"{link.path}?{link.query}"]
    page = choosing.app.test_client().get(answer.headers["Location"]).text
    assert f'value="{link.path}?{link.query}"' in page
    assert choosing.as_("Ines").get(f"{link.path}?{link.query}").status_code == 200


def test_everybody_is_written_to_in_their_own_language(stage: Stage) -> None:
    with stage.session() as session:
        person(session, "Tomas").language = "en"
    put(stage, NoticeEvent.HANDED_OVER, "Ines", "Tomas", by="Ada", position="电梯安装维修工", major="电梯工程技术")

    stage.place.work()

    written = {mail.to: mail for mail in letters(stage)}
    assert "Ada 把“电梯安装维修工 × 电梯工程技术”转给您处理" in written["ines@example.cn"].body
    assert "Ada" in written["tomas@example.cn"].body
    assert not re.search(r"[一-鿿]", re.sub("电梯安装维修工|电梯工程技术", "", written["tomas@example.cn"].subject))


@pytest.mark.parametrize("event", list(NoticeEvent))
def test_every_event_has_a_sentence_that_needs_no_facts_and_can_be_mailed(stage: Stage, event: NoticeEvent) -> None:
    put(stage, event, "Ines")

    stage.place.work()

    [mail] = letters(stage)
    assert str(SENTENCES[event][-1]) in mail.body.replace("\n", "") or mail.subject.startswith("职桥：")
    assert "/suggestions" in mail.body


def test_mail_that_is_not_wanted_is_not_sent_but_stands_in_the_inbox(stage: Stage) -> None:
    ines = stage.as_("Ines")
    wanted = [event.value for event in OPTIONAL if event is not NoticeEvent.CHOOSING_OPEN]
    form = hidden(ines.get("/account").text, "/account/mail")
    answer = ines.client.post("/account/mail", data={**form, "events": wanted, "language": "zh"})
    assert answer.status_code == 303

    put(stage, NoticeEvent.CHOOSING_OPEN, "Ines", "Tomas")
    put(stage, NoticeEvent.CHOICE_REMINDER, "Ines")
    stage.place.work()

    assert sorted(mail.to for mail in letters(stage)) == ["ines@example.cn", "tomas@example.cn"]
    assert len(stage.ask(notices)) == 3
    assert "可以选择了" in ines.get("/inbox").text


def test_nobody_can_do_without_the_mail_about_decisions(stage: Stage) -> None:
    ines = stage.as_("Ines")
    page = ines.get("/account").text
    for event in DECISIONS:
        assert f'value="{event.value}"' not in page

    ines.client.post("/account/mail", data={**hidden(page, "/account/mail"), "language": "en"})
    for event in NoticeEvent:
        put(stage, event, "Ines")
    stage.place.work()

    assert len(letters(stage)) == len(DECISIONS)
    assert stage.ask(lambda session: person(session, "Ines")).language == "en"


def test_a_language_that_we_do_not_speak_is_refused(stage: Stage) -> None:
    ines = stage.as_("Ines")
    form = hidden(ines.get("/account").text, "/account/mail")

    answer = ines.client.post("/account/mail", data={**form, "language": "xx"})

    assert answer.status_code == 422
    assert stage.ask(lambda session: person(session, "Ines")).language == "zh"


@pytest.mark.parametrize(
    ("event", "facts", "said"),
    [
        (NoticeEvent.ALTERNATE, {"round": "春季", "until": "2026-12-01", "state": "open"}, "请在 2026-12-01 前答复"),
        (NoticeEvent.ALTERNATE, {"round": "春季", "until": "2026-12-01", "state": "taken"}, "“春季”的递补已成立"),
        (NoticeEvent.ALTERNATE, {"state": "lapsed"}, "一个递补已过答复日期"),
        (NoticeEvent.OBJECTION, {"round": "春季"}, "“春季”公示期间有一项异议"),
        (NoticeEvent.OBJECTION, {"round": "春季", "text": "经复核无误"}, "“春季”的公示异议已有答复"),
        (NoticeEvent.CONFLICT, {"round": "春季", "number": 3, "kind": "many_to_one"}, "第 3 号冲突（多选一）"),
        (NoticeEvent.AGREEMENT, {"number": ""}, "合作协议有新进展"),
        (NoticeEvent.PHASE_DUE, {"round": "春季", "date": "2026-12-01"}, "已于 2026-12-01 到期"),
    ],
)
def test_a_notice_says_what_stands_by_then(
    stage: Stage, event: NoticeEvent, facts: dict[str, object], said: str
) -> None:
    put(stage, event, "Ines", **facts)

    assert said in stage.as_("Ines").get("/inbox").text


def test_an_enterprise_is_told_what_was_sent_back_and_why(stage: Stage) -> None:
    with stage.session() as session:
        demand = session.exec(select(Demand).where(Demand.number == "D-1")).one()
        DEMAND_POSTS.send_back(session, demand, field="headcount", text="请核对人数", by=person(session, "Noor"))
        url = f"/demands/{demand.id}"

    stage.place.work()

    [mail] = letters(stage)
    assert mail.to == "mei@example.cn"
    assert "“电梯安装维修工”被退回，请修改后重新提交" in mail.subject
    assert "请核对人数" in mail.body
    assert url in mail.body
