"""Closed lists of values of the two-sided market: invitations, allocation, conflicts, publication, agreements."""

from webapp.models.kernel.labels import LabelledEnum


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


class AllocationState(LabelledEnum):
    """Where an allocation stands."""

    PROPOSED = "proposed", "待确认", "Proposed"
    SETTLED = "settled", "已确定", "Settled"
    FALLEN = "fallen", "已落空", "Fallen"


class AllocationOrigin(LabelledEnum):
    """Where an allocation's standing seats come from."""

    ALGORITHM = "algorithm", "算法分配", "Algorithm"
    PIN = "pin", "指定配对", "Pinned"
    RULING = "ruling", "裁定", "Ruling"
    ALTERNATE = "alternate", "递补", "Alternate"


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


class AlternateState(LabelledEnum):
    """Where the offer to the next in line stands."""

    OPEN = "open", "待双方确认", "Open"
    TAKEN = "taken", "双方已接受", "Taken"
    REFUSED = "refused", "有一方不接受", "Refused"
    LAPSED = "lapsed", "逾期未确认", "Lapsed"


class ObjectionState(LabelledEnum):
    """Where an objection stands."""

    OPEN = "open", "待答复", "Open"
    UPHELD = "upheld", "成立", "Upheld"
    DISMISSED = "dismissed", "不成立", "Dismissed"
    WITHDRAWN = "withdrawn", "已撤回", "Withdrawn"


class DayKind(LabelledEnum):
    """How a day departs from the plain week."""

    HOLIDAY = "holiday", "放假", "Day off"
    WORKDAY = "workday", "上班", "Working day"


class AgreementState(LabelledEnum):
    """Where an agreement stands."""

    DRAFT = "draft", "拟稿", "Draft"
    SIGNED = "signed", "已签约", "Signed"
    RUNNING = "running", "履行中", "Running"
    ENDED = "ended", "已完成", "Ended"
    BROKEN_OFF = "broken_off", "提前终止", "Broken off"


class DutySide(LabelledEnum):
    """Whose duty a line of an agreement is."""

    SCHOOL = "school", "学校", "School"
    ENTERPRISE = "enterprise", "企业", "Enterprise"
    STUDENT = "student", "学生", "Student"


class BatchKind(LabelledEnum):
    """What a batch of students does at the enterprise."""

    COGNITION = "cognition", "认识实习", "Cognition visit"
    INTERNSHIP = "post_internship", "岗位实习", "Post internship"
    APPRENTICESHIP = "apprenticeship", "学徒培养", "Apprenticeship"
    EMPLOYMENT = "employment", "就业录用", "Employment"


class Severity(LabelledEnum):
    """How strictly a limit of the law is held."""

    ERROR = "error", "强制", "Mandatory"
    VERIFY = "verify", "核实", "Verify or explain"
    HINT = "hint", "提示", "Hint"


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


DECISIONS = frozenset({NoticeEvent.RULING, NoticeEvent.PUBLISHED, NoticeEvent.CONFLICT})  # nobody opts out of these
