"""What other features do when a project is handed in, imported or withdrawn, in the same transaction.

Features to the left of this one may not be imported here; the manifest, which sees them all, names their services.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from contest.kernel.access import Actor
from contest.projects.domain.wins import Win
from contest.seasons.domain import StageCode


class Listener(Protocol):
    """A service that takes part."""

    def __call__(self, *, actor: Actor, project_id: UUID) -> object: ...


@dataclass(frozen=True, slots=True)
class Imported:
    """A handed-in project of a spreadsheet and the stage it stands in, None for the first."""

    project_id: UUID
    stage: StageCode | None


@dataclass(frozen=True, slots=True)
class WonElsewhere:
    """A project of a spreadsheet, handed in or not, and the other contest it won."""

    project_id: UUID
    win: Win


class WinListener(Protocol):
    """A service that takes part when an import brings winners of other contests."""

    def __call__(self, *, actor: Actor, season_id: UUID, projects: Sequence[WonElsewhere]) -> object: ...


class ManyListener(Protocol):
    """A service that takes part in an import, thousands of projects at once."""

    def __call__(self, *, actor: Actor, season_id: UUID, projects: Sequence[Imported]) -> object: ...


class Events:
    """Who takes part in which event, in order."""

    def __init__(self) -> None:
        self._submitted: tuple[Listener, ...] = ()
        self._withdrawn: tuple[Listener, ...] = ()
        self._imported: tuple[ManyListener, ...] = ()
        self._won_elsewhere: tuple[WinListener, ...] = ()

    def install(
        self,
        *,
        submitted: tuple[Listener, ...],
        withdrawn: tuple[Listener, ...],
        imported: tuple[ManyListener, ...] = (),
        won_elsewhere: tuple[WinListener, ...] = (),
    ) -> None:
        """Replace the listeners; called once, by the manifest."""
        self._submitted, self._withdrawn, self._imported = submitted, withdrawn, imported
        self._won_elsewhere = won_elsewhere

    def submitted(self, *, actor: Actor, project_id: UUID) -> None:
        """Tell that a project was handed in."""
        for listener in self._submitted:
            listener(actor=actor, project_id=project_id)

    def imported(self, *, actor: Actor, season_id: UUID, projects: Sequence[Imported]) -> None:
        """Tell that these projects came in handed in, or changed, by an import."""
        for listener in self._imported:
            listener(actor=actor, season_id=season_id, projects=projects)

    def won_elsewhere(self, *, actor: Actor, season_id: UUID, projects: Sequence[WonElsewhere]) -> None:
        """Tell that an import brought these winners of other contests."""
        for listener in self._won_elsewhere:
            listener(actor=actor, season_id=season_id, projects=projects)

    def withdrawn(self, *, actor: Actor, project_id: UUID) -> None:
        """Tell that a project was withdrawn."""
        for listener in self._withdrawn:
            listener(actor=actor, project_id=project_id)


events = Events()
