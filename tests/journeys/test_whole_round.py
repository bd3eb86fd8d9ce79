"""A whole round over HTTP: three schools, four enterprises, two coordinators, a conflict of each kind, an objection.

Everybody works through pages and forms, from the freeze to agreements that are signed and a batch that begins.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlmodel import col, select

from tests.journeys.whole_round import (
    ASKED,
    BOTH_ACCEPT,
    EXPECTED,
    OFFERED,
    ONLY_ASKED,
    PHONES,
    WAYS,
    YEAR,
    Journey,
    phone_of,
)
from tests.places import Databases
from webapp import clock
from webapp.models import (
    Agreement,
    AgreementLine,
    Allocation,
    Capacity,
    Choice,
    Demand,
    Objection,
    Offering,
    Organisation,
    Person,
    Publication,
    Run,
    StudentBatch,
)
from webapp.models.accounts.enums import OrganisationStatus
from webapp.models.agreements.enums import AgreementState
from webapp.models.conflicts.enums import ConflictKind
from webapp.models.kernel.enums import Side
from webapp.models.rounds.enums import RoundStatus
from webapp.models.seats.enums import AllocationState


@pytest.fixture(params=("sqlite", pytest.param("postgresql", marks=pytest.mark.long)))
def journey(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[Journey]:
    """Return the round on each engine."""
    with databases.place("codes", request.param, tmp_path / "var") as place:
        yield Journey(place)


def test_a_round_from_freeze_to_agreements(journey: Journey) -> None:
    computed(journey)
    chosen(journey)
    adjudicated(journey)
    published(journey)
    objected_and_withdrawn(journey)
    agreed(journey)


def computed(journey: Journey) -> None:
    """One coordinator freezes, the worker computes, the other adopts and opens choosing."""
    assert journey.get("c1", f"{journey.page}/precheck").status_code == 200
    assert journey.get("c2", f"{journey.page}/precheck").status_code == 404
    other = journey.one(select(Person).where(Person.name == "c2")).organisation_id
    journey.send("c1", journey.page, f"{journey.page}/co-hosts", {"organisation": str(other)})
    assert journey.get("e1", f"{journey.page}/precheck").status_code == 403
    journey.step("c1", "freeze")
    journey.send("c1", journey.page, f"{journey.page}/runs")
    journey.place.work()
    run = journey.one(select(Run))
    journey.send("c2", f"/runs/{run.id}", f"/runs/{run.id}/adopt")
    journey.step("c2", "choose")
    assert journey.round.status is RoundStatus.CHOOSING


def chosen(journey: Journey) -> None:
    """Both sides answer; neither learns the other's answer or contact."""
    for demand, offering in BOTH_ACCEPT:
        row = journey.suggestion(demand, offering)
        headcount = min(ASKED[demand][1], OFFERED[offering][1])
        for who in (ASKED[demand][0], OFFERED[offering][0]):
            journey.accept(who, row, headcount if headcount != row.seats_suggested else 0)
    journey.accept(ASKED[ONLY_ASKED[0]][0], journey.suggestion(*ONLY_ASKED))
    row = journey.suggestion("D1", "O1")
    other = journey.get("s1", f"/suggestions/{row.id}").text
    assert phone_of("D1") not in other
    assert phone_of("O1") not in journey.get("e1", f"/suggestions/{row.id}").text
    with journey.place.session() as session:  # what coordinators find out in the meantime
        held = session.exec(select(Organisation).where(Organisation.name == "单位e4")).one()
        held.status = OrganisationStatus.PENDING
    journey.step("c1", "adjudicate")


def adjudicated(journey: Journey) -> None:
    """A conflict of each kind is laid open; its parties speak, two coordinators settle them."""
    found = journey.conflicts()
    assert {kind: set(journey.demands_in(row)) for kind, row in found.items()} == EXPECTED
    many = found[ConflictKind.MANY_TO_ONE]
    url = f"/conflicts/{many.id}"
    journey.send("e2", url, f"{url}/statement", {"text": "本单位已与该专业合作三年，请优先考虑。"})
    assert "请优先考虑" in journey.get("c1", url).text
    assert journey.get("e3", url).status_code == 404
    day = str(clock.today() + timedelta(days=3))
    panel = {"held_on": day, "held_at": "14:30", "place": "云川市教育局三楼", "panel": "甲评议人\n乙评议人\n丙评议人"}
    journey.send("c2", url, f"{url}/hearing", panel)
    journey.send("c2", url, f"{url}/minutes", {"minutes": "双方陈述，评议人评议，同意按志愿和得分分配，纪要如上。"})
    journey.rule("c2", many, "hearing", [15, 5])
    for kind, row in found.items():
        if kind is not ConflictKind.MANY_TO_ONE:
            seats = journey.suggested(row)
            way = WAYS.get(kind, "adopt")
            journey.rule("c1", row, way, [0] * len(seats) if way == "cancel" else seats)
    assert journey.conflicts() == {}
    within_capacity(journey)


def within_capacity(journey: Journey) -> None:
    """Find no post with more seats than it takes."""
    given: dict[Any, int] = {}
    for row in journey.ask(select(Allocation)):
        for key in (row.demand_id, row.offering_id):
            given[key] = given.get(key, 0) + row.seats
    for held in journey.ask(select(Capacity)):
        assert held.given == given.get(held.demand_id or held.offering_id, 0) <= held.places


