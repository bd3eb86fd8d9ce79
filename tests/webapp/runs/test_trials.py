"""Trial runs with rules of their own, twenty pairs beforehand, and runs side by side with who gains and who loses."""

import re

import pytest
from sqlmodel import select

from tests.stage import Stage, newest_run, the_round
from tests.visitor import Visitor, hidden
from webapp.models import Run, Suggestion
from webapp.models.rounds.round_input import DEFAULT_WEIGHTS
from webapp.services.runs import compare, preview, rules

RULES = {
    **{f"weight_{name}": points for name, points in DEFAULT_WEIGHTS.items()},
    "min_score": "20", "top_per_demand": "5", "top_per_offering": "10", "cap_enterprise_pct": "100",
    "method": "stable_enterprise",
}  # fmt: skip
SKILLS_ONLY = {**{name: "0" for name in RULES if name.startswith("weight_")}, "weight_skills": "100"}


@pytest.fixture
def computed(stage: Stage) -> Stage:
    """Return the city, frozen, with one run."""
    stage.step("freeze")
    stage.compute()
    return stage


def preview_of(visitor: Visitor, stage: Stage, **changed: object) -> str:
    query = "&".join(f"{name}={value}" for name, value in {**RULES, **changed}.items())
    answer = visitor.get(f"{stage.round_url}/runs/new?{query}")
    assert answer.status_code == 200
    return answer.text


def test_the_same_rules_change_no_pair_of_the_preview(computed: Stage) -> None:
    lines = computed.ask(
        lambda session: preview.preview(session, newest_run(session), rules.policy_of(session, the_round(session)))
    )

    assert len(lines) == len(computed.ask(lambda session: session.exec(select(Suggestion)).all()))
    assert all(line.score_before == line.score_after and line.climbs == 0 for line in lines)


def test_a_preview_tells_what_a_whole_run_would_find(computed: Stage) -> None:
    noor = computed.as_("Noor")
    page = preview_of(noor, computed, **SKILLS_ONLY)
    shown = dict(re.findall(r'data-preview="([0-9a-f-]+)".*?score-chip[^>]*>([0-9.]+)<', page, re.DOTALL))
    old = {str(row.id): row for row in computed.ask(lambda session: session.exec(select(Suggestion)).all())}

    answer = noor.client.post(f"{computed.round_url}/runs/new", data=start_of(page, computed, title="只看技能"))
    computed.place.work()

    assert answer.status_code == 303
    run = computed.ask(newest_run)
    assert (run.title, run.policy["weights"]["skills"]) == ("只看技能", 100)
    assert computed.ask(the_round).weights == DEFAULT_WEIGHTS
    new = {
        (row.demand_id, row.offering_id): row.score
        for row in computed.ask(
            lambda session: session.exec(select(Suggestion).where(Suggestion.run_id == run.id)).all()
        )
    }
    for key, text in shown.items():
        pair = (old[key].demand_id, old[key].offering_id)
        if pair in new:
            assert float(text) == pytest.approx(new[pair], abs=0.051)
    assert new


def start_of(page: str, stage: Stage, **typed: str) -> dict[str, object]:
    """Return the fields of the form that starts the trial."""
    return {
        **hidden(page.replace('class="stack-gap" method="get" action=', "data-to="), f"{stage.round_url}/runs/new"),
        **typed,
    }


def test_a_fragment_holds_the_preview_alone(computed: Stage) -> None:
    query = "&".join(f"{name}={value}" for name, value in {**RULES, "min_score": "95"}.items())
    answer = computed.as_("Noor").client.get(f"{computed.round_url}/runs/new?{query}", headers={"HX-Request": "true"})

    assert answer.text.lstrip().startswith('<div id="trial"')
    assert "低于最低得分" in answer.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [({"weight_skills": "99"}, "合计应为 100"), ({"min_score": "x"}, "整数"), ({"method": "lottery"}, "从选项中选择")],
)
def test_odd_rules_are_named_and_start_nothing(computed: Stage, typed: dict[str, str], sentence: str) -> None:
    query = "&".join(f"{name}={value}" for name, value in {**RULES, **typed}.items())
    noor, page = computed.as_("Noor"), f"{computed.round_url}/runs/new"

    seen = noor.get(f"{page}?{query}")
    token = hidden(noor.get(page).text, "/logout")
    sent = noor.client.post(page, data={**token, **RULES, **typed})

    assert (seen.status_code, sent.status_code) == (422, 422)
    assert sentence in seen.text
    assert sentence in sent.text
    assert len(computed.ask(lambda session: session.exec(select(Run)).all())) == 1


def test_runs_stand_side_by_side_with_who_gains_and_who_loses(computed: Stage) -> None:
    with computed.session() as session:
        the_round(session).min_score = 90
    computed.compute()
    first, second = computed.ask(lambda session: session.exec(select(Run).order_by(Run.number)).all())

    found = computed.ask(lambda session: compare.compare_runs(session, first, second, "demand"))
    back = computed.ask(lambda session: compare.compare_runs(session, second, first, "demand"))
    page = computed.as_("Noor").get(f"{computed.round_url}/runs").text

    change = second.metrics["placement"]["seats"] - first.metrics["placement"]["seats"]
    assert found.gained - found.lost == change < 0
    assert (back.gained, back.lost) == (found.lost, found.gained)
    assert sum(row.gain for row in found.organisations) == change
    assert page.count("data-run=") == 2
    assert f"少 {found.lost} 人" in page
    assert "不稳定对" in page
    sheet = computed.as_("Noor").get(f"{computed.round_url}/runs?format=csv").text
    assert len(sheet.strip().splitlines()) >= len(found.posts) + 1
    assert "相差" in sheet


def test_both_sides_lose_the_same_number_of_seats(computed: Stage) -> None:
    with computed.session() as session:
        the_round(session).cap_enterprise_pct = 20
    computed.compute()
    first, second = computed.ask(lambda session: session.exec(select(Run).order_by(Run.number)).all())

    sides = [
        computed.ask(lambda session, side=side: compare.compare_runs(session, first, second, side))
        for side in compare.SIDES
    ]

    totals = [sum(row.gain for row in side.posts) for side in sides]
    assert totals[0] == totals[1] < 0


@pytest.mark.parametrize("query", ["run=9&with=x", "run=1&with=1", "by=marry", "page=7"])
def test_odd_comparisons_are_no_error(computed: Stage, query: str) -> None:
    assert computed.as_("Noor").get(f"{computed.round_url}/runs?{query}").status_code == 200
