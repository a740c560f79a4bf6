"""Who may read an objection: whoever raised it, and the office."""

from __future__ import annotations

from typing import Any

from contest.kernel.access import Actor


def is_own(actor: Actor, objection: Any) -> bool:
    """Hold for whoever raised the objection."""
    return actor.user_id is not None and objection.objector_id == actor.user_id
