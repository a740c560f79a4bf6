"""Who applies and who vets."""

from __future__ import annotations

from contest.kernel.access import Actor
from matching.profiles.domain import ProfileKind
from matching.profiles.rules import Owned, owns


def own_investor(actor: Actor, profile: Owned) -> bool:
    """Hold for the people of an investor's firm."""
    return profile.kind is ProfileKind.INVESTOR and owns(actor, profile)


def others_investor(actor: Actor, profile: Owned) -> bool:
    """Hold for an investor that is not the asker's own firm: nobody vets themselves."""
    return profile.kind is ProfileKind.INVESTOR and not owns(actor, profile)
