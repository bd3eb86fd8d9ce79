"""Rows of schools and enterprises that a coordinator vouches for."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from sqlmodel import col, select

from webapp.clock import now
from webapp.models import AccessLink, Organisation, OrganisationInput, Person, RegistrationInput
from webapp.models.accounts.enums import OrganisationKind, OrganisationStatus
from webapp.models.accounts.names import organisation_key
from webapp.models.imports.imports import TwinChoice
from webapp.models.kernel.characters import is_one_line
from webapp.services.accounts import joining
from webapp.services.accounts.keys import fold_email
from webapp.services.imports.columns import ORGANISATIONS
from webapp.services.imports.rows.row_book import Finding, Grade, Key, Note, RowBook, Said
from webapp.services.kernel.audit import record

FIELDS: Final = tuple(OrganisationInput.model_fields)
EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
LONGEST_EMAIL: Final = 254


class OrganisationRows(RowBook[Organisation]):
    """Organisations as rows."""

    layout = ORGANISATIONS
    draft_type = OrganisationInput
    memory_fields = (*FIELDS, "status", "demo_fields")
    choices = (TwinChoice.SKIP, TwinChoice.UPDATE)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Collect the invitations that leave with the import."""
        super().__init__(*arguments, **options)
        self.invitations: list[tuple[Organisation, str, str]] = []
        self._new_names: dict[str, Any] = {}  # of the rows so far that would add an organisation: its code by its name

    @cached_property
    def _by_code(self) -> dict[str, Organisation]:
        return {row.credit_code: row for row in self.session.exec(select(Organisation))}

    @cached_property
    def _names(self) -> dict[str, str]:
        return {organisation_key(row.name): row.credit_code for row in self._by_code.values()}

    @cached_property
    def _peopled(self) -> set[Any]:
        query = select(Person.organisation_id).where(col(Person.organisation_id).is_not(None))
        return set(self.session.exec(query.distinct()))

    @cached_property
    def _emails(self) -> set[str]:
        return set(self.session.exec(select(Person.email)))

    def find(self, said: Said) -> Organisation | None:
        """Return the organisation with the row's credit code."""
        return self._by_code.get(str(said.values.get("credit_code")))

    def key(self, said: Said) -> Key:
        """Return the credit code."""
        return (said.values.get("credit_code"),)

    def as_typed(self, thing: Organisation) -> dict[str, Any]:
        """Return a stored organisation by the fields of the list."""
        return {name: getattr(thing, name) for name in (*FIELDS, "kind", "credit_code")}

    @cached_property
    def _invited(self) -> set[tuple[Any, str]]:
        query = select(AccessLink.organisation_id, AccessLink.email)
        return set(self.session.exec(query.where(AccessLink.kind == "invitation", col(AccessLink.expires_at) > now())))

    def would_change(self, said: Said, target: Organisation) -> bool:
        """Tell whether the row invites the first person of an organisation that has none."""
        email = said.values.get("invite")
        if not email or target.id in self._peopled:
            return False
        return (target.id, fold_email(email)) not in self._invited

    def check(self, said: Said, values: Mapping[str, Any], target: Organisation | None) -> Any:
        """Return a checked registration; what an organisation with people says of itself is its own affair."""
        data = self.validated(RegistrationInput, said, values)
        if OrganisationKind.COORDINATOR in (said.values.get("kind"), target.kind if target is not None else None):
            said.complain("kind", "kind_coordinating")
        if target is not None:
            if said.values.get("kind", target.kind) is not target.kind:
                said.complain("kind", "kind_fixed", kind=target.kind.value)
            if target.id in self._peopled:
                said.notes.append(Note("", "organisation_has_people", grade=Grade.TWIN))
        else:
            code, name = said.values.get("credit_code"), organisation_key(str(said.values.get("name") or ""))
            taken = self._names.get(name) or self._new_names.get(name)
            if taken and taken != code:
                said.notes.append(Note("name", "name_taken", {"code": taken}, Grade.HINT))
            self._new_names.setdefault(name, code)
        self._check_invitation(said, target)
        return data

    def _check_invitation(self, said: Said, target: Organisation | None) -> None:
        email = said.values.get("invite")
        if not email or (target is not None and target.id in self._peopled):
            return
        if not EMAIL.fullmatch(email) or not is_one_line(email) or len(email) > LONGEST_EMAIL:
            said.complain("invite", "email_odd")
        elif fold_email(email) in self._emails:
            said.complain("invite", "email_elsewhere")

    def may(self, finding: Finding[Organisation], choice: TwinChoice) -> bool:
        """Tell whether a row that is there already may be treated so."""
        return super().may(finding, choice) and not any(n.code == "organisation_has_people" for n in finding.notes)

    def store(self, finding: Finding[Organisation], target: Organisation | None) -> Organisation:
        """Store an organisation as verified, and invite its first person where the row names one."""
        data: RegistrationInput = finding.data
        if target is None:
            target = Organisation(**data.model_dump(), status=OrganisationStatus.VERIFIED, status_at=now())
            self.session.add(target)
            self.session.flush()
            record(self.session, "organisation.listed", target, by=self.by, after={"name": target.name})
            self.session.flush()
        else:
            profile = OrganisationInput.model_validate(data.model_dump(include=set(FIELDS)))
            joining.edit_organisation(self.session, target, profile, seen_version=target.version, by=self.by)
        email = finding.said.values.get("invite")
        if email and target.id not in self._peopled:
            token = joining.make_invitation(self.session, target, email, by=self.by)
            self.invitations.append((target, email, token))
        return target

    def forget(self, thing: Organisation) -> None:
        """Let the invitations go that lead into an organisation that is taken back."""
        links = select(AccessLink).where(AccessLink.organisation_id == thing.id, col(AccessLink.used_at).is_(None))
        for link in self.session.exec(links):
            self.session.delete(link)
        self.session.flush()
