"""The office's holiday table."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel import clock
from contest.kernel.access import policy
from contest.kernel.errors import NotFound
from contest.permissions import Permission
from contest.seasons import queries, services
from contest.seasons.domain.times import FIRST_YEAR, LAST_YEAR
from contest.seasons.forms import HolidayForm
from contest.seasons.views.office import Page, office
from contest.web.guards import current_actor, requires


@office.get("/holidays")
@requires(Permission.OVERSEE_SEASONS)
def holidays() -> str:
    """Show a year's table."""
    asked = request.args.get("year", clock.today().year, int)
    return _table(HolidayForm(), min(max(asked, FIRST_YEAR), LAST_YEAR))


@office.post("/holidays")
@requires(Permission.EDIT_SEASON)
def add_holiday() -> Page:
    """Take a day into the table."""
    form = HolidayForm()
    made: list[date] = []
    if form.save(lambda: made.append(services.enter_holiday(actor=current_actor(), values=form.values()))):
        flash(_("Saved."), "success")
        return redirect(url_for("season_office.holidays", year=made[0].year), 303)
    return _table(form, clock.today().year), 422


def _table(form: HolidayForm, year: int) -> str:
    return render_template(
        "contest/seasons/office/holidays.html",
        form=form,
        year=year,
        days=queries.list_holidays(year),
        may_edit=policy.holds(current_actor(), Permission.EDIT_SEASON),
    )


@office.post("/holidays/<day>/remove")
@requires(Permission.EDIT_SEASON)
def remove_holiday(day: str) -> Response:
    """Take a day out of the table."""
    try:
        when = date.fromisoformat(day)
    except ValueError as error:
        raise NotFound(kind="holiday", key=day) from error
    services.remove_holiday(actor=current_actor(), day=when)
    flash(_("Removed."), "success")
    return redirect(url_for("season_office.holidays", year=when.year), 303)
