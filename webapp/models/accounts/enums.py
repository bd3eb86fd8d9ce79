"""Enums of organisations and people."""

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


class TokenScope(LabelledEnum):
    """What a token of the API may be used for; reading comes with each of them."""

    READ = "read", "读取", "Read"
    POSTS = "posts", "填报需求、专业与培养能力", "Write demands, programmes and offerings"
    CHOICES = "choices", "对建议表态", "Record choices"
    RUNS = "runs", "发起与停止测算", "Start and stop runs"


class AttemptKind(LabelledEnum):
    """What is counted of one asker."""

    SIGN_IN = "sign_in", "登录失败", "Failed sign-in"
    SIGNED_IN = "signed_in", "登录", "Sign-in"
    RESET = "reset", "重设密码", "Password reset"
    REGISTRATION = "registration", "单位注册", "Registration"
    INVITATION = "invitation", "邀请同事", "Invitation"
    OBJECTION = "objection", "公示异议", "Objection"
    TOKEN = "token", "接口令牌无效", "Token refused"
