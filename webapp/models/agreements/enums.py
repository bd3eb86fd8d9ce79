"""Enums of agreements."""

from webapp.models.kernel.labels import LabelledEnum


class AgreementState(LabelledEnum):
    """Where an agreement stands."""

    DRAFT = "draft", "拟稿", "Draft"
    SIGNED = "signed", "已签约", "Signed"
    RUNNING = "running", "履行中", "Running"
    ENDED = "ended", "已完成", "Ended"
    BROKEN_OFF = "broken_off", "提前终止", "Broken off"


class AmendmentState(LabelledEnum):
    """Where a change of a signed agreement stands."""

    PROPOSED = "proposed", "待双方签署", "To be signed"
    SIGNED = "signed", "已签署", "Signed"
    DROPPED = "dropped", "已作废", "Dropped"


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
