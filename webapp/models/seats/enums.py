"""Enums of seats."""

from webapp.models.kernel.labels import LabelledEnum


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


class AlternateState(LabelledEnum):
    """Where the offer to the next in line stands."""

    OPEN = "open", "待双方确认", "Open"
    TAKEN = "taken", "双方已接受", "Taken"
    REFUSED = "refused", "有一方不接受", "Refused"
    LAPSED = "lapsed", "逾期未确认", "Lapsed"
