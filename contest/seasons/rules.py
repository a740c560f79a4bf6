"""Who may see what of seasons."""

from __future__ import annotations

from typing import Any

from contest.kernel.access import Actor
from contest.seasons.domain import SeasonState


def is_published(actor: Actor, season: Any) -> bool:
    """Hold for everything but drafts, which are the office's alone. `season` is anything with a `state`."""
    del actor
    return bool(season.state != SeasonState.DRAFT)
