"""What the posts of a suggestion are called: as the snapshot has kept them, and as they are called now."""

from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from webapp.models import Demand, Offering, Program, Run, Suggestion
from webapp.models.accounts.names import spellings
from webapp.services.accounts.names import named_so
from webapp.services.rounds.frozen_names import DEMAND_NAMES, OFFERING_NAMES, posts_called

FROZEN = {"demand": DEMAND_NAMES, "offering": OFFERING_NAMES}


def is_called(session: Session, run_id: UUID | None, words: str) -> ColumnElement[bool]:
    """Tell whether the words stand in a name of a suggestion's posts, old or new, in a run.

    For queries that have joined the demand, the offering and its programme. Whoever has renamed something looks for it
    by its new name; lists show it as it was frozen, and whoever reads them looks for that.
    """
    frozen = posts_called(session, session.exec(select(Run.snapshot_id).where(Run.id == run_id)).first(), words)
    now = (col(Demand.position), col(Program.name), col(Program.direction), col(Demand.number), col(Offering.number))
    organisations = named_so(words)
    return or_(
        *(name.icontains(words, autoescape=True) for name in now),
        col(Demand.enterprise_id).in_(organisations),
        col(Program.school_id).in_(organisations),
        col(Demand.id).in_(frozen.demands),
        col(Offering.id).in_(frozen.offerings),
    )


def was_called(words: str) -> ColumnElement[bool]:
    """Tell whether the words stand in a frozen name of a suggestion, of whatever run: for few suggestions."""
    kept = [col(Suggestion.facts)[side][name].as_string() for side, names in FROZEN.items() for name in names]
    return or_(*(name.icontains(said, autoescape=True) for name in kept for said in sorted(spellings(words))))
