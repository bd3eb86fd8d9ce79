"""The cast of a whole round, what is to be contested in it, and short ways to what its people do."""

import re
from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, select
from werkzeug.test import TestResponse

from tests.places import Place
from tests.visitor import hidden
from webapp import clock
from webapp.clock import now
from webapp.models import (
    Allocation,
    AlternateOffer,
    Conflict,
    ConflictClaim,
    Demand,
    Industry,
    MatchingRound,
    Offering,
    Organisation,
    Person,
    PersonSession,
    Program,
    Suggestion,
)
from webapp.models.accounts.enums import OrganisationKind, OrganisationStatus, Role
from webapp.models.conflicts.enums import ConflictKind, ConflictState
from webapp.models.posts.enums import PostStatus, TrainingLevel
from webapp.models.rounds.enums import RoundStatus
from webapp.models.rounds.round_input import DEFAULT_WEIGHTS
from webapp.models.seats.enums import AlternateState
from webapp.services.conflicts import conflicts
from webapp.services.rounds import rounds
from webapp.web.kernel.identity import hash_token

YEAR = clock.today().year + 1
KINDS = {
    "e": (OrganisationKind.ENTERPRISE, Role.ENTERPRISE),
    "s": (OrganisationKind.SCHOOL, Role.SCHOOL),
    "c": (OrganisationKind.COORDINATOR, Role.COORDINATOR),
}
PEOPLE = ("e1", "e2", "e3", "e4", "s1", "s2", "s3", "c1", "c2")
SKILLS = ["电梯应急处置", "电气原理图识读", "钳工基本操作"]
OFFERED = {  # key: school, seats
    "O1": ("s1", 20), "O2": ("s2", 4), "O3": ("s3", 10), "O4": ("s1", 20), "O5": ("s1", 10), "O6": ("s3", 40),
    "O9": ("s1", 100), "O10": ("s2", 100), "O11": ("s2", 30), "O13": ("s2", 10),
}  # fmt: skip
ASKED = {  # key: enterprise, headcount, position
    "D1": ("e1", 20, "维保工一"), "D2": ("e2", 20, "维保工二"), "D3": ("e3", 10, "调试员三"),
    "D4": ("e1", 25, "装配工四"), "D5": ("e2", 20, "装配工五"), "D6": ("e1", 40, "质检员六"),
    "D7": ("e3", 5, "仓管员七"), "D8": ("e3", 6, "焊工八"), "D9": ("e3", 6, "焊工八"), "D10": ("e4", 7, "电工十"),
    "D11": ("e2", 5, "钳工十一"), "D12": ("e1", 8, "车工十二"),
}  # fmt: skip
BOTH_ACCEPT = (
    ("D1", "O1"), ("D2", "O1"), ("D3", "O2"), ("D3", "O3"), ("D3", "O13"), ("D4", "O4"), ("D4", "O5"),
    ("D5", "O4"), ("D5", "O5"), ("D6", "O6"), ("D8", "O11"), ("D9", "O11"), ("D10", "O10"),
    ("D11", "O9"), ("D12", "O9"),
)  # fmt: skip
ONLY_ASKED = ("D7", "O10")
EXPECTED = {
    ConflictKind.MANY_TO_ONE: {"D1", "D2"}, ConflictKind.ONE_TO_MANY: {"D3"}, ConflictKind.MANY_TO_MANY: {"D4", "D5"},
    ConflictKind.OVER_CAPACITY: {"D6"}, ConflictKind.ONE_SIDED: {"D7"}, ConflictKind.DUPLICATE: {"D8", "D9"},
    ConflictKind.QUALIFICATION: {"D10"},
}  # fmt: skip
WAYS = {
    ConflictKind.ONE_SIDED: "cancel", ConflictKind.DUPLICATE: "cancel", ConflictKind.QUALIFICATION: "exception",
}  # fmt: skip
REASON = "经核对双方志愿、得分和材料，按公开的规则作出以下裁定，未满足部分进入递补。"


