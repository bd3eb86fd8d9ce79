"""The sample of `data/sample/`: real schools, majors and enterprises, with figures that are marked as demonstration."""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from sqlmodel import Session, SQLModel, col, func, select

from webapp.clock import now
from webapp.models import Demand, Major, MatchingRound, Offering, Organisation, Program, RegistrationInput
from webapp.models.accounts.enums import OrganisationStatus
from webapp.models.posts.demand_input import DemandInput
from webapp.models.posts.enums import PostStatus
from webapp.models.posts.program_input import OfferingInput, ProgramDraft
from webapp.services.kernel.data_folders import SAMPLE
from webapp.services.posts.post_rules import month_index

WRITTEN: Final = "2026-11"  # the month that the sample's dates are seen from
LONGEST_VALIDITY: Final = 12
AUTUMN: Final = 8  # the month that the second half of a year begins with
FIELDS: Final = {
    "uscc": "credit_code",
    "major_name": "name",
    "training_level": "level",
    "duration_years": "years",
    "chain": "chain_slug",
    "segment": "segment_slug",
    "position_family": "family_slug",
}
CONTACT: Final = {"contact_name": "校企合作办公室"}
Row = dict[str, str]
Organisations = dict[str, Organisation]


@dataclass(frozen=True, slots=True)
class SampleCounts:
    """How much of the sample stands in the database."""

    organisations: int
    programs: int
    offerings: int
    demands: int


def load_organisations(session: Session, folder: Path = SAMPLE) -> Organisations:
    """Load the organisations as verified ones and return them by their key; those that exist stay as they are."""
    known = {row.credit_code: row for row in session.exec(select(Organisation))}
    organisations: Organisations = {}
    for row in _read(folder, "organisations"):
        organisation = known.get(row["uscc"])
        if organisation is None:
            data = RegistrationInput.model_validate(_typed(RegistrationInput, row))
            organisation = Organisation(
                **data.model_dump(),
                status=OrganisationStatus.VERIFIED,
                status_at=now(),
                demo_fields=_demo_fields(row),
                source=row["source"],
            )
            session.add(organisation)
        organisations[row["key"]] = organisation
    session.flush()
    return organisations


def load_posts(
    session: Session, organisations: Organisations, *, round_: MatchingRound | None, today: date, folder: Path = SAMPLE
) -> None:
    """Load programmes, offerings and demands as handed in, unless the sample's posts are there.

    Posts written for the first half of a year go into the round; the others stand open for every round.
    """
    if session.exec(select(Demand.id).where(Demand.number == demand_number("d001"))).first() is not None:
        return
    calendar = Calendar(today)
    programs = _load_programs(session, organisations, folder)
    session.flush()
    for place, row in enumerate(_read(folder, "offerings")):
        session.add(_offering(row, programs[row["program"]], calendar, round_, place))
    for row in _read(folder, "demands"):
        session.add(_demand(row, organisations[row["enterprise"]], calendar, round_))
    session.flush()


def count_sample(session: Session) -> SampleCounts:
    """Count what there is of each kind."""
    kinds: tuple[type[SQLModel], ...] = (Organisation, Program, Offering, Demand)
    return SampleCounts(*(session.exec(select(func.count()).select_from(kind)).one() for kind in kinds))


def is_loaded(session: Session, folder: Path = SAMPLE) -> bool:
    """Tell whether the sample's organisations are in the database."""
    codes = [row["uscc"] for row in _read(folder, "organisations")]
    return session.exec(select(Organisation.id).where(col(Organisation.credit_code).in_(codes))).first() is not None


def demand_number(key: str) -> str:
    """Return the number of one of the sample's demands: with a 0, so that it is nobody else's."""
    return f"D-S{key[1:]:0>5}"


def offering_number(key: str) -> str:
    """Return the number of one of the sample's offerings."""
    return f"P-S{key[1:]:0>5}"


