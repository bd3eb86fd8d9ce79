"""Enums of answers to suggestions."""

from webapp.models.kernel.labels import LabelledEnum


class Decision(LabelledEnum):
    """One side's answer to a suggestion."""

    ACCEPT = "accept", "接受", "Accept"
    ACCEPT_PARTIAL = "accept_partial", "接受部分人数", "Accept part"
    DECLINE = "decline", "不接受", "Decline"
    DEFER = "defer", "暂缓", "Defer"


class DeclineReason(LabelledEnum):
    """Why a side declines, or takes fewer than suggested."""

    MAJOR_MISMATCH = "major_mismatch", "培养方向不符", "Not the right field of training"
    NO_CAPACITY = "no_capacity", "名额已满", "No capacity left"
    TIME_MISMATCH = "time_mismatch", "时间不一致", "Dates do not fit"
    TOO_FAR = "too_far", "距离或食宿不便", "Too far or no lodging"
    PAY = "pay", "报酬或保障不足", "Pay or protection too low"
    BAD_EXPERIENCE = "bad_experience", "以往合作不理想", "Poor past cooperation"
    SAFETY = "safety", "岗位安全或合规顾虑", "Safety or compliance concern"
    POST_FILLED = "post_filled", "岗位已招满", "Post already filled"
    OTHER = "other", "其他（填写说明）", "Other (explain)"
