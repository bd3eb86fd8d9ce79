"""The codes, people and posts that the tests of demands pick from, on top of those of the programmes."""

from datetime import date

import pytest
from flask import Flask
from sqlmodel import Session, select

from tests.webapp.posts.programs import conftest as school_side
from webapp.clock import now
from webapp.database import writing
from webapp.models import Chain, ChainSegment, Demand, Organisation, Person, PositionFamily
from webapp.models.accounts.enums import OrganisationKind, OrganisationStatus, Role
from webapp.models.codes.enums import Stream
from webapp.models.posts.enums import PostStatus, TrainingLevel

app = school_side.app
as_ = school_side.as_
database = school_side.database
offering = school_side.offering
program = school_side.program
round_ = school_side.round_

NEXT_YEAR = school_side.NEXT_YEAR
DEMAND_FORM = {
    "round_id": "",
    "chain_slug": "elevator",
    "segment_slug": "elevator.maintain",
    "family_slug": "elevator.maintain.fitter",
    "industry_code": "C3435 电梯、自动扶梯及升降机制造",
    "position": "电梯保养工",
    "level": "higher",
    "headcount": "20",
    "current_staff": "120",
    "required_skills": "电梯应急处置\n门锁与层门检查\n安全用电",
    "preferred_skills": "电工证",
    "modes": ["order_class", "modern_apprenticeship"],
    "start_month": f"{NEXT_YEAR}-03",
    "months": "12",
    "mentors": "4",
    "region": "330600 浙江省绍兴市",
    "address": "芯港路 88 号",
    "lodging": "y",
    "pay_min": "4200",
    "pay_max": "6500",
    "contact_name": "赵敏",
    "contact_phone": "13900139000",
    "visibility": "public",
    "valid_until": f"{NEXT_YEAR}-06-30",
}


@pytest.fixture(autouse=True)
def chains_and_enterprises(app: Flask) -> None:
    """Add two chains with segments and families, and a second enterprise that nobody has verified."""
    with Session(writing(app.extensions["zhiqiao.engine"])) as session:
        add_chains_and_enterprises(session)
        session.commit()


def add_chains_and_enterprises(session: Session) -> None:
    """Add them to a database that has the people of the schools' tests."""
    for position, (chain, name) in enumerate((("elevator", "电梯"), ("digital", "数字经济"))):
        session.add(Chain(slug=chain, name=name, name_en=chain.title(), position=position))
    session.flush()
    for chain, slug, name, codes in (
        ("elevator", "elevator.maintain", "安装维保", ["C3435", "C3437"]),
        ("elevator", "elevator.build", "整机制造", ["C3435"]),
        ("digital", "digital.chips", "集成电路", ["C3973"]),
    ):
        place = Stream.DOWNSTREAM
        segment = ChainSegment(slug=slug, chain_slug=chain, stream=place, name=name, name_en=slug)
        segment.industry_codes = codes
        session.add(segment)
    session.flush()
    family = PositionFamily(
        slug="elevator.maintain.fitter", segment_slug="elevator.maintain", name="维保作业", name_en="Maintenance"
    )
    family.titles = ["电梯保养工", "电梯急修工"]
    session.add(family)
    held = Organisation(kind=OrganisationKind.ENTERPRISE, credit_code="9" * 18, name="越东电梯部件厂", region="330600")
    session.add(held)
    session.flush()
    session.add(
        Person(email="jun@example.cn", name="Jun", password_hash="-", role=Role.ENTERPRISE, organisation_id=held.id)
    )


def make_demand(database: Session, enterprise: str = "芯桥电梯有限公司", **facts: object) -> Demand:
    """Return a stored demand of an enterprise: submitted and complete unless the facts say otherwise."""
    own = database.exec(select(Organisation).where(Organisation.name == enterprise)).one()
    stands: dict[str, object] = {
        "number": "D-TEST001",
        "enterprise_id": own.id,
        "status": PostStatus.SUBMITTED,
        "submitted_at": now(),
        "position": "电梯保养工",
        "chain_slug": "elevator",
        "segment_slug": "elevator.maintain",
        "industry_code": "C3435",
        "level": TrainingLevel.HIGHER,
        "headcount": 20,
        "current_staff": 120,
        "required_skills": ["电梯应急处置", "门锁与层门检查", "安全用电"],
        "modes": ["order_class", "modern_apprenticeship"],
        "start_month": f"{NEXT_YEAR}-03",
        "months": 12,
        "mentors": 4,
        "region": "330600",
        "pay_min": 4200,
        "pay_max": 6500,
        "contact_name": "赵敏",
        "contact_phone": "13900139000",
        "valid_until": date(NEXT_YEAR, 6, 30),
    }
    demand = Demand(**(stands | facts))
    database.add(demand)
    database.commit()
    return demand


@pytest.fixture
def demand(database: Session) -> Demand:
    """Return a submitted demand of Mei's enterprise."""
    return make_demand(database)


def verify(database: Session, name: str, status: OrganisationStatus = OrganisationStatus.VERIFIED) -> None:
    """Let a coordinator's verdict stand for an organisation."""
    held = database.exec(select(Organisation).where(Organisation.name == name)).one()
    held.status = status
    database.add(held)
    database.commit()
