"""Refusals of a whole file."""

from typing import Any, Final

from webapp.services.kernel.errors import DomainError
from webapp.services.sheets.complaints import CellComplaint

MOST_COMPLAINTS: Final = 100


class FileRefused(DomainError):
    """A file that cannot be read as a list."""

    status = 422


class CellsRefused(DomainError):
    """A file that is taken as a whole or not at all, with the place of everything that is wrong."""

    status = 422

    def __init__(self, complaints: list[CellComplaint]) -> None:
        """Hold the first complaints."""
        super().__init__("csv_refused", count=len(complaints))
        self.complaints = complaints[:MOST_COMPLAINTS]


class ImportChanged(DomainError):
    """What was checked no longer holds: nothing is stored before somebody has looked at the rows again."""

    def __init__(self, code: str = "import_changed", **facts: Any) -> None:
        """Remember which row shows it, where it is one."""
        super().__init__(code, **facts)
