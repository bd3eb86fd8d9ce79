"""The calendar of working days: public holidays and the weekend days that are worked instead, year by year."""

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp import clock
from webapp.models.limits.special_day_input import DayInput
from webapp.policies import Permission
from webapp.services.limits import working_days
from webapp.web.kernel.acting import ALL, act
from webapp.web.kernel.db import session
from webapp.web.kernel.guards import permits, writes
from webapp.web.kernel.identity import actor
from webapp.web.kernel.query import number_asked
from webapp.web.limits.forms import DayForm

bp = Blueprint("calendar", __name__, url_prefix="/admin/calendar")
FIRST, LAST = 2025, 2099


@bp.get("")
@permits(Permission.CODES_ADMINISTER)
def index() -> ResponseReturnValue:
    """List a year's special days, with the form to add or change one."""
    return _page(DayForm(formdata=None))


@bp.post("")
@permits(Permission.CODES_ADMINISTER)
@writes
def set_day() -> ResponseReturnValue:
    """Add a day, or change it."""
    return act(
        DayForm(),
        DayInput,
        lambda data: working_days.set_day(session(), data.day, data.kind, data.name, by=actor()).day,
        page=_page,
        message=lambda day: _("%(day)s 已保存", day=day.isoformat()),
        to=lambda day: url_for("calendar.index", year=day.year),
        beside=ALL,
    )


@bp.post("/<day>/drop")
@permits(Permission.CODES_ADMINISTER)
@writes
def drop_day(day: str) -> ResponseReturnValue:
    """Let a day be as the week has it."""
    try:
        calendar_day = date.fromisoformat(day)
    except ValueError:
        abort(404)
    working_days.drop_day(session(), calendar_day, by=actor())
    flash(_("%(day)s 已恢复为平常的一天", day=calendar_day.isoformat()), "success")
    return redirect(url_for("calendar.index", year=calendar_day.year), code=303)


def _page(form: DayForm) -> str:
    wanted = number_asked("year") or clock.today().year
    year = min(max(wanted, FIRST), LAST)
    rows = working_days.days_of_year(session(), year)
    return render_template("limits/calendar.html", year=year, rows=rows, form=form, first=FIRST)
