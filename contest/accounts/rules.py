"""Who may do what with accounts."""

from __future__ import annotations

from typing import Any

from contest.kernel.access import Actor


def is_self(actor: Actor, user_id: Any) -> bool:
    """Hold for one's own account."""
    return actor.user_id is not None and actor.user_id == user_id
