"""The sample in the database: complete, marked, in its round, and found again by the matching."""

import csv
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, col, func, select

from tests.places import Databases, Place
from webapp.models import Choice, Demand, MatchingRound, Offering, Organisation, Program, Suggestion
from webapp.models.kernel.enums import Side
from webapp.models.posts.demand_input import DemandInput
from webapp.models.posts.enums import PostStatus
from webapp.models.rounds.enums import RoundStatus
from webapp.models.rounds.round_input import DEFAULT_WEIGHTS
from webapp.services.posts import programs
from webapp.services.posts.demands import DEMAND_POSTS, check_demand
from webapp.services.sample import sample_data
from webapp.services.sample.sample_data import Calendar

SAMPLE = Path(__file__).parents[2] / "data" / "sample"


def count(session: Session, kind: type) -> int:
    return session.exec(select(func.count()).select_from(kind)).one()


def written(name: str) -> list[dict[str, str]]:
    with (SAMPLE / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_the_whole_sample_stands_in_the_database(sample: Place) -> None:
    with sample.session() as session:
        assert count(session, Organisation) == len(written("organisations"))
        assert count(session, Program) == len(written("programs"))
        assert count(session, Offering) == len(written("offerings")) >= 80
        assert count(session, Demand) == len(written("demands")) >= 80
        assert {row.status for row in session.exec(select(Demand))} == {PostStatus.SUBMITTED}


def test_every_major_with_a_code_is_found_in_its_catalogue(sample: Place) -> None:
    with sample.session() as session:
        without = session.exec(select(func.count()).where(col(Program.major_key).is_(None))).one()
    assert without == sum(not row["major_code"] for row in written("programs"))


def test_loading_the_sample_again_changes_nothing(sample: Place) -> None:
    with sample.session() as session:
        before = sample_data.count_sample(session)
        organisations = sample_data.load_organisations(session)
        sample_data.load_posts(session, organisations, round_=None, today=date.today())
        assert sample_data.count_sample(session) == before


def test_demonstration_values_are_known_by_their_field(sample: Place) -> None:
    with sample.session() as session:
        demand = session.exec(select(Demand).where(Demand.number == sample_data.demand_number("d001"))).one()
        assert demand.is_demo("headcount")
        assert demand.is_demo("segment_slug")
        assert not demand.is_demo("enterprise_id")
        program = session.exec(select(Program).where(Program.name == "无人机应用技术")).first()
        assert program is not None
        assert program.is_demo("skills")
        assert program.source.startswith("document")
        fields = {name for post in session.exec(select(Demand)) for name in post.demo_fields}
        assert fields <= set(Demand.model_fields)
        fields = {name for post in session.exec(select(Offering)) for name in post.demo_fields}
        assert fields <= set(Offering.model_fields)
        fields = {name for post in session.exec(select(Program)) for name in post.demo_fields}
        assert fields <= set(Program.model_fields)


def test_the_sample_could_have_been_typed_in_today(sample: Place) -> None:
    today = date.today()
    with sample.session() as session:
        for demand in session.exec(select(Demand)):
            data = DemandInput.model_validate({**DEMAND_POSTS.as_typed(demand), "round_id": None})
            assert check_demand(session, data, demand.enterprise, besides=demand.id, today=today) == []
        for offering in session.exec(select(Offering)):
            assert set(programs.gaps(offering.program)) <= {"major_key"}, offering.program.title


def test_one_round_is_ready_for_choosing_and_one_collects(sample: Place) -> None:
    with sample.session() as session:
        rounds = session.exec(select(MatchingRound).order_by(col(MatchingRound.created_at))).all()
        assert [row.status for row in rounds] == [RoundStatus.CHOOSING, RoundStatus.COLLECTING]
        suggestions, answers = count(session, Suggestion), count(session, Choice)
        assert 0 < answers <= 6 < suggestions
        assert set(session.exec(select(Choice.side))) == set(Side)


def test_known_partners_find_each_other_in_the_demonstration(sample: Place) -> None:
    pairs = {
        (sample_data.demand_number(row["demand"]), sample_data.offering_number(row["offering"]))
        for row in written("partnerships")
    }
    with sample.session() as session:
        query = select(Demand.number, Offering.number).select_from(Suggestion)
        found = set(session.exec(query.join(Demand).join(Offering)).all())
    assert len(pairs) == 23
    assert len(pairs & found) >= 18


@pytest.mark.parametrize(
    ("today", "month", "day"),
    [
        (date(2026, 11, 30), "2027-03", date(2027, 6, 30)),
        (date(2027, 1, 1), "2027-05", date(2027, 8, 31)),
        (date(2029, 11, 15), "2030-03", date(2030, 6, 30)),
    ],
)
def test_dates_move_by_whole_months_and_never_back(today: date, month: str, day: date) -> None:
    calendar = Calendar(today)
    assert calendar.month("2027-03") == month
    assert calendar.last_day("2027-06-30") == day


@pytest.mark.parametrize("today", [date(2026, 11, 30), date(2026, 12, 1), date(2027, 5, 1)])
def test_offerings_of_a_round_are_of_its_term_whenever_the_sample_is_made(
    databases: Databases, tmp_path: Path, today: date
) -> None:
    with databases.place("codes", "sqlite", tmp_path / "var") as place, place.session() as session:
        organisations = sample_data.load_organisations(session)
        calendar = Calendar(today)
        round_ = MatchingRound(
            code="R1", title="春季匹配", term=calendar.term(calendar.month("2027-02")), status=RoundStatus.COLLECTING,
            host_id=next(iter(organisations.values())).id, weights=dict(DEFAULT_WEIGHTS), min_score=20,
            collect_from=today, collect_until=today, choose_from=today, choose_until=today,
        )  # fmt: skip
        session.add(round_)
        session.flush()
        sample_data.load_posts(session, organisations, round_=round_, today=today)
        terms = session.exec(select(Offering.term).where(Offering.round_id == round_.id)).all()

    assert len(terms) > 20
    assert set(terms) == {round_.term}


def test_validity_never_reaches_beyond_a_year() -> None:
    assert Calendar(date(2026, 11, 30)).last_day("2028-12-31") == date(2027, 11, 30)
