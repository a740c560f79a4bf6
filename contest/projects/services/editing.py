"""May this project be written at this moment? The database's clock decides, after the row lock."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from contest.kernel import clock
from contest.projects.domain import NotEditable, ProjectState
from contest.projects.domain.editing import Editing
from contest.projects.models import Project
from contest.projects.permits import permits
from contest.seasons import queries as season_queries
from contest.seasons.domain import SeasonState, WindowClosed, WindowKind, WindowNotOpen
from contest.seasons.services import ensure_open


def ensure_editable(project: Project, parts: Collection[str] = ()) -> datetime:
    """Return the database's clock if the project may be written now; raise NotEditable or what the window says.

    The project's row must be locked: whoever waited past the deadline is refused. `parts` are the codes of fields
    and kinds of files to be written: PartNotOpen names the first one that a correction or update does not cover.
    """
    return editing_of(project, parts).now


def editing_of(project: Project, parts: Collection[str] = ()) -> Editing:
    """Return what may be written now; raise as `ensure_editable`."""
    if project.state is ProjectState.WITHDRAWN:
        raise NotEditable()
    found = _editing(project)
    found.ensure(parts)
    return found


def _editing(project: Project) -> Editing:
    try:
        now = ensure_open(project.season_id, WindowKind.SUBMISSION, project.zone_code)
    except (WindowClosed, WindowNotOpen):
        found = _permitted(project.season_id, project.id)
        if not found.open:
            raise
        return found
    return Editing(now, window_open=True)


def _permitted(season_id: UUID, project_id: UUID) -> Editing:
    # Permits are read before the clock: one that ends in between is over.
    held = permits.of(project_id)
    if held and season_queries.get_season(season_id).state is not SeasonState.OPEN:
        held = ()
    return Editing.at(clock.now(), window_open=False, closes_at=None, permits=held)


def ensure_zone_open(project: Project, zone_code: str) -> None:
    """Refuse a move into a zone whose window is closed, which would freeze the project at once.

    A permit goes with the project wherever it moves.
    """
    try:
        ensure_open(project.season_id, WindowKind.SUBMISSION, zone_code)
    except (WindowClosed, WindowNotOpen):
        if not _permitted(project.season_id, project.id).open:
            raise


def is_past_deadline(project: Project) -> bool:
    """Say whether the submission window of the project's zone is over, whatever permits there are."""
    try:
        ensure_open(project.season_id, WindowKind.SUBMISSION, project.zone_code)
    except WindowClosed:
        return True
    except WindowNotOpen:
        return False
    return False
