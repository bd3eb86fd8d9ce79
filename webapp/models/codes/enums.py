"""Enums of the code tables."""

from webapp.models.kernel.labels import LabelledEnum


class MajorCatalogue(LabelledEnum):
    """Catalogue that a major's code comes from."""

    MOE2021 = "moe2021", "职业教育专业目录（2021）", "Vocational education catalogue (2021)"
    MOHRSS = "mohrss", "技工院校专业目录", "Technician college catalogue"


class Stream(LabelledEnum):
    """Place of a segment in its industry chain."""

    UPSTREAM = "upstream", "上游", "Upstream"
    MIDSTREAM = "midstream", "中游", "Midstream"
    DOWNSTREAM = "downstream", "下游", "Downstream"
