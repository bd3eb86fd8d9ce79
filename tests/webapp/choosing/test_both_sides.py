"""Both sides answer from a queue of their own, and neither learns what the other says before results are published."""

import csv
import io
import re

import pytest

from tests.stage import LIFT, Stage, the_round
from tests.webapp.choosing.steps import accept, answer, answers
from webapp.models.choosing.enums import Decision
from webapp.models.kernel.enums import Side
from webapp.models.rounds.enums import RoundStatus

SECRET = "九月可以入企"


def plain(text: str) -> str:
    """Return the page without what differs from one drawing to the next."""
    return re.sub(r'(value|content)="[\w.-]{20,}"', "", text)


def test_an_enterprise_answers_and_is_led_on(choosing: Stage) -> None:
    mei, url = choosing.as_("Mei"), choosing.suggestion_url()

    sent = answer(mei, url, decision="accept_partial", headcount="12", then="next")

    assert sent.status_code == 303
    [choice] = choosing.ask(answers)
    assert (choice.side, choice.decision, choice.headcount, choice.rank) == (
        Side.ENTERPRISE,
        Decision.ACCEPT_PARTIAL,
        12,
        1,
    )
    page = mei.get("/suggestions").text
    assert "已接受 12 / 20 人" in page
    assert 'data-state="accept_partial"' in page


def test_the_enterprise_sees_its_own_places_and_the_school_its_own(choosing: Stage) -> None:
    url = choosing.suggestion_url()

    assert "本岗位需求" in choosing.as_("Mei").get(url).text
    assert "本专业容量" in choosing.as_("Ines").get(url).text


@pytest.mark.parametrize(("actor", "watcher"), [("Ines", "Mei"), ("Mei", "Ines")])
@pytest.mark.parametrize("status", [RoundStatus.CHOOSING, RoundStatus.ADJUDICATING])
def test_nothing_that_a_party_can_open_tells_the_other_sides_answer(
    choosing: Stage, actor: str, watcher: str, status: RoundStatus
) -> None:
    visitor, url = choosing.as_(watcher), choosing.suggestion_url()
    queries = ("", "?state=open", "?state=accepted", "?state=declined", "?state=deferred", "?state=handed")
    queries += ("?side=school", "?side=enterprise", "?format=csv")
    places = (*(f"/suggestions{query}" for query in queries), url, f"{url}?for=school", f"{url}?for=enterprise")
    places += ("/home", "/inbox", choosing.round_url, "/rounds")

    def looks() -> list[str]:
        with choosing.session() as session:
            the_round(session).status = status
        found = [plain(visitor.get(place).text) for place in places]
        with choosing.session() as session:
            the_round(session).status = RoundStatus.CHOOSING
        return found

    before = looks()
    accept(choosing, actor, note_public=SECRET)
    accept(choosing, actor, decision="decline", reason="pay", note_public=SECRET)
    accept(choosing, actor, decision="accept", note_public=SECRET)

    after = looks()
    assert after == before
    assert SECRET not in "".join(after)


def test_the_other_sides_answer_is_shown_once_results_are_published_but_not_its_reasons(choosing: Stage) -> None:
    url = accept(choosing, "Ines", decision="decline", reason="pay", note_public=SECRET, note_private="先问系里")
    with choosing.session() as session:
        the_round(session).status = RoundStatus.PUBLISHED
    mei = choosing.as_("Mei")

    page, queue = mei.get(url).text, mei.get("/suggestions").text

    assert 'data-answer="school:decline"' in page
    assert SECRET in page
    assert "报酬或保障不足" not in page
    assert "先问系里" not in page
    assert "学校意见" in queue


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))


def test_a_file_holds_ones_own_answers_and_a_coordinators_both(choosing: Stage) -> None:
    accept(choosing, "Ines")
    accept(choosing, "Mei", decision="decline", reason="pay")

    own = rows_of(choosing.as_("Mei").get("/suggestions?format=csv").text)
    all_ = rows_of(choosing.as_("Noor").get("/suggestions?format=csv").text)

    mine = next(row for row in own if row["岗位"] == LIFT)
    assert mine["企业意见"] == "不接受"
    assert not any(name.startswith("学校意见") for name in mine)
    both = next(row for row in all_ if row["岗位"] == LIFT and row["学校意见"])
    assert (both["学校意见"], both["学校志愿"], both["企业意见"]) == ("接受", "1", "不接受")


def test_a_coordinator_looks_at_either_sides_answers(choosing: Stage) -> None:
    url = accept(choosing, "Mei")
    noor = choosing.as_("Noor")

    assert noor.get("/suggestions?side=enterprise&state=accepted").text.count("<tr data-pair") == 1
    assert noor.get("/suggestions?side=school&state=accepted").text.count("<tr data-pair") == 0
    page = noor.get(url).text
    assert 'data-answer="enterprise:accept"' in page
    assert 'data-answer="school:undecided"' in page


def test_silence_is_no_answer(choosing: Stage) -> None:
    with choosing.session() as session:
        the_round(session).status = RoundStatus.ADJUDICATING

    page = choosing.as_("Noor").get(choosing.suggestion_url()).text

    assert page.count("没有填写意见，不算作接受。") == 2
    assert choosing.ask(answers) == []


def test_the_workbench_of_an_enterprise_counts_what_waits(choosing: Stage) -> None:
    mei = choosing.as_("Mei")
    waiting = int(re.findall(r"(\d+) 条匹配建议待确认", mei.get("/home").text)[0])

    accept(choosing, "Mei")

    text = mei.get("/home").text
    assert (f"{waiting - 1} 条匹配建议待确认" in text) == (waiting > 1)
