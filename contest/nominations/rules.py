"""Who may do what with nominations."""

from __future__ import annotations

from typing import Any, Protocol
from uuid import UUID

from contest.kernel.access import Actor


class NominationFacts(Protocol):
    """What the predicates need: who gave it, who answers it."""

    organisation_id: UUID
    leader_id: UUID | None
    member_ids: frozenset[UUID]


def from_own_base(actor: Actor, facts: NominationFacts) -> bool:
    """Hold for the people of the base that nominated."""
    return facts.organisation_id in actor.organisation_ids


def leads_team(actor: Actor, facts: NominationFacts) -> bool:
    """Hold for the leader of the nominated team, who alone may answer."""
    return actor.user_id is not None and actor.user_id == facts.leader_id


def in_team(actor: Actor, facts: NominationFacts) -> bool:
    """Hold for the members of the nominated team."""
    return actor.user_id in facts.member_ids


def own_base(actor: Actor, base: Any) -> bool:
    """Hold for the people of the base itself."""
    return base.organisation_id in actor.organisation_ids
