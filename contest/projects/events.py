"""What other features do when a project is handed in or withdrawn, in the same transaction.

Features to the left of this one may not be imported here; the manifest, which sees them all, names their services.
"""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from contest.kernel.access import Actor


class Listener(Protocol):
    """A service that takes part."""

    def __call__(self, *, actor: Actor, project_id: UUID) -> object: ...


class Events:
    """Who takes part in which event, in order."""

    def __init__(self) -> None:
        self._submitted: tuple[Listener, ...] = ()
        self._withdrawn: tuple[Listener, ...] = ()

    def install(self, *, submitted: tuple[Listener, ...], withdrawn: tuple[Listener, ...]) -> None:
        """Replace the listeners; called once, by the manifest."""
        self._submitted, self._withdrawn = submitted, withdrawn

    def submitted(self, *, actor: Actor, project_id: UUID) -> None:
        """Tell that a project was handed in."""
        for listener in self._submitted:
            listener(actor=actor, project_id=project_id)

    def withdrawn(self, *, actor: Actor, project_id: UUID) -> None:
        """Tell that a project was withdrawn."""
        for listener in self._withdrawn:
            listener(actor=actor, project_id=project_id)


events = Events()
