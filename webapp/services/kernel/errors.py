"""Refusals that are worded for the person who asked."""

from typing import Any


class DomainError(Exception):
    """A refusal: a code, and the facts that its sentence needs. The web layer words it."""

    status = 409

    def __init__(self, code: str, **facts: Any) -> None:
        """Remember the code of the sentence and its facts."""
        super().__init__(code)
        self.code = code
        self.facts = facts


class StaleEdit(DomainError):
    """Somebody else saved in between."""

    def __init__(self, **facts: Any) -> None:
        """Remember what stands now."""
        super().__init__("stale_edit", **facts)


class NotFound(DomainError):
    """What was asked for does not exist for the asker."""

    status = 404
