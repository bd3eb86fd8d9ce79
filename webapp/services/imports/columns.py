"""What a list consists of: its columns, in the order of the template."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from webapp.models.accounts.enums import EnterpriseScale, OrganisationKind, Ownership, SchoolType
from webapp.models.imports.imports import ImportKind
from webapp.models.kernel.enums import CooperationMode
from webapp.models.kernel.labels import LabelledEnum
from webapp.models.posts.enums import EntryLevel, TrainingLevel, Visibility
from webapp.services.sheets.cells import Holds


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds, whether a new row needs it, and what a good answer looks like.

    Values that are not offered are understood all the same: exports have them.
    """

    field: str
    holds: Holds
    example: str = ""
    required: bool = False
    options: tuple[LabelledEnum, ...] = ()
    not_offered: tuple[LabelledEnum, ...] = ()
    width: int = 14


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one kind of list, in groups, as one kind of person fills it."""

    kind: ImportKind
    groups: tuple[tuple[str, tuple[Column, ...]], ...]
    columns: tuple[Column, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Hold the columns without their groups."""
        object.__setattr__(self, "columns", tuple(column for _name, group in self.groups for column in group))

    def __getitem__(self, name: str) -> Column:
        """Return the column of a field."""
        return next(column for column in self.columns if column.field == name)

    @property
    def version(self) -> str:
        """Return what the hidden cell of a template says: a new fingerprint whenever a column changes."""
        parts = [f"{column.field}:{column.holds.name}:{column.required}" for column in self.columns]
        digest = hashlib.sha256("|".join(parts).encode()).hexdigest()[:8]
        return f"zhiqiao:{self.kind.value}:{digest}"

    def without(self, fields: Iterable[str]) -> "Layout":
        """Return the layout without some of its columns."""
        left_out = set(fields)
        kept = ((name, tuple(c for c in columns if c.field not in left_out)) for name, columns in self.groups)
        return Layout(self.kind, tuple((name, columns) for name, columns in kept if columns))


def _modes(required: bool) -> Column:
    return Column("modes", Holds.CHOICES, "order_class", required, tuple(CooperationMode), width=20)


def _contact(required: bool) -> tuple[Column, ...]:
    return (
        Column("contact_name", Holds.TEXT, "招聘办公室", required, width=12),
        Column("contact_phone", Holds.PHONE, "0571-88880000", required, width=16),
        Column("visibility", Holds.CHOICE, "public", False, tuple(Visibility), width=20),
    )


NUMBER: Final = Column("number", Holds.REFERENCE, width=12)
STATE: Final = Column("status", Holds.STATE, width=10)

ORGANISATIONS: Final = Layout(
    ImportKind.ORGANISATIONS,
    (
        (
            "identity",
            (
                Column(
                    "kind",
                    Holds.CHOICE,
                    "enterprise",
                    True,
                    tuple(OrganisationKind),
                    not_offered=(OrganisationKind.COORDINATOR,),
                    width=10,
                ),
                Column("credit_code", Holds.CODE, "91330100MA0000000C", True, width=22),
                Column("name", Holds.TEXT, "示例精密机械有限公司", True, width=30),
                Column("short_name", Holds.TEXT, "示例精密", width=14),
            ),
        ),
        (
            "place",
            (
                Column("region", Holds.REGION, "330106 浙江省杭州市西湖区", True, width=26),
                Column("address", Holds.TEXT, "示例路 1 号", width=24),
                Column("website", Holds.TEXT, "https://www.example.cn", width=22),
            ),
        ),
        (
            "enterprise",
            (
                Column("industry_code", Holds.INDUSTRY, "C3484 机械零部件加工", width=26),
                Column("ownership", Holds.CHOICE, "private", False, tuple(Ownership), width=14),
                Column("scale", Holds.CHOICE, "medium", False, tuple(EnterpriseScale), width=10),
                Column("employees", Holds.NUMBER, "320", width=12),
            ),
        ),
        ("school", (Column("school_type", Holds.CHOICE, "", False, tuple(SchoolType), width=20),)),
        ("invitation", (Column("invite", Holds.EMAIL, "office@example.cn", width=24),)),
    ),
)

