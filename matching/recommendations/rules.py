"""Who may see what is recommended to a winner, and who decides about profiling and says what space it needs."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from contest.kernel.access import Actor


class HasTeam(Protocol):
    """What the predicates look at."""

    @property
    def member_ids(self) -> frozenset[UUID]: ...

    @property
    def leader_id(self) -> UUID | None: ...


def on_team(actor: Actor, project: HasTeam) -> bool:
    """Hold for the people of the winning team."""
    return actor.user_id is not None and actor.user_id in project.member_ids


def leads_team(actor: Actor, project: HasTeam) -> bool:
    """Hold for the leader: whether a computer judges the project, and what it needs, is the leader's word."""
    return actor.user_id is not None and actor.user_id == project.leader_id
