"""Closed lists of values that the tables store, each with its Chinese and English name."""

from webapp.models.kernel.labels import LabelledEnum


class Role(LabelledEnum):
    """What a person may be: exactly one role each."""

    ENTERPRISE = "enterprise", "企业", "Enterprise"
    SCHOOL = "school", "学校", "School"
    COORDINATOR = "coordinator", "统筹员", "Coordinator"
    ADMINISTRATOR = "administrator", "系统管理员", "Administrator"


class OrganisationKind(LabelledEnum):
    """What an organisation is on the exchange."""

    ENTERPRISE = "enterprise", "企业", "Enterprise"
    SCHOOL = "school", "学校", "School"
    COORDINATOR = "coordinator", "统筹单位", "Coordinating body"


class OrganisationStatus(LabelledEnum):
    """Whether a coordinator has verified the organisation."""

    PENDING = "pending", "待认证", "Pending verification"
    VERIFIED = "verified", "已认证", "Verified"
    REJECTED = "rejected", "未通过", "Not accepted"


class SchoolType(LabelledEnum):
    """Kinds of vocational schools."""

    SECONDARY = "secondary_vocational", "中等职业学校", "Secondary vocational school"
    TECHNICAL = "technical_school", "技工学校", "Technical school"
    SENIOR_TECHNICAL = "senior_technical", "高级技工学校", "Senior technical school"
    TECHNICIAN_COLLEGE = "technician_college", "技师学院", "Technician college"
    HIGHER = "higher_vocational", "高等职业学校（专科）", "Higher vocational college"
    VOCATIONAL_UNIVERSITY = "vocational_university", "职业本科", "Vocational university"
    APPLIED_UNIVERSITY = "applied_university", "应用型本科", "Applied university"


class Ownership(LabelledEnum):
    """Who owns an enterprise."""

    STATE = "state", "国有及国有控股", "State-owned"
    PRIVATE = "private", "民营", "Private"
    FOREIGN = "foreign", "外商及港澳台", "Foreign, Hong Kong, Macao or Taiwan"
    COLLECTIVE = "collective", "集体", "Collective"
    INSTITUTION = "institution", "事业单位", "Public institution"
    OTHER = "other", "其他", "Other"


class EnterpriseScale(LabelledEnum):
    """Statistical size of an enterprise."""

    LARGE = "large", "大型", "Large"
    MEDIUM = "medium", "中型", "Medium"
    SMALL = "small", "小型", "Small"
    MICRO = "micro", "微型", "Micro"


class CooperationMode(LabelledEnum):
    """How a school and an enterprise may work together."""

    ORDER_CLASS = "order_class", "订单班", "Order class"
    MODERN_APPRENTICESHIP = "modern_apprenticeship", "现代学徒制", "Modern apprenticeship"
    NEW_APPRENTICESHIP = "new_apprenticeship", "企业新型学徒制", "Enterprise new apprenticeship"
    PRACTICE_BASE = "practice_base", "实习实训基地", "Practice and internship base"
    INDUSTRY_COLLEGE = "industry_college", "产业学院", "Industry college"
    JOINT_MAJOR = "joint_major", "共建专业", "Jointly built major"
    TECH_PROJECT = "tech_project", "技术攻关", "Technical problem-solving"
    TEACHER_PRACTICE = "teacher_practice", "师资实践", "Teacher practice and expert teaching"


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


class MajorCatalogue(LabelledEnum):
    """Catalogue that a major's code comes from."""

    MOE2021 = "moe2021", "职业教育专业目录（2021）", "Vocational education catalogue (2021)"
    MOHRSS = "mohrss", "技工院校专业目录", "Technician college catalogue"


class Stream(LabelledEnum):
    """Place of a segment in its industry chain."""

    UPSTREAM = "upstream", "上游", "Upstream"
    MIDSTREAM = "midstream", "中游", "Midstream"
    DOWNSTREAM = "downstream", "下游", "Downstream"


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


class RunState(LabelledEnum):
    """State of one computation."""

    QUEUED = "queued", "排队中", "Queued"
    RUNNING = "running", "进行中", "Running"
    DONE = "done", "已完成", "Done"
    FAILED = "failed", "失败", "Failed"
    CANCELLED = "cancelled", "已停止", "Stopped"


class Side(LabelledEnum):
    """Which party of a suggestion answers."""

    ENTERPRISE = "enterprise", "企业", "Enterprise"
    SCHOOL = "school", "学校", "School"


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


class JobState(LabelledEnum):
    """State of a piece of background work."""

    QUEUED = "queued", "排队中", "Queued"
    RUNNING = "running", "进行中", "Running"
    DONE = "done", "已完成", "Done"
    FAILED = "failed", "失败", "Failed"
    CANCELLED = "cancelled", "已停止", "Stopped"


class TokenScope(LabelledEnum):
    """What a token of the API may be used for; reading comes with each of them."""

    READ = "read", "读取", "Read"
    POSTS = "posts", "填报需求、专业与培养能力", "Write demands, programmes and offerings"
    CHOICES = "choices", "对建议表态", "Record choices"
    RUNS = "runs", "发起与停止测算", "Start and stop runs"
