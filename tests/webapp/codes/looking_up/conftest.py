"""An enterprise with Mei, who may look codes up."""

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session

from tests.places import Place
from tests.visitor import Visitor
from webapp.models import Organisation
from webapp.models.accounts.enums import OrganisationKind, OrganisationStatus
from webapp.services.accounts import joining

PASSWORD = "korrekt pferd batterie klammer"


def add_mei(session: Session) -> None:
    """Let Mei's enterprise be there, verified."""
    enterprise = Organisation(
        kind=OrganisationKind.ENTERPRISE,
        credit_code="91330503MA2B0001X6",
        name="芯桥电梯有限公司",
        region="330503",
        status=OrganisationStatus.VERIFIED,
    )
    session.add(enterprise)
    session.flush()
    joining.add_person(session, enterprise, email="mei@example.cn", name="Mei", password=PASSWORD)


@pytest.fixture
def nobody(place: Place) -> FlaskClient:
    """Return a browser that nobody has signed in at."""
    return place.app().test_client()


@pytest.fixture
def mei(place: Place, nobody: FlaskClient) -> FlaskClient:
    """Return a browser that Mei has signed in at."""
    with place.session() as session:
        add_mei(session)
    visitor = Visitor(nobody)
    visitor.press(visitor.open("/login"), "登录", {"email": "mei@example.cn", "password": PASSWORD})
    return nobody
