"""A migrated database with one school, one enterprise, one coordinator and the codes that the tests pick from."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from webapp import create_app
from webapp.config import Settings
from webapp.database import writing
from webapp.models import (
    AuditEvent,
    Industry,
    Major,
    MajorClass,
    MatchingRound,
    Offering,
    Organisation,
    Person,
    PersonSession,
    Program,
    Region,
    Skill,
    SkillField,
    SkillName,
)
from webapp.models.accounts.enums import OrganisationKind, OrganisationStatus, Role
from webapp.models.codes.enums import MajorCatalogue
from webapp.models.posts.enums import EntryLevel, PostStatus, TrainingLevel
from webapp.models.rounds.enums import RoundStatus
from webapp.schema import upgrade
from webapp.web.kernel.identity import hash_token

NEXT_YEAR = date.today().year + 1
SKILLS = ["电梯曳引系统检修", "电梯应急处置", "电气原理图识读", "PLC 编程与调试", "钳工基本操作", "安全用电"]
COURSES = ["电梯结构与原理", "电梯安装与调试", "电气控制技术"]
PROGRAM_FORM = {
    "major_key": "460206 电梯工程技术",
    "level": "higher",
    "entry_level": "senior",
    "years": "3",
    "direction": "",
    "skills": "\n".join(SKILLS),
    "courses": "\n".join(COURSES),
    "industry_codes": "C3435 电梯、自动扶梯及升降机制造",
    "certificates": "电梯安装维修工三级",
}
OFFERING_FORM = {
    "round_id": "",
    "term": f"{NEXT_YEAR}-1",
    "seats": "45",
    "batch_min": "15",
    "batch_max": "45",
    "modes": ["order_class", "modern_apprenticeship"],
    "start_month": f"{NEXT_YEAR}-03",
    "months": "12",
    "regions": "330600 浙江省绍兴市",
    "teachers": "2",
    "note": "",
    "contact_name": "王芳",
    "contact_phone": "13800138000",
    "visibility": "public",
}


class Visitor:
    """A browser that is signed in as somebody: it reads tokens from forms and sends them back."""

    def __init__(self, client: FlaskClient) -> None:
        """Hold the test client."""
        self.client = client

    def get(self, address: str) -> TestResponse:
        """Open a page."""
        return self.client.get(address)

    def send(self, page: str, typed: Mapping[str, object], *, to: str = "") -> TestResponse:
        """Open the page, fill its form in, and send it to where the form leads."""
        drawn = self.get(page)
        assert drawn.status_code == 200, drawn.status_code
        return self.client.post(to or page, data={**hidden(drawn.text, to), **typed})

    def press(self, page: str, target: str) -> TestResponse:
        """Open the page and press the button whose form leads to the target."""
        return self.send(page, {}, to=target)


def hidden(text: str, target: str = "") -> dict[str, object]:
    """Return the hidden fields of the form that leads to the target, or of the page's own form."""
    forms = re.findall(r"<form[^>]*>.*?</form>", text, re.DOTALL)
    for form in forms:
        head = form.split(">", 1)[0]
        fits = f'action="{target}' in head if target else "form_key" in form and 'name="action"' in form
        if fits:
            found = re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", form)
            return {
                name.group(1): value.group(1) if (value := re.search(r'value="([^"]*)"', field)) else ""
                for field in found
                if (name := re.search(r'name="([^"]*)"', field))
            }
    raise AssertionError(f"no form leads to {target or 'the page itself'}")


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """Return the application on a fresh database."""
    app = create_app(Settings(secret="s" * 40, var=tmp_path, https=False))
    app.config["TESTING"] = True
    engine = app.extensions["zhiqiao.engine"]
    upgrade(engine)
    with Session(writing(engine)) as session:
        _codes(session)
        _people(session)
        session.commit()
    yield app
    engine.dispose()


@pytest.fixture
def database(app: Flask) -> Iterator[Session]:
    """Return a session apart from those of the requests."""
    with Session(app.extensions["zhiqiao.engine"], expire_on_commit=False) as session:
        yield session


@pytest.fixture
def as_(app: Flask) -> Callable[[str], Visitor]:
    """Return a function that gives the browser of a person: Ines, Tomas, Mei, Noor."""

    def sign_in(name: str) -> Visitor:
        token = f"token-of-{name}"
        with Session(writing(app.extensions["zhiqiao.engine"])) as session:
            if not session.exec(select(PersonSession).where(PersonSession.token_hash == hash_token(token))).first():
                person = session.exec(select(Person).where(Person.name == name)).one()
                session.add(PersonSession(token_hash=hash_token(token), person_id=person.id))
                session.commit()
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["lang"] = "zh"
        return Visitor(client)

    return sign_in


