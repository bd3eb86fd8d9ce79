"""Enums of the calendar of working days."""

from webapp.models.kernel.labels import LabelledEnum


class DayKind(LabelledEnum):
    """How a day departs from the plain week."""

    HOLIDAY = "holiday", "放假", "Day off"
    WORKDAY = "workday", "上班", "Working day"


class Severity(LabelledEnum):
    """How strictly a limit of the law is held."""

    ERROR = "error", "强制", "Mandatory"
    VERIFY = "verify", "核实", "Verify or explain"
    HINT = "hint", "提示", "Hint"
