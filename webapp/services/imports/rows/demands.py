"""Rows of demands: an enterprise's own, or what a coordinator hands in for enterprises."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any
from uuid import UUID

from rapidfuzz import fuzz, process
from sqlmodel import col, select

from webapp import policies
from webapp.models import (
    Chain,
    ChainSegment,
    Demand,
    ImportBatch,
    ImportRow,
    Industry,
    Organisation,
    PositionFamily,
    Region,
)
from webapp.models.accounts.enums import OrganisationKind
from webapp.models.accounts.names import organisation_key
from webapp.models.imports.imports import RowDeed
from webapp.models.kernel.characters import as_text
from webapp.models.kernel.written.pay import Pay
from webapp.models.posts.demand_input import DemandDraft, DemandInput
from webapp.models.posts.enums import PostStatus
from webapp.policies import Permission
from webapp.services.imports.columns import DEMANDS, Layout
from webapp.services.imports.rows.post_rows import PostRows
from webapp.services.imports.rows.row_book import Finding, Grade, Key, Note, Said, plain
from webapp.services.limits import checks
from webapp.services.limits.rules import standing_rules
from webapp.services.posts import demands, freezing, post_rules
from webapp.services.posts.demands import DEMAND_POSTS
from webapp.services.sheets.labels import folded

FIELDS = tuple(DemandDraft.model_fields)
LEGAL_FORM = re.compile(r"(?:股份|集团|有限|责任)*公司$")
LEAST_LIKENESS = 75  # per cent
MOST_LIKE = 3
FOR_COORDINATORS = ("enterprise_code", "enterprise_name")
EXPLAINED = checks.DEMAND_CODES


def layout_for(*, coordinating: bool) -> Layout:
    """Return the columns that an enterprise fills, or a coordinator for enterprises."""
    return DEMANDS.without(("status",) if coordinating else FOR_COORDINATORS)


class DemandRows(PostRows[Demand]):
    """Demands as rows."""

    draft_type = DemandDraft
    named = ("enterprise_name",)
    memory_fields = (*FIELDS, "status", "verify_notes", "submitted_at", "demo_fields")

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Know whose demands may be written."""
        super().__init__(*arguments, **options)
        self.coordinating = policies.can(self.by, Permission.DEMAND_POST_FOR)
        self.layout = layout_for(coordinating=self.coordinating)
        self.asked: dict[UUID, int] = {}

    @cached_property
    def _enterprises(self) -> dict[str, Organisation]:
        query = select(Organisation).where(Organisation.kind == OrganisationKind.ENTERPRISE)
        return {row.credit_code: row for row in self.session.exec(query.order_by(col(Organisation.credit_code)))}

    @cached_property
    def _by_name(self) -> dict[str, list[Organisation]]:
        named: dict[str, list[Organisation]] = {}
        for row in self._enterprises.values():
            for key in {row.name_key, row.short_name_key} - {"", None}:
                named.setdefault(str(key), []).append(row)
        return named

    def read_standing(self) -> list[Demand]:
        """Return the demands of the enterprise, or of all whose demands a coordinator may write."""
        query = select(Demand).order_by(col(Demand.created_at), col(Demand.id))
        if self.coordinating:  # an enterprise's private drafts do not exist for a coordinator, but for those he brought
            handed_in = col(Demand.submitted_at).is_not(None)
            return list(self.session.exec(query.where(handed_in | col(Demand.id).in_(self._brought()))))
        return list(self.session.exec(query.where(Demand.enterprise_id == self.by.organisation_id)))

    def _brought(self) -> Any:
        """Return the query for the drafts that lists of the person's office have made and nobody has touched since."""
        query = select(ImportRow.thing_id).join(ImportBatch, col(ImportBatch.id) == col(ImportRow.batch_id))
        query = query.join(Demand, col(Demand.id) == col(ImportRow.thing_id))
        return query.where(
            ImportBatch.organisation_id == self.by.organisation_id,
            col(ImportRow.deed).in_((RowDeed.MADE, RowDeed.CHANGED)),
            col(Demand.version) == col(ImportRow.thing_version),
        )

    def owner(self, said: Said) -> UUID | None:
        """Return the enterprise that a row speaks of; a segment without its chain gets it here."""
        segment = said.values.get("segment_slug")
        if segment and not said.values.get("chain_slug") and not said.is_noted("chain_slug"):
            said.values["chain_slug"] = demands.chain_of(self.session, None, segment)
        said.known["owner"] = owner = self._enterprise(said)
        return owner.id if owner is not None else None

    def owner_of(self, post: Demand) -> UUID:
        """Return the enterprise of a demand."""
        return post.enterprise_id

    def place(self, owner: UUID | None, values: Mapping[str, Any]) -> Key:
        """Return the enterprise, round, position, level and place of work."""
        names = ("round_id", "level", "region", "segment_slug")
        return (owner, folded(str(values.get("position") or "")), *(plain(values.get(name)) for name in names))

    def _enterprise(self, said: Said) -> Organisation | None:
        if not self.coordinating:
            owner = self.by.organisation
        elif not said.values.get("enterprise_code") and not said.is_noted("enterprise_code"):
            owner = self._of_name(said)
        else:
            code = said.values.get("enterprise_code")
            owner = self._enterprises.get(str(code))
            if owner is None and not said.is_noted("enterprise_code"):
                said.complain("enterprise_code", "enterprise_unknown" if code else "missing")
            name = said.values.get("enterprise_name")
            if owner is not None and name and organisation_key(name) not in (owner.name_key, owner.short_name_key):
                said.notes.append(Note("enterprise_name", "enterprise_named", {"name": owner.name}, Grade.HINT))
        return owner

    def _of_name(self, said: Said) -> Organisation | None:
        """Return the enterprise that a row names: by a name that only one has."""
        name = str(said.values.get("enterprise_name") or "")
        found = self._by_name.get(organisation_key(name), []) if name else []
        if len(found) == 1:
            return found[0]
        if said.is_noted("enterprise_name"):
            return None
        if not name:
            said.complain("enterprise_name", "enterprise_missing")
        elif options := [row.name for row in found] or self._like(name):
            said.ask("enterprise_name", "enterprise_unclear", options=options)
        else:
            said.complain("enterprise_name", "enterprise_not_listed")
        return None

    def _like(self, name: str) -> list[str]:
        """Return the enterprises whose names hold nearly all of this one, whatever kind of company it calls itself."""
        names = [row.name for row in self._enterprises.values()]
        like = process.extract(
            LEGAL_FORM.sub("", name), names, scorer=fuzz.partial_ratio, score_cutoff=LEAST_LIKENESS, limit=MOST_LIKE
        )
        return [found for found, _score, _place in like]

    def meaning(self, name: str, text: str) -> Said:
        """Return what one cell says by itself; of a name, which enterprise it names."""
        said = super().meaning(name, text)
        if name == "enterprise_name" and self.coordinating:
            owner = self._of_name(said)
            if owner is not None:
                said.values[name] = owner.name
        return said

    def as_typed(self, thing: Demand) -> dict[str, Any]:
        """Return a stored demand by the fields of the list."""
        return DEMAND_POSTS.as_typed(thing) | {"number": thing.number}

    def settle(self, said: Said) -> None:
        """Let what is in one cell fill two."""
        super().settle(said)
        _settle_pay(said)

    def would_change(self, said: Said, target: Demand) -> bool:
        """Tell whether the row hands in what has not been handed in, or explains anew."""
        note = as_text(str(said.values.get("verify_note") or ""))
        return super().would_change(said, target) or bool(note and note != joined_notes(target))

    def check(self, said: Said, values: Mapping[str, Any], target: Demand | None) -> Any:
        """Return a whole demand, or a draft where the row asks for no more."""
        whole = self.is_whole(said, target)
        data = self.validated(DemandInput if whole else DemandDraft, said, values)
        owner = said.known["owner"]
        said.known["notes"] = {code: _note(said, target, code) for code in EXPLAINED}
        if data is None or said.is_wrong or owner is None:
            return None
        self._keep_codes(data)
        if not self.dry:  # the services that store the row check it once more
            return data
        if target is not None:
            freezing.refuse_frozen(self.session, target)
        if not isinstance(data, DemandInput):
            demands.check_draft(self.session, data, target)
            return data
        besides = target.id if target is not None else None
        remarks = demands.check_demand(self.session, data, owner, besides=besides, today=self.today)
        if self.dry and self.asked.get(owner.id):
            asked = post_rules.headcount_already_asked(self.session, owner.id, besides) + self.asked[owner.id]
            breaches = checks.demand_breaches(data, owner, asked, standing_rules(self.session))
            remarks = checks.to_explain(breaches)
        self.note_all(said, post_rules.unexplained(remarks, said.known["notes"]), Grade.VERIFY)
        return data

    def _keep_codes(self, data: DemandDraft) -> None:
        self.keep(Chain, [data.chain_slug])
        self.keep(ChainSegment, [data.segment_slug])
        self.keep(PositionFamily, [data.family_slug])
        self.keep(Industry, [data.industry_code])
        self.keep(Region, [data.region])

    def count(self, said: Said, data: Any, target: Demand | None) -> None:
        """Add the headcount to what the enterprise asks for."""
        if not isinstance(data, DemandInput):
            return
        owner = said.known["owner"]
        stood = target is not None and target.status is PostStatus.SUBMITTED
        before = target.headcount or 0 if stood and target is not None else 0
        self.asked[owner.id] = self.asked.get(owner.id, 0) + data.headcount - before

    def store(self, finding: Finding[Demand], target: Demand | None) -> Demand:
        """Store a demand, and hand it in where the row says so."""
        said, data = finding.said, finding.data
        seen = target.version if target is not None else None
        notes = said.known["notes"]
        if not isinstance(data, DemandInput):
            notes = dict(target.verify_notes) if target is not None else {}
        demand = DEMAND_POSTS.write(
            self.session,
            target,
            data,
            owner=said.known["owner"],
            notes=notes,
            seen_version=seen,
            today=self.today,
            by=self.by,
        )
        if isinstance(data, DemandInput) and demand.status is not PostStatus.SUBMITTED:
            DEMAND_POSTS.submit(self.session, demand, seen_version=demand.version, today=self.today, by=self.by)
        return demand


def _settle_pay(said: Said) -> None:
    """Let a range in one of the two cells of pay fill both, where the other says nothing else."""
    values = said.values
    low, high = values.get("pay_min"), values.get("pay_max")
    for name, written, other in (("pay_min", low, high), ("pay_max", high, low)):
        if not isinstance(written, Pay):
            continue
        first, last = written.low, written.high
        own, beside = (first, last) if name == "pay_min" else (last, first)
        if said.is_noted("pay_max" if name == "pay_min" else "pay_min") or other not in (None, beside, written):
            values.pop(name)
            said.ask(name, "pay_beside", options=[str(own)], written=said.cell(name))
        else:
            values["pay_min"], values["pay_max"] = first, last
            return


def joined_notes(demand: Demand) -> str:
    """Return the explanations of a demand as one cell."""
    return "\n".join(dict.fromkeys(demand.verify_notes[code] for code in sorted(demand.verify_notes)))


def _note(said: Said, target: Demand | None, code: str) -> str:
    typed = as_text(str(said.values.get("verify_note") or ""))
    known = target.verify_notes.get(code, "") if target is not None else ""
    return known if target is not None and (not typed or typed == joined_notes(target)) else typed
