"""Jobs of entries."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from contest.entries.services import reminding


def remind_advanced() -> None:
    """Find the teams that are to be told what their stage asks for."""
    reminding.remind_advanced()


def remind(project_ids: Sequence[str]) -> None:
    """Tell the teams of these projects."""
    reminding.remind(project_ids=[UUID(key) for key in project_ids])
