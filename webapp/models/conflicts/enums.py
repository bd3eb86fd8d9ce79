"""Enums of conflicts."""

from webapp.models.kernel.labels import LabelledEnum


class ConflictKind(LabelledEnum):
    """Why mutual choices could not simply be satisfied."""

    MANY_TO_ONE = "many_to_one", "多选一", "Many enterprises, one programme"
    ONE_TO_MANY = "one_to_many", "一选多", "One enterprise, many schools"
    MANY_TO_MANY = "many_to_many", "多选多", "Many to many"
    OVER_CAPACITY = "over_capacity", "超出名额或占比上限", "Over capacity or cap"
    ONE_SIDED = "one_sided", "仅一方接受", "Accepted by one side only"
    DUPLICATE = "duplicate", "重复申报", "Duplicate post"
    QUALIFICATION = "qualification", "资质待核", "Qualification pending"
    WITHDRAWN = "withdrawn", "单方撤回", "Withdrawn by one side"
    OBJECTION = "objection", "公示异议", "Objection"


class ConflictState(LabelledEnum):
    """Where a conflict stands."""

    OPEN = "open", "待裁定", "Open"
    HEARING = "hearing", "答辩中", "Hearing"
    DECIDED = "decided", "已裁定", "Decided"
    VOID = "void", "已消失", "Void"


class RulingWay(LabelledEnum):
    """By what a coordinator settles a conflict."""

    ADOPT = "adopt", "采用测算分配", "Adopt the allocation"
    BY_RANK = "by_rank", "按志愿顺序", "By rank"
    BY_SCORE = "by_score", "按匹配得分", "By score"
    RULING = "ruling", "统筹裁定", "By ruling"
    HEARING = "hearing", "答辩会评议", "By hearing"
    EXCEPTION = "exception", "批准例外", "Approved exception"
    CANCEL = "cancel", "取消配对", "Pair cancelled"
