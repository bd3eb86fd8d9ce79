"""Before the freeze: what is missing, expired, duplicated or impossible, and seats against headcount."""

from datetime import timedelta

import pytest
from sqlmodel import select

from tests.stage import LIFT, ROBOT, Stage, the_round
from webapp import clock
from webapp.models import ChainSegment, Demand, MajorClass, Offering
from webapp.models.posts.enums import PostStatus, TrainingLevel
from webapp.services.rounds import precheck
from webapp.services.rounds.precheck import PreCheck

TODAY = clock.today()


def checked(stage: Stage) -> PreCheck:
    found: PreCheck = stage.ask(lambda session: precheck.check_round(session, the_round(session), today=TODAY))
    return found


def change(stage: Stage, number: str, **values: object) -> None:
    with stage.session() as session:
        kind = Demand if number.startswith("D") else Offering
        post = session.exec(select(kind).where(kind.number == number)).one()
        for name, value in values.items():
            setattr(post, name, value)


def numbers(findings: object) -> list[str]:
    return [finding.post.number for finding in findings]  # type: ignore[attr-defined]


@pytest.fixture
def stage(stage: Stage) -> Stage:
    """Return the city with nothing to complain about."""
    change(stage, "D-3", chain_slug="elevator")
    return stage


def test_a_round_in_order_has_nothing_to_look_at(stage: Stage) -> None:
    assert checked(stage).total == 0
    assert "没有发现问题，可以冻结" in stage.as_("Noor").get(f"{stage.round_url}/precheck").text


def test_what_lacks_something_has_expired_or_is_unfinished_is_named(stage: Stage) -> None:
    change(stage, "D-1", required_skills=[], chain_slug=None, segment_slug=None)
    change(stage, "D-2", valid_until=TODAY - timedelta(days=1))
    change(stage, "D-3", status=PostStatus.RETURNED)
    change(stage, "P-1", start_month=(TODAY.replace(day=1) - timedelta(days=40)).strftime("%Y-%m"))

    found = checked(stage)

    assert [(row.post.number, row.facts["fields"]) for row in found.missing] == [
        ("D-1", ["chain_slug", "required_skills"])
    ]
    assert numbers(found.expired) == ["D-2", "P-1"]
    assert numbers(found.unfinished) == ["D-3"]
    assert [post.number for post in found.demands] == ["D-1"]
    page = stage.as_("Noor").get(f"{stage.round_url}/precheck").text
    assert "没有填写：产业链、必备技能" in page


def test_the_same_position_of_one_enterprise_at_one_place_stands_twice(stage: Stage) -> None:
    change(stage, "D-2", position=f" {LIFT}")
    assert checked(stage).duplicated == []

    change(stage, "D-3", position=LIFT)

    found = checked(stage).duplicated
    assert [(row.post.number, row.facts["twin"].number) for row in found] == [("D-3", "D-2")]
    change(stage, "D-3", region=None)
    assert checked(stage).duplicated == []


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        ("modes_apart", {"modes": ["tech_project"]}),
        ("level_far_below", {"level": TrainingLevel.VOC_BACHELOR}),
    ],
)
def test_a_demand_that_no_offering_can_meet_is_named_with_the_rule_that_blocks_it(
    stage: Stage, rule: str, values: dict[str, object]
) -> None:
    change(stage, "D-3", **values)
    with stage.session() as session:
        for offering in session.exec(select(Offering)):
            offering.program.level = TrainingLevel.SECONDARY if rule == "level_far_below" else TrainingLevel.HIGHER
        for demand in session.exec(select(Demand).where(Demand.number != "D-3")):
            demand.level = TrainingLevel.SECONDARY if rule == "level_far_below" else TrainingLevel.HIGHER
        the_round(session).hard_rules = [rule]

    found = checked(stage).impossible

    assert [(row.post.number, row.facts) for row in found] == [("D-3", {"rule": rule, "others": 2})]
    assert ROBOT in stage.as_("Noor").get(f"{stage.round_url}/precheck").text


def test_the_rule_to_blame_is_the_one_whose_fall_would_help(stage: Stage) -> None:
    change(stage, "D-3", modes=["tech_project"], headcount=5)
    change(stage, "P-1", batch_min=20, modes=["order_class"])
    change(stage, "P-2", batch_min=None, modes=["order_class"])
    with stage.session() as session:
        the_round(session).hard_rules = ["batch_too_large", "modes_apart"]

    assert [row.facts["rule"] for row in checked(stage).impossible] == ["modes_apart"]


def test_an_offering_may_be_impossible_too(stage: Stage) -> None:
    change(stage, "P-2", modes=["tech_project"])
    with stage.session() as session:
        the_round(session).hard_rules = ["modes_apart"]

    assert numbers(checked(stage).impossible) == ["P-2"]


def test_seats_stand_against_headcount_by_chain_and_by_class(stage: Stage) -> None:
    with stage.session() as session:
        assert session.exec(select(ChainSegment)).one().industry_codes == ["C3435"]
        session.add(MajorClass(name="机电设备类", industry_codes=["C343"]))
        found = precheck.check_round(session, the_round(session), today=TODAY)
        chains = precheck.by_chain(session, found.demands, found.offerings)

    assert [(line.key, line.asked, line.seats) for line in chains] == [("elevator", 60, 45)]


def test_pages_ask_as_often_for_many_posts_as_for_few(stage: Stage) -> None:
    from tests.webapp.runs.test_results import _queries

    noor, page = stage.as_("Noor"), f"{stage.round_url}/precheck"
    before = _queries(stage, noor, page)
    with stage.session() as session:
        demand = session.exec(select(Demand).where(Demand.number == "D-1")).one()
        for number in range(30):
            values = demand.model_dump(exclude={"id", "number", "created_at", "updated_at"})
            session.add(Demand(**values | {"number": f"D-9{number}", "position": f"岗位{number}"}))

    assert _queries(stage, noor, page) == before


@pytest.mark.parametrize(
    ("named", "asked", "serves"),
    [
        ("C3435", "C3435", True),
        ("C3435", "C3434", True),  # one group of branches
        ("C3435", "C34", True),  # a part of what is asked for
        ("C34", "C3435", True),  # what it is part of
        ("C", "C3435", True),
        ("C3435", "C3491", False),
        ("C35", "C3435", False),
    ],
)
def test_a_branch_is_served_by_its_own_group_its_parts_and_its_whole(named: str, asked: str, serves: bool) -> None:
    assert (precheck.Serving([("电梯", [named])]).of([asked]) == {"电梯"}) is serves