class Calendar:
    """Moves the sample's dates by whole months, so that they lie as far ahead as when they were written."""

    def __init__(self, today: date) -> None:
        """Measure how many months have passed since."""
        self.today = today
        self.passed = max(0, today.year * 12 + today.month - 1 - month_index(WRITTEN))

    def month(self, written: str) -> str:
        """Return a month as seen from today."""
        index = month_index(written) + self.passed
        return f"{index // 12}-{index % 12 + 1:02d}"

    def last_day(self, written: str) -> date:
        """Return the last day of a date's month, as seen from today and never more than a year ahead."""
        latest = self.today.year * 12 + self.today.month - 1 + LONGEST_VALIDITY
        index = min(month_index(written[:7]) + self.passed, latest)
        return date.fromordinal(date((index + 1) // 12, (index + 1) % 12 + 1, 1).toordinal() - 1)

    def term(self, month: str) -> str:
        """Return the term that a month lies in: the first half of a year, or the second."""
        return f"{month[:4]}-{1 if int(month[5:]) < AUTUMN else 2}"


def _load_programs(session: Session, organisations: Organisations, folder: Path) -> dict[str, Program]:
    known = set(session.exec(select(Major.key).where(Major.level == 3)))
    programs = {}
    for row in _read(folder, "programs"):
        key = f"{row['catalog']}:{row['major_code']}"
        data = ProgramDraft.model_validate({**_typed(ProgramDraft, row), "major_key": key})
        program = Program(
            **data.model_dump(exclude={"major_key"}),
            major_key=key if key in known else None,
            name=row["major_name"],
            school_id=organisations[row["school"]].id,
            demo_fields=_demo_fields(row),
            source=row["source"],
        )
        session.add(program)
        programs[row["key"]] = program
    return programs


def _offering(row: Row, program: Program, calendar: Calendar, round_: MatchingRound | None, place: int) -> Offering:
    start = calendar.month(row["start_month"])
    joined = round_ if _is_early(row) else None
    term = joined.term if joined else calendar.term(start)  # a round's offerings are of its term, whenever they begin
    contact = {**CONTACT, "contact_phone": f"020-{place + 1:08d}"}
    data = OfferingInput.model_validate({**_typed(OfferingInput, row), **contact, "start_month": start, "term": term})
    return Offering(
        **{**data.model_dump(exclude={"round_id"}), "modes": [str(mode) for mode in data.modes]},
        number=offering_number(row["key"]),
        program_id=program.id,
        round_id=joined.id if joined else None,
        status=PostStatus.SUBMITTED,
        submitted_at=now(),
        demo_fields=[*_demo_fields(row), *contact, "term"],
        source=program.source,
    )


def _demand(row: Row, enterprise: Organisation, calendar: Calendar, round_: MatchingRound | None) -> Demand:
    start = calendar.month(row["start_month"])
    dates = {"start_month": start, "valid_until": calendar.last_day(row["valid_until"])}
    data = DemandInput.model_validate({**_typed(DemandInput, row), **dates})
    joined = round_ if _is_early(row) else None
    return Demand(
        **{**data.model_dump(exclude={"round_id"}), "modes": [str(mode) for mode in data.modes]},
        number=demand_number(row["key"]),
        enterprise_id=enterprise.id,
        round_id=joined.id if joined else None,
        status=PostStatus.SUBMITTED,
        submitted_at=now(),
        demo_fields=_demo_fields(row),
        source=enterprise.source,
    )


def _is_early(row: Row) -> bool:
    return int(row["start_month"][5:]) < AUTUMN


def _read(folder: Path, name: str) -> list[Row]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _typed(kind: type[SQLModel], row: Row) -> dict[str, Any]:
    """Return the row's values as a form would bring them: entries one per line, nothing for an empty cell."""
    values = {FIELDS.get(name, name): value for name, value in row.items() if value}
    values = {name: value for name, value in values.items() if name in kind.model_fields}
    return {name: value.split(";") if _is_list(kind, name) else value for name, value in values.items()}


def _is_list(kind: type[SQLModel], name: str) -> bool:
    return "list[" in str(kind.model_fields[name].annotation)


def _demo_fields(row: Row) -> list[str]:
    return [FIELDS.get(name, name) for name in row["demo_fields"].split(";") if name]
