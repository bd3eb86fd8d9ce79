"""The cities that are recorded: the small city in each phase, with more people and with a thing in every state."""

import io
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlmodel import Session, col, select

from tests.api.conftest import prepare
from tests.market import CLOUD, LIFT, NOTICE, REASON, TUNER, Market, RulingWay, the_allocation
from tests.places import Place, makes
from tests.recorded.still import YEAR
from tests.stage import Stage, person, the_round, the_suggestion
from tests.visitor import Visitor, hidden
from tests.webapp.imports.conftest import confirmed, imported, xlsx
from tests.webapp.posting import COURSES, SKILLS
from webapp import clock
from webapp.models import (
    AccessLink,
    Agreement,
    ApiToken,
    CoHost,
    Conflict,
    Demand,
    Hearing,
    ImportWording,
    Invitation,
    MatchingRound,
    Notice,
    Offering,
    Organisation,
    PairRule,
    Person,
    PersonSession,
    PostComment,
    Program,
    RoundStep,
    SpecialDay,
    StudentBatch,
)
from webapp.models.accounts.enums import OrganisationKind, OrganisationStatus, Role, TokenScope
from webapp.models.agreements.agreement_input import DutyInput
from webapp.models.agreements.enums import AgreementState, BatchKind, DutySide
from webapp.models.choosing.choice_input import ChoiceInput
from webapp.models.choosing.enums import Decision
from webapp.models.conflicts.ruling_input import RulingInput
from webapp.models.imports.imports import ImportKind
from webapp.models.kernel.enums import CooperationMode, JobState, Side
from webapp.models.limits.enums import DayKind
from webapp.models.notices.enums import NoticeEvent
from webapp.models.posts.enums import EntryLevel, PostStatus, TrainingLevel
from webapp.models.rounds.enums import PairRuleKind, RoundStatus
from webapp.models.rounds.round_input import DEFAULT_WEIGHTS
from webapp.release import VERSION
from webapp.services.accounts.keys import token_key
from webapp.services.accounts.passwords import hash_password
from webapp.services.agreements import duties
from webapp.services.agreements.following import follow_seats
from webapp.services.choosing import choices
from webapp.services.conflicts import rulings
from webapp.services.publication import publication
from webapp.services.runs import runs
from webapp.services.seats import alternates
from webapp.services.seats.capacity import move_seats
from webapp.web.kernel.identity import hash_token

PASSWORD = "lift-and-shaft-27"
JOINING, RESETTING = "j" * 43, "r" * 43  # the secrets of an invited colleague and of a forgotten password
OBJECTION = {
    "name": "王芳", "organisation_name": "", "contact": "13800138000", "allocation_id": "",
    "content": "该企业当年没有对应岗位的用人计划，请重新核实后再公布结果。",
}  # fmt: skip
TODAY = date(2026, 3, 16)
DEMAND: dict[str, Any] = {
    "position": "电梯保养工", "chain_slug": "elevator", "segment_slug": "elevator.maintain", "industry_code": "C3435",
    "level": "higher", "headcount": 12, "current_staff": 120, "required_skills": SKILLS[:3], "modes": ["order_class"],
    "start_month": f"{YEAR}-03", "months": 12, "mentors": 4, "region": "330600", "pay_min": 4200, "pay_max": 6500,
    "contact_name": "联系人", "contact_phone": "13900139000", "valid_until": "2026-09-12",
}  # fmt: skip
LISTED = {
    "产业链": "电梯", "环节": "安装维保", "行业代码": "C3435", "岗位名称": "电梯急修工", "培养层次": "高职",
    "需求人数": 12, "同类岗位在岗人数": 120, "必备技能": "电梯应急处置；电气原理图识读；安全用电",
    "合作方式": "订单班", "到岗（入学）年月": f"{YEAR}-03", "学徒培养期": 12, "企业师傅数": 4, "工作地点": "330600",
    "提供住宿或用餐": "是", "月报酬下限": 4200, "月报酬上限": 6500, "联系人": "赵敏", "联系电话": "13900139000",
    "有效期至": "2026-09-12",
}  # fmt: skip


