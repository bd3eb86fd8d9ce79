"""Refusals that are worded for the person who asked."""

import dataclasses
from dataclasses import dataclass
from typing import Any


class DomainError(Exception):
    """A refusal: a code, the field that mends it where there is one, and the facts that its sentence needs.

    The web layer words it: the sentence of a code stands in the `words.py` of its room, in both languages.
    """

    status = 409

    def __init__(self, code: str, *, field: str = "", **facts: Any) -> None:
        """Remember the code of the sentence, the field, and the facts."""
        super().__init__(code)
        self.code = code
        self.field = field
        self.facts = facts


class StaleEdit(DomainError):
    """Somebody else saved in between."""

    def __init__(self, **facts: Any) -> None:
        """Remember what stands now."""
        super().__init__("stale_edit", **facts)


class Outdated(DomainError):
    """What was computed no longer fits what stands; it is to be computed again."""

    def __init__(self) -> None:
        """Need no facts."""
        super().__init__("changed_meanwhile")


class Unfit(DomainError):
    """What was typed cannot be taken; nothing has changed meanwhile that would be to blame."""

    status = 422


class NotFound(DomainError):
    """What was asked for does not exist for the asker."""

    status = 404


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about one field: its code and the facts of its sentence."""

    field: str
    code: str
    facts: dict[str, Any] = dataclasses.field(default_factory=dict)


class InputRefused(DomainError):
    """Typed values that cannot be taken, each with its field."""

    status = 422

    def __init__(self, remarks: list[Remark]) -> None:
        """Hold the remarks."""
        super().__init__("input_refused")
        self.remarks = remarks


class VerificationOpen(DomainError):
    """Figures that must be mended or explained, each with its field."""

    status = 422

    def __init__(self, remarks: list[Remark]) -> None:
        """Hold the remarks, explained or not."""
        super().__init__("verification_open")
        self.remarks = remarks
