"""Who may look at and decide about suspected pairs."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from contest.kernel.access import Actor


@dataclass(frozen=True, slots=True)
class PairAccess:
    """What the predicates look at. `districts` are those of the two entries' zones, empty for a city-wide one."""

    pair_id: UUID
    districts: tuple[str, str]


def lies_in_own_district(actor: Actor, pair: PairAccess) -> bool:
    """Hold for an officer when both entries lie in the officer's districts.

    Of a pair that reaches beyond, an officer would read somebody else's entry: such pairs are the organiser's.
    """
    return all(district != "" and district in actor.districts for district in pair.districts)
