"""Seats against headcount before a round is frozen: by industry chain, and by class of majors."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from webapp.models import Chain, ChainSegment, MajorClass
from webapp.services.rounds.precheck import CheckedPost

GROUP = 4  # letter and three digits: the depth at which a programme and a branch are near enough


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """One chain or class: how many people are asked for, and how many seats could serve it."""

    key: str
    name: str
    name_en: str
    asked: int
    seats: int


def by_chain(session: Session, demands: Iterable[CheckedPost], offerings: Sequence[CheckedPost]) -> list[BalanceLine]:
    """Return headcount and seats by chain; a programme counts for each chain whose branches it serves."""
    serving = Serving(session.exec(select(ChainSegment.chain_slug, ChainSegment.industry_codes)).all())
    names = {row.slug: row for row in session.exec(select(Chain).order_by(col(Chain.position), col(Chain.slug)))}
    asked = dict.fromkeys(names, 0)
    for demand in demands:
        if demand.group in asked:
            asked[demand.group] += demand.people or 0
    seats = dict.fromkeys(names, 0)
    for offering in offerings:
        for slug in serving.of(offering.topics):
            if slug in seats:
                seats[slug] += offering.people or 0
    lines = [BalanceLine(key, row.name, row.name_en, asked[key], seats[key]) for key, row in names.items()]
    return sorted((line for line in lines if line.asked), key=lambda line: (line.seats - line.asked, line.key))


def by_class(session: Session, demands: Sequence[CheckedPost], offerings: Iterable[CheckedPost]) -> list[BalanceLine]:
    """Return seats and headcount by class of majors; a demand counts for each class that serves its branch."""
    serving = Serving(session.exec(select(MajorClass.name, MajorClass.industry_codes)).all())
    seats: dict[str, int] = {}
    for offering in offerings:
        if offering.group:
            seats[offering.group] = seats.get(offering.group, 0) + (offering.people or 0)
    asked = dict.fromkeys(seats, 0)
    for demand in demands:
        for name in serving.of(demand.topics):
            if name in asked:
                asked[name] += demand.people or 0
    lines = [BalanceLine(name, name, "", asked[name], seats[name]) for name in seats]
    return sorted(lines, key=lambda line: (line.seats - line.asked, line.key))


class Serving:
    """Which of the named serve a branch: those that name it, a part of it, or what it is part of."""

    def __init__(self, rows: Iterable[tuple[str, Sequence[str]]]) -> None:
        """Take each name with its codes."""
        self.naming: dict[str, set[str]] = {}
        self.inside: dict[str, set[str]] = {}
        for name, codes in rows:
            for code in codes:
                cut = code[:GROUP]
                self.naming.setdefault(cut, set()).add(name)
                for length in range(1, len(cut)):
                    self.inside.setdefault(cut[:length], set()).add(name)

    def of(self, codes: Iterable[str]) -> set[str]:
        """Return those that serve one of the branches."""
        found: set[str] = set()
        for code in codes:
            cut = code[:GROUP]
            found |= self.inside.get(cut, set())
            for length in range(1, len(cut) + 1):
                found |= self.naming.get(cut[:length], set())
        return found
