"""A small city: two schools, two enterprises, a coordinator and a round that collects; brought on step by step."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from flask import Flask
from sqlmodel import Session, select

from tests.places import Databases, Place, makes
from tests.visitor import Visitor
from tests.webapp.posting import SKILLS
from webapp import clock
from webapp.clock import now
from webapp.models import (
    Chain,
    ChainSegment,
    Demand,
    Industry,
    MatchingRound,
    Offering,
    Organisation,
    Person,
    PersonSession,
    Program,
    Region,
    Run,
    Suggestion,
)
from webapp.models.accounts.enums import OrganisationKind, OrganisationStatus, Role
from webapp.models.posts.enums import PostStatus, TrainingLevel
from webapp.models.rounds.enums import RoundStatus
from webapp.models.rounds.round_input import DEFAULT_WEIGHTS
from webapp.release import VERSION
from webapp.services.process import long_steps
from webapp.services.process.adopting import adopt_run
from webapp.services.runs import runs
from webapp.web.kernel.identity import hash_token

YEAR = clock.today().year + 1
LIFT, ROBOT = "电梯安装维修工", "机器人装调工"
CAST = (
    ("Ines", OrganisationKind.SCHOOL, "云川职业技术学院", Role.SCHOOL),
    ("Tomas", OrganisationKind.SCHOOL, "越东技工学校", Role.SCHOOL),
    ("Mei", OrganisationKind.ENTERPRISE, "芯桥电梯有限公司", Role.ENTERPRISE),
    ("", OrganisationKind.ENTERPRISE, "恒捷装备有限公司", Role.ENTERPRISE),
    ("Noor", OrganisationKind.COORDINATOR, "云川市教育局", Role.COORDINATOR),
)


# which phase the city is in where a test asks for one of these fixtures, the latest last
PHASES = {
    "frozen": "frozen",
    "choosing": "choosing",
    "market": "choosing",
    "contest": "contested",
    "settled": "allocated",
    "published": "published",
    "closed": "closed",
}


class Stage:
    """The city on a database of its own."""

    def __init__(self, place: Place) -> None:
        """Hold the database."""
        self.place = place

    @cached_property
    def app(self) -> Flask:
        """Return the application."""
        return self.place.app()

    def as_(self, name: str) -> Visitor:
        """Return the browser of a person."""
        token = f"token-of-{name}"
        with self.place.session() as session:
            if not session.exec(select(PersonSession).where(PersonSession.token_hash == hash_token(token))).first():
                session.add(PersonSession(token_hash=hash_token(token), person_id=person(session, name).id))
        client = self.app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["lang"] = "zh"
        return Visitor(client)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Open a session that writes and commits."""
        with self.place.session() as session:
            yield session

    def ask(self, question: Callable[[Session], Any]) -> Any:
        """Return the answer to a question about what is stored now."""
        with self.place.session(locks=False) as session:
            return question(session)

    def step(self, name: str) -> None:
        """Move the round on, as Noor; where that takes long, let a worker do it."""
        with self.place.session() as session:
            round_ = the_round(session)
            by = person(session, "Noor")
            asked = long_steps.ask_for(session, round_, name, seen_version=round_.version, by=by)
        if asked is not None:
            self.place.take_step(asked.id)

    def queue(self) -> None:
        """Queue a run, as Noor."""
        with self.place.session() as session:
            runs.queue_run(session, the_round(session), library_version=VERSION, by=person(session, "Noor"))

    def compute(self) -> None:
        """Queue a run and let a worker compute it."""
        self.queue()
        self.place.work()

    @cached_property
    def round_url(self) -> str:
        """Return the address of the round's page."""
        return f"/rounds/{self.ask(the_round).id}"

    def suggestion_url(self, position: str = LIFT, school: str = "云川职业技术学院") -> str:
        """Return the address of the suggestion that pairs the position with the school."""
        found = self.ask(lambda session: the_suggestion(session, position, school))
        return f"/suggestions/{found.id}"


@contextmanager
def raise_stage(
    databases: Databases, folder: Path, wanted: Iterable[str] = (), *, engine: str = "sqlite"
) -> Iterator[Stage]:
    """Give the city in the latest phase that a wanted fixture names, `…_anywhere` or not; else while it collects."""
    named = {name.removesuffix("_anywhere") for name in wanted}
    kind = next((PHASES[name] for name in reversed(PHASES) if name in named), "city")
    with databases.place(kind, engine, folder) as place:
        yield Stage(place)


def person(session: Session, name: str) -> Person:
    """Return a person by name."""
    return session.exec(select(Person).where(Person.name == name)).one()


def the_round(session: Session) -> MatchingRound:
    """Return the round."""
    return session.exec(select(MatchingRound)).one()


def newest_run(session: Session) -> Run:
    """Return the newest run."""
    return max(session.exec(select(Run)), key=lambda run: run.number)


