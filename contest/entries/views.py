"""The stages a project is or was in, as a part of its page, and what a stage waits for, as a part of the desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template
from flask_babel import gettext as _

from contest.entries import queries, windows
from contest.entries.domain import EntrySource, EntryState
from contest.kernel import clock
from contest.permissions import Permission
from contest.seasons.domain import Rulebook, SeasonState, StageCode
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n, label, localdate

blueprint = Blueprint("entries", __name__)


@blueprint.get("/desk/updates")
@requires(Permission.CREATE_PROJECT)
def updates_panel() -> Response | str:
    """Show which of one's projects reached a stage whose teams hand in an update now; a part of the desk."""
    found = windows.own_updates(current_actor())
    if not found:
        return Response("", headers={"HX-Reswap": "delete"})
    return render_template("contest/entries/_updates.html", updates=found, now=clock.now())


def stage_events(
    project_id: UUID, book: Rulebook, ended: Mapping[StageCode, str] | None = None
) -> list[dict[str, Any]]:
    """Return the stages of a season and how far a project came in them, as the timeline macro takes them.

    `ended`: how the stages ended whose results are public, in words.
    """
    results = ended or {}
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
        if entry and entry.state is EntryState.ACTIVE and stage.code in results:
            state, text = "done", results[stage.code]
        elif entry and state == "current" and book.state is SeasonState.ARCHIVED:
            state, text = "done", _("The season is over")
        if entry and entry.state is not EntryState.ACTIVE:
            state = "done"
        if stage.starts_on:
            text = f"{text} · {localdate(stage.starts_on)}" + (
                f" – {localdate(stage.ends_on)}" if stage.ends_on else ""
            )
        events.append({"title": l10n(stage.name), "at": None, "text": text, "state": state})
    return events
