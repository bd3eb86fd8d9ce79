"""Rows of offerings: the capacity that a school's programmes open."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from webapp.models import MatchingRound, Offering, Program
from webapp.models.posts.enums import PostStatus
from webapp.models.posts.program_input import OfferingDraft, OfferingInput
from webapp.services.imports.columns import OFFERINGS
from webapp.services.imports.rows.post_rows import PostRows
from webapp.services.imports.rows.programs import PROGRAM_KEY, OwnPrograms
from webapp.services.imports.rows.row_book import Finding, Key, Said, plain
from webapp.services.kernel.errors import DomainError
from webapp.services.posts import freezing, offerings, programs
from webapp.services.posts.offerings import OFFERING_POSTS

FIELDS = tuple(OfferingDraft.model_fields)


class OfferingRows(PostRows[Offering]):
    """Offerings as rows."""

    layout = OFFERINGS
    draft_type = OfferingDraft
    memory_fields = (*FIELDS, "status", "submitted_at", "demo_fields")

    @cached_property
    def _own(self) -> OwnPrograms:
        return OwnPrograms(self.session, self.by)

    def read_standing(self) -> list[Offering]:
        """Return the school's offerings."""
        query = select(Offering).join(Program).where(Program.school_id == self.by.organisation_id)
        return list(self.session.exec(query.order_by(col(Offering.created_at), col(Offering.id))))

    def owner(self, said: Said) -> UUID | None:
        """Return the programme that a row speaks of, and give the row the term of its round."""
        said.known["program"] = program = self._program(said)
        self._term_of_round(said)
        return program.id if program is not None else None

    def owner_of(self, post: Offering) -> UUID:
        """Return the programme of an offering."""
        return post.program_id

    def place(self, owner: UUID | None, values: Mapping[str, Any]) -> Key:
        """Return the programme, round and term."""
        return owner, plain(values.get("round_id")), plain(values.get("term"))

    def _program(self, said: Said) -> Program | None:
        if any(said.is_noted(name) for name in PROGRAM_KEY[1:]):
            return None
        candidates = self._own.like(said)
        if len(candidates) == 1:
            said.settle("major_key")
            return candidates[0]
        if not said.is_noted("major_key"):
            if not said.values.get("major_key"):
                said.complain("major_key", "missing")
            else:
                said.complain("major_key", "program_ambiguous" if candidates else "program_not_found")
        return None

    def _term_of_round(self, said: Said) -> None:
        key = said.values.get("round_id")
        if key:
            round_ = next((row for row in self.codes.rounds if str(row.id) == key), None)
            said.values["term"] = round_.term if isinstance(round_, MatchingRound) else ""

    def as_typed(self, thing: Offering) -> dict[str, Any]:
        """Return a stored offering by the fields of the list."""
        return OFFERING_POSTS.as_typed(thing) | {"number": thing.number}

    def check(self, said: Said, values: Mapping[str, Any], target: Offering | None) -> Any:
        """Return a whole offering, or a draft where the row asks for no more."""
        whole = self.is_whole(said, target)
        data = self.validated(OfferingInput if whole else OfferingDraft, said, values)
        program = said.known.get("program")
        if data is None or said.is_wrong or program is None:
            return None
        if not self.dry:  # the services that store the row check it once more
            return data
        if target is not None:
            freezing.refuse_frozen(self.session, target)
        if program.is_closed:
            raise DomainError("program_closed")
        if whole and programs.gaps(program):
            raise DomainError("program_incomplete")
        offerings.check_offering(self.session, data, today=self.today)
        return data

    def store(self, finding: Finding[Offering], target: Offering | None) -> Offering:
        """Store an offering, and hand it in where the row says so."""
        seen = target.version if target is not None else None
        program = finding.said.known["program"]
        offering = OFFERING_POSTS.write(
            self.session, target, finding.data, owner=program, seen_version=seen, today=self.today, by=self.by
        )
        if isinstance(finding.data, OfferingInput) and offering.status is not PostStatus.SUBMITTED:
            OFFERING_POSTS.submit(self.session, offering, seen_version=offering.version, today=self.today, by=self.by)
        return offering