def the_suggestion(session: Session, position: str, school: str) -> Suggestion:
    """Return the suggestion of the adopted run that pairs the position with the school."""
    rows = session.exec(select(Suggestion).join(Run).where(Run.id == Suggestion.run_id)).all()
    return next(
        row for row in rows if row.facts["demand"]["position"] == position and row.facts["offering"]["school"] == school
    )


@makes("city", base="empty")
def _build(place: Place) -> None:
    with place.session() as session:
        _codes(session)
        people = _people(session)
        round_ = _round(session, people)
        _posts(session, people, round_)


@makes("frozen", base="city")
def _freeze(place: Place) -> None:
    Stage(place).step("freeze")


@makes("choosing", base="frozen")
def _open_choosing(place: Place) -> None:
    stage = Stage(place)
    stage.compute()
    with stage.session() as session:
        adopt_run(session, newest_run(session), by=person(session, "Noor"))
    stage.step("choose")


def _codes(session: Session) -> None:
    session.add(Region(code="330000", name="浙江省", full_name="浙江省", level=1))
    session.flush()
    session.add(Region(code="330600", name="绍兴市", full_name="浙江省绍兴市", parent_code="330000", level=2))
    for code, name, parent in (
        ("C", "制造业", None),
        ("C34", "通用设备制造业", "C"),
        ("C343", "物料搬运设备制造", "C34"),
        ("C3435", "电梯、自动扶梯及升降机制造", "C343"),
        ("C3491", "工业机器人制造", "C34"),
    ):
        session.add(Industry(code=code, name=name, parent_code=parent, level=len(code) - 1 or 1))
        session.flush()
    session.add(Chain(slug="elevator", name="电梯", name_en="Elevators", position=1))
    session.flush()
    session.add(
        ChainSegment(
            slug="elevator.maintain", chain_slug="elevator", stream="downstream", name="安装维保",
            name_en="Installation and maintenance", industry_codes=["C3435"],
        )
    )  # fmt: skip
    session.flush()


def _people(session: Session) -> dict[str, Organisation]:
    made = {}
    for index, (name, kind, organisation, role) in enumerate(CAST):
        held = Organisation(
            kind=kind, credit_code=f"{index:018d}", name=organisation, region="330600",
            status=OrganisationStatus.VERIFIED,
        )  # fmt: skip
        session.add(held)
        session.flush()
        made[organisation] = held
        if name:
            email = f"{name.lower()}@example.cn"
            session.add(Person(email=email, name=name, password_hash="-", role=role, organisation_id=held.id))
    session.flush()
    return made


def _round(session: Session, people: dict[str, Organisation]) -> MatchingRound:
    today = clock.today()
    round_ = MatchingRound(
        code="R1", title="春季校企匹配", term=f"{YEAR}-1", host_id=people["云川市教育局"].id,
        status=RoundStatus.COLLECTING, weights=dict(DEFAULT_WEIGHTS), min_score=20,
        collect_from=today - timedelta(days=9), collect_until=today + timedelta(days=9),
        choose_from=today + timedelta(days=10), choose_until=today + timedelta(days=20),
    )  # fmt: skip
    session.add(round_)
    session.flush()
    return round_


def _posts(session: Session, people: dict[str, Organisation], round_: MatchingRound) -> None:
    shared: dict[str, Any] = {
        "round_id": round_.id, "status": PostStatus.SUBMITTED, "submitted_at": now(),
        "modes": ["order_class"], "start_month": f"{YEAR}-03", "months": 12,
    }  # fmt: skip
    for school, name, key, seats, skills, industry in (
        ("云川职业技术学院", "电梯工程技术", "1", 45, SKILLS, "C3435"),
        ("越东技工学校", "工业机器人技术", "2", 30, ["工业机器人编程", "工业机器人装配", "PLC 编程与调试"], "C3491"),
    ):
        program = Program(
            school_id=people[school].id, name=name, level=TrainingLevel.HIGHER, skills=skills,
            industry_codes=[industry], courses=["电气控制技术"],
        )  # fmt: skip
        session.add(program)
        session.flush()
        session.add(Offering(number=f"P-{key}", program_id=program.id, seats=seats, term=round_.term, **shared))
    for number, enterprise, position, headcount, wanted, industry in (
        ("D-1", "芯桥电梯有限公司", LIFT, 20, [*SKILLS[:3], "高空作业防护"], "C3435"),
        ("D-2", "恒捷装备有限公司", "电梯调试员", 30, SKILLS[:4], "C3435"),
        ("D-3", "恒捷装备有限公司", ROBOT, 10, ["工业机器人编程", "工业机器人装配"], "C3491"),
    ):
        session.add(
            Demand(
                number=number, enterprise_id=people[enterprise].id, position=position, headcount=headcount,
                level=TrainingLevel.HIGHER, required_skills=wanted, industry_code=industry, region="330600",
                chain_slug="elevator" if industry == "C3435" else None,
                segment_slug="elevator.maintain" if industry == "C3435" else None, **shared,
            )
        )  # fmt: skip
    session.flush()
