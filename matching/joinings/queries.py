"""Reads about what came of introductions of possible partners: only the two sides see it, the office counts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select

from contest.kernel import clock
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.locking import find_locked, get_locked
from contest.landings.domain import Milestone
from contest.landings.models import ProjectMilestone
from matching.introductions.domain import Side
from matching.joinings.domain import Came, Said, is_on_board
from matching.joinings.models import Joining
from matching.outcomes.domain import OutcomeState, state_at
from matching.team_gaps.domain import Commitment, GapRole
from matching.team_gaps.models import TalentIntroduction
from matching.team_gaps.queries import MeetingView, get_meeting


@dataclass(frozen=True, slots=True)
class JoiningView:
    """One report with both sides of its introduction, which the predicates ask about."""

    id: UUID
    introduction_id: UUID
    gap_id: UUID
    role: GapRole
    project_id: UUID
    project_name: LocalizedText
    member_ids: frozenset[UUID]
    leader_id: UUID | None
    person_id: UUID
    asked_by: Side
    came: Came
    joined_as: Commitment | None
    happened_on: date
    note: str
    state: OutcomeState
    side: Side
    reported_by: UUID | None
    answer_note: str
    created_at: datetime
    answered_at: datetime | None

    @property
    def said(self) -> Said:
        return Said(self.came, self.happened_on, self.joined_as, self.note)


def of_introduction(actor: Actor, introduction_id: UUID) -> tuple[MeetingView, list[JoiningView]]:
    """Return an introduction the actor is a side of and what was reported of it, the latest first; raise NotFound."""
    meeting = get_meeting(actor, introduction_id)
    query = (
        select(Joining)
        .where(Joining.introduction_id == introduction_id)
        .order_by(Joining.happened_on.desc(), Joining.id.desc())
    )
    now = clock.now()
    return meeting, [_view(row, meeting, now) for row in db.session.execute(query).scalars()]


def get_joining(actor: Actor, outcome_id: UUID) -> JoiningView:
    """Return one report about an introduction the actor is a side of; raise NotFound."""
    row = db.session.get(Joining, outcome_id)
    if row is None:
        raise NotFound(kind="talent_outcome")
    return _view(row, get_meeting(actor, row.introduction_id), clock.now())


def locked(outcome_id: UUID) -> Joining:
    """Return the report with its row locked; raise NotFound."""
    return get_locked(select(Joining).where(Joining.id == outcome_id), kind="talent_outcome")


def each_locked(outcome_ids: Collection[UUID]) -> Iterator[Joining]:
    """Give the reports that are still there, each locked after its introduction: so does who takes an offer back."""
    query = select(Joining.introduction_id, Joining.id).where(Joining.id.in_(outcome_ids))
    for introduction_id, outcome_id in db.session.execute(query.order_by(*query.selected_columns)).all():
        find_locked(select(TalentIntroduction).where(TalentIntroduction.id == introduction_id))
        if (found := find_locked(select(Joining).where(Joining.id == outcome_id))) is not None:
            yield found


def confirmed(introduction_id: UUID) -> list[Said]:
    """Return what both sides of an introduction agree on."""
    query = select(Joining).where(
        Joining.introduction_id == introduction_id, Joining.state == OutcomeState.CONFIRMED
    )
    return [_said(row) for row in db.session.execute(query).scalars()]


def others_on_board(gap_id: UUID, introduction_id: UUID) -> list[Said]:
    """Return how those joined who are in the team for a role by other introductions, the first who came first."""
    query = (
        select(Joining)
        .join(TalentIntroduction, TalentIntroduction.id == Joining.introduction_id)
        .where(
            TalentIntroduction.gap_id == gap_id,
            TalentIntroduction.id != introduction_id,
            Joining.state == OutcomeState.CONFIRMED,
        )
        .order_by(Joining.happened_on, Joining.id)
    )
    told: dict[UUID, list[Said]] = {}
    for row in db.session.execute(query).scalars():
        told.setdefault(row.introduction_id, []).append(_said(row))
    latest = [_joined_last(said) for said in told.values() if is_on_board(said)]
    return sorted(latest, key=lambda said: said.happened_on)


def _joined_last(told: list[Said]) -> Said:
    return [said for said in told if said.came is Came.JOINED][-1]


def _said(row: Joining) -> Said:
    return Said(row.came, row.happened_on, row.joined_as, row.note)


def counts() -> Mapping[Came, int]:
    """Return how many pairs both sides say met, joined and parted.

    Who met and parted is known while both sides let it be; that somebody joined stays with the project.
    """
    query = (
        select(Joining.came, func.count(Joining.introduction_id.distinct()))
        .where(Joining.state == OutcomeState.CONFIRMED)
        .group_by(Joining.came)
    )
    found = {row[0]: row[1] for row in db.session.execute(query)}
    joined = select(func.count()).where(ProjectMilestone.milestone == Milestone.JOINED)
    found[Came.JOINED] = db.session.execute(joined).scalar_one()
    return {came: found.get(came, 0) for came in Came}


def _view(row: Joining, meeting: MeetingView, now: datetime) -> JoiningView:
    return JoiningView(
        id=row.id,
        introduction_id=meeting.id,
        gap_id=meeting.gap_id,
        role=meeting.role,
        project_id=meeting.project_id,
        project_name=meeting.project_name,
        member_ids=meeting.member_ids,
        leader_id=meeting.leader_id,
        person_id=meeting.person_id,
        asked_by=meeting.asked_by,
        came=row.came,
        joined_as=row.joined_as,
        happened_on=row.happened_on,
        note=row.note,
        state=state_at(row.state, row.created_at, now),
        side=row.side,
        reported_by=row.reported_by,
        answer_note=row.answer_note,
        created_at=row.created_at,
        answered_at=row.answered_at,
    )
