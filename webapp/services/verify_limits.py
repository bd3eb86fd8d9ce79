"""The limits beyond which a figure of a demand must be explained: what the platform comes with, and what was set."""

from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, select

from webapp.models import RuleParameter


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit as the platform comes with it, and the range in which it may be set."""

    default: float
    low: float
    high: float
    source: str


INTERNSHIP_RULES: Final = "职业学校学生实习管理规定（教职成〔2021〕4 号）"
LIMITS: Final = {
    "share_of_same_post": Limit(20, 1, 100, f"{INTERNSHIP_RULES}：具体岗位一般不超过同类岗位职工总人数的 20%"),
    "share_of_employees": Limit(10, 1, 100, f"{INTERNSHIP_RULES}：一般不超过在岗职工总数的 10%"),
    "apprentices_per_mentor": Limit(10, 1, 100, "平台默认值：一名师傅所带人数"),
    "new_apprenticeship_months": Limit(
        24, 12, 36, "关于全面推行中国特色企业新型学徒制的指导意见：培养期一般 1 至 2 年"
    ),
    "pay_at_secondary": Limit(30_000, 1_000, 200_000, "平台默认值：提醒核对单位是否为元/月"),
}


@dataclass(frozen=True, slots=True)
class VerifyLimits:
    """The limits that stand."""

    share_of_same_post: float = LIMITS["share_of_same_post"].default
    share_of_employees: float = LIMITS["share_of_employees"].default
    apprentices_per_mentor: float = LIMITS["apprentices_per_mentor"].default
    new_apprenticeship_months: float = LIMITS["new_apprenticeship_months"].default
    pay_at_secondary: float = LIMITS["pay_at_secondary"].default


def limits_that_stand(session: Session) -> VerifyLimits:
    """Return the limits, each as it was set here or as the platform comes with it."""
    held = {row.key: row.value for row in session.exec(select(RuleParameter)) if row.key in LIMITS}
    return VerifyLimits(**held)


def shown(value: float) -> str:
    """Return a limit as a sentence names it: no digits that say nothing."""
    return f"{value:g}" if value < 1_000_000 else f"{value:.0f}"
