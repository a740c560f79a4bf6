"""Who may do what with judges."""

from __future__ import annotations

from typing import Any

from contest.kernel.access import Actor


def is_own_judge(actor: Actor, judge: Any) -> bool:
    """Hold for the person behind the judge; `judge` is anything with a `user_id`."""
    return actor.user_id is not None and actor.user_id == judge.user_id
