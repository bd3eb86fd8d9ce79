"""Enums of runs."""

from webapp.models.kernel.labels import LabelledEnum


class RunState(LabelledEnum):
    """State of one computation."""

    QUEUED = "queued", "排队中", "Queued"
    RUNNING = "running", "进行中", "Running"
    DONE = "done", "已完成", "Done"
    FAILED = "failed", "失败", "Failed"
    CANCELLED = "cancelled", "已停止", "Stopped"
