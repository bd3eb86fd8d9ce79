"""A demand of five fields is handed in, compared, chosen, published and agreed upon like any other."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError
from sqlmodel import Session, select

from tests.market import CLOUD, Market
from tests.stage import Stage, newest_run, person
from tests.visitor import Visitor
from tests.webapp.posting import SKILLS
from webapp import clock
from webapp.models import Agreement, Demand, Person
from webapp.models.posts.demand_input import DemandDraft, DemandInput
from webapp.models.posts.enums import PostStatus
from webapp.services.kernel.errors import InputRefused
from webapp.services.posts.demands import DEMAND_POSTS
from webapp.services.process.adopting import adopt_run

FITTER = "电梯维保技师"
FIVE: dict[str, Any] = {
    "position": FITTER,
    "headcount": 12,
    "level": "higher",
    "segment_slug": "elevator.maintain",
    "required_skills": SKILLS[:3],
}


def write(session: Session, **values: Any) -> Demand:
    """Write a demand of Mei's enterprise and hand it in."""
    mei, today = person(session, "Mei"), clock.today()
    data = DemandInput.model_validate(FIVE | values)
    demand = DEMAND_POSTS.write(session, None, data, owner=mei.organisation, today=today, by=mei)
    DEMAND_POSTS.submit(session, demand, seen_version=demand.version, today=today, by=mei)
    return demand


def refused(**values: Any) -> list[tuple[Any, str]]:
    """Return field and code of what is refused."""
    with pytest.raises(ValidationError) as caught:
        DemandInput.model_validate(FIVE | values)
    return [(error["loc"][0], error["type"]) for error in caught.value.errors()]


@pytest.mark.parametrize("name", ["position", "headcount", "level", "required_skills"])
def test_what_matching_needs_is_asked_for(name: str) -> None:
    assert [field for field, _code in refused(**{name: None})] == [name]


def test_a_segment_or_an_industry_is_asked_for_and_one_of_them_does() -> None:
    assert refused(segment_slug=None) == [("industry_code", "segment_or_industry")]
    assert refused(segment_slug="none", chain_slug="none") == [("industry_code", "segment_or_industry")]

    outside = DemandInput.model_validate(
        FIVE | {"chain_slug": "none", "segment_slug": "none", "industry_code": "C3435"}
    )

    assert (outside.chain_slug, outside.segment_slug, outside.industry_code) == (None, None, "C3435")


def test_what_is_left_open_stays_open_and_the_end_is_the_last_possible(stage: Stage) -> None:
    with stage.session() as session:
        demand = write(session)

        open_fields = (
            "industry_code",
            "start_month",
            "months",
            "region",
            "pay_min",
            "pay_max",
            "current_staff",
            "mentors",
        )
        assert {name: getattr(demand, name) for name in open_fields} == dict.fromkeys(open_fields)
        assert (demand.modes, demand.contact_name, demand.contact_phone) == ([], "", "")
        assert demand.chain_slug == "elevator"
        assert demand.valid_until is not None
        assert timedelta(days=364) < demand.valid_until - clock.today() <= timedelta(days=366)


def test_an_end_that_stands_is_kept_where_none_is_written(stage: Stage) -> None:
    with stage.session() as session:
        soon = clock.today() + timedelta(days=40)
        demand = write(session, valid_until=soon)

        data = DemandInput.model_validate(FIVE)
        DEMAND_POSTS.write(
            session, demand, data, seen_version=demand.version, today=clock.today(), by=person(session, "Mei")
        )

        assert demand.valid_until == soon


def test_a_draft_without_an_end_gets_one_when_it_is_handed_in(stage: Stage) -> None:
    with stage.session() as session:
        mei, today = person(session, "Mei"), clock.today()
        draft = DEMAND_POSTS.write(
            session, None, DemandDraft.model_validate(FIVE), owner=mei.organisation, today=today, by=mei
        )
        assert draft.valid_until is None

        DEMAND_POSTS.submit(session, draft, seen_version=draft.version, today=today, by=mei)

        assert draft.valid_until is not None


def test_a_chain_beside_a_segment_of_another_is_still_refused(stage: Stage) -> None:
    with stage.session() as session, pytest.raises(InputRefused) as caught:
        write(session, chain_slug="nowhere")
    assert {remark.field for remark in caught.value.remarks} == {"chain_slug", "segment_slug"}


def looks_well(visitor: Visitor, *paths: str) -> list[str]:
    """Open pages and return their texts."""
    answers = [visitor.get(path) for path in paths]
    assert [answer.status_code for answer in answers] == [200] * len(paths)
    assert not any("None" in answer.text for answer in answers)
    return [answer.text for answer in answers]


def test_a_demand_of_five_fields_goes_all_the_way_to_an_agreement(stage: Stage) -> None:
    with stage.session() as session:
        person(session, "Mei").phone = "13911112222"
        key = write(session).id
    page, mei, ines, noor = f"/demands/{key}", stage.as_("Mei"), stage.as_("Ines"), stage.as_("Noor")
    for who in (mei, ines, noor):
        looks_well(who, page, "/demands", "/demands?format=csv")
    looks_well(mei, f"{page}/edit", f"/demands/new?like={key}", "/home")
    looks_well(noor, f"{stage.round_url}/precheck", f"{stage.round_url}/posts")

    stage.step("freeze")
    stage.compute()
    with stage.session() as session:
        run = newest_run(session)
        adopt_run(session, run, by=person(session, "Noor"))
        run_url = f"/runs/{run.id}"
    stage.step("choose")
    suggestion = stage.suggestion_url(FITTER)
    for who in (mei, ines, noor):
        looks_well(who, page, suggestion)
    looks_well(noor, run_url, f"{run_url}?view=offering", f"{run_url}?view=unmatched")

    market = Market(stage)
    market.choose(FITTER, CLOUD, 12, 12, (1, 1))
    market.end_choosing()
    market.publish()
    (pairs,) = looks_well(ines, f"{stage.round_url}/pairs")
    assert "13911112222" in pairs  # nobody was named: the person who wrote the demand is called
    looks_well(noor, f"{stage.round_url}/publication")

    market.let_pass()
    stage.step("close")
    with stage.session() as session:
        agreement = session.exec(select(Agreement)).one().id
        demand = session.get_one(Demand, key)
        assert (demand.status, demand.given) == (PostStatus.SUBMITTED, 12)
    for who in (mei, ines):
        (shown,) = looks_well(who, f"/agreements/{agreement}")
        assert "13911112222" in shown


def test_a_coordinator_who_wrote_a_demand_for_an_enterprise_is_not_its_contact(stage: Stage) -> None:
    with stage.session() as session:
        noor, today = person(session, "Noor"), clock.today()
        noor.phone = "0575-11110000"
        mei = person(session, "Mei")
        mei.phone = "13911112222"
        data = DemandInput.model_validate(FIVE)
        demand = DEMAND_POSTS.write(session, None, data, owner=mei.organisation, today=today, by=noor)
        DEMAND_POSTS.submit(session, demand, seen_version=demand.version, today=today, by=noor)
        assert session.get_one(Person, demand.made_by_id).name == "Noor"
    stage.step("freeze")
    stage.compute()
    with stage.session() as session:
        adopt_run(session, newest_run(session), by=person(session, "Noor"))
    stage.step("choose")
    market = Market(stage)
    market.choose(FITTER, CLOUD, 12, 12, (1, 1))
    market.end_choosing()
    market.publish()

    pairs = stage.as_("Ines").get(f"{stage.round_url}/pairs").text

    assert "13911112222" in pairs
    assert "0575-11110000" not in pairs