def phone_of(key: str) -> str:
    """Return the contact's phone of a post."""
    return f"1380000{PHONES.index(key):04d}"


PHONES = [*ASKED, *OFFERED]


class Journey:
    """The round, and short ways to what people do in it."""

    def __init__(self, place: Place) -> None:
        """Let everybody in and collect the posts."""
        self.place, self.app = place, place.app()
        with place.session() as session:
            _fill(session)

    def ask(self, query: Any) -> list[Any]:
        """Return the rows of a query."""
        with self.place.session() as session:
            rows = list(session.exec(query))
            session.expunge_all()
            return rows

    def one(self, query: Any) -> Any:
        """Return the one row of a query."""
        (row,) = self.ask(query)
        return row

    def get(self, who: str, path: str) -> TestResponse:
        """Open a page."""
        return self._client(who).get(path)

    def send(self, who: str, page: str, target: str, typed: dict[str, Any] | None = None) -> TestResponse:
        """Open a page, fill in the form that leads to the target, and send it; it must be taken."""
        client = self._client(who)
        drawn = client.get(page)
        assert drawn.status_code == 200, (who, page, drawn.status_code)
        text = drawn.text
        if f'action="{target}' not in text:  # the page's own form
            text = re.sub(r'<form method="post"(?! action)', f'<form method="post" action="{target}"', text)
        answer = client.post(target, data={**hidden(text, target), **(typed or {})})
        assert answer.status_code == 303, (who, target, answer.status_code, _complaints(answer.text))
        return answer

    def _client(self, who: str) -> Any:
        client = self.app.test_client()
        if who:
            with client.session_transaction() as cookie:
                cookie["_user_id"], cookie["lang"] = f"token-of-{who}", "zh"
        return client

    @property
    def round(self) -> MatchingRound:
        """Return the round as it stands."""
        found: MatchingRound = self.one(select(MatchingRound))
        return found

    @property
    def page(self) -> str:
        """Return the address of the round's page."""
        return f"/rounds/{self.round.id}"

    def step(self, who: str, name: str) -> None:
        """Let a coordinator take a step of the round, and a worker what takes long of it."""
        self.send(who, self.page, f"{self.page}/{name}")
        with self.place.session() as session:
            asked = rounds.step_under_way(session, self.round.id)
        if asked is not None:
            self.place.take_step(asked.id)

    def suggestion(self, demand: str, offering: str) -> Suggestion:
        """Return the suggestion of two posts."""
        query = select(Suggestion).join(Demand, col(Demand.id) == col(Suggestion.demand_id))
        query = query.join(Offering, col(Offering.id) == col(Suggestion.offering_id))
        found: Suggestion = self.one(query.where(Demand.number == demand, Offering.number == offering))
        return found

    def accept(self, who: str, suggestion: Suggestion, headcount: int = 0) -> None:
        """Let a side accept a suggestion, all of it or so many."""
        url, typed = f"/suggestions/{suggestion.id}", {"decision": "accept", "then": "stay"}
        if headcount:
            typed |= {"decision": "accept_partial", "headcount": str(headcount)}
        self.send(who, url, f"{url}/choice", typed)

    def rule(self, who: str, conflict: Conflict, way: str, seats: list[int]) -> None:
        """Let a coordinator rule."""
        url = f"/conflicts/{conflict.id}"
        typed = {f"seats_{place}": str(count) for place, count in enumerate(seats)}
        self.send(who, url, f"{url}/ruling", {**typed, "way": way, "reason": REASON, "no_interest": "y"})

    def conflicts(self) -> dict[ConflictKind, Conflict]:
        """Return the conflicts that wait, by kind."""
        rows = self.ask(select(Conflict).where(Conflict.state != ConflictState.DECIDED))
        return {row.kind: row for row in rows}

    def demands_in(self, conflict: Conflict) -> dict[str, Allocation]:
        """Return the pairs of a conflict by the number of their demand; of a demand's pairs one."""
        query = select(Demand.number, Allocation).join(Allocation, col(Allocation.demand_id) == col(Demand.id))
        query = query.join(ConflictClaim, col(ConflictClaim.allocation_id) == col(Allocation.id))
        return dict(self.ask(query.where(ConflictClaim.conflict_id == conflict.id)))

    def suggested(self, conflict: Conflict) -> list[int]:
        """Return the seats that the algorithm suggests, in the order of the claims."""
        with self.place.session() as session:
            claims = conflicts.claims_of(session, session.get_one(Conflict, conflict.id))
            return [claim.allocation.suggested for claim in claims]

    def settle_alternates(self) -> None:
        """Let enterprises leave what is offered to the next in line."""
        while offers := self.ask(select(AlternateOffer).where(AlternateOffer.state == AlternateState.OPEN)):
            owner = self.one(select(Demand).where(Demand.id == offers[0].demand_id)).enterprise_id
            who = self.one(select(Person).where(Person.organisation_id == owner)).name
            url = f"/alternates/{offers[0].id}"
            self.send(who, url, f"{url}/decline")


