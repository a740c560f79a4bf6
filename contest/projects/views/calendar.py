"""The dates that matter to a project, for calendar programs."""

from __future__ import annotations

from uuid import UUID

from flask import Response, current_app
from flask_babel import gettext as _

from contest.kernel.access import authorise
from contest.permissions import Permission
from contest.projects import queries
from contest.projects.views.blueprint import blueprint
from contest.seasons import queries as season_queries
from contest.seasons.views.wording import calendar_entries
from contest.web.calendars import CalendarEntry, calendar_response
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n


@blueprint.get("/projects/<uuid:project_id>/calendar.ics")
@requires(Permission.EDIT_PROJECT)
def calendar(project_id: UUID) -> Response:
    """Give the dates of the season as they hold in the project's zone, and until when something may be corrected."""
    project = queries.get_project(current_actor(), project_id)
    authorise(current_actor(), Permission.EDIT_PROJECT, project.access)
    book = season_queries.rulebook(project.season_id)
    ready = queries.readiness(project, book)
    entries = calendar_entries(book, project.zone_code)
    if ready.permit is not None and ready.closes_at is not None:
        address = f"{current_app.extensions['settings'].public_url}/projects/{project.id}"
        title = _("Correct “%(project)s”", project=l10n(project.name))
        uid = f"correction-{project.id}@haiju"
        entries.append(CalendarEntry(uid, title, ready.closes_at, url=address, remind=True))
    return calendar_response(
        l10n(project.name), entries, made_at=ready.now, file_name=project.number or "project"
    )