@pytest.fixture
def program(database: Session) -> Program:
    """Return a complete programme of Ines's school."""
    school = database.exec(select(Organisation).where(Organisation.name == "云川职业技术学院")).one()
    program = Program(
        school_id=school.id,
        major_key="moe2021:460206",
        name="电梯工程技术",
        level=TrainingLevel.HIGHER,
        entry_level=EntryLevel.SENIOR,
        years=3,
        skills=SKILLS,
        courses=COURSES,
        industry_codes=["C3435"],
    )
    database.add(program)
    database.commit()
    return program


@pytest.fixture
def offering(database: Session, program: Program) -> Offering:
    """Return a submitted offering of that programme."""
    offering = Offering(
        number="P-TEST001",
        program_id=program.id,
        status=PostStatus.SUBMITTED,
        submitted_at=program.created_at,
        term=f"{NEXT_YEAR}-1",
        modes=["order_class", "modern_apprenticeship"],
        start_month=f"{NEXT_YEAR}-03",
        contact_name="王芳",
        contact_phone="13800138000",
        seats=45,
        months=12,
        regions=["330600"],
    )
    database.add(offering)
    database.commit()
    return offering


@pytest.fixture
def round_(database: Session) -> MatchingRound:
    """Return a round that collects."""
    host = database.exec(select(Organisation).where(Organisation.kind == OrganisationKind.COORDINATOR)).one()
    found = MatchingRound(
        code="R1",
        title="春季校企匹配",
        term=f"{NEXT_YEAR}-1",
        host_id=host.id,
        status=RoundStatus.COLLECTING,
        collect_from=date(NEXT_YEAR, 1, 1),
        collect_until=date(NEXT_YEAR, 1, 15),
        choose_from=date(NEXT_YEAR, 1, 20),
        choose_until=date(NEXT_YEAR, 1, 26),
    )
    database.add(found)
    database.commit()
    return found


def freeze(database: Session, round_: MatchingRound, offering: Offering) -> None:
    """Put the offering into the round and end its collecting."""
    offering.round_id = round_.id
    round_.status = RoundStatus.FROZEN
    database.add_all([offering, round_])
    database.commit()


def fresh(database: Session) -> Session:
    """Return the session with nothing remembered: it reads what the requests have written since."""
    database.rollback()
    database.expire_all()
    return database


def actions(database: Session) -> list[str]:
    """Return the recorded actions in their order."""
    return [event.action for event in fresh(database).exec(select(AuditEvent).order_by(AuditEvent.at))]  # type: ignore[arg-type]


def _codes(session: Session) -> None:
    moe = MajorCatalogue.MOE2021
    session.add_all(
        [
            Region(code="330000", name="浙江省", full_name="浙江省", level=1),
            Region(code="330600", name="绍兴市", full_name="浙江省绍兴市", parent_code="330000", level=2),
            Industry(code="C", name="制造业", level=1),
            Industry(code="C34", name="通用设备制造业", parent_code="C", level=2),
            Industry(code="C343", name="物料搬运设备制造", parent_code="C34", level=3),
            Industry(code="C3435", name="电梯、自动扶梯及升降机制造", parent_code="C343", level=4),
            Industry(code="C3437", name="机械式停车设备制造", parent_code="C343", level=4),
            SkillField(slug="manufacturing", name="装备制造", name_en="Manufacturing"),
            MajorClass(name="机电设备类", industry_codes=["C3435", "C343"], skills=SKILLS, courses=COURSES),
            Major(key="moe2021:4602", catalogue=moe, code="4602", name="机电设备类", level=2),
        ]
    )
    session.flush()
    for code, name, schooling in (
        ("460206", "电梯工程技术", "高职专科"),
        ("660201", "电梯安装与维修保养", "中职"),
        ("460205", "制冷与空调技术", "高职专科"),
        ("260205", "制冷与空调技术", "职教本科"),
    ):
        key = f"moe2021:{code}"
        session.add(
            Major(key=key, catalogue=moe, code=code, name=name, level=3, schooling=schooling, class_name="机电设备类")
        )
    for skill in SKILLS[:5]:
        session.add(Skill(name=skill, field_slug="manufacturing"))
        session.flush()
        session.add(SkillName(word=skill, skill_name=skill, is_alias=False))


def _people(session: Session) -> None:
    kinds = OrganisationKind
    for index, (name, kind, organisation, role, is_verified) in enumerate(
        (
            ("Ines", kinds.SCHOOL, "云川职业技术学院", Role.SCHOOL, True),
            ("Tomas", kinds.SCHOOL, "越东技工学校", Role.SCHOOL, False),
            ("Mei", kinds.ENTERPRISE, "芯桥电梯有限公司", Role.ENTERPRISE, True),
            ("Noor", kinds.COORDINATOR, "云川市教育局", Role.COORDINATOR, True),
        )
    ):
        status = OrganisationStatus.VERIFIED if is_verified else OrganisationStatus.PENDING
        held = Organisation(kind=kind, credit_code=f"{index:018d}", name=organisation, region="330600", status=status)
        session.add(held)
        session.flush()
        email = f"{name.lower()}@example.cn"
        session.add(Person(email=email, name=name, password_hash="-", role=role, organisation_id=held.id))
