"""Closed lists of values that the tables store, each with its Chinese and English name."""

from webapp.models.kernel.labels import LabelledEnum


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


class Side(LabelledEnum):
    """Which party of a suggestion answers."""

    ENTERPRISE = "enterprise", "企业", "Enterprise"
    SCHOOL = "school", "学校", "School"


class JobState(LabelledEnum):
    """State of a piece of background work."""

    QUEUED = "queued", "排队中", "Queued"
    RUNNING = "running", "进行中", "Running"
    DONE = "done", "已完成", "Done"
    FAILED = "failed", "失败", "Failed"
    CANCELLED = "cancelled", "已停止", "Stopped"
