"""A run holds to pins and bans, keeps what both sides decided, fills the rest, and gives figures to compare by."""

import pytest
from sqlmodel import Session, select

from tests.stage import LIFT, ROBOT, Stage, newest_run, person, the_round, the_suggestion
from webapp.models import Choice, Demand, Offering, Organisation, PairRule, Run, Suggestion, UnmatchedPost
from webapp.models.accounts.enums import OrganisationKind
from webapp.models.choosing.enums import Decision
from webapp.models.kernel.enums import Side
from webapp.models.posts.enums import PostStatus
from webapp.models.rounds.collecting_input import PairRuleInput
from webapp.models.rounds.enums import PairRuleKind, RoundStatus
from webapp.services.kernel.errors import DomainError
from webapp.services.process.adopting import adopt_run
from webapp.services.rounds import pair_rules

COLLEGE, WORKS = "云川职业技术学院", "越东技工学校"


def rule(stage: Stage, demand: str, offering: str, seats: int | None = None) -> None:
    kind = PairRuleKind.PIN if seats else PairRuleKind.BAN
    data = PairRuleInput(demand=demand, offering=offering, kind=kind, seats=seats, reason="已有约定")
    with stage.session() as session:
        pair_rules.make_rule(session, the_round(session), data, by=person(session, "Noor"))


def pairs_of(stage: Stage, run: Run) -> dict[tuple[str, str], Suggestion]:
    rows = stage.ask(lambda session: session.exec(select(Suggestion).where(Suggestion.run_id == run.id)).all())
    return {(row.facts["demand"]["number"], row.facts["offering"]["number"]): row for row in rows}


def seats_of(stage: Stage, run: Run) -> dict[str, int]:
    """Return the seats that each post gets, by number."""

    def ask(session: Session) -> dict[str, int]:
        found = {}
        for kind, name in ((Demand, "demand_seats"), (Offering, "offering_seats")):
            posts = sorted(session.exec(select(kind)), key=lambda post: str(post.id))
            found |= {post.number: seats for post, seats in zip(posts, run.metrics["placement"][name], strict=True)}
        return found

    held: dict[str, int] = stage.ask(ask)
    return held


def test_a_run_deals_seats_out_within_what_both_sides_take(stage: Stage) -> None:
    stage.step("freeze")
    stage.compute()

    run = stage.ask(newest_run)
    figures, seats = run.metrics["placement"], seats_of(stage, run)
    asked = {"D-1": 20, "D-2": 30, "D-3": 10, "P-1": 45, "P-2": 30}
    assert all(seats[number] <= most for number, most in asked.items())
    assert sum(seats[number] for number in ("D-1", "D-2", "D-3")) == figures["seats"] == run.metrics["places_filled"]
    assert seats["P-1"] + seats["P-2"] == figures["seats"]
    assert figures["fill_rate"] == pytest.approx(figures["seats"] / 60, abs=0.0001)
    assert figures["blocking_pairs"] == 0
    assert figures["top_share"] == 1.0


def test_a_banned_pair_is_no_suggestion_and_gets_no_seat(stage: Stage) -> None:
    stage.step("freeze")
    rule(stage, "D-3", "P-2")
    rule(stage, "D-3", "P-1")
    stage.compute()

    run = stage.ask(newest_run)
    assert not [key for key in pairs_of(stage, run) if key[0] == "D-3"]
    assert seats_of(stage, run)["D-3"] == 0
    left = stage.ask(lambda session: session.exec(select(UnmatchedPost)).one())
    assert (left.reason, left.facts["rule"], left.facts["pairs"]) == ("excluded", "banned", 2)
    page = stage.as_("Noor").get(f"/runs/{run.id}?by=left").text
    assert ROBOT in page
    assert "统筹方规定" in page


def test_a_ban_leaves_no_gap_in_a_list(stage: Stage) -> None:
    with stage.session() as session:
        the_round(session).top_per_demand = 1
        the_round(session).top_per_offering = 1
    stage.step("freeze")
    stage.compute()
    best = next(key for key, row in pairs_of(stage, stage.ask(newest_run)).items() if row.rank_for_demand == 1)
    rule(stage, *best)
    stage.compute()

    ranks = [row.rank_for_demand for key, row in pairs_of(stage, stage.ask(newest_run)).items() if key[0] == best[0]]
    assert ranks.count(1) == 1


def test_a_pin_stands_with_its_seats_whatever_the_score(stage: Stage) -> None:
    with stage.session() as session:
        the_round(session).min_score = 70
    stage.step("freeze")
    stage.compute()
    assert ("D-3", "P-1") not in pairs_of(stage, stage.ask(newest_run))
    rule(stage, "D-3", "P-1", 4)
    stage.compute()

    run = stage.ask(newest_run)
    assert ("D-3", "P-1") in pairs_of(stage, run)
    assert run.metrics["placement"]["pinned"] == 1
    assert seats_of(stage, run)["D-3"] == 10


def test_pins_never_exceed_what_a_post_takes(stage: Stage) -> None:
    stage.step("freeze")
    rule(stage, "D-3", "P-1", 8)

    with pytest.raises(DomainError, match="pin_beyond_headcount"):
        rule(stage, "D-3", "P-2", 3)
    rule(stage, "D-3", "P-2", 2)
    rule(stage, "D-3", "P-1", 7)


def test_a_rule_on_a_pair_replaces_the_one_before(stage: Stage) -> None:
    stage.step("freeze")
    rule(stage, "D-3", "P-1", 8)
    rule(stage, "D-3", "P-1")

    page = stage.as_("Noor").get(f"{stage.round_url}/pair-rules").text
    assert page.count("data-rule=") == 1
    assert "不予配对" in page