def published(journey: Journey) -> None:
    """The notice is written, approved and published; everybody reads pairs, partners read contacts."""
    journey.settle_alternates()
    url = f"{journey.page}/publication"
    notice = {"title": "匹配结果公示", "text": "现将本轮校企匹配结果予以公示，接受社会监督。"}
    journey.send("c1", url, url, {**notice, "contact": "0575-85120000", "notice_days": "5"})
    journey.send("c2", url, f"{url}/approve")
    journey.step("c2", "publish")
    public = journey.get("", f"/notices/{journey.round.code}")
    assert public.status_code == 200
    assert "单位e2" in public.text
    assert not any(phone_of(key) in public.text for key in PHONES)
    pair = journey.get("e2", f"{journey.page}/pairs").text
    assert phone_of("O9") in pair
    assert phone_of("O10") not in pair


def objected_and_withdrawn(journey: Journey) -> None:
    """A citizen objects and is upheld; a party takes a pair back; both are ruled on, and what is public follows."""
    first = journey.one(_pair("D11", "O9"))
    page = f"/notices/{journey.round.code}/objections/new"
    typed = {
        "name": "王芳", "organisation_name": "", "contact": "13900139000", "allocation_id": str(first.id),
        "content": "该企业去年的实习安排与协议不符，请复核这一对的结果。",
    }  # fmt: skip
    journey.send("", page, page, typed)
    objection = journey.one(select(Objection))
    url = f"/objections/{objection.id}"
    answer = {
        "verdict": "upheld",
        "allocation_id": str(first.id),
        "reply": "经核查情况属实，予以复核，结果另行公布，请留意公示。",
    }
    journey.send("c1", url, f"{url}/reply", answer)
    second = journey.one(_pair("D12", "O9"))
    journey.send(
        "e1", f"{journey.page}/pairs", f"/pairs/{second.id}/withdraw", {"text": "产线搬迁，岗位取消，无法接收学生。"}
    )
    waiting = journey.conflicts()
    assert set(waiting) == {ConflictKind.OBJECTION, ConflictKind.WITHDRAWN}
    journey.rule("c2", waiting[ConflictKind.OBJECTION], "ruling", [3])
    journey.rule("c2", waiting[ConflictKind.WITHDRAWN], "cancel", [0])
    journey.settle_alternates()
    assert journey.one(_pair("D11", "O9")).seats == 3
    assert journey.one(_pair("D12", "O9")).state is AllocationState.FALLEN
    assert "车工十二" not in _standing(journey)
    within_capacity(journey)


def _standing(journey: Journey) -> str:
    rows = journey.one(select(Publication)).pairs
    return str(rows)


def _pair(demand: str, offering: str) -> Any:
    query = select(Allocation).join(Demand, col(Demand.id) == col(Allocation.demand_id))
    query = query.join(Offering, col(Offering.id) == col(Allocation.offering_id))
    return query.where(Demand.number == demand, Offering.number == offering)


def agreed(journey: Journey) -> None:
    """After the notice period the round is closed; a pair agrees, signs, and a covered batch begins."""
    with journey.place.session() as session:  # the days pass
        session.exec(select(Publication)).one().ends_on = clock.today() - timedelta(days=2)
    journey.step("c1", "close")
    assert journey.round.status is RoundStatus.CLOSED
    pairs = {(row.enterprise_id, row.school_id) for row in journey.ask(select(Agreement))}
    assert len(pairs) == len(journey.ask(select(Agreement))) >= 4
    owner = journey.one(select(Organisation).where(Organisation.name == "单位e2")).id
    agreement = journey.one(select(Agreement).where(Agreement.enterprise_id == owner))
    url = f"/agreements/{agreement.id}"
    assert journey.get("e3", url).status_code == 404
    for who in ("e2", "s1"):
        places = [str(place) for place in range(len(agreement.duties))]
        journey.send(who, url, f"{url}/duties", {"duty": places})
    signed = {"signed_on": str(clock.today()), "signed_number": "校企〔2026〕12 号"}
    journey.send("s1", f"{url}/sign", f"{url}/sign", signed)
    line = journey.ask(select(AgreementLine).where(AgreementLine.agreement_id == agreement.id))[0]
    plan = {
        "line_id": str(line.id), "kind": "post_internship", "grade": "2", "planned": "3", "nights": "0",
        "starts_on": f"{YEAR}-03-01", "ends_on": f"{YEAR}-08-31", "tripartite_signed": "y", "insured": "y",
        "insurance_number": "PICC-0001",
    }  # fmt: skip
    journey.send("s1", f"/batches/new/{agreement.id}", f"/batches/new/{agreement.id}", plan)
    start = f"/batches/{journey.one(select(StudentBatch)).id}/start"
    journey.send("e2", start, start, {"started": "3", "started_on": str(clock.today())})
    assert journey.one(select(Agreement).where(Agreement.id == agreement.id)).state is AgreementState.RUNNING
    told = journey.get("e2", "/inbox").text
    assert agreement.number in told
    assert urlsplit(url).path in told or "合作协议" in told
    assert len(journey.ask(select(Choice).where(Choice.side == Side.ENTERPRISE))) == len(BOTH_ACCEPT) + 1
