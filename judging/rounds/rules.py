"""Who may do what with a round."""

from __future__ import annotations

from typing import Any

from contest.kernel.access import Actor


def runs_zone(actor: Actor, round_: Any) -> bool:
    """Hold for an officer of the district whose zone runs the round as its own heat."""
    return bool(round_.zone_district) and round_.zone_district in actor.districts


def is_public(actor: Actor, round_: Any) -> bool:
    """Hold for everybody once the results are published."""
    del actor
    return bool(round_.is_public)


def takes_part(actor: Actor, round_: Any) -> bool:
    """Hold for judges who were asked into the round and have not declined."""
    del actor
    return bool(round_.asker_judges)


def leads(actor: Actor, round_: Any) -> bool:
    """Hold for the chief judges of the round."""
    del actor
    return bool(round_.asker_leads)