def test_pairs_are_ruled_on_until_people_choose(stage: Stage) -> None:
    stage.step("freeze")
    rule(stage, "D-3", "P-1")
    for status in (RoundStatus.DRAFT, RoundStatus.CHOOSING, RoundStatus.ADJUDICATING, RoundStatus.CLOSED):
        with stage.session() as session:
            the_round(session).status = status
            with pytest.raises(DomainError, match="pair_rules_too_late"):
                pair_rules.remove_rule(session, session.exec(select(PairRule)).one(), by=person(session, "Noor"))
        with pytest.raises(DomainError, match="pair_rules_too_late"):
            rule(stage, "D-1", "P-1")

    with stage.session() as session:
        the_round(session).status = RoundStatus.SCORED
        pair_rules.remove_rule(session, session.exec(select(PairRule)).one(), by=person(session, "Noor"))
    assert stage.ask(lambda session: session.exec(select(PairRule)).all()) == []


def test_only_posts_that_take_part_are_ruled_on(stage: Stage) -> None:
    with stage.session() as session:
        session.exec(select(Demand).where(Demand.number == "D-3")).one().status = PostStatus.WITHDRAWN
        session.exec(select(Offering).where(Offering.number == "P-2")).one().status = PostStatus.DRAFT

    for demand, offering, code in (("D-3", "P-1", "pair_demand_unknown"), ("D-1", "P-2", "pair_offering_unknown")):
        with pytest.raises(DomainError, match=code):
            rule(stage, demand, offering)
    rule(stage, "D-1", "P-1")


def choose(session: Session, position: str, school: str, people: dict[Side, int]) -> None:
    row = the_suggestion(session, position, school)
    for side, count in people.items():
        name = "Mei" if side is Side.ENTERPRISE else "Ines"
        decision = Decision.ACCEPT_PARTIAL if count else Decision.DEFER
        session.add(
            Choice(
                suggestion_id=row.id, side=side, decision=decision, headcount=count, run_id=row.run_id,
                post_id=row.demand_id if side is Side.ENTERPRISE else row.offering_id,
                decided_by_id=person(session, name).id,
            )
        )  # fmt: skip


@pytest.mark.usefixtures("choosing")
def test_a_later_run_keeps_decided_pairs_and_loses_no_answer(stage: Stage) -> None:
    with stage.session() as session:
        choose(session, LIFT, WORKS, {Side.ENTERPRISE: 7, Side.SCHOOL: 6})
        choose(session, LIFT, COLLEGE, {Side.SCHOOL: 0})
        the_round(session).min_score = 99
    stage.compute()
    run = stage.ask(newest_run)

    noor = stage.as_("Noor")
    noor.send(f"/runs/{run.id}", to=f"/runs/{run.id}/adopt")

    assert run.metrics["placement"]["kept"] == 1
    assert seats_of(stage, run)["P-2"] >= 6
    assert set(pairs_of(stage, run)) >= {("D-1", "P-1"), ("D-1", "P-2")}
    assert stage.ask(the_round).status is RoundStatus.CHOOSING
    answers = stage.ask(lambda session: session.exec(select(Choice)).all())
    held = {row.id for row in pairs_of(stage, run).values()}
    assert len(answers) == 3
    assert {answer.run_id for answer in answers} == {run.id}
    assert {answer.suggestion_id for answer in answers} <= held


@pytest.mark.usefixtures("choosing")
def test_a_run_that_would_lose_an_answer_is_not_adopted(stage: Stage) -> None:
    with stage.session() as session:
        the_round(session).min_score = 99
    stage.compute()
    with stage.session() as session:
        old = session.exec(select(Suggestion).join(Run).where(Run.number == 1)).first()
        assert old is not None
        session.add(
            Choice(
                suggestion_id=old.id, side=Side.SCHOOL, decision=Decision.DEFER, run_id=old.run_id,
                post_id=old.offering_id, decided_by_id=person(session, "Ines").id,
            )
        )  # fmt: skip

    with stage.session() as session, pytest.raises(DomainError, match="run_loses_answers"):
        adopt_run(session, newest_run(session), by=person(session, "Noor"))


def test_a_run_is_the_same_whenever_it_is_computed(stage: Stage) -> None:
    stage.step("freeze")
    rule(stage, "D-3", "P-1", 4)
    stage.compute()
    stage.compute()

    first, second = stage.ask(lambda session: session.exec(select(Run.metrics).order_by(Run.number)).all())
    assert first == second


def test_a_pair_of_the_results_leads_to_the_form_that_pins_or_bans_it(stage: Stage) -> None:
    stage.step("freeze")
    stage.compute()
    noor, run = stage.as_("Noor"), stage.ask(newest_run)
    link = f"{stage.round_url}/pair-rules?demand=D-3&amp;offering=P-2"

    page = noor.get(f"/runs/{run.id}").text
    form = noor.get(link.replace("&amp;", "&")).text

    assert link in page
    assert 'value="D-3"' in form
    assert 'value="P-2"' in form


def test_a_run_counts_organisations_of_one_name_as_one(stage: Stage) -> None:
    with stage.session() as session:
        mei = person(session, "Mei").organisation_id
        for row in session.exec(select(Organisation).where(Organisation.kind == OrganisationKind.ENTERPRISE)):
            row.name = "芯桥（绍兴）电梯有限公司" if row.id == mei else "芯桥(绍兴) 电梯有限公司"
        the_round(session).cap_enterprise_pct = 20
    stage.step("freeze")
    stage.compute()

    run = stage.ask(newest_run)
    seats = seats_of(stage, run)
    assert seats["P-1"] + seats["P-2"] > 0
    assert seats["P-1"] <= 45 * 20 // 100
    assert seats["P-2"] <= 30 * 20 // 100
    assert run.metrics["placement"]["top_share"] == 1.0
