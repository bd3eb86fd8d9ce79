"""Programs that carry the tokens of the small city's people."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.stage import Stage, person
from tests.webapp.posting import COURSES, HALF_A_YEAR_ON, NEXT_YEAR, SKILLS
from webapp.models import Major, MajorClass, PositionFamily, Skill, SkillField, SkillName
from webapp.models.accounts.enums import TokenScope
from webapp.models.accounts.token import TokenInput
from webapp.models.codes.enums import MajorCatalogue
from webapp.services.accounts import tokens

ALL = tuple(TokenScope)
DEMAND = {
    "position": "电梯保养工",
    "chain_slug": "elevator",
    "segment_slug": "elevator.maintain",
    "industry_code": "C3435",
    "level": "higher",
    "headcount": 12,
    "current_staff": 120,
    "required_skills": SKILLS[:3],
    "modes": ["order_class"],
    "start_month": f"{NEXT_YEAR}-03",
    "months": 12,
    "mentors": 4,
    "region": "330600",
    "pay_min": 4200,
    "pay_max": 6500,
    "contact_name": "联系人",
    "contact_phone": "13900139000",
    "valid_until": str(HALF_A_YEAR_ON),
}
PROGRAM = {
    "major_key": "moe2021:460206",
    "level": "higher",
    "entry_level": "senior",
    "years": 3,
    "direction": "维保",
    "skills": SKILLS,
    "courses": COURSES,
    "industry_codes": ["C3435"],
}
OFFERING = {
    "term": f"{NEXT_YEAR}-1",
    "seats": 45,
    "modes": ["order_class"],
    "start_month": f"{NEXT_YEAR}-03",
    "months": 12,
    "regions": ["330600"],
    "contact_name": "联系人",
    "contact_phone": "13800138000",
}


class Caller:
    """A program that sends its token with each request."""

    def __init__(self, client: FlaskClient, token: str = "") -> None:
        """Hold the client and the token."""
        self.client = client
        self.token = token

    def send(self, verb: str, path: str, body: object = None, **headers: str) -> TestResponse:
        """Send a request; `If_Match` and the like become headers."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        options: dict[str, Any] = {} if body is None else {"json": body}
        return self.client.open(f"/api/v1{path}", method=verb, headers=sent, **options)

    def get(self, path: str, **headers: str) -> TestResponse:
        """Read."""
        return self.send("GET", path, **headers)

    def post(self, path: str, body: object = None, **headers: str) -> TestResponse:
        """Make."""
        return self.send("POST", path, body, **headers)

    def change(self, path: str, body: object, etag: str, verb: str = "PATCH") -> TestResponse:
        """Change what stands at the ETag."""
        return self.send(verb, path, body, If_Match=etag)

    def walk(self, path: str, **filters: object) -> list[dict[str, Any]]:
        """Read a list to its end."""
        items, cursor = [], None
        while True:
            asked = {**filters, **({"cursor": cursor} if cursor else {})}
            query = "&".join(f"{name}={value}" for name, value in asked.items())
            page = self.get(f"{path}?{query}")
            assert page.status_code == 200, page.text
            items += page.json["items"]
            cursor = page.json["next"]
            if cursor is None:
                return items


Give = Callable[..., Caller]


def program_of(stage: Stage) -> Give:
    """Return a function that gives a program with a token of a person: Mei, Ines, Tomas, Noor, or of nobody."""

    def give(name: str = "", *scopes: TokenScope, days: int = 30) -> Caller:
        if not name:
            return Caller(stage.app.test_client())
        data = TokenInput(name="测试", scopes=list(scopes or ALL), days=days)
        with stage.session() as session:
            own = person(session, name)
            _token, text = tokens.make_token(session, own, data, by=own)
        return Caller(stage.app.test_client(), text)

    return give


def prepare(stage: Stage) -> Stage:
    """Add what programmes and demands are made of."""
    with stage.session() as session:
        session.add(SkillField(slug="lifts", name="电梯", name_en="Lifts"))
        session.add(MajorClass(name="机电设备类", industry_codes=["C3435"], skills=SKILLS, courses=COURSES))
        session.add(
            PositionFamily(slug="elevator.fit", segment_slug="elevator.maintain", name="维保", name_en="Fitting")
        )
        session.flush()
        for code, name in (("460206", "电梯工程技术"), ("460205", "制冷与空调技术")):
            session.add(
                Major(
                    key=f"moe2021:{code}", catalogue=MajorCatalogue.MOE2021, code=code, name=name, level=3,
                    schooling="高职专科", class_name="机电设备类",
                )
            )  # fmt: skip
        for skill in SKILLS:
            session.add(Skill(name=skill, field_slug="lifts"))
            session.flush()
            session.add(SkillName(word=skill, skill_name=skill, is_alias=False))
    return stage


@pytest.fixture
def stage(stage: Stage) -> Stage:
    """Return the small city on SQLite, with what programmes and demands are made of."""
    return prepare(stage)


@pytest.fixture
def stage_anywhere(stage_anywhere: Stage) -> Stage:
    """Return the small city on each engine, with what programmes and demands are made of."""
    return prepare(stage_anywhere)


@pytest.fixture
def program(stage: Stage) -> Give:
    """Return a function that gives a program with somebody's token."""
    return program_of(stage)
