"""Refusals of a whole file."""

from typing import Any

from webapp.services.kernel.errors import DomainError


class FileRefused(DomainError):
    """A file that cannot be read as a list."""

    status = 422


class ImportChanged(DomainError):
    """What was checked no longer holds: the rows have to be looked at again."""

    def __init__(self, **facts: Any) -> None:
        """Remember which row shows it."""
        super().__init__("import_changed", **facts)
