"""Skills: the queue of words that the lexicon does not know, and two skills that become one."""

from functools import partial

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.blueprints.codes.tables import editable_sheet
from webapp.models.kernel.characters import as_text
from webapp.models.posts.skills import LONGEST_SKILL
from webapp.policies import Permission
from webapp.services.codes.editing import changes, merging
from webapp.services.codes.editing import review as skill_review
from webapp.services.codes.editing.skills import skill_fields
from webapp.services.kernel.errors import InputRefused, StaleEdit
from webapp.web.codes.forms import MergeForm
from webapp.web.codes.lists import word_list
from webapp.web.kernel.acting import carry_out
from webapp.web.kernel.db import session
from webapp.web.kernel.guards import permits, writes
from webapp.web.kernel.identity import actor
from webapp.web.kernel.links import url_here
from webapp.web.kernel.lists import Page, page_or_file
from webapp.web.kernel.query import words_asked
from webapp.web.kernel.refusals import wording

bp = Blueprint("admin_skills", __name__, url_prefix="/admin/skills")
DECIDED = 10


@bp.get("/review")
@permits(Permission.SKILLS_REVIEW)
def review() -> ResponseReturnValue:
    """Show the words that wait, each with where it is used and what is near."""
    return _queue()


@bp.post("/review")
@permits(Permission.SKILLS_REVIEW)
@writes
def decide() -> ResponseReturnValue:
    """Take a word in as a skill, as an alias, or not at all."""
    word = as_text(request.form.get("word", "")).strip()[:LONGEST_SKILL]
    action = request.form.get("action", "")
    skill = as_text(request.form.get("skill", "")).strip()
    typed = as_text(request.form.get("other", "")).strip()
    try:
        if action == "accept":
            field = as_text(request.form.get("field", ""))[:32]
            skill_review.accept_word(session(), word, field_slug=field, by=actor())
            flash(_("“%(word)s”已收为新技能", word=word), "success")
        elif action == "alias":
            skill_review.add_as_alias(session(), word, (typed or skill)[:40], by=actor())
            flash(_("“%(word)s”已作为“%(skill)s”的别名", word=word, skill=typed or skill), "success")
        elif action == "dismiss":
            skill_review.dismiss_word(session(), word, by=actor())
            flash(_("“%(word)s”不收录，原内容保持不变", word=word), "success")
        elif action == "back":
            skill_review.bring_back(session(), word, by=actor())
            flash(_("“%(word)s”已放回待审", word=word), "success")
    except InputRefused as refused:
        remark = refused.remarks[0]
        return _queue(wrong=(word, wording(remark.code, **remark.facts))), 422
    return redirect(url_here(), code=303)


def _queue(wrong: tuple[str, str] | None = None) -> str | Response:
    dismissed = request.args.get("state") == "dismissed"
    listed = word_list(skill_review.waiting_words(session(), dismissed=dismissed), dismissed=dismissed)

    def draw(page: Page) -> str:
        demands, programs = skill_review.places_of(session(), list(page.rows))
        return render_template(
            "codes/editing/review.html",
            page=page,
            dismissed=dismissed,
            near={} if dismissed else skill_review.nearest(session(), [row.word for row in page.rows]),
            demands=demands,
            programs=programs,
            fields=skill_fields(session()),
            decided=skill_review.decided_words(session(), limit=DECIDED),
            wrong=wrong,
            most=skill_review.SHOWN_PLACES,
        )

    return page_or_file(listed, draw) if wrong is None else draw(listed.page())


@bp.get("/merge")
@permits(Permission.CODE_EDIT)
def merge() -> ResponseReturnValue:
    """Ask which skill another becomes part of."""
    key = _key()
    row = changes.find_row(session(), editable_sheet("skills"), key)
    return _merge(key, MergeForm(formdata=None, data={"version": changes.mark_of(row)}))


@bp.post("/merge")
@permits(Permission.CODE_EDIT)
@writes
def merge_submit() -> ResponseReturnValue:
    """Make the skill part of the other one."""
    editable_sheet("skills")
    key, form = _key(), MergeForm()
    if not form.validate():
        return _merge(key, form), 422
    into = (form.into.data or "").strip()[:60]
    seen = str(form.version.data or "")[:64]
    try:
        return carry_out(
            form,
            lambda: merging.merge_skills(session(), key, into, seen=seen, by=actor()),
            page=partial(_merge, key),
            message=lambda merge: _(
                "“%(old)s”已并入“%(into)s”，原来的叫法仍能找到它", old=merge.old_name, into=merge.into_name
            ),
            to=lambda merge: url_for("admin.entry", table="skills", key=merge.into_name),
        )
    except StaleEdit:
        row = changes.find_row(session(), editable_sheet("skills"), key)
        form.version.data = changes.mark_of(row)
        form.form_errors.append(_("这项技能刚被别人修改，请核对下面的别名，再合并一次"))
        return _merge(key, form), 409


def _merge(key: str, form: MergeForm) -> str:
    row = changes.find_row(session(), editable_sheet("skills"), key)
    return render_template("codes/editing/merge.html", form=form, key=key, row=row)


def _key() -> str:
    return words_asked("key")
