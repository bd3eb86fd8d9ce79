"""Every route of the application with addresses that exist: somebody's own things and somebody else's."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from sqlmodel import Session, SQLModel, col, select
from werkzeug.routing import Rule

from webapp.models import (
    Agreement,
    Allocation,
    AlternateOffer,
    Conflict,
    Demand,
    MatchingRound,
    Objection,
    Offering,
    Organisation,
    Person,
    Program,
    RoundSnapshot,
    Run,
    StudentBatch,
    Suggestion,
)
from webapp.policies import concerns

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
THINGS: dict[str, type[SQLModel]] = {
    "agreement_id": Agreement,
    "allocation_id": Allocation,
    "batch_id": StudentBatch,
    "conflict_id": Conflict,
    "demand_id": Demand,
    "objection_id": Objection,
    "offer_id": AlternateOffer,
    "offering_id": Offering,
    "organisation_id": Organisation,
    "program_id": Program,
    "round_id": MatchingRound,
    "run_id": Run,
    "suggestion_id": Suggestion,
}
WORDS = {
    "kind": "region",
    "table": "industries",
    "filename": "css/base.css",
    "token": "x" * 43,
    "step": "open",
    "code": "R2026-02",
    "day": "2026-10-01",
    "answer": "accept",
    "side": "school",
    "way": "up",
}


@dataclass(frozen=True, slots=True)
class Example:
    """One address of a route, with the thing that its id leads to."""

    rule: Rule
    path: str
    thing: SQLModel | None

    @property
    def is_api(self) -> bool:
        """Tell whether the route speaks JSON to programs."""
        return self.path.startswith("/api/")


def rules(app: Flask, *, unsafe: bool) -> list[Rule]:
    """Return the routes that read, or those that write."""
    held = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
    return sorted((rule for rule in held if bool(UNSAFE & (rule.methods or set())) is unsafe), key=str)


def verb(rule: Rule) -> str:
    """Return the verb of a route that writes."""
    return next(iter(UNSAFE & (rule.methods or set())))


def is_met(app: Flask, rule: Rule, person: Person | None) -> bool:
    """Tell whether a route is of the person's kind at all: where it is not, it refuses before it reads anything."""
    access = getattr(app.view_functions[rule.endpoint], "access", None)
    return access == "public" or (person is not None and concerns(person, access))


def examples(app: Flask, rule: Rule, things: dict[str, list[SQLModel]]) -> Iterator[Example]:
    """Yield the addresses of a route: one for each example of the thing that it is about."""
    names, addresses = sorted(rule.arguments), app.url_map.bind("localhost")
    own = [name for name in names if name in THINGS and not rule.endpoint.startswith(("imports.", "matching."))]
    for thing in (things.get(own[0]) or [None]) if own else [None]:
        values: dict[str, Any] = {name: WORDS.get(name, uuid4()) for name in names}
        if thing is not None:
            values[own[0]] = thing.id  # type: ignore[attr-defined]
        yield Example(rule, addresses.build(rule.endpoint, values), thing)


def things_of(session: Session, people: list[Person]) -> dict[str, list[SQLModel]]:
    """Return for each kind the things that somebody of the people owns, and one that nobody of them owns."""
    own = {person.organisation_id for person in people if person.organisation_id is not None}
    found: dict[str, list[SQLModel]] = {}
    found["organisation_id"] = _spread(session.exec(select(Organisation)).all(), lambda row: row.id, own)
    found["demand_id"] = _spread(session.exec(select(Demand)).all(), lambda row: row.enterprise_id, own)
    found["program_id"] = _spread(session.exec(select(Program)).all(), lambda row: row.school_id, own)
    found["offering_id"] = _spread(session.exec(select(Offering)).all(), lambda row: row.program.school_id, own)
    found["suggestion_id"] = _spread(
        session.exec(select(Suggestion).order_by(col(Suggestion.score).desc())).all(),
        lambda row: row.offering.program.school_id,
        own,
    )
    found["agreement_id"] = _spread(session.exec(select(Agreement)).all(), lambda row: row.enterprise_id, own)
    found["batch_id"] = _spread(session.exec(select(StudentBatch)).all(), lambda row: row.agreement.enterprise_id, own)
    found["round_id"] = list(session.exec(select(MatchingRound)))
    found["run_id"] = list(session.exec(select(Run)))
    for name, kind in (("conflict_id", Conflict), ("objection_id", Objection)):
        found[name] = list(session.exec(select(kind).limit(2)))
    for name, pair in (("allocation_id", Allocation), ("offer_id", AlternateOffer)):
        found[name] = list(session.exec(select(pair).limit(2)))
    assert session.exec(select(RoundSnapshot)).first() is not None
    return found


def _spread(rows: Any, owner: Any, own: set[UUID]) -> list[SQLModel]:
    """Return one row of each owner among `own`, and one of somebody else."""
    found: dict[UUID | None, SQLModel] = {}
    for row in rows:
        found.setdefault(owner(row) if owner(row) in own else None, row)
    return list(found.values())
