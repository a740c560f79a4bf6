"""Who may write on a sheet."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from contest.kernel.access import Actor


class AssignmentFacts(Protocol):
    """What the predicate needs."""

    @property
    def judge_user_id(self) -> UUID: ...


def is_its_judge(actor: Actor, assignment: AssignmentFacts) -> bool:
    """Hold for the judge the assignment was given to, and for nobody else, whatever their rank."""
    return actor.user_id is not None and actor.user_id == assignment.judge_user_id
