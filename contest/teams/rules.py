"""Who may do what with a team. The object is anything that knows its members and its leader."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from contest.kernel.access import Actor


class HasMembers(Protocol):
    """What the predicates look at."""

    @property
    def member_ids(self) -> frozenset[UUID]: ...

    @property
    def leader_id(self) -> UUID | None: ...


def is_member(actor: Actor, team: HasMembers) -> bool:
    """Hold for the people of the team."""
    return actor.user_id is not None and actor.user_id in team.member_ids


def leads(actor: Actor, team: HasMembers) -> bool:
    """Hold for the leader of the team."""
    return actor.user_id is not None and actor.user_id == team.leader_id