def bearer(name: str) -> str:
    """Return the token that a person's program carries."""
    return f"zq_{name.lower() * 8}"


@cache
def _secret() -> str:
    return hash_password(PASSWORD)


def _furnish(place: Place) -> None:
    """Add people, keys to their accounts, and posts, lists and notices in the states that the small city lacks."""
    stage = prepare(Stage(place))
    with stage.session() as session:
        _people(session)
        _keys(session)
        _posts(session)
        _collecting(session)
    _lists(stage)


def _people(session: Session) -> None:
    kinds, roles = OrganisationKind, Role
    for number, (name, kind, organisation, role, status) in enumerate(
        (
            ("Jun", kinds.ENTERPRISE, "越东电梯部件厂", roles.ENTERPRISE, OrganisationStatus.PENDING),
            ("", kinds.COORDINATOR, "越北县教育局", roles.COORDINATOR, OrganisationStatus.VERIFIED),
            ("Bo", kinds.COORDINATOR, "越东县教育局", roles.COORDINATOR, OrganisationStatus.VERIFIED),
        ),
        70,
    ):
        held = Organisation(kind=kind, credit_code=f"{number:018d}", name=organisation, region="330600", status=status)
        session.add(held)
        session.flush()
        if name:
            _add(session, Person(email="", name=name, password_hash="", role=role, organisation_id=held.id))
    _add(session, Person(email="", name="Ada", password_hash="", role=roles.ADMINISTRATOR))
    tuner = session.exec(select(Organisation).where(Organisation.name == "恒捷装备有限公司")).one()
    _add(session, Person(email="", name="Hui", password_hash="", role=roles.ENTERPRISE, organisation_id=tuner.id))


def _add(session: Session, found: Person) -> None:
    found.email = f"{found.name.lower()}@example.cn"
    session.add(found)
    session.flush()


def _keys(session: Session) -> None:
    """Let everybody be signed in twice, have a password and a token; invite one and let one forget."""
    later = clock.now() + timedelta(days=5)
    for found in session.exec(select(Person)):
        found.password_hash = _secret()
        for device in (found.name, f"{found.name} elsewhere"):
            session.add(PersonSession(token_hash=hash_token(f"token-of-{device}"), person_id=found.id, agent=device))
        text = bearer(found.name)
        session.add(
            ApiToken(
                person_id=found.id, name="排课系统", token_hash=token_key(text), tail=text[-4:],
                scopes=[scope.value for scope in TokenScope], expires_at=clock.now() + timedelta(days=90),
            )
        )  # fmt: skip
        session.add(Notice(person_id=found.id, event=NoticeEvent.CHOOSING_OPEN, path="/rounds", facts={}))
    mei = person(session, "Mei")
    session.add(
        AccessLink(
            kind="invitation", token_hash=hash_token(JOINING), organisation_id=mei.organisation_id,
            email="lin@example.cn", made_by_id=mei.id, expires_at=later,
        )
    )  # fmt: skip
    session.add(
        AccessLink(kind="reset", token_hash=hash_token(RESETTING), person_id=mei.id, email=mei.email, expires_at=later)
    )


