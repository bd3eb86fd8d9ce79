"""The JSON API: the same services and permissions as the pages, for programs that carry a person's token."""

from webapp.blueprints.api import (
    allocations,
    choices,
    codes,
    demands,
    offerings,
    openapi,
    organisations,
    programs,
    rounds,
    runs,
    suggestions,
    tombstones,
)
from webapp.blueprints.api.root import bp

__all__ = [
    "allocations",
    "bp",
    "choices",
    "codes",
    "demands",
    "offerings",
    "openapi",
    "organisations",
    "programs",
    "rounds",
    "runs",
    "suggestions",
    "tombstones",
]
