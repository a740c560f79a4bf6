"""A judge says on which days the judge can."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from babel.dates import format_skeleton
from flask import flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from contest.kernel.errors import DomainError
from contest.web.errors import describe
from contest.web.guards import current_actor, requires
from judging.judges import queries, services
from judging.judges.domain import Answer
from judging.judges.views.blueprint import Page, blueprint
from judging.permissions import Permission


@blueprint.get("/judging/days")
@requires(Permission.OWN_JUDGE_PROFILE)
def days() -> str:
    """Show the days that are asked about, week by week; what was not answered yet counts as free."""
    own = queries.get_own_judge(current_actor())
    asked = queries.asked_days(own.id)
    said = queries.days_of([own.id], asked).get(own.id, {})
    rows = [(day, said.get(day, Answer(morning=True, afternoon=True)), day in said) for day in asked]
    weeks = [list(week) for _week, week in groupby(rows, key=lambda row: row[0].isocalendar()[:2])]
    return render_template(
        "judging/judges/days.html",
        weeks=weeks,
        day_name=lambda day: format_skeleton("MMMEd", day, locale=get_locale()),
        answered=len(said),
    )


@blueprint.post("/judging/days")
@requires(Permission.OWN_JUDGE_PROFILE)
def answer_days() -> Page:
    """Keep what was ticked."""
    mornings, afternoons = _dates("morning"), _dates("afternoon")
    answers = {day: Answer(day in mornings, day in afternoons) for day in _dates("day")}
    try:
        services.answer_days(actor=current_actor(), answers=answers)
    except DomainError as error:
        if error.status in (401, 403, 404):
            raise
        flash(describe(error.code, error.params), "warning")
    else:
        flash(_("Saved. Panels keep to it where a round has dates."), "success")
    return redirect(url_for("judges.days"), 303)


def _dates(name: str) -> set[date]:
    found = set()
    for raw in request.form.getlist(name):
        try:
            found.add(date.fromisoformat(raw))
        except ValueError:
            continue
    return found
