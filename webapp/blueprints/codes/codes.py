"""Look-ups for pickers: JSON while typing, fragments for browsing, and plain pages for everybody else."""

from dataclasses import asdict

from flask import Blueprint, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from webapp.models.kernel.characters import is_text
from webapp.policies import Permission
from webapp.services.codes import search, tree
from webapp.services.codes.tree import Column
from webapp.web.kernel.db import session
from webapp.web.kernel.guards import permits, public
from webapp.web.kernel.i18n import language
from webapp.web.kernel.query import words_asked

bp = Blueprint("codes", __name__, url_prefix="/codes")
OPEN_KINDS = frozenset({"region", "industry"})  # the registration form needs them before anybody is signed in
MOST_WORDS = 60
LEVELS = {
    "section": _l("门类"),
    "division": _l("大类"),
    "group": _l("中类"),
    "class": _l("小类"),
    "province": _l("省级"),
    "city": _l("市级"),
    "county": _l("县级"),
    "schooling": _l("层次"),
    "major_category": _l("专业大类"),
    "major_class": _l("专业类"),
    "major": _l("专业"),
    "field": _l("技能领域"),
    "skill": _l("技能"),
    "chain": _l("产业链"),
    "segment": _l("产业链环节"),
    "family": _l("岗位族"),
}


@bp.get("/open/<kind>")
@public
def open_look_up(kind: str) -> ResponseReturnValue:
    """Answer a look-up that needs no account."""
    _known(kind, OPEN_KINDS)
    return _answer(kind)


@bp.get("/open/<kind>/levels")
@public
def open_levels(kind: str) -> ResponseReturnValue:
    """Show the levels of a table that needs no account."""
    _known(kind, OPEN_KINDS)
    return _levels(kind)


@bp.get("/<kind>")
@permits(Permission.CODES_READ)
def look_up(kind: str) -> ResponseReturnValue:
    """Answer a look-up."""
    _known(kind, search.FINDERS)
    return _answer(kind)


@bp.get("/<kind>/levels")
@permits(Permission.CODES_READ)
def levels(kind: str) -> ResponseReturnValue:
    """Show the levels of a table, down to a place."""
    _known(kind, search.FINDERS)
    return _levels(kind)


@bp.get("/skill/custom")
@permits(Permission.CODES_READ)
def custom_skills() -> ResponseReturnValue:
    """Answer which of the words are no skill or alias of the lexicon: they are taken as custom skills."""
    words = request.args.getlist("word")[:MOST_WORDS]
    known = search.canonical_skills(session(), filter(is_text, words))
    return jsonify(custom=[word for word in dict.fromkeys(words) if word not in known])


def _known(kind: str, kinds: object) -> None:
    if kind not in kinds:  # type: ignore[operator]
        abort(404)


def _answer(kind: str) -> ResponseReturnValue:
    words = words_asked(longest=search.LONGEST_QUERY)
    if request.accept_mimetypes.best_match(["application/json", "text/html"], "application/json") == "text/html":
        options = search.search(session(), kind, words, language=language()) if words.strip() else None
        return render_template(
            "codes/look_up.html", kind=kind, words=words, found=options, levels=LEVELS, columns=_columns(kind)
        )
    options = search.search(session(), kind, words, language=language())
    return jsonify(options=[asdict(row) for row in options])


def _levels(kind: str) -> ResponseReturnValue:
    columns = _columns(kind, near=words_asked("near", longest=search.LONGEST_QUERY))
    return render_template("codes/_levels.html", columns=columns, levels=LEVELS)


def _columns(kind: str, *, near: str = "") -> list[Column]:
    """Return the levels down to `at`, or near to somebody's text: the top one where it leads to no code."""
    at = request.args.get("at", "")[: tree.LONGEST_PLACE]
    if not is_text(at):
        abort(404)
    try:
        return tree.columns(session(), kind, at or tree.place_of(kind, near), language=language())
    except KeyError:
        if at:
            abort(404)
        return tree.columns(session(), kind, "", language=language())
