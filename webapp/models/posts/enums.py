"""Enums of posts."""

from webapp.models.kernel.labels import LabelledEnum


class TrainingLevel(LabelledEnum):
    """Level at which a programme trains, and the least level that a demand asks for."""

    SECONDARY = "secondary", "中职", "Secondary vocational"
    MID_TECH = "mid_tech", "中级工", "Intermediate technician class"
    SENIOR_TECH = "senior_tech", "高级工", "Senior technician class"
    PRE_TECHNICIAN = "pre_technician", "预备技师", "Pre-technician class"
    HIGHER = "higher", "高职", "Higher vocational"
    VOC_BACHELOR = "voc_bachelor", "本科", "Vocational bachelor"


class EntryLevel(LabelledEnum):
    """Schooling that a programme's students come with."""

    JUNIOR = "junior", "初中起点", "From junior secondary"
    SENIOR = "senior", "高中（中专、中技）起点", "From senior secondary"
    EMPLOYEE = "employee", "在职", "In service"


class CourseKind(LabelledEnum):
    """How a course is taught."""

    THEORY = "theory", "理论", "Theory"
    PRACTICE = "practice", "实训", "Practice"
    BOTH = "both", "理实一体", "Theory and practice"


class PostStatus(LabelledEnum):
    """State of a demand or an offering."""

    DRAFT = "draft", "草稿", "Draft"
    SUBMITTED = "submitted", "已提交", "Submitted"
    RETURNED = "returned", "退回修改", "Returned"
    WITHDRAWN = "withdrawn", "已撤回", "Withdrawn"


class Visibility(LabelledEnum):
    """Who may see a submitted post."""

    PUBLIC = "public", "公开（不含联系人与报酬）", "Public (without contact and pay)"
    VERIFIED = "verified", "仅认证单位可见", "Verified organisations only"
    PRIVATE = "private", "仅统筹方可见", "Coordinators only"


class GoneKind(LabelledEnum):
    """What has gone from the exchange."""

    DEMAND = "demand", "需求", "Demand"
    OFFERING = "offering", "培养能力", "Offering"
    PROGRAM = "program", "专业", "Programme"
    ORGANISATION = "organisation", "单位", "Organisation"


class GoneReason(LabelledEnum):
    """Why something has gone from the exchange."""

    TAKEN_BACK = "taken_back", "导入被撤销，已删除", "Deleted with the import that had made it"
    WITHDRAWN = "withdrawn", "已撤回", "Withdrawn"
    RETURNED = "returned", "退回修改", "Returned to be changed"
