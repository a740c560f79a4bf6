"""Jobs of projects."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from contest.projects.services import reminding


def remind_unfinished() -> None:
    """Find the drafts whose team is to be reminded of the deadline now."""
    reminding.remind_unfinished()


def remind(project_ids: Sequence[str]) -> None:
    """Remind the teams of these projects."""
    reminding.remind(project_ids=[UUID(key) for key in project_ids])
