"""An agreement as its page shows it: who, what, what is still open, and what each side may do now."""

from collections.abc import Iterable
from typing import Any

from webapp.models import Agreement
from webapp.models.agreements.enums import AgreementState, AmendmentState, BatchKind
from webapp.models.kernel.enums import Side
from webapp.policies import Permission, can
from webapp.services.agreements import agreements, amendments, batches, duties, parties, satisfaction
from webapp.services.agreements.agreements import STEPS
from webapp.services.agreements.lines import lines_of
from webapp.services.kernel import files
from webapp.services.kernel.audit import history_of
from webapp.services.kernel.errors import DomainError
from webapp.services.rounds.rounds import round_if_any
from webapp.services.seats.contacts import contacts_of_agreement
from webapp.web.agreements.forms import DutyForm, FileForm, GradeForm
from webapp.web.agreements.words import LOOKS, MARKS, NOTE_TITLES, YEARS, duties_by_side, history, mode_names
from webapp.web.kernel.db import session
from webapp.web.kernel.identity import actor
from webapp.web.kernel.once import new_form_key
from webapp.web.kernel.refusals import wording

HISTORY = 60


def sentences_of(refusals: Iterable[DomainError]) -> list[str]:
    """Return refusals in words."""
    return [wording(refusal.code, **refusal.facts) for refusal in refusals]


def terms_values(agreement: Agreement) -> dict[str, Any]:
    """Return the terms as their form shows them."""
    notes = {f"note_{code}": note for code, note in agreement.verify_notes.items()}
    return {**agreements.terms_of(agreement), **notes, "version": str(agreement.version)}


def page_facts(agreement: Agreement, **forms: Any) -> dict[str, Any]:
    """Return all that the page of an agreement shows; forms that were refused come along."""
    viewer, student_batches = actor(), batches.batches_of(session(), agreement)
    side, grades = parties.side_of(agreement, viewer), satisfaction.grades_shown(session(), agreement, viewer)
    own_grade = grades.get(side) if side else None
    is_party = can(viewer, Permission.AGREEMENT_EDIT, agreement)
    version = {"version": str(agreement.version)}
    grade_values = {"version": str(own_grade.version if own_grade else 0)}
    if own_grade:
        grade_values |= {"grade": str(own_grade.grade), "comment": own_grade.comment}
    return {
        "agreement": agreement,
        "round": round_if_any(session(), agreement),
        "lines": lines_of(session(), [agreement])[agreement.id],
        "modes": mode_names(agreement),
        "amendments": [
            (row, row.state is AmendmentState.PROPOSED, {each: amendments.signed_on(row, each) for each in Side})
            for row in amendments.amendments_of(session(), agreement)
        ],
        "duties": duties_by_side(agreement),
        "open_duties": duties.open_duties(agreement.duties),
        "side": side,
        "sides": Side,
        "is_party": is_party,
        "is_draft": agreement.state is AgreementState.DRAFT,
        "steps": {name for name, step in STEPS.items() if agreement.state in step.origins},
        "may_end": can(viewer, Permission.AGREEMENT_END, agreement),
        "against_signing": sentences_of(agreements.refusals(session(), agreement, "sign")),
        "batches": student_batches,
        "totals": batches.totals(student_batches),
        "internship": BatchKind.INTERNSHIP,
        "uncovered": {row.id: batches.uncovered(row) for row in student_batches},
        "takes_batches": agreement.state in batches.OPEN,
        "contacts": contacts_of_agreement(session(), agreement, viewer),
        "grades": grades,
        "may_grade": satisfaction.may_grade(agreement),
        "files": files.attachments_of(session(), [agreement]).get(agreement.id, []),
        "history": history(history_of(session(), agreement, *student_batches, limit=HISTORY)),
        "notes": [(NOTE_TITLES[code], note) for code, note in agreement.verify_notes.items() if code in NOTE_TITLES],
        "looks": LOOKS,
        "years": YEARS,
        "marks": MARKS,
        "form_key": new_form_key(),
        "duty_form": DutyForm(data=version, formdata=None),
        "file_form": FileForm(formdata=None),
        "grade_form": GradeForm(data=grade_values, formdata=None),
        **forms,
    }
