"""Who may see and change a team's gaps, and who answers whom."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from contest.kernel.access import Actor
from matching.introductions.domain import Side


class HasTeam(Protocol):
    """What the predicates need to know of a gap's project."""

    @property
    def member_ids(self) -> frozenset[UUID]: ...

    @property
    def leader_id(self) -> UUID | None: ...


class Meeting(HasTeam, Protocol):
    """An introduction: a team, a person, and who of them asked."""

    @property
    def person_id(self) -> UUID: ...

    @property
    def asked_by(self) -> Side: ...


def on_team(actor: Actor, gap: HasTeam) -> bool:
    """Hold for the people of the team."""
    return actor.user_id is not None and actor.user_id in gap.member_ids


def leads_team(actor: Actor, gap: HasTeam) -> bool:
    """Hold for the leader of the team, whose address the other side gets."""
    return actor.user_id is not None and actor.user_id == gap.leader_id


def is_person(actor: Actor, meeting: Meeting) -> bool:
    """Hold for whoever offered themselves."""
    return actor.user_id is not None and actor.user_id == meeting.person_id


def takes_part(actor: Actor, meeting: Meeting) -> bool:
    """Hold for the team's people and for the person; nobody else sees an introduction, the office neither."""
    return on_team(actor, meeting) or is_person(actor, meeting)


def was_asked(actor: Actor, meeting: Meeting) -> bool:
    """Hold for the person when the team asked, and for the team's leader when the person did."""
    return is_person(actor, meeting) if meeting.asked_by is Side.PROJECT else leads_team(actor, meeting)


def asked(actor: Actor, meeting: Meeting) -> bool:
    """Hold for whoever asked: the team's leader, or the person."""
    return leads_team(actor, meeting) if meeting.asked_by is Side.PROJECT else is_person(actor, meeting)
