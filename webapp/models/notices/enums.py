"""Enums of notices and outgoing mail."""

from webapp.models.kernel.labels import LabelledEnum


class NoticeEvent(LabelledEnum):
    """The few events that people are told of."""

    INVITED = "invited", "邀请参加轮次", "Invited to a round"
    POST_RETURNED = "post_returned", "填报被退回", "Post returned"
    PHASE_DUE = "phase_due", "阶段到期提醒", "Phase due"
    CHOOSING_OPEN = "choosing_open", "可以选择了", "Choosing has begun"
    CHOICE_REMINDER = "choice_reminder", "催办", "Reminder"
    HANDED_OVER = "handed_over", "同事转办", "Handed over by a colleague"
    CONFLICT = "conflict", "需要裁定", "Conflict"
    RULING = "ruling", "裁定结果", "Ruling"
    ALTERNATE = "alternate", "递补机会", "Alternate"
    PUBLISHED = "published", "结果公示", "Published"
    OBJECTION = "objection", "公示异议", "Objection"
    AGREEMENT = "agreement", "签约与履行", "Agreement"
    WORK_ENDED = "work_ended", "后台处理结束", "Background work ended"
    REGISTERED = "registered", "单位等待认证", "Organisations waiting"


DECISIONS = frozenset({NoticeEvent.RULING, NoticeEvent.PUBLISHED, NoticeEvent.CONFLICT})  # nobody opts out of these


class MailState(LabelledEnum):
    """How far an outgoing mail is."""

    WAITING = "waiting", "待发送", "Waiting"
    SENDING = "sending", "发送中", "Being sent"
    SENT = "sent", "已发出", "Sent"
    GIVEN_UP = "given_up", "已放弃", "Given up"
