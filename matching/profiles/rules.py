"""Who may see and change a profile."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from contest.kernel.access import Actor
from matching.profiles.domain import ProfileKind


class Owned(Protocol):
    """What the predicates need to know of a profile."""

    @property
    def kind(self) -> ProfileKind: ...

    @property
    def organisation_id(self) -> UUID | None: ...

    @property
    def user_id(self) -> UUID | None: ...


class Readable(Owned, Protocol):
    """A profile as read: `shown_to_asker` is decided by the query (a public park; active, for a winner)."""

    @property
    def shown_to_asker(self) -> bool: ...


def owns(actor: Actor, profile: Owned) -> bool:
    """Hold for the people of the firm or of the base's operator, and for the mentor in person."""
    if profile.organisation_id is not None and profile.organisation_id in actor.organisation_ids:
        return True
    return profile.user_id is not None and profile.user_id == actor.user_id


def may_read(actor: Actor, profile: Readable) -> bool:
    """Hold for owners, and for whoever the query found that it is shown to."""
    return profile.shown_to_asker or owns(actor, profile)


def own_firm(actor: Actor, profile: Owned) -> bool:
    """Hold for an investor's people founding a profile of their own firm."""
    return profile.kind is ProfileKind.INVESTOR and profile.organisation_id in actor.organisation_ids


def oneself(actor: Actor, profile: Owned) -> bool:
    """Hold for a mentor founding their own profile."""
    return (
        profile.kind is ProfileKind.MENTOR and actor.user_id is not None and profile.user_id == actor.user_id
    )


def is_mentor(_actor: Actor, profile: Owned) -> bool:
    """Hold for mentors' profiles: only they have a term."""
    return profile.kind is ProfileKind.MENTOR


def runs_base(actor: Actor, base: object) -> bool:
    """Hold for the people of the organisation that runs a base."""
    return getattr(base, "organisation_id", None) in actor.organisation_ids
