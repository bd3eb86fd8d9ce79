"""Programmes: those that the caller may see, and the writing of one's own."""

from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l
from pydantic import BaseModel

from webapp.blueprints.api.root import bp
from webapp.models import Program
from webapp.models.accounts.enums import TokenScope
from webapp.models.posts.program_input import ProgramDraft
from webapp.policies import Permission
from webapp.services.posts import programs
from webapp.services.posts.programs import ProgramFilters
from webapp.web.api.lists import in_order_of_creation
from webapp.web.api.operations import Answer, operation
from webapp.web.api.preconditions import Precondition
from webapp.web.api.queries import ChangesQuery, Flag
from webapp.web.api.wire import Party, body_of, into, page_of, shown_of
from webapp.web.kernel.db import session
from webapp.web.kernel.guards import permits, writes
from webapp.web.kernel.identity import actor
from webapp.web.posts.program_forms import PROGRAM_LABELS

NewProgram = body_of(ProgramDraft, "NewProgram", labels=PROGRAM_LABELS)
ProgramChange = body_of(ProgramDraft, "ProgramChange", labels=PROGRAM_LABELS, partial=True)
ProgramShown = shown_of(
    ProgramDraft,
    "Program",
    labels=PROGRAM_LABELS,
    besides={
        "major_key": (str | None, ...),
        "name": (str, ...),
        "school": (Party, ...),
        "is_closed": (bool, ...),
        "gaps": (list[str], ...),
    },
)
ProgramPage = page_of(ProgramShown)


class ProgramQuery(ProgramFilters, ChangesQuery):
    """What a list of programmes is narrowed to."""

    with_closed: Flag = False
    mine: Flag = False


@bp.get("/programs")
@permits(Permission.PROGRAM_LIST)
@operation(_l("列出可见的专业"), answer=ProgramPage, query=ProgramQuery)
def list_programs(query: ProgramQuery) -> Answer:
    """List the programmes that the caller may see."""
    wanted = programs.matching_programs(query, viewer=actor(), mine=query.mine, with_closed=query.with_closed)
    rows, following = in_order_of_creation(query, wanted, Program)
    return Answer(ProgramPage(items=[_program_shown(row) for row in rows], next=following))


@bp.get("/programs/<uuid:program_id>")
@permits(Permission.PROGRAM_VIEW, program=Program)
@operation(_l("查看一个专业"), answer=ProgramShown, versioned=True)
def show_program(program: Program) -> Answer:
    """Show a programme."""
    return _answer(program)


@bp.post("/programs")
@permits(Permission.PROGRAM_POST)
@writes
@operation(
    _l("新建专业"), answer=ProgramShown, status=201, scope=TokenScope.POSTS, body=NewProgram, repeatable=True,
    versioned=True,
)  # fmt: skip
def create_program(body: BaseModel) -> Answer:
    """Store a new programme; what keeps it from being compared with demands stands in `gaps`."""
    return _answer(programs.save_program(session(), None, into(ProgramDraft, body), by=actor()))


@bp.patch("/programs/<uuid:program_id>")
@permits(Permission.PROGRAM_EDIT, program=Program)
@writes
@operation(
    _l("修改专业：只改给出的各项"), answer=ProgramShown, scope=TokenScope.POSTS, body=ProgramChange, conditional=True
)
def change_program(program: Program, body: BaseModel, if_match: Precondition) -> Answer:
    """Change the fields that the body names."""
    seen = if_match.against(program.version)
    courses = getattr(body, "courses", None) if "courses" in body.model_fields_set else None
    data = into(ProgramDraft, body, over=programs.under_change(program, courses))
    return _answer(programs.save_program(session(), program, data, seen_version=seen, by=actor()))


@bp.post("/programs/<uuid:program_id>/close")
@permits(Permission.PROGRAM_EDIT, program=Program)
@writes
@operation(_l("停止发布专业，并撤回它的培养能力"), answer=ProgramShown, scope=TokenScope.POSTS, conditional=True)
def close_program(program: Program, if_match: Precondition) -> Answer:
    """Take a programme off the exchange with its offerings."""
    programs.close_program(session(), program, seen_version=if_match.against(program.version), by=actor())
    return _answer(program)


@bp.post("/programs/<uuid:program_id>/reopen")
@permits(Permission.PROGRAM_EDIT, program=Program)
@writes
@operation(_l("恢复发布专业"), answer=ProgramShown, scope=TokenScope.POSTS, conditional=True)
def reopen_program(program: Program, if_match: Precondition) -> Answer:
    """Bring a programme back."""
    programs.reopen_program(session(), program, seen_version=if_match.against(program.version), by=actor())
    return _answer(program)


def _answer(program: Program) -> Answer:
    location = url_for("api.show_program", program_id=program.id)
    return Answer(_program_shown(program), version=program.version, location=location)


def _program_shown(program: Program) -> BaseModel:
    values: dict[str, Any] = program.model_dump() | {"school": program.school, "gaps": programs.gaps(program)}
    return ProgramShown.model_validate(values)