def _posts(session: Session) -> None:
    """Let Mei and Ines have posts that are drafts, whole and not, and one that came back."""
    mei, ines, noor = (person(session, name) for name in ("Mei", "Ines", "Noor"))
    values = {**DEMAND, "level": TrainingLevel.HIGHER, "modes": [CooperationMode.ORDER_CLASS.value]}
    values["valid_until"] = date.fromisoformat(DEMAND["valid_until"])
    states = PostStatus
    for number, more in (
        ("D-SKETCH", {"position": "电梯装配工"}),
        ("D-DRAFT", values),
        ("D-BACK", {**values, "position": "电梯检验员", "status": states.RETURNED, "submitted_at": clock.now()}),
        ("D-FREE", {**values, "position": "电梯改造工", "status": states.SUBMITTED, "submitted_at": clock.now()}),
    ):
        session.add(Demand(number=number, enterprise_id=mei.organisation_id, **more))
    for key, closed in (("数控技术", True), ("电梯维保", False)):
        session.add(
            Program(
                major_key="moe2021:460206" if key == "电梯维保" else None,
                school_id=ines.organisation_id, name=key, level=TrainingLevel.HIGHER, is_closed=closed,
                entry_level=EntryLevel.SENIOR, years=3, skills=SKILLS, courses=COURSES, industry_codes=["C3435"],
            )
        )  # fmt: skip
    session.flush()
    program = session.exec(select(Program).where(Program.name == "电梯维保")).one()
    whole: dict[str, Any] = {
        "seats": 40, "term": f"{YEAR}-1", "modes": ["order_class"], "start_month": f"{YEAR}-03", "months": 12,
        "contact_name": "联系人", "contact_phone": "13800138000",
    }  # fmt: skip
    for number, more in (
        ("P-SKETCH", {}),
        ("P-DRAFT", whole),
        ("P-BACK", {**whole, "status": states.RETURNED, "submitted_at": clock.now()}),
        ("P-FREE", {**whole, "status": states.SUBMITTED, "submitted_at": clock.now()}),
    ):
        session.add(Offering(number=number, program_id=program.id, **more))
    session.flush()
    for post, field in (("D-BACK", "position"), ("P-BACK", "seats")):
        kind: Any = Demand if post.startswith("D") else Offering
        found = session.exec(select(kind).where(kind.number == post)).one()
        name = "demand_id" if kind is Demand else "offering_id"
        session.add(PostComment(field=field, text="请核对。", made_by_id=noor.id, **{name: found.id}))


def _collecting(session: Session) -> None:
    """Add a round that is only planned, guests of the first, a pinned pair and a co-host."""
    round_, noor = the_round(session), person(session, "Noor")
    for name in ("Mei", "Ines"):
        session.add(
            Invitation(
                round_id=round_.id, organisation_id=person(session, name).organisation_id, invited_by_id=noor.id,
                invited_at=clock.now() - timedelta(days=3),
            )
        )  # fmt: skip
    demand = session.exec(select(Demand).where(Demand.number == "D-3")).one()
    offering = session.exec(select(Offering).where(Offering.number == "P-1")).one()
    session.add(
        PairRule(
            round_id=round_.id, demand_id=demand.id, offering_id=offering.id, kind=PairRuleKind.BAN,
            reason="专业方向不符", made_by_id=noor.id,
        )
    )  # fmt: skip
    session.add(
        MatchingRound(
            code="R2", title="秋季校企匹配", term=f"{YEAR}-2", host_id=noor.organisation_id, status=RoundStatus.DRAFT,
            weights=dict(DEFAULT_WEIGHTS), min_score=20, collect_from=TODAY, collect_until=TODAY + timedelta(days=30),
            choose_from=TODAY + timedelta(days=33), choose_until=TODAY + timedelta(days=47),
        )
    )  # fmt: skip

    north = session.exec(select(Organisation).where(Organisation.name == "越北县教育局")).one()
    session.add(CoHost(round_id=round_.id, organisation_id=north.id, named_by_id=noor.id))
    session.add(SpecialDay(day=date(2026, 10, 1), kind=DayKind.HOLIDAY, name="国庆节"))


