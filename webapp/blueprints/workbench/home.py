"""The first pages: the public landing page, the workbench, and what explains the exchange."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webapp import clock
from webapp.models.rounds.round_input import DEFAULT_WEIGHTS
from webapp.policies import Permission
from webapp.services.workbench import workbench as service
from webapp.web.kernel.db import session
from webapp.web.kernel.guards import permits, public
from webapp.web.kernel.identity import actor
from webapp.web.words.criteria import CRITERION_NAMES, HARD_RULES

bp = Blueprint("home", __name__)


@bp.get("/")
@public
def index() -> ResponseReturnValue:
    """Show what the exchange is for, and how much stands on it today."""
    today = clock.today()
    return render_template(
        "workbench/home/index.html",
        counts=service.public_counts(session(), today),
        rounds=service.open_rounds(session()),
        today=today,
    )


@bp.get("/home")
@permits(Permission.WORKBENCH)
def workbench() -> ResponseReturnValue:
    """Show what waits for the person who is signed in."""
    return render_template(
        "workbench/home/workbench.html",
        bench=service.workbench_of(session(), actor()),
        today=clock.today(),
    )


@bp.get("/help")
@public
def guide() -> ResponseReturnValue:
    """Explain how to use the exchange, for each role."""
    return render_template("workbench/home/guide.html")


@bp.get("/help/method")
@public
def method() -> ResponseReturnValue:
    """Explain how suggestions are computed."""
    return render_template(
        "workbench/home/method.html", weights=DEFAULT_WEIGHTS, criteria=CRITERION_NAMES, hard_rules=HARD_RULES
    )


@bp.get("/help/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    """Say what has been done for accessibility, and where to turn."""
    return render_template("workbench/home/accessibility.html")
