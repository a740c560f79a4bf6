"""What other features do when a season is cloned, in the same transaction; the manifest names their services."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from contest.kernel.access import Actor


class Cloned(Protocol):
    """A service that takes part: it copies what it keeps for the source season."""

    def __call__(self, *, actor: Actor, source_id: UUID, season_id: UUID) -> object: ...


class Events:
    """Who takes part, in order."""

    def __init__(self) -> None:
        self._cloned: tuple[Cloned, ...] = ()

    def install(self, *, cloned: tuple[Cloned, ...]) -> None:
        """Replace the listeners; called once, by the manifest."""
        self._cloned = cloned

    def cloned(self, *, actor: Actor, source_id: UUID, season_id: UUID) -> None:
        """Tell that a season was cloned."""
        for listener in self._cloned:
            listener(actor=actor, source_id=source_id, season_id=season_id)


events = Events()
