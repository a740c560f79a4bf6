"""Who may see, ask for and answer introductions."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from contest.kernel.access import Actor
from matching.introductions.domain import Side


class Pair(Protocol):
    """Both sides of an introduction, asked for or about to be."""

    @property
    def member_ids(self) -> frozenset[UUID]: ...

    @property
    def leader_id(self) -> UUID | None: ...

    @property
    def organisation_id(self) -> UUID | None: ...

    @property
    def owner_id(self) -> UUID | None: ...


class Asked(Pair, Protocol):
    """An introduction that one side asked for, or (None) the office proposed."""

    @property
    def asked_by(self) -> Side | None: ...


def leads_team(actor: Actor, pair: Pair) -> bool:
    """Hold for the leader of the winning team, whose address the other side gets."""
    return actor.user_id is not None and actor.user_id == pair.leader_id


def on_team(actor: Actor, pair: Pair) -> bool:
    """Hold for the people of the winning team."""
    return actor.user_id is not None and actor.user_id in pair.member_ids


def speaks_for_profile(actor: Actor, pair: Pair) -> bool:
    """Hold for the people of the firm or base, and for the mentor in person."""
    if pair.organisation_id is not None and pair.organisation_id in actor.organisation_ids:
        return True
    return pair.owner_id is not None and pair.owner_id == actor.user_id


def leader_was_asked(actor: Actor, pair: Asked) -> bool:
    """Hold for the leader when the other side or the office asked."""
    return pair.asked_by is not Side.PROJECT and leads_team(actor, pair)


def profile_was_asked(actor: Actor, pair: Asked) -> bool:
    """Hold for the profile's people when the team or the office asked."""
    return pair.asked_by is not Side.PROFILE and speaks_for_profile(actor, pair)


def leader_asked(actor: Actor, pair: Asked) -> bool:
    """Hold for the leader of the team that asked."""
    return pair.asked_by is Side.PROJECT and leads_team(actor, pair)


def profile_asked(actor: Actor, pair: Asked) -> bool:
    """Hold for the people of the profile that asked."""
    return pair.asked_by is Side.PROFILE and speaks_for_profile(actor, pair)
