"""Who may do what with places. The object is what `queries.get_access` returns."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from contest.kernel.access import Actor
from contest.pool.domain import PlaceState


@dataclass(frozen=True, slots=True)
class PlaceAccess:
    """What the predicates look at. `organisation_id`: of the base, None for winners of other contests."""

    id: UUID
    state: PlaceState
    project_id: UUID | None
    base_id: UUID | None
    organisation_id: UUID | None


def of_own_base(actor: Actor, place: PlaceAccess) -> bool:
    """Hold for the people of the organisation that runs the place's base."""
    return place.organisation_id is not None and place.organisation_id in actor.organisation_ids
