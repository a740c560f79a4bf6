"""Who may do what with bases."""

from __future__ import annotations

from typing import Any

from contest.kernel.access import Actor


def acts_for(actor: Actor, base: Any) -> bool:
    """Hold for the people of the organisation that runs the base."""
    return base.organisation_id in actor.organisation_ids


def in_district(actor: Actor, base: Any) -> bool:
    """Hold for an officer of the base's district; an officer without a district sees the whole city."""
    return not actor.districts or base.district in actor.districts
