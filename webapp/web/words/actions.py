"""What was done, in words: one table that concepts add to."""

from collections.abc import Mapping

from flask_babel import LazyString, lazy_pgettext

ACTIONS: dict[str, LazyString] = {
    "choice.made": lazy_pgettext("history", "填写意见"),
    "choice.made_for": lazy_pgettext("history", "统筹员代填意见"),
    "choice.withdrawn": lazy_pgettext("history", "撤回意见"),
    "choice.undone": lazy_pgettext("history", "撤销上一次修改"),
    "choice.ranked": lazy_pgettext("history", "志愿顺序变动"),
    "suggestion.decided": lazy_pgettext("history", "填写意见"),
    "invitation.answered": lazy_pgettext("history", "答复邀请"),
    "invitation.reminded": lazy_pgettext("history", "提醒答复邀请"),
    "person.added": lazy_pgettext("history", "新增账号"),
    "person.deactivated": lazy_pgettext("history", "停用账号"),
    "person.reactivated": lazy_pgettext("history", "恢复账号"),
    "person.password_changed": lazy_pgettext("history", "修改密码"),
    "person.password_reset": lazy_pgettext("history", "重设密码"),
    "token.made": lazy_pgettext("history", "新建接口令牌"),
    "token.revoked": lazy_pgettext("history", "停用接口令牌"),
    "import.received": lazy_pgettext("history", "上传名单"),
    "import.applied": lazy_pgettext("history", "确认导入"),
    "import.undone": lazy_pgettext("history", "撤销导入"),
    "organisation.listed": lazy_pgettext("history", "由名单导入单位"),
    "alternate.refused": lazy_pgettext("history", "递补未获接受"),
    "alternate.lapsed": lazy_pgettext("history", "递补逾期"),
    "organisation.restored": lazy_pgettext("history", "撤销导入，恢复原样"),
    "organisation.taken_back": lazy_pgettext("history", "撤销导入，删除"),
    "demand.restored": lazy_pgettext("history", "撤销导入，恢复原样"),
    "demand.taken_back": lazy_pgettext("history", "撤销导入，删除"),
    "program.restored": lazy_pgettext("history", "撤销导入，恢复原样"),
    "program.taken_back": lazy_pgettext("history", "撤销导入，删除"),
    "offering.restored": lazy_pgettext("history", "撤销导入，恢复原样"),
    "offering.taken_back": lazy_pgettext("history", "撤销导入，删除"),
    "conflict.opened": lazy_pgettext("history", "出现冲突"),
    "conflict.statement": lazy_pgettext("history", "陈述意见"),
    "conflict.hearing": lazy_pgettext("history", "安排答辩会"),
    "conflict.minutes": lazy_pgettext("history", "填写答辩会纪要"),
    "conflict.ruled": lazy_pgettext("history", "作出裁定"),
    "conflict.reverted": lazy_pgettext("history", "撤销裁定"),
    "allocation.fallen": lazy_pgettext("history", "配对落空"),
    "alternate.offered": lazy_pgettext("history", "提出递补"),
    "alternate.answered": lazy_pgettext("history", "答复递补"),
    "alternate.taken": lazy_pgettext("history", "递补成立"),
    "objection.filed": lazy_pgettext("history", "提出异议"),
    "objection.replied": lazy_pgettext("history", "答复异议"),
    "publication.drafted": lazy_pgettext("history", "起草公示"),
    "publication.approved": lazy_pgettext("history", "批准公示"),
    "publication.corrected": lazy_pgettext("history", "更正公示"),
    "round.allocated": lazy_pgettext("history", "按志愿分配"),
    "round.refill": lazy_pgettext("history", "重新测算填补"),
    "edition.applied": lazy_pgettext("history", "启用新版目录"),
    "skill.waits_again": lazy_pgettext("history", "重新待审"),
}


def word_actions(words: Mapping[str, LazyString]) -> None:
    """Register the words of a concept's actions."""
    ACTIONS.update(words)
