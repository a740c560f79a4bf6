"""Who may report an outcome, and who may answer to one."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from contest.kernel.access import Actor
from matching.introductions.domain import Side
from matching.introductions.rules import Pair, leads_team, on_team, speaks_for_profile


class Reported(Pair, Protocol):
    """An outcome one side reported."""

    @property
    def side(self) -> Side: ...

    @property
    def reported_by(self) -> UUID | None: ...


def may_report(actor: Actor, pair: Pair) -> bool:
    """Hold for the leader of the team and for the profile's people."""
    return leads_team(actor, pair) or speaks_for_profile(actor, pair)


def is_led(actor: Actor, pair: Pair) -> bool:
    """Hold for whoever is of the team without speaking for it: its leader does."""
    return on_team(actor, pair) and not may_report(actor, pair)


def is_asked(actor: Actor, outcome: Reported) -> bool:
    """Hold for the side that did not report it; never for whoever did, though of both sides."""
    if actor.user_id is None or actor.user_id == outcome.reported_by:
        return False
    if outcome.side is Side.PROJECT:
        return speaks_for_profile(actor, outcome)
    return leads_team(actor, outcome)


def reported_it(actor: Actor, outcome: Reported) -> bool:
    """Hold for the side that reported it."""
    if outcome.side is Side.PROJECT:
        return leads_team(actor, outcome)
    return speaks_for_profile(actor, outcome)
