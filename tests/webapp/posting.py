"""The codes and people that tests of posts, imports and accounts pick from, and what they look up in the database."""

from datetime import timedelta

from sqlmodel import Session, select

from tests.places import Place, makes
from webapp import clock
from webapp.clock import now
from webapp.models import (
    AuditEvent,
    Chain,
    ChainSegment,
    Demand,
    Industry,
    Major,
    MajorClass,
    MatchingRound,
    Offering,
    Organisation,
    Person,
    PositionFamily,
    Region,
    Skill,
    SkillField,
    SkillName,
)
from webapp.models.accounts.enums import OrganisationKind, OrganisationStatus, Role
from webapp.models.codes.enums import MajorCatalogue, Stream
from webapp.models.posts.enums import PostStatus
from webapp.models.rounds.enums import RoundStatus
from webapp.services.posts.freezing import keep_posts

NEXT_YEAR = clock.today().year + 1
HALF_A_YEAR_ON = clock.today() + timedelta(days=180)  # posts are valid for twelve months at most
SKILLS = ["电梯曳引系统检修", "电梯应急处置", "电气原理图识读", "PLC 编程与调试", "钳工基本操作", "安全用电"]
COURSES = ["电梯结构与原理", "电梯安装与调试", "电气控制技术"]


@makes("organisations", base="empty")
def _let_in(place: Place) -> None:
    """One verified school and one that waits, an enterprise, a coordinator, and a few codes."""
    with place.session() as session:
        _codes(session)
        _people(session)


@makes("chains", base="organisations")
def _add_chains_and_enterprises(place: Place) -> None:
    """Two chains with segments and families, and a second enterprise that nobody has verified."""
    with place.session() as session:
        for position, (chain, name) in enumerate((("elevator", "电梯"), ("digital", "数字经济"))):
            session.add(Chain(slug=chain, name=name, name_en=chain.title(), position=position))
        session.flush()
        for chain, slug, name, codes in (
            ("elevator", "elevator.maintain", "安装维保", ["C3435", "C3437"]),
            ("elevator", "elevator.build", "整机制造", ["C3435"]),
            ("digital", "digital.chips", "集成电路", ["C3973"]),
        ):
            segment = ChainSegment(
                slug=slug, chain_slug=chain, stream=Stream.DOWNSTREAM, name=name, name_en=slug, industry_codes=codes
            )
            session.add(segment)
        session.flush()
        family = PositionFamily(
            slug="elevator.maintain.fitter", segment_slug="elevator.maintain", name="维保作业", name_en="Maintenance"
        )
        family.titles = ["电梯保养工", "电梯急修工"]
        session.add(family)
        held = Organisation(
            kind=OrganisationKind.ENTERPRISE, credit_code="9" * 18, name="越东电梯部件厂", region="330600"
        )
        session.add(held)
        session.flush()
        session.add(
            Person(email="jun@example.cn", name="Jun", password_hash="-", role=Role.ENTERPRISE, organisation_id=held.id)
        )


def freeze(database: Session, round_: MatchingRound, *posts: Demand | Offering) -> None:
    """Put posts into the round and end its collecting: those that are handed in are kept."""
    round_.status, round_.frozen_at = RoundStatus.FROZEN, now()
    database.add(round_)
    for post in posts:
        post.round_id = round_.id
        database.add(post)
        if post.status is PostStatus.SUBMITTED:
            keep_posts(database, round_, type(post), [post.id])
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
