"""The stages a project is or was in, as a part of its page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template
from flask_babel import gettext as _

from contest.entries import queries
from contest.entries.domain import EntrySource, EntryState
from contest.permissions import Permission
from contest.projects import queries as project_queries
from contest.seasons import queries as season_queries
from contest.seasons.domain import Rulebook
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n, label, localdate

blueprint = Blueprint("entries", __name__)


@blueprint.get("/projects/<uuid:project_id>/stages")
@requires(Permission.VIEW_PROJECT)
def stages(project_id: UUID) -> str:
    """Show the stages of the season and how far the project came."""
    project = project_queries.get_project(current_actor(), project_id)
    book = season_queries.rulebook(project.season_id)
    return render_template("contest/entries/_stages.html", events=stage_events(project_id, book))


def stage_events(project_id: UUID, book: Rulebook) -> list[dict[str, Any]]:
    """Return the stages of a season and how far a project came in them, as the timeline macro takes them."""
    entered = {entry.stage_code: entry for entry in queries.entries_of_subject(project_id)}
    furthest = max((at for at, stage in enumerate(book.stages) if stage.code in entered), default=-1)
    events: list[dict[str, Any]] = []
    for at, stage in enumerate(book.stages):
        entry = entered.get(stage.code)
        state = "todo" if at > furthest else "current" if at == furthest else "done"
        text = label(entry.state) if entry else _("Skipped") if at < furthest else _("Not reached yet")
        if entry and at < furthest and entry.state is EntryState.ACTIVE:
            text = label(EntrySource.ADVANCED)
        if entry and entry.awaits_check and entry.state is EntryState.ACTIVE:
            text = _("At the formal check")
        if entry and entry.state is not EntryState.ACTIVE:
            state = "done"
        if stage.starts_on:
            text = f"{text} · {localdate(stage.starts_on)}" + (
                f" – {localdate(stage.ends_on)}" if stage.ends_on else ""
            )
        events.append({"title": l10n(stage.name), "at": None, "text": text, "state": state})
    return events
