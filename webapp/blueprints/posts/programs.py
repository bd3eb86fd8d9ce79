"""Programmes: the list of all, the school's own, the form, the page."""

from functools import partial
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.models import Program
from webapp.models.posts.courses import courses_of
from webapp.models.posts.enums import TrainingLevel
from webapp.models.posts.program_input import ProgramDraft, ProgramInput
from webapp.policies import Permission, can
from webapp.services.codes import search
from webapp.services.codes.majors import find_major
from webapp.services.kernel.audit import history_of
from webapp.services.kernel.errors import DomainError, InputRefused
from webapp.services.posts import offerings, programs
from webapp.services.posts.programs import ProgramFilters
from webapp.web.imports.lists import offering_list, program_list
from webapp.web.kernel.acting import Standing, act
from webapp.web.kernel.db import session
from webapp.web.kernel.downloads import wanted_format
from webapp.web.kernel.guards import permits, writes
from webapp.web.kernel.i18n import language
from webapp.web.kernel.identity import actor
from webapp.web.kernel.lists import Page, page_or_file
from webapp.web.kernel.once import new_form_key, once
from webapp.web.kernel.query import asked, version_sent, words_asked
from webapp.web.posts.program_forms import PROGRAM_LABELS, CourseTable, ProgramForm, program_values
from webapp.web.posts.words import hint_sentences
from webapp.web.words.history import history_lines

bp = Blueprint("programs", __name__, url_prefix="/programs")
PROVINCES = 40


@bp.get("")
@permits(Permission.PROGRAM_LIST)
def index() -> ResponseReturnValue:
    """List the programmes that the reader may open."""
    return _list(mine=False)


@bp.get("/mine")
@permits(Permission.PROGRAM_POST)
def mine() -> ResponseReturnValue:
    """List the school's own programmes, closed ones last."""
    return _list(mine=True)


def _list(*, mine: bool) -> ResponseReturnValue:
    filters = asked(ProgramFilters, but=("region",) if mine else ())
    listed = program_list(filters, mine=mine)
    if request.args.get("of") == "offerings" and (wanted := wanted_format()):
        return offering_list(listed, mine=mine).file(wanted)

    def draw(page: Page) -> str:
        rows = list(page.rows)
        return render_template(
            "posts/programs/index.html",
            page=page,
            filters=filters,
            mine=mine,
            levels=TrainingLevel,
            provinces=[] if mine else search.search(session(), "region", "", language=language(), limit=PROVINCES),
            regions=search.region_names(session(), [row.school.region for row in rows], language()),
            capacities=offerings.capacities(session(), rows, actor()),
            gaps={row.id: programs.gaps(row) for row in rows} if mine else {},
        )

    return page_or_file(listed, draw)


@bp.get("/<uuid:program_id>")
@permits(Permission.PROGRAM_VIEW, program=Program)
def show(program: Program) -> ResponseReturnValue:
    """Show a programme with the offerings that the reader may open."""
    own = can(actor(), Permission.PROGRAM_EDIT, program)
    visible_offerings = offerings.offerings_shown(session(), program, actor())
    watching = own or can(actor(), Permission.POST_RETURN)
    return render_template(
        "posts/programs/show.html",
        program=program,
        courses=CourseTable(courses_of(program.courses, program.course_facts)),
        own=own,
        industries=search.industry_names(session(), program.industry_codes),
        region=search.region_names(session(), [program.school.region], language()).get(program.school.region, ""),
        offerings=visible_offerings,
        rounds=offerings.rounds_of(session(), visible_offerings),
        capacity=offerings.capacities(session(), [program], actor()).get(program.id, offerings.Capacity()),
        gaps=[str(PROGRAM_LABELS[name]) for name in programs.gaps(program)] if own else [],
        hints=hint_sentences(programs.hints_for(session(), program), PROGRAM_LABELS) if own else [],
        history=history_lines(history_of(session(), program), PROGRAM_LABELS) if watching else [],
        form_key=new_form_key(),
    )


@bp.get("/new")
@permits(Permission.PROGRAM_POST)
def new() -> ResponseReturnValue:
    """Show an empty form; a major in the address comes with its proposals."""
    form = ProgramForm(formdata=None)
    wanted = words_asked("major", longest=80)
    if wanted:
        form.major_key.data = wanted
        return _propose(form, None)
    return _form(form, None)


@bp.post("/new")
@permits(Permission.PROGRAM_POST)
@writes
def new_submit() -> ResponseReturnValue:
    """Store a new programme."""
    return _save(ProgramForm(), None)


@bp.get("/<uuid:program_id>/edit")
@permits(Permission.PROGRAM_EDIT, program=Program)
def edit(program: Program) -> ResponseReturnValue:
    """Show the form with what stands."""
    if program.is_closed:
        raise DomainError("program_closed")
    return _form(ProgramForm(data=_values(program), formdata=None), program)


@bp.post("/<uuid:program_id>/edit")
@permits(Permission.PROGRAM_EDIT, program=Program)
@writes
def edit_submit(program: Program) -> ResponseReturnValue:
    """Store what the school has changed."""
    return _save(ProgramForm(), program)


@bp.post("/<uuid:program_id>/withdraw")
@permits(Permission.PROGRAM_EDIT, program=Program)
@writes
def withdraw(program: Program) -> ResponseReturnValue:
    """Take a programme off the exchange."""

    def close() -> str:
        programs.close_program(session(), program, seen_version=version_sent(), by=actor())
        flash(_("已停止发布：%(name)s", name=program.title), "success")
        return url_for("programs.show", program_id=program.id)

    return once(request.form.get("form_key"), close)


@bp.post("/<uuid:program_id>/reopen")
@permits(Permission.PROGRAM_EDIT, program=Program)
@writes
def reopen(program: Program) -> ResponseReturnValue:
    """Bring a programme back."""

    def open_again() -> str:
        programs.reopen_program(session(), program, seen_version=version_sent(), by=actor())
        flash(_("已恢复发布：%(name)s", name=program.title), "success")
        return url_for("programs.show", program_id=program.id)

    return once(request.form.get("form_key"), open_again)


def _values(program: Program) -> dict[str, Any]:
    return program_values(program, search.industry_names(session(), program.industry_codes))


def _form(form: ProgramForm, program: Program | None, **facts: object) -> str:
    return render_template("posts/programs/edit.html", form=form, program=program, **facts)


def _propose(form: ProgramForm, program: Program | None) -> ResponseReturnValue:
    try:
        level = next((level for level in TrainingLevel if level.value == form.level.data), None)
        major = find_major(session(), form.major_key.data or "", level)
    except InputRefused as refused:
        form.refuse(refused)
        return _form(form, program), 422
    proposals = programs.propose(session(), major)
    form.offer(proposals, major)
    return _form(form, program, proposals=proposals)


def _save(form: ProgramForm, program: Program | None) -> ResponseReturnValue:
    action = request.form.get("action", "save")
    if action == "propose":
        return _propose(form, program)

    def store(data: ProgramDraft) -> Program:
        return programs.save_program(session(), program, data, seen_version=form.seen_version, by=actor())

    return act(
        form,
        ProgramDraft if action == "draft" else ProgramInput,
        store,
        page=lambda form, **facts: _form(form, program, **facts),
        message=lambda kept: _("专业已保存：%(name)s", name=kept.title),
        to=lambda kept: url_for("programs.show", program_id=kept.id),
        makes=program is None,
        standing=partial(_standing, program) if program is not None else None,
    )


def _standing(program: Program) -> Standing:
    return Standing(_values(program), str(program.version), program)
