"""Who may do what at the formal check."""

from __future__ import annotations

from typing import Protocol

from contest.kernel.access import Actor


class InZone(Protocol):
    """What the predicate looks at: the district whose zone the project enters in, or empty."""

    @property
    def zone_district(self) -> str: ...


def in_own_district(actor: Actor, case: InZone) -> bool:
    """Hold for an officer of the zone's district."""
    return case.zone_district != "" and case.zone_district in actor.districts
