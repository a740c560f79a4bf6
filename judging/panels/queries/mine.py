"""A judge's own rounds, with how much is left. Counts only what the judge may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from contest.entries.domain import EntryState
from contest.entries.models import Entry
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.seasons.models import Season
from judging.conflicts.queries import conflicted_among
from judging.judges.domain import Invitation
from judging.judges.models import Judge, RoundJudge
from judging.panels.models import Assignment
from judging.panels.queries.assignments import FINISHED
from judging.panels.states import AssignmentState
from judging.rounds.domain import RoundMode, RoundState
from judging.rounds.models import Round


@dataclass(frozen=True, slots=True)
class MyRound:
    """A round one was asked into: `submitted` of `assigned` sheets, none before it opens."""

    round_id: UUID
    name: LocalizedText
    season_name: LocalizedText
    state: RoundState
    live: bool
    opens_at: datetime
    closes_at: datetime
    invitation: Invitation
    chief: bool
    assigned: int
    submitted: int

    @property
    def left(self) -> int:
        return self.assigned - self.submitted

    @property
    def follows(self) -> bool:
        """Return whether one sits in the room of a live round now."""
        return self.live and self.invitation is Invitation.ACCEPTED and self.state is RoundState.OPEN

    @property
    def answerable(self) -> bool:
        """Return whether an answer is waited for."""
        return self.invitation is Invitation.INVITED and self.state in (RoundState.DRAFT, RoundState.OPEN)


def my_rounds(actor: Actor) -> list[MyRound]:
    """Return the rounds the actor was asked into, what is open first, then the latest."""
    rows = db.session.execute(
        select(
            Round,
            Season.name.label("season_name"),
            RoundJudge.invitation,
            RoundJudge.chief,
            RoundJudge.judge_id,
        )
        .join(Round, Round.id == RoundJudge.round_id)
        .join(Season, Season.id == Round.season_id)
        .join(Judge, Judge.id == RoundJudge.judge_id)
        .where(Judge.user_id == actor.user_id, RoundJudge.invitation != Invitation.DECLINED)
        .order_by((Round.state == RoundState.OPEN).desc(), Round.opens_at.desc(), Round.id.desc())
    ).all()
    if actor.user_id is None or not rows:
        return []
    sheets = _sheets(rows[0].judge_id)
    return [
        MyRound(
            round_id=row.Round.id,
            name=row.Round.name,
            season_name=row.season_name,
            state=row.Round.state,
            live=row.Round.mode is RoundMode.LIVE,
            opens_at=row.Round.opens_at,
            closes_at=row.Round.closes_at,
            invitation=row.invitation,
            chief=row.chief,
            assigned=len(sheets.get(row.Round.id, ())),
            submitted=sum(sheets.get(row.Round.id, ())),
        )
        for row in rows
    ]


def _sheets(judge_id: UUID) -> dict[UUID, list[bool]]:
    """Return round -> is it finished, for each assignment that stands and that the judge may still see."""
    rows = db.session.execute(
        select(Assignment.round_id, Assignment.entry_id, FINISHED.label("finished"))
        .join(Entry, Entry.id == Assignment.entry_id)
        .join(Round, Round.id == Assignment.round_id)
        .where(
            Assignment.judge_id == judge_id,
            Assignment.state == AssignmentState.ASSIGNED,
            Entry.state == EntryState.ACTIVE,
            Round.state != RoundState.DRAFT,
        )
    ).all()
    hidden = conflicted_among(judge_id, {row.entry_id for row in rows})
    found: dict[UUID, list[bool]] = {}
    for row in rows:
        if row.entry_id not in hidden:
            found.setdefault(row.round_id, []).append(row.finished)
    return found
