"""Enums of the public notice."""

from webapp.models.kernel.labels import LabelledEnum


class ObjectionState(LabelledEnum):
    """Where an objection stands."""

    OPEN = "open", "待答复", "Open"
    UPHELD = "upheld", "成立", "Upheld"
    DISMISSED = "dismissed", "不成立", "Dismissed"
    WITHDRAWN = "withdrawn", "已撤回", "Withdrawn"
