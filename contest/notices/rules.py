"""Who may read notices."""

from __future__ import annotations

from typing import Any

from contest.kernel.access import Actor


def is_reader(actor: Actor, user_id: Any) -> bool:
    """Hold for one's own notices."""
    return actor.user_id is not None and actor.user_id == user_id
