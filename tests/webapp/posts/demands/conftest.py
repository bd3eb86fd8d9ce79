"""The codes, people and posts that the tests of demands pick from, on top of those of the programmes."""

import pytest
from sqlmodel import Session, select

from tests.webapp.posting import HALF_A_YEAR_ON, NEXT_YEAR
from webapp.clock import now
from webapp.models import Demand, Organisation
from webapp.models.accounts.enums import OrganisationStatus
from webapp.models.posts.enums import PostStatus, TrainingLevel

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
    "valid_until": str(HALF_A_YEAR_ON),
}


@pytest.fixture
def database_kind() -> str:
    """Return the kind of database that the application stands on."""
    return "chains"


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
        "valid_until": HALF_A_YEAR_ON,
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
