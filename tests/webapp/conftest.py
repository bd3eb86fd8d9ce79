"""An application on a database of a kind, the people who work with it, and what they have posted."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlmodel import Session, select

from tests.places import Databases
from tests.visitor import Visitor
from tests.webapp.posting import COURSES, NEXT_YEAR, SKILLS
from webapp.database import writing
from webapp.models import (
    MatchingRound,
    Offering,
    Organisation,
    Person,
    PersonSession,
    Program,
)
from webapp.models.accounts.enums import OrganisationKind
from webapp.models.posts.enums import EntryLevel, PostStatus, TrainingLevel
from webapp.models.rounds.enums import RoundStatus
from webapp.web.kernel.identity import hash_token


@pytest.fixture
def database_kind() -> str:
    """Return the kind of database that the application stands on; a folder of tests may name another."""
    return "organisations"


@pytest.fixture
def app(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path, database_kind: str) -> Iterator[Flask]:
    """Return the application on a database of its own, on SQLite."""
    own = request.node.get_closest_marker("own_app") is not None
    with databases.place(database_kind, "sqlite", tmp_path) as place:
        yield place.app(own=own)


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
