"""The queue of words that the lexicon lacks, and skills that become one: history is kept and matching follows."""

import pytest
from sqlmodel import Session, select

from tests.webapp.codes.editing.conftest import CUSTOM, Office
from webapp.models import MajorClass, Program, ReviewedWord, Skill, SkillMerge, SkillName
from webapp.models.posts.enums import TrainingLevel
from webapp.services.codes import search
from webapp.services.codes.editing import review
from webapp.services.codes.editing.history import history_of_code
from webapp.services.codes.tables import content

REVIEW = "/admin/skills/review"
OLD, INTO = "水文资料整编", "水文测验"


def waiting(office: Office) -> list[str]:
    return office.ask(lambda session: [word.word for word in review.waiting_words(session)])


def meanings(session: Session, word: str) -> set[str]:
    """Return the skills by which matching understands a word."""
    lexicon = content.build(content.read_tables(session)).lexicon
    return {lexicon.skills[place].skill for place in lexicon.meaning(word)}


def test_the_queue_tells_the_word_where_it_is_used_and_what_is_near(small_office: Office) -> None:
    page = small_office.as_("Noor").get(REVIEW).text
    assert waiting(small_office) == [CUSTOM]
    assert CUSTOM in page
    assert "电梯工程技术" in page
    assert "电梯" in page.split("作为哪项技能的别名")[1].split("</fieldset>")[0]
    assert "1 个自填技能待审" in small_office.as_("Noor").get("/admin/codes").text


@pytest.mark.parametrize(
    ("word", "skill"),
    [("水文流量测验", "水文测验"), ("PLC编程与调式", "可编程控制器应用"), ("动力电池的更换", "动力电池维修与更换")],
)
def test_the_nearest_skill_comes_first(small_office: Office, word: str, skill: str) -> None:
    near = small_office.ask(lambda session: review.nearest(session, [word]))[word]
    assert skill in [entry.skill for entry in near[:3]]
    assert [entry.likeness for entry in near] == sorted((entry.likeness for entry in near), reverse=True)


def test_a_word_taken_in_as_a_skill_leaves_the_queue_and_is_found(office: Office) -> None:
    answer = office.as_("Noor").send(REVIEW, {"word": CUSTOM, "action": "accept", "field": "equipment"})
    assert answer.status_code == 303
    assert waiting(office) == []
    assert office.ask(lambda session: session.get_one(Skill, CUSTOM).field_slug) == "equipment"
    assert office.ask(lambda session: meanings(session, CUSTOM)) == {CUSTOM}
    reviewed = office.ask(lambda session: session.exec(select(ReviewedWord)).one())
    assert (reviewed.word, reviewed.verdict.value, reviewed.decided_by.name) == (CUSTOM, "accepted", "Noor")
    assert office.ask(lambda session: history_of_code(session, "words", CUSTOM))[0].action == "word.accepted"


def test_a_word_added_as_an_alias_means_the_skill(small_office: Office) -> None:
    typed = {"word": CUSTOM, "action": "alias", "skill": "电梯应急处置", "other": ""}
    known = small_office.ask(lambda session: session.exec(select(Skill.name)).first())
    small_office.as_("Noor").send(REVIEW, {**typed, "other": known})
    assert waiting(small_office) == []
    assert small_office.ask(lambda session: meanings(session, CUSTOM)) == {known}


def test_a_dismissed_word_no_longer_waits_and_can_come_back(small_office: Office) -> None:
    noor = small_office.as_("Noor")
    noor.send(REVIEW, {"word": CUSTOM, "action": "dismiss"})
    assert waiting(small_office) == []
    assert CUSTOM in noor.get(f"{REVIEW}?state=dismissed").text
    assert small_office.ask(lambda session: meanings(session, CUSTOM)) == set()
    noor.send(f"{REVIEW}?state=dismissed", {"word": CUSTOM, "action": "back"})
    assert waiting(small_office) == [CUSTOM]


def test_a_word_is_decided_once(small_office: Office) -> None:
    noor = small_office.as_("Noor")
    noor.send(REVIEW, {"word": CUSTOM, "action": "accept", "field": "equipment"})
    late = noor.send(REVIEW, {"word": CUSTOM, "action": "accept", "field": "water"})
    assert late.status_code == 409
    assert "已经处理过" in late.text


