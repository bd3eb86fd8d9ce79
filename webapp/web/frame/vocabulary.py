"""Which tables of words there are: one for each room of pages that has something to say."""

from flask import Flask

from webapp.web.accounts import words as accounts
from webapp.web.agreements import words as agreements
from webapp.web.api import words as api
from webapp.web.choosing import words as choosing
from webapp.web.codes import words as codes
from webapp.web.conflicts import words as conflicts
from webapp.web.imports import words as imports
from webapp.web.kernel import refusals
from webapp.web.limits import words as limits
from webapp.web.posts import words as posts
from webapp.web.publication import words as publication
from webapp.web.rounds import words as rounds
from webapp.web.runs import words as runs
from webapp.web.seats import words as seats

ROOMS = (
    accounts, agreements, api, choosing, codes, conflicts, imports, limits, posts, publication, refusals, rounds, runs,
    seats,
)  # fmt: skip


def init_app(app: Flask) -> None:
    """Give the application the words of all rooms, in whatever order their modules were loaded."""
    refusals.init_app(app, [room.WORDS for room in ROOMS])
