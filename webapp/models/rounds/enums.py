"""Enums of rounds and of what is collected for them."""

from webapp.models.kernel.labels import LabelledEnum


class RoundStatus(LabelledEnum):
    """Phase of a matching round."""

    DRAFT = "draft", "筹备", "Draft"
    COLLECTING = "collecting", "征集", "Collecting"
    FROZEN = "frozen", "冻结", "Frozen"
    SCORED = "scored", "已测算", "Scored"
    CHOOSING = "choosing", "双向选择", "Choosing"
    ADJUDICATING = "adjudicating", "协调裁定", "Adjudicating"
    PUBLISHED = "published", "已公示", "Published"
    CLOSED = "closed", "已归档", "Closed"


class InvitationState(LabelledEnum):
    """What an invited organisation has answered."""

    INVITED = "invited", "未答复", "No answer"
    YES = "yes", "参加", "Takes part"
    MAYBE = "maybe", "可能参加", "May take part"
    NO = "no", "本次不参加", "Not this time"


class AbsenceReason(LabelledEnum):
    """Why an organisation does not take part this time."""

    NO_NEED = "no_need", "本期没有需求或名额", "No need or places this term"
    TIME = "time", "时间安排不开", "No time"
    OTHER_CHANNEL = "other_channel", "已有固定合作渠道", "Fixed partners already"
    CONDITIONS = "conditions", "条件暂不具备", "Conditions not met yet"
    OTHER = "other", "其他（填写说明）", "Other (explain)"


class PairRuleKind(LabelledEnum):
    """What a coordinator has decided on a pair before allocation."""

    PIN = "pin", "指定配对", "Pinned"
    BAN = "ban", "不予配对", "Banned"


class AllocationMethod(LabelledEnum):
    """How seats are given out at the end of choosing."""

    STABLE_ENTERPRISE = "stable_enterprise", "稳定分配（企业优先）", "Stable, enterprises proposing"
    STABLE_SCHOOL = "stable_school", "稳定分配（学校优先）", "Stable, schools proposing"
    BEST_TOTAL = "best_total", "总分最高", "Best total"