def _lists(stage: Stage) -> None:
    """Let Mei bring lists: one waits, one holds what is there already, one is stored; Ada brings a code table."""
    mei, ada = stage.as_("Mei"), stage.as_("Ada")
    imported(mei, "demands", xlsx([LISTED]), "等待.xlsx")
    imported(mei, "demands", xlsx([{**LISTED, "岗位名称": "电梯改造工"}]), "重复.xlsx")
    confirmed(mei, imported(mei, "demands", xlsx([{**LISTED, "岗位名称": "电梯安装工"}]), "入库.xlsx"))
    imported(mei, "demands", xlsx([{"工种": "电梯司机", "拟招（人）": 3, "文化程度": "不限"}]), "对照.xlsx")
    with stage.session() as session:
        session.exec(select(Demand).where(Demand.position == "电梯安装工")).one().number = "D-LIST"
        owner = session.exec(select(Person).where(Person.name == "Mei")).one().organisation_id
        session.add(
            ImportWording(organisation_id=owner, kind=ImportKind.DEMANDS, field="level", written="不限", meant="中职")
        )
    page = "/admin/codes/chains/import"
    text = "slug,name,name_en,description\nelevator,电梯,Lifts and escalators,\n".encode()
    sent = {**hidden(ada.get(page).text, "/logout"), "file": (io.BytesIO(text), "chains.csv")}
    assert ada.client.post(page, data=sent, content_type="multipart/form-data").status_code == 303


@makes("recorded city", base="city")
def _city(place: Place) -> None:
    _furnish(place)


@makes("recorded frozen", base="frozen")
def _frozen(place: Place) -> None:
    """One run is done; one post has come late."""
    Stage(place).compute()
    _furnish(place)


@makes("recorded running", base="recorded frozen")
def _running(place: Place) -> None:
    """A run waits, and the worker has left a step half done."""
    stage = Stage(place)
    with stage.session() as session:
        round_ = session.exec(select(MatchingRound).where(MatchingRound.code == "R1")).one()
        runs.queue_run(session, round_, library_version=VERSION, by=person(session, "Noor"))
        step = session.exec(select(RoundStep).where(RoundStep.round_id == round_.id)).first()
        if step is None:
            step = RoundStep(round_id=round_.id, step="freeze")
        step.state, step.taken_at, step.ended_at, step.error = JobState.FAILED, clock.now(), clock.now(), "failed"
        session.add(step)


@makes("recorded choosing", base="choosing")
def _choosing(place: Place) -> None:
    """Mei has accepted her first suggestion."""
    _furnish(place)
    with Stage(place).session() as session:
        suggestion, mei = the_suggestion(session, LIFT, CLOUD), person(session, "Mei")
        data = ChoiceInput(decision=Decision.ACCEPT, rank=1)
        choices.choose(session, suggestion, data, side=Side.ENTERPRISE, seen_version=0, by=mei)


@makes("recorded contested", base="contested")
def _contested(place: Place) -> None:
    _furnish(place)


@makes("recorded fallen", base="choosing")
def _fallen(place: Place) -> None:
    """The pair of the lift post has fallen, and its places are offered to the next in line."""
    market = Market(Stage(place))
    market.choose(LIFT, CLOUD, 20, 20, (1, 2))
    market.choose(TUNER, CLOUD, 30, 25, (1, 1))
    market.end_choosing()
    with market.stage.session() as session:
        alternates.let_fall(session, the_allocation(session, LIFT), "企业撤回用人计划", by=person(session, "Noor"))
    _furnish(place)


@makes("recorded allocated", base="allocated")
def _allocated(place: Place) -> None:
    _furnish(place)


@makes("recorded published", base="published")
def _published(place: Place) -> None:
    """Somebody has objected to the result."""
    page = "/notices/R1/objections/new"
    Visitor(Stage(place).app.test_client()).send(page, OBJECTION, to=page)
    _furnish(place)


@makes("recorded closed", base="closed")
def _closed(place: Place) -> None:
    _furnish(place)


