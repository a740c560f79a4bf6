"""Remind teams of projects that are not handed in yet: 7, 3 and 1 days before the deadline, each once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import not_, select

from contest.kernel import clock, jobs
from contest.kernel.access import SYSTEM
from contest.kernel.db import db
from contest.notices.queries import told_already
from contest.notices.services import Draft, notify_all
from contest.projects import queries
from contest.projects.domain import ProjectState
from contest.projects.domain.reminding import due_reminder, reminder_key
from contest.projects.models import Project
from contest.projects.queries import ProjectView, Readiness
from contest.seasons import queries as season_queries
from contest.seasons.domain import Rulebook, SeasonState, WindowKind

REMIND = "projects.remind"
PER_JOB = 50


def remind_unfinished() -> int:
    """Enqueue reminders for every draft that has one due; return how many drafts that are."""
    now = clock.now()
    due = [
        project_id
        for season in season_queries.visible_seasons(SYSTEM)
        if season.state is SeasonState.OPEN
        for project_id in _due_in(season.id, now)
    ]
    for start in range(0, len(due), PER_JOB):
        jobs.defer(REMIND, project_ids=[str(key) for key in due[start : start + PER_JOB]])
    return len(due)


def _due_in(season_id: UUID, now: datetime) -> list[UUID]:
    """Return the season's drafts with a reminder due that was not given yet."""
    book = season_queries.rulebook(season_id)
    rows = db.session.execute(
        select(Project.id, Project.zone_code, Project.created_at)
        .where(
            Project.season_id == season_id,
            Project.state == ProjectState.DRAFT,
            not_(queries.is_kept_for_pool()),
        )
        .order_by(Project.id)
    ).all()
    keys = {row.id: _key(book, row, now) for row in rows}
    told = told_already([key for key in keys.values() if key])
    return [project_id for project_id, key in keys.items() if key and key not in told]


def _key(book: Rulebook, draft: Any, now: datetime) -> str | None:
    window = book.window(WindowKind.SUBMISSION, draft.zone_code)
    if window is None or now < window.opens_at:
        return None
    days = due_reminder(window.closes_at, draft.created_at, now)
    return None if days is None else reminder_key(draft.id, window.closes_at, days)


def remind(*, project_ids: Sequence[UUID]) -> int:
    """Tell the members of these projects' teams what is missing and until when; return how many people were told.

    Looked at anew: what was handed in meanwhile is left alone.
    """
    now = clock.now()
    books: dict[UUID, Rulebook] = {}
    drafts = []
    for project_id in project_ids:
        view = queries.get_project(SYSTEM, project_id)
        if view.season_id not in books:
            books[view.season_id] = season_queries.rulebook(view.season_id)
        book = books[view.season_id]
        key = _key(book, view, now)
        if view.state is ProjectState.DRAFT and not view.pooled and key:
            drafts.append(_draft(view, queries.readiness(view, book), key))
    return notify_all(drafts)


def _draft(view: ProjectView, ready: Readiness, key: str) -> Draft:
    missing = [view.form.by_code[item.code].label.as_dict() for item in ready.requirements if not item.met]
    missing += [check.name.as_dict() for check in ready.checks if check.blocks]
    closes_at = ready.window.closes_at if ready.window else ready.now
    return Draft(
        recipients=[member.user_id for member in view.members],
        code="project.unfinished" if missing else "project.complete",
        once_key=key,
        supersedes=f"reminder:{view.id}:",
        params={
            "project": view.name.as_dict(),
            "closes_at": closes_at.isoformat(),
            "missing": missing,
        },
        link=f"/projects/{view.id}",
    )