DEMANDS: Final = Layout(
    ImportKind.DEMANDS,
    (
        ("reference", (NUMBER, STATE)),
        (
            "owner",
            (
                Column("enterprise_code", Holds.CODE, "91330100MA0000000C", width=22),
                Column("enterprise_name", Holds.TEXT, "示例精密机械有限公司", width=26),
            ),
        ),
        (
            "place",
            (
                Column("round_id", Holds.ROUND, "", width=22),
                Column("chain_slug", Holds.CHAIN, "电梯", width=16),
                Column("segment_slug", Holds.SEGMENT, "维保与改造", width=18),
                Column("family_slug", Holds.FAMILY, "", width=14),
                Column("industry_code", Holds.INDUSTRY, "C3435 电梯、自动扶梯及升降机制造", width=26),
            ),
        ),
        (
            "position",
            (
                Column("position", Holds.TEXT, "电梯保养工", True, width=16),
                Column("level", Holds.CHOICE, "secondary", True, tuple(TrainingLevel), width=10),
                Column("headcount", Holds.NUMBER, "12", True, width=10),
                Column("current_staff", Holds.NUMBER, "80", width=12),
            ),
        ),
        (
            "skills",
            (
                Column("required_skills", Holds.ENTRIES, "门锁与层门检查；控制柜排查；困人救援", True, width=32),
                Column("preferred_skills", Holds.ENTRIES, "钢丝绳维护", width=20),
            ),
        ),
        (
            "cooperation",
            (
                _modes(False),
                Column("start_month", Holds.MONTH, "{month}", width=12),
                Column("months", Holds.MONTHS, "12", width=10),
                Column("mentors", Holds.NUMBER, "3", width=10),
                Column("region", Holds.REGION, "330106 浙江省杭州市西湖区", width=26),
                Column("address", Holds.TEXT, "示例路 1 号", width=20),
                Column("lodging", Holds.YES_NO, "是", width=10),
                Column("pay_min", Holds.PAY, "4000", width=10),
                Column("pay_max", Holds.PAY, "5500", width=10),
                Column("note", Holds.TEXT, "", width=28),
            ),
        ),
        ("contact", (*_contact(False), Column("valid_until", Holds.DAY, "{day}", width=12))),
        ("verification", (Column("verify_note", Holds.TEXT, width=28),)),
    ),
)

PROGRAM_COLUMNS: Final = (
    Column("major_key", Holds.MAJOR, "460206 电梯工程技术", True, width=26),
    Column("level", Holds.CHOICE, "higher", True, tuple(TrainingLevel), width=10),
    Column("direction", Holds.TEXT, "", width=14),
    Column("entry_level", Holds.CHOICE, "senior", False, tuple(EntryLevel), width=20),
)
PROGRAMS: Final = Layout(
    ImportKind.PROGRAMS,
    (
        ("program", (*PROGRAM_COLUMNS, Column("years", Holds.YEARS, "3", width=8))),
        (
            "teaching",
            (
                Column("skills", Holds.ENTRIES, "门锁与层门检查；控制柜排查；困人救援；钢丝绳维护；安全用电", width=40),
                Column(
                    "courses",
                    Holds.COURSES,
                    "电梯结构与原理（64 学时）；电梯安装与调试（实训 96 学时）；电气控制技术",
                    width=36,
                ),
                Column("rooms", Holds.ENTRIES, "电梯实训室（40 工位）", width=24),
                Column("certificates", Holds.ENTRIES, "电梯安装维修工（三级）", width=24),
            ),
        ),
        ("industries", (Column("industry_codes", Holds.INDUSTRIES, "C3435 电梯、自动扶梯及升降机制造", width=30),)),
    ),
)

OFFERINGS: Final = Layout(
    ImportKind.OFFERINGS,
    (
        ("reference", (NUMBER, STATE)),
        ("program", PROGRAM_COLUMNS),
        (
            "capacity",
            (
                Column("round_id", Holds.ROUND, "", width=22),
                Column("term", Holds.TERM, "{term}", width=10),
                Column("seats", Holds.NUMBER, "45", True, width=12),
                Column("batch_min", Holds.NUMBER, "15", width=10),
                Column("batch_max", Holds.NUMBER, "45", width=10),
                Column("teachers", Holds.NUMBER, "2", width=10),
            ),
        ),
        (
            "cooperation",
            (
                _modes(True),
                Column("start_month", Holds.MONTH, "{month}", True, width=12),
                Column("months", Holds.MONTHS, "12", True, width=10),
                Column("regions", Holds.REGIONS, "330100 浙江省杭州市", width=26),
                Column("note", Holds.TEXT, "", width=28),
            ),
        ),
        ("contact", _contact(True)),
    ),
)

LAYOUTS: Final = {layout.kind: layout for layout in (ORGANISATIONS, DEMANDS, PROGRAMS, OFFERINGS)}
