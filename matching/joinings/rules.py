"""Who may report what came of meeting a possible partner, and who may answer."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from contest.kernel.access import Actor
from matching.introductions.domain import Side
from matching.team_gaps.rules import Meeting, is_person, leads_team, on_team


class Told(Meeting, Protocol):
    """A report about an introduction."""

    @property
    def side(self) -> Side: ...

    @property
    def reported_by(self) -> UUID | None: ...


def may_report(actor: Actor, meeting: Meeting) -> bool:
    """Hold for the leader of the team and for the person."""
    return leads_team(actor, meeting) or is_person(actor, meeting)


def is_led(actor: Actor, meeting: Meeting) -> bool:
    """Hold for whoever is of the team without speaking for it: its leader does."""
    return on_team(actor, meeting) and not may_report(actor, meeting)


def is_asked(actor: Actor, told: Told) -> bool:
    """Hold for the side that did not report it; never for whoever did, though they lead the team by now."""
    if actor.user_id is None or actor.user_id == told.reported_by:
        return False
    return is_person(actor, told) if told.side is Side.PROJECT else leads_team(actor, told)


def reported_it(actor: Actor, told: Told) -> bool:
    """Hold for the side that reported it."""
    return leads_team(actor, told) if told.side is Side.PROJECT else is_person(actor, told)
