"""Reasons to fit, one file each. `PARTS` lists the facts that are compared by value."""

from matching.criteria.capacity import Months, Seats, Start
from matching.criteria.level import Level
from matching.criteria.mode import Mode
from matching.criteria.part import Part
from matching.criteria.region import Region

PARTS: tuple[Part, ...] = (Seats(), Start(), Months(), Level(), Mode(), Region())

__all__ = ["PARTS", "Part"]