@makes("recorded signed", base="recorded closed")
def _signed(place: Place) -> None:
    """The agreement is signed, a change of it waits for both sides, and two batches are planned."""
    with Stage(place).session() as session:
        agreement = _sign(session, AgreementState.SIGNED)
        for planned, kind in ((8, BatchKind.INTERNSHIP), (4, BatchKind.COGNITION)):
            _plan(session, agreement, planned, kind)
        row = the_allocation(session, LIFT)
        round_ = session.exec(select(MatchingRound).where(MatchingRound.code == "R1")).one()
        move_seats(session, [row], {row.id: 16})
        follow_seats(session, round_, reason="递补", by=person(session, "Noor"))


@makes("recorded carried out", base="recorded closed")
def _carried_out(place: Place) -> None:
    """The agreement is being carried out: one batch has begun, one is planned."""
    with Stage(place).session() as session:
        agreement = _sign(session, AgreementState.RUNNING)
        _plan(session, agreement, 4, BatchKind.COGNITION)
        begun = _plan(session, agreement, 8, BatchKind.INTERNSHIP)
        begun.started, begun.started_on = 8, begun.starts_on
        begun.tripartite_signed = begun.insured = True
        begun.insurance_number = "PICC-2027-0001"


@makes("recorded over", base="recorded carried out")
def _over(place: Place) -> None:
    """The agreement has ended and waits to be graded."""
    with Stage(place).session() as session:
        session.exec(select(Agreement)).one().state = AgreementState.ENDED


def _sign(session: Session, state: AgreementState) -> Agreement:
    found = session.exec(select(Agreement)).one()
    found.signed_on, found.signed_number = TODAY, "校企〔2026〕8 号"
    found.starts_on, found.ends_on = date(2025, 3, 1), date(YEAR, 2, 28)
    found.state = state
    session.flush()
    return found


def _plan(session: Session, agreement: Agreement, planned: int, kind: BatchKind) -> StudentBatch:
    made = StudentBatch(
        agreement_id=agreement.id, line_id=agreement.lines[0].id, kind=kind, grade="2", planned=planned,
        starts_on=date(2025, 6, 1), ends_on=date(2025, 11, 30),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


@makes("recorded heard", base="recorded contested")
def _heard(place: Place) -> None:
    """A hearing is set for the first conflict."""
    stage = Stage(place)
    with stage.session() as session:
        held = session.exec(select(Conflict).order_by(col(Conflict.number))).first()
        assert held is not None
        session.add(
            Hearing(
                conflict_id=held.id, held_at=clock.now(), place="市教育局三楼会议室", panel=["王芳", "李敏", "赵强"],
                set_by_id=person(session, "Noor").id,
            )
        )  # fmt: skip


@makes("recorded ruled", base="recorded contested")
def _ruled(place: Place) -> None:
    """The first conflict is settled."""
    stage = Stage(place)
    with stage.session() as session:
        held = session.exec(select(Conflict).order_by(col(Conflict.number))).first()
        assert held is not None
        data = RulingInput(way=RulingWay.RULING, seats=[15, 30], reason=REASON, no_interest=True)
        rulings.make_ruling(session, held, data, seen_version=held.version, by=person(session, "Noor"))


@makes("recorded drafted", base="recorded allocated")
def _drafted(place: Place) -> None:
    """The notice is written."""
    with Stage(place).session() as session:
        round_ = session.exec(select(MatchingRound).where(MatchingRound.code == "R1")).one()
        publication.draft_notice(session, round_, NOTICE, by=person(session, "Noor"))


@makes("recorded agreed", base="recorded closed")
def _agreed(place: Place) -> None:
    """Both sides agree to the terms and to all duties, one of them in words of their own."""
    with Stage(place).session() as session:
        found, mei, ines = session.exec(select(Agreement)).one(), person(session, "Mei"), person(session, "Ines")
        duty = DutyInput(side=DutySide.SCHOOL, text="学校每月到企业走访一次")
        duties.add_duty(session, found, duty, seen_version=found.version, by=ines)
        for by in (mei, ines):
            places = list(range(len(found.duties)))
            duties.agree_duties(session, found, places, seen_version=found.version, by=by)
