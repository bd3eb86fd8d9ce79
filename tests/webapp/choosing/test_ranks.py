"""Ranks: unique within a post, without gaps, moved up and down without scripts, at most what the round allows."""

from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from tests.stage import LIFT, Stage, person, the_round, the_suggestion
from tests.visitor import hidden
from tests.webapp.choosing.steps import TUNER, accept, add_colleague, answer, events, press, ranks
from webapp.models import Choice, Demand, Suggestion
from webapp.models.choosing.choice_input import ChoiceInput
from webapp.models.choosing.enums import Decision, DeclineReason
from webapp.models.kernel.enums import Side
from webapp.services.choosing.choices import choose, undo_choice, withdraw_choice
from webapp.services.choosing.ranks import move_rank

SCHOOL = "云川职业技术学院"


def test_the_next_accepted_is_the_next_in_rank_and_a_wish_moves_others_down(choosing: Stage) -> None:
    accept(choosing, "Ines", LIFT)
    accept(choosing, "Ines", TUNER)
    assert ranks(choosing) == {LIFT: 1, TUNER: 2}

    accept(choosing, "Ines", TUNER, rank="1")

    assert ranks(choosing) == {TUNER: 1, LIFT: 2}


def test_buttons_move_one_place_up_and_down(choosing: Stage) -> None:
    lift, tuner = accept(choosing, "Ines", LIFT), accept(choosing, "Ines", TUNER)
    ines = choosing.as_("Ines")

    moved = press(ines, tuner, "rank/up")
    assert moved.status_code == 303
    assert ranks(choosing) == {TUNER: 1, LIFT: 2}
    press(ines, tuner, "rank/up")
    assert ranks(choosing) == {TUNER: 1, LIFT: 2}
    press(ines, tuner, "rank/down")

    assert ranks(choosing) == {LIFT: 1, TUNER: 2}
    assert ines.get(lift).text.count("data-rank=") == 2


def test_what_is_accepted_no_longer_leaves_no_gap(choosing: Stage) -> None:
    accept(choosing, "Ines", LIFT)
    accept(choosing, "Ines", TUNER)

    accept(choosing, "Ines", LIFT, decision="decline", reason="pay")

    assert ranks(choosing) == {TUNER: 1}


def test_only_as_many_are_ranked_as_the_round_allows(choosing: Stage) -> None:
    with choosing.session() as session:
        the_round(session).max_ranks = 1
    accept(choosing, "Ines", LIFT)
    accept(choosing, "Ines", TUNER)
    assert ranks(choosing) == {LIFT: 1, TUNER: None}

    refused = answer(choosing.as_("Ines"), choosing.suggestion_url(TUNER), decision="accept", rank="2")
    assert refused.status_code == 409
    assert "本轮最多排 1 个志愿" in refused.text
    press(choosing.as_("Ines"), choosing.suggestion_url(TUNER), "rank/up")

    assert ranks(choosing) == {TUNER: 1, LIFT: None}


def test_the_two_sides_rank_apart(choosing: Stage) -> None:
    accept(choosing, "Ines", TUNER)
    accept(choosing, "Ines", LIFT)
    accept(choosing, "Mei", LIFT)

    assert ranks(choosing, Side.SCHOOL)[LIFT] == 2
    assert ranks(choosing, Side.ENTERPRISE) == {LIFT: 1}


def test_every_place_that_changes_stands_in_the_record(choosing: Stage) -> None:
    accept(choosing, "Ines", LIFT)
    accept(choosing, "Ines", TUNER, rank="1")

    moved = [event for event in choosing.ask(events) if event.action == "choice.ranked"]

    assert [(event.before["rank"], event.after["rank"]) for event in moved] == [(1, 2)]
    assert "第 1 志愿 → 第 2 志愿" in choosing.as_("Ines").get(choosing.suggestion_url(LIFT)).text


def test_an_order_that_a_colleague_has_changed_is_not_changed_blindly(choosing: Stage) -> None:
    add_colleague(choosing, "Ada", "Ines")
    lift, tuner = accept(choosing, "Ines", LIFT), accept(choosing, "Ines", TUNER)
    ada = choosing.as_("Ada")
    drawn = hidden(ada.get(tuner).text, f"{tuner}/rank/up")
    press(choosing.as_("Ines"), lift, "rank/down")

    late = ada.client.post(f"{tuner}/rank/up", data=drawn)

    assert late.status_code == 409
    assert ranks(choosing) == {TUNER: 1, LIFT: 2}


STEP = st.tuples(st.integers(0, 3), st.sampled_from(["accept", "decline", "withdraw", "undo", "up", "down", "first"]))


@pytest.fixture
def four(choosing: Stage) -> list[Suggestion]:
    """Return four suggestions of one offering in a round that lets three be ranked."""
    with choosing.session() as session:
        the_round(session).max_ranks = 3
        same = the_suggestion(session, LIFT, SCHOOL)
        demand = session.get_one(Demand, same.demand_id)
        rows = [same]
        for number in range(3):
            more = Demand(number=f"D-8{number}", **demand.model_dump(exclude={"id", "number"}))
            session.add(more)
            session.flush()
            rows.append(Suggestion(demand_id=more.id, **same.model_dump(exclude={"id", "demand_id"})))
            session.add(rows[-1])
        session.flush()
        return rows


@settings(max_examples=25)
@given(steps=st.lists(STEP, max_size=12))
def test_ranks_stay_dense_and_versions_never_come_back(
    choosing: Stage, four: list[Suggestion], steps: list[tuple[int, str]]
) -> None:
    seen: dict[object, set[int]] = {}

    def play(session: Session) -> None:
        ines = person(session, "Ines")
        for place, deed in steps:
            row = session.get_one(Suggestion, four[place].id)
            held = session.exec(select(Choice).where(Choice.suggestion_id == row.id)).first()
            version = held.version if held else 0
            known = {"side": Side.SCHOOL, "seen_version": version, "by": ines}
            if deed in ("accept", "first"):
                rank = 1 if deed == "first" else None
                choose(session, row, ChoiceInput(decision=Decision.ACCEPT, rank=rank, note_public=uuid4().hex), **known)
            elif deed == "decline":
                choose(session, row, ChoiceInput(decision=Decision.DECLINE, reason=DeclineReason.PAY), **known)
            elif deed == "withdraw" and held:
                withdraw_choice(session, row, **known)
            elif deed == "undo" and version:
                undo_choice(session, row, **known)
            elif deed in ("up", "down") and held and held.headcount:
                move_rank(session, row, Side.SCHOOL, -1 if deed == "up" else 1, seen_version=version, by=ines)
            stands = session.exec(select(Choice)).all()
            accepted = [choice for choice in stands if choice.headcount]
            ranked = sorted(choice.rank for choice in accepted if choice.rank)
            assert ranked == list(range(1, min(len(accepted), 3) + 1))
            for choice in stands:
                if choice.suggestion_id == row.id and choice.version != version:
                    assert choice.version not in seen.setdefault(row.id, set())
                    seen[row.id].add(choice.version)
        session.rollback()

    choosing.ask(play)
