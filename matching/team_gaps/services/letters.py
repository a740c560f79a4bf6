"""What both sides are told. No notice names the person or says what was offered: a consent taken back reaches it."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from contest.kernel.access import SYSTEM
from contest.kernel.db import db
from contest.kernel.notices import term
from contest.notices.services import notify, supersede
from matching.introductions.domain import ACTIVE, Side
from matching.team_gaps import queries
from matching.team_gaps.models import TalentIntroduction, TalentOffer
from matching.team_gaps.queries import MeetingView


def tell(found: TalentIntroduction, side: Side, what: str) -> None:
    """Write to one side of an introduction."""
    db.session.flush()
    meeting = queries.get_meeting(SYSTEM, found.id)
    notify(
        recipients=people_of(meeting, side),
        code=f"talent.{what}",
        once_key=f"talent_introduction:{found.id}:{found.version}:{side}",
        params=_params(meeting),
        link=f"/talent/introductions/{found.id}",
    )


def hush(found: TalentIntroduction) -> None:
    """Take back what was told about an introduction."""
    supersede(prefix=f"talent_introduction:{found.id}:")


def people_of(meeting: MeetingView, side: Side) -> Collection[UUID]:
    """Return who is written to: the team's leader, or the person."""
    if side is Side.PROJECT:
        return [meeting.leader_id] if meeting.leader_id else []
    return [meeting.person_id]


def _params(meeting: MeetingView) -> dict[str, object]:
    return {
        "project": meeting.project_name.as_dict(),
        "role": term(meeting.role),
        "until_at": meeting.expires_at.isoformat(),
    }


def tell_gone(offer: TalentOffer) -> None:
    """Tell the leaders of teams that asked, were asked or are in touch that the person is no longer there."""
    query = select(TalentIntroduction.id).where(
        TalentIntroduction.offer_id == offer.id, TalentIntroduction.state.in_(ACTIVE)
    )
    for meeting in queries.meetings_by_id(SYSTEM, db.session.execute(query).scalars()):
        supersede(prefix=f"talent_introduction:{meeting.id}:")
        notify(
            recipients=people_of(meeting, Side.PROJECT),
            code="talent.gone",
            once_key=f"talent_gone:{meeting.id}",
            params={"project": meeting.project_name.as_dict(), "role": term(meeting.role)},
            link=f"/team-gaps/{meeting.gap_id}",
        )
