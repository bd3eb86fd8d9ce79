"""Offerings: capacity that a programme opens for a term; their life is that of every post."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from webapp.blueprints.posts import life
from webapp.models import Program
from webapp.policies import Permission
from webapp.services.kernel.errors import DomainError
from webapp.services.posts import offerings
from webapp.web.kernel.db import session
from webapp.web.kernel.guards import permits, writes
from webapp.web.kernel.identity import actor
from webapp.web.posts.offering_view import OFFERING_PAGES

bp = Blueprint("offerings", __name__)
life.lead(bp, OFFERING_PAGES, below="/offerings")


@bp.get("/programs/<uuid:program_id>/offerings/new")
@permits(Permission.PROGRAM_EDIT, program=Program)
def new(program: Program) -> ResponseReturnValue:
    """Show the form of a new offering, empty or with what an earlier one said."""
    if program.is_closed:
        raise DomainError("program_closed")
    earlier = offerings.offerings_shown(session(), program, actor())
    copied = next((row for row in earlier if str(row.id) == request.args.get("copy", "")), None)
    form = OFFERING_PAGES.fresh_form(copied)
    return OFFERING_PAGES.draw_form(form, None, program, earlier=earlier[:1], copied=copied)


@bp.post("/programs/<uuid:program_id>/offerings/new")
@permits(Permission.PROGRAM_EDIT, program=Program)
@writes
def new_submit(program: Program) -> ResponseReturnValue:
    """Store a new offering."""
    return life.save(OFFERING_PAGES, None, program)
