"""The life of a post is the same for all kinds: versions, states, the record, remarks, refusals with words."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlmodel import Session, select

from tests.stage import Stage, person
from webapp import clock
from webapp.database import writing
from webapp.models import AuditEvent, Major, PostComment
from webapp.models.codes.enums import MajorCatalogue
from webapp.models.posts.enums import PostStatus
from webapp.services.kernel.audit import history_of
from webapp.services.kernel.errors import DomainError, StaleEdit
from webapp.services.posts.kinds import KINDS
from webapp.services.posts.posting import Posting
from webapp.web.frame.vocabulary import ROOMS
from webapp.web.kernel.refusals import joined

OWNERS = {"demand": "Mei", "offering": "Ines"}
REFUSALS = ("already_submitted", "already_withdrawn", "not_submitted", "incomplete", "round_frozen")
EVENTS = ("drafted", "edited", "submitted", "returned", "withdrawn")


@pytest.fixture(params=KINDS.values(), ids=lambda kind: kind.name)
def kind(request: pytest.FixtureRequest) -> Posting[Any]:
    """Return each kind of post."""
    found: Posting[Any] = request.param
    return found


@pytest.fixture
def session(stage: Stage) -> Iterator[Session]:
    """Open a session on the city while its round collects."""
    with Session(writing(stage.place.engine())) as opened:
        yield opened


@pytest.fixture
def post(kind: Posting[Any], session: Session) -> Any:
    """Return a submitted post that is complete by today's rules, and free of any round."""
    rows = session.exec(select(kind.model).order_by(kind.model.number)).all()
    found = next(row for row in rows if row.number in ("D-1", "P-1"))
    found.contact_name, found.contact_phone, found.round_id = "周老师", "0575-85000000", None
    if kind.name == "demand":
        found.pay_min, found.pay_max, found.valid_until = 4000, 6000, clock.today()
    else:
        catalogue = MajorCatalogue.MOE2021
        session.add(Major(key="moe2021:460206", code="460206", name="电梯工程技术", catalogue=catalogue, level=3))
        session.flush()
        program = found.program
        program.major_key = "moe2021:460206"
        program.entry_level, program.years, program.courses = "senior", 3, ["甲课", "乙课", "丙课"]
    session.add(found)
    session.flush()
    return found


def test_it_is_returned_mended_handed_in_withdrawn_and_begun_anew(
    kind: Posting[Any], session: Session, post: Any
) -> None:
    own, noor, today = person(session, OWNERS[kind.name]), person(session, "Noor"), clock.today()
    states, first = [], post.version

    kind.send_back(session, post, field="months", text="请核对培养期", seen_version=post.version, by=noor)
    states.append(post.status)
    assert [row.text for row in kind.open_comments(session, post)] == ["请核对培养期"]
    data = kind.whole.model_validate({**kind.as_typed(post), "months": 18})
    kind.write(session, post, data, notes=NOTES, seen_version=post.version, today=today, by=own)
    states.append(post.status)
    kind.submit(session, post, seen_version=post.version, today=today, by=own)
    states.append(post.status)
    assert kind.open_comments(session, post) == []
    assert kind.withdraw(session, post, seen_version=post.version, by=own) == []
    states.append(post.status)
    draft = kind.draft.model_validate({**kind.as_typed(post), "months": 20})
    kind.write(session, post, draft, notes=NOTES, seen_version=post.version, today=today, by=own)
    states.append(post.status)

    assert states == ["returned", "returned", "submitted", "withdrawn", "draft"]
    assert (post.months, post.version) == (20, first + 5)
    events = [event.action.partition(".") for event in reversed(history_of(session, post))]
    assert [name for kind_name, _dot, name in events] == ["returned", "edited", "submitted", "withdrawn", "edited"]
    assert {kind_name for kind_name, _dot, name in events} == {kind.name}


def test_a_new_one_has_a_number_its_writer_and_all_that_was_written_on_record(
    kind: Posting[Any], session: Session, post: Any
) -> None:
    own = person(session, OWNERS[kind.name])
    owner = post.program if kind.name == "offering" else own.organisation
    data = kind.draft.model_validate({**kind.copy_of(post), "months": 6})

    made = kind.write(session, None, data, owner=owner, today=clock.today(), by=own)

    assert made.number.startswith(f"{kind.prefix}-")
    assert (made.status, made.version, made.made_by_id) == (PostStatus.DRAFT, 1, own.id)
    (event,) = history_of(session, made)
    assert event.action == f"{kind.name}.drafted"
    assert event.after["months"] == 6
    assert event.after["visibility"] == str(made.visibility)


def test_who_saw_an_older_version_is_told_at_every_step_and_changes_nothing(
    kind: Posting[Any], session: Session, post: Any
) -> None:
    own, seen, today = person(session, OWNERS[kind.name]), post.version - 1, clock.today()
    data = kind.whole.model_validate(kind.as_typed(post))
    before, events = kind.facts_of(post), len(session.exec(select(AuditEvent)).all())

    for step in (
        lambda: kind.write(session, post, data, seen_version=seen, today=today, by=own),
        lambda: kind.submit(session, post, seen_version=seen, today=today, by=own),
        lambda: kind.withdraw(session, post, seen_version=seen, by=own),
        lambda: kind.send_back(session, post, field="", text="请核对", seen_version=seen, by=own),
    ):
        with pytest.raises(StaleEdit):
            step()

    assert (kind.facts_of(post), post.status) == (before, PostStatus.SUBMITTED)
    assert len(session.exec(select(AuditEvent)).all()) == events
    assert session.exec(select(PostComment)).all() == []


def test_steps_that_are_out_of_turn_are_refused(kind: Posting[Any], session: Session, post: Any) -> None:
    own, today = person(session, OWNERS[kind.name]), clock.today()

    def code_of(step: Any) -> str:
        with pytest.raises(DomainError) as refused:
            step()
        return refused.value.code.removeprefix(f"{kind.name}_")

    draft = kind.draft.model_validate({})
    codes = [code_of(lambda: kind.submit(session, post, seen_version=post.version, today=today, by=own))]
    codes += [code_of(lambda: kind.write(session, post, draft, today=today, by=own))]
    kind.withdraw(session, post, seen_version=post.version, by=own)
    codes += [code_of(lambda: kind.withdraw(session, post, seen_version=post.version, by=own))]
    codes += [code_of(lambda: kind.send_back(session, post, field="", text="请核对", by=own))]
    missing = "required_skills" if kind.name == "demand" else "contact_phone"
    setattr(post, missing, type(getattr(post, missing))())
    session.flush()
    codes += [code_of(lambda: kind.submit(session, post, seen_version=post.version, today=today, by=own))]

    assert codes == ["already_submitted", "submitted_needs_check", "already_withdrawn", "not_submitted", "incomplete"]


def test_every_step_and_refusal_of_every_kind_has_words(kind: Posting[Any]) -> None:
    words = joined(room.WORDS for room in ROOMS)

    assert {f"{kind.name}_{code}" for code in REFUSALS} <= words.sentences.keys()
    assert {f"{kind.name}.{event}" for event in EVENTS} <= words.actions.keys()


NOTES = dict.fromkeys(
    (
        "share_of_post",
        "share_of_employees",
        "months_unusual",
        "few_mentors",
        "months_few",
        "months_many",
        "pay_unusual",
    ),
    "按照订单班安排，由企业和学校共同核实。",
)
