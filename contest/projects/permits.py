"""Where permits to write a project after its deadline come from.

Features to the left of this one may not be imported here; the manifest, which sees them all, names their queries.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from contest.projects.domain.editing import Permit


class Source(Protocol):
    """A query that knows some permits of a project."""

    def __call__(self, project_id: UUID) -> Sequence[Permit]: ...


class Permits:
    """The sources of permits."""

    def __init__(self) -> None:
        self._sources: tuple[Source, ...] = ()

    def install(self, *sources: Source) -> None:
        """Replace the sources; called once, by the manifest."""
        self._sources = sources

    def of(self, project_id: UUID) -> tuple[Permit, ...]:
        """Return all permits of a project, in force or not."""
        return tuple(permit for source in self._sources for permit in source(project_id))


permits = Permits()
