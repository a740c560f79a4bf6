"""Who may read and write about a project's questions. The object is what `projects.queries.get_access` returns."""

from __future__ import annotations

from contest.projects.rules import in_own_district, on_team

__all__ = ["in_own_district", "on_team"]
