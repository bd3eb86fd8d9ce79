"""What the posts of a suggestion are called: as the snapshot has kept them, and as they are called now."""

from sqlalchemy import ColumnElement, or_
from sqlmodel import col

from webapp.models import Demand, Offering, Program, Suggestion
from webapp.models.accounts.names import spellings
from webapp.services.accounts.names import named_so

FROZEN = {"demand": ("enterprise", "position", "number"), "offering": ("school", "major", "number")}


def was_called(words: str) -> ColumnElement[bool]:
    """Tell whether the words stand in a name that a suggestion was made with."""
    kept = [col(Suggestion.facts)[side][name].as_string() for side, names in FROZEN.items() for name in names]
    return or_(*(name.icontains(said, autoescape=True) for name in kept for said in sorted(spellings(words))))


def is_called(words: str) -> ColumnElement[bool]:
    """Tell whether the words stand in a name of a suggestion's posts, old or new.

    For queries that have joined the demand, the offering and its programme. Whoever has renamed something looks for it
    by its new name; lists show it as it was frozen, and whoever reads them looks for that.
    """
    now = (col(Demand.position), col(Program.name), col(Program.direction), col(Demand.number), col(Offering.number))
    named = named_so(words)
    return or_(
        was_called(words),
        *(name.icontains(words, autoescape=True) for name in now),
        col(Demand.enterprise_id).in_(named),
        col(Program.school_id).in_(named),
    )
