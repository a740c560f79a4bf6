"""Who may see and change an organisation."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from contest.kernel.access import Actor


class Managed(Protocol):
    """What the predicates need to know of an organisation."""

    @property
    def id(self) -> UUID: ...

    @property
    def district(self) -> str: ...

    @property
    def manager_ids(self) -> frozenset[UUID]: ...


def is_member(actor: Actor, organisation: Managed | None) -> bool:
    """Hold for whoever belongs to the organisation."""
    return organisation is not None and organisation.id in actor.organisation_ids


def is_manager(actor: Actor, organisation: Managed | None) -> bool:
    """Hold for the organisation's managers."""
    return organisation is not None and actor.user_id in organisation.manager_ids


def in_own_district(actor: Actor, organisation: Managed | None) -> bool:
    """Hold for an officer of the district where the organisation sits."""
    return organisation is not None and organisation.district in actor.districts
