"""The inbox: what one has been told, read one by one or all at once, page by page, and nobody else's."""

from uuid import uuid4

from sqlmodel import Session, select

from tests.stage import Stage, person
from tests.visitor import hidden
from tests.webapp.notices.conftest import notices
from webapp.models import Notice
from webapp.models.notices.enums import NoticeEvent
from webapp.services.notices.notices import tell


def put(stage: Stage, name: str, count: int = 1, **facts: object) -> list[Notice]:
    with stage.session() as session:
        told = []
        for _ in range(count):
            told += tell(session, NoticeEvent.CHOOSING_OPEN, [person(session, name)], path="/suggestions", **facts)
        return told


def test_the_bar_counts_what_is_new_and_the_inbox_lists_it(stage: Stage) -> None:
    put(stage, "Ines", 2, round="春季校企匹配")

    page = stage.as_("Ines").get("/inbox").text

    assert "消息，2 条未读" in page
    assert page.count("“春季校企匹配”可以选择了，请对匹配建议表态") >= 2
    assert "消息，0 条未读" in stage.as_("Mei").get("/home").text


def test_following_a_notice_reads_it_and_leads_to_its_page(stage: Stage) -> None:
    [notice] = put(stage, "Ines")
    ines = stage.as_("Ines")

    answer = ines.send("/inbox", to=f"/inbox/{notice.id}/open")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/suggestions")
    assert "消息，0 条未读" in ines.get("/home").text


def test_one_or_all_are_marked_read(stage: Stage) -> None:
    first, *_rest = put(stage, "Ines", 3)
    ines = stage.as_("Ines")

    assert ines.send("/inbox", to=f"/inbox/{first.id}/read").status_code == 303
    assert "消息，2 条未读" in ines.get("/inbox").text
    assert ines.get("/inbox?show=unread").text.count('<li class="unread"') == 2
    assert ines.send("/inbox", to="/inbox/read").status_code == 303

    assert "没有未读消息" in ines.get("/inbox?show=unread").text
    assert all(notice.read_at for notice in stage.ask(notices))


def test_looking_at_the_inbox_reads_nothing(stage: Stage) -> None:
    put(stage, "Ines")

    stage.as_("Ines").get("/inbox")

    assert [notice.read_at for notice in stage.ask(notices)] == [None]


def test_nobody_elses_notice_exists(stage: Stage) -> None:
    [notice] = put(stage, "Ines")
    put(stage, "Mei")
    mei = stage.as_("Mei")
    token = hidden(mei.get("/inbox").text, "/inbox/read")

    statuses = [mei.client.post(f"/inbox/{key}/read", data=token).status_code for key in (notice.id, uuid4())]

    assert statuses == [404, 404]
    assert stage.ask(lambda session: session.get_one(Notice, notice.id)).read_at is None
    assert mei.get("/inbox").text.count("data-event=") == 1


def test_the_inbox_has_pages(stage: Stage) -> None:
    put(stage, "Ines", 21)
    ines = stage.as_("Ines")

    assert ines.get("/inbox").text.count("data-event=") == 20
    assert ines.get("/inbox?page=2").text.count("data-event=") == 1
    assert "没有这一页" in ines.get("/inbox?page=9").text
    assert ines.get("/inbox?page=x").status_code == 404


def test_an_empty_inbox_says_what_will_come(stage: Stage) -> None:
    assert "还没有消息" in stage.as_("Ines").get("/inbox").text


def test_the_same_reminder_is_told_once(stage_anywhere: Stage) -> None:
    def twice(session: Session) -> int:
        people = [person(session, "Ines"), person(session, "Ines"), person(session, "Tomas")]
        told = [
            tell(session, NoticeEvent.CHOICE_REMINDER, people, path="/suggestions", key="round:72") for _ in range(2)
        ]
        session.commit()
        return sum(map(len, told))

    assert stage_anywhere.ask(twice) == 2
    assert len(stage_anywhere.ask(notices)) == 2


def test_somebody_who_has_left_is_told_nothing(stage: Stage) -> None:
    with stage.session() as session:
        person(session, "Ines").is_active = False

    assert put(stage, "Ines") == []


def test_facts_of_any_kind_are_kept_as_plain_values(stage: Stage) -> None:
    key = uuid4()

    put(stage, "Ines", thing=key, message="请来\n市民中心")

    [notice] = stage.ask(lambda session: session.exec(select(Notice)).all())
    assert notice.facts["thing"] == str(key)
    assert "请来\n市民中心" in stage.as_("Ines").get("/inbox").text