def _complaints(text: str) -> str:
    start = text.find('role="alert"')
    return text[start : start + 600] if start >= 0 else text[:300]


def _fill(session: Session) -> None:
    owners = {}
    for place, key in enumerate(PEOPLE):
        kind, role = KINDS[key[0]]
        held = Organisation(
            kind=kind, credit_code=f"{place:018d}", name="云川市教育局" if key == "c1" else f"单位{key}",
            region="330602", status=OrganisationStatus.VERIFIED, employees=2000,
        )  # fmt: skip
        session.add(held)
        session.flush()
        owners[key] = held
        person = Person(email=f"{key}@example.cn", name=key, password_hash="-", role=role, organisation_id=held.id)
        session.add(person)
        session.flush()
        session.add(PersonSession(token_hash=hash_token(f"token-of-{key}"), person_id=person.id))
    today = clock.today()
    round_ = MatchingRound(
        code="R1", title="春季校企匹配", term=f"{YEAR}-1", host_id=owners["c1"].id, status=RoundStatus.COLLECTING,
        weights=dict(DEFAULT_WEIGHTS), min_score=0, top_per_demand=20, top_per_offering=20, cap_enterprise_pct=60,
        max_ranks=1,
        collect_from=today - timedelta(days=9), collect_until=today + timedelta(days=9),
        choose_from=today + timedelta(days=10), choose_until=today + timedelta(days=20),
    )  # fmt: skip
    session.add(round_)
    session.flush()
    assert session.get(Industry, "C3435") is not None
    shared: dict[str, Any] = {
        "round_id": round_.id, "status": PostStatus.SUBMITTED, "submitted_at": now(), "modes": ["order_class"],
        "start_month": f"{YEAR}-03", "months": 12, "contact_name": "联系人",
    }  # fmt: skip
    for key, (owner, seats) in OFFERED.items():
        program = Program(
            school_id=owners[owner].id, name=f"电梯工程技术{key}", level=TrainingLevel.HIGHER, skills=SKILLS,
            industry_codes=["C3435"], courses=["电气控制技术"],
        )  # fmt: skip
        session.add(program)
        session.flush()
        session.add(
            Offering(
                number=key, program_id=program.id, seats=seats, term=round_.term, contact_phone=phone_of(key), **shared
            )
        )
    for key, (owner, headcount, position) in ASKED.items():
        session.add(
            Demand(
                number=key, enterprise_id=owners[owner].id, position=position, headcount=headcount,
                level=TrainingLevel.HIGHER, required_skills=SKILLS, industry_code="C3435", region="330602",
                contact_phone=phone_of(key), **shared,
            )
        )  # fmt: skip
    session.flush()