def test_an_alias_of_nothing_is_refused_beside_the_word(small_office: Office) -> None:
    answer = small_office.as_("Noor").send(REVIEW, {"word": CUSTOM, "action": "alias", "other": "无此技能"})
    assert answer.status_code == 422
    assert "技能库里没有：无此技能" in answer.text
    assert waiting(small_office) == [CUSTOM]


def test_words_that_are_spelled_alike_wait_as_one(small_office: Office) -> None:
    def add(session: Session) -> None:
        held = session.exec(select(Program)).one()
        session.add(
            Program(
                school_id=held.school_id, name="机电", level=TrainingLevel.HIGHER, skills=[f"{CUSTOM[:2]} {CUSTOM[2:]}"]
            )
        )

    small_office.ask(add)
    words = small_office.ask(review.waiting_words)
    assert [(word.count, len(word.spellings)) for word in words] == [(2, 2)]


def test_schools_do_not_review(small_office: Office) -> None:
    assert small_office.as_("Ines").get(REVIEW).status_code == 403


def test_merged_skills_keep_their_words_and_their_history(office: Office) -> None:
    words = office.ask(lambda session: session.exec(select(SkillName.word).where(SkillName.skill_name == OLD)).all())
    assert len(words) > 2
    answer = office.as_("Root").send(f"/admin/skills/merge?key={OLD}", {"into": INTO})
    assert answer.status_code == 303
    for word in words:
        assert INTO in office.ask(lambda session, word=word: meanings(session, word)), word
        assert office.ask(lambda session, word=word: search.canonical_skills(session, [word]))[word] == INTO
    found = office.ask(lambda session: search.search(session, "skill", OLD))
    assert found[0].value == INTO
    merge = office.ask(lambda session: session.exec(select(SkillMerge)).one())
    assert (merge.old_name, merge.into_name, merge.merged_by.name) == (OLD, INTO, "Root")
    assert set(merge.words) == set(words)
    events = office.ask(lambda session: history_of_code(session, "skills", OLD))
    assert events[0].action == "skill.merged"
    page = office.as_("Root").get(f"/admin/codes/skills/entry?key={INTO}").text
    assert "合并进来的技能" in page
    assert OLD in page
    moved = office.as_("Root").get(f"/admin/codes/skills/entry?key={OLD}")
    assert moved.status_code == 303


def test_classes_teach_the_skill_that_is_left(small_office: Office) -> None:
    def teach(session: Session) -> None:
        session.add(MajorClass(name="试验类", skills=[OLD, INTO, "安全用电"]))

    small_office.ask(teach)
    small_office.as_("Root").send(f"/admin/skills/merge?key={OLD}", {"into": INTO})
    taught = small_office.ask(lambda session: [row.skills for row in session.exec(select(MajorClass))])
    assert not any(OLD in skills for skills in taught)
    assert [INTO, "安全用电"] in taught


def test_a_chain_of_merges_leads_to_the_last(small_office: Office) -> None:
    root = small_office.as_("Root")
    third = small_office.ask(
        lambda session: session.exec(select(Skill.name).where(Skill.field_slug == "water", Skill.name != OLD)).all()
    )
    third = next(name for name in third if name != INTO)
    root.send(f"/admin/skills/merge?key={OLD}", {"into": INTO})
    root.send(f"/admin/skills/merge?key={INTO}", {"into": third})
    assert third in small_office.ask(lambda session: meanings(session, OLD))
    moved = root.client.get("/admin/codes/skills/entry", query_string={"key": OLD}, follow_redirects=True)
    assert third in moved.text


@pytest.mark.parametrize(("into", "complaint"), [(OLD, "不能与自己合并"), ("无此技能", "技能库里没有：无此技能")])
def test_a_merge_with_nothing_is_refused(small_office: Office, into: str, complaint: str) -> None:
    answer = small_office.as_("Root").send(f"/admin/skills/merge?key={OLD}", {"into": into})
    assert answer.status_code == 422
    assert complaint in answer.text
    assert small_office.ask(lambda session: session.get(Skill, OLD)) is not None


def test_a_merge_of_a_skill_that_was_changed_asks_again(small_office: Office) -> None:
    answer = small_office.as_("Root").send(f"/admin/skills/merge?key={OLD}", {"into": INTO, "version": "0" * 16})
    assert answer.status_code == 409
    assert small_office.ask(lambda session: session.get(Skill, OLD)) is not None
