"""Tell teams that advanced what their stage asks for and by when: once for each window, while it is not done."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from contest.entries import windows
from contest.entries.windows import StageUpdate
from contest.kernel import jobs
from contest.notices.queries import told_already
from contest.notices.services import Draft, notify_all
from contest.teams.queries import MemberView, members_of

REMIND = "entries.remind"
PER_JOB = 50


def remind_advanced() -> int:
    """Enqueue the reminders of open windows that were not given yet; return of how many projects."""
    keys = windows.unfinished_keys()
    told = told_already(list(keys.values()))
    due = [project_id for project_id, key in keys.items() if key not in told]
    for start in range(0, len(due), PER_JOB):
        jobs.defer(REMIND, project_ids=[str(key) for key in due[start : start + PER_JOB]])
    return len(due)


def remind(*, project_ids: Sequence[UUID]) -> int:
    """Tell the members of these projects' teams, unless it was handed in meanwhile; return how many people."""
    found = [update for update in windows.updates_of(project_ids) if update.done_at is None]
    people = members_of([update.team_id for update in found])
    return notify_all([_draft(update, people[update.team_id]) for update in found])


def _draft(update: StageUpdate, members: Sequence[MemberView]) -> Draft:
    return Draft(
        recipients=[member.user_id for member in members],
        code="project.stage_needs" if update.missing else "project.stage_open",
        once_key=update.key,
        supersedes=f"reminder:{update.project_id}:",
        params={
            "project": update.name.as_dict(),
            "stage": update.stage.as_dict(),
            "closes_at": update.closes_at.isoformat(),
            "missing": [label.as_dict() for label in update.missing],
            "parts": [label.as_dict() for label in update.asked],
        },
        link=f"/projects/{update.project_id}",
    )
