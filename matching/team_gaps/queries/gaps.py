"""What teams lack: their own people and the office see it all, people who offer themselves what is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import aliased

from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.locking import get_locked
from contest.permissions import OFFICE, Role
from contest.pool.queries import has_won, is_open
from contest.projects.models import Project
from contest.teams.domain import TeamRole
from contest.teams.models import TeamMember
from contest.teams.queries import member_ids
from matching.recommendations.models import MatchChoice
from matching.recommendations.queries import matchable_projects
from matching.team_gaps.domain import Commitment, GapFacts, GapRole, GapState
from matching.team_gaps.models import TeamGap

SEES_ALL = (*OFFICE, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class GapView:
    """A gap with its project and team. `open_for_matching`: a way into the pool and the team's consent to
    be matched; `won`: that way is a public win here."""

    id: UUID
    project_id: UUID
    project_name: LocalizedText
    project_number: str
    project_intro: LocalizedText
    track_code: str
    role: GapRole
    text: LocalizedText
    terms: str
    commitment: Commitment | None
    district: str
    languages: tuple[str, ...]
    state: GapState
    filled_on: date | None
    filled_as: Commitment | None
    taken_down_at: datetime | None
    taken_down_reason: str
    version: int
    created_at: datetime
    open_for_matching: bool
    won: bool
    profiling: bool
    member_ids: frozenset[UUID]
    leader_id: UUID | None

    @property
    def asks(self) -> bool:
        """Say whether people are sought for it now."""
        return self.state is GapState.OPEN and self.taken_down_at is None and self.open_for_matching

    @property
    def facts(self) -> GapFacts:
        return GapFacts(
            role=self.role,
            track=self.track_code,
            commitment=self.commitment or "",
            district=self.district,
            languages=frozenset(self.languages),
        )


@dataclass(frozen=True, slots=True)
class GapLine:
    """A gap in its team's list, with how many introductions wait and how many are open."""

    gap: GapView
    waiting: int
    open: int


def gap_rows() -> Select[Any]:
    """Select gaps with everything a GapView says."""
    leader = aliased(TeamMember)
    return (
        select(
            TeamGap,
            Project,
            is_open().label("matchable"),
            has_won().label("won"),
            func.coalesce(MatchChoice.profiling, True).label("profiling"),
            member_ids(Project.team_id).label("members"),
            leader.user_id.label("leader_id"),
        )
        .join(Project, Project.id == TeamGap.project_id)
        .outerjoin(MatchChoice, MatchChoice.project_id == Project.id)
        .outerjoin(leader, and_(leader.team_id == Project.team_id, leader.role == TeamRole.LEADER))
    )


def gap_view(row: Any) -> GapView:
    """Return a row of gap_rows as it is read."""
    gap, project = row[0], row[1]
    return GapView(
        id=gap.id,
        project_id=project.id,
        project_name=project.name,
        project_number=project.number or "",
        project_intro=project.intro,
        track_code=project.track_code or "",
        role=gap.role,
        text=gap.text,
        terms=gap.terms,
        commitment=gap.commitment,
        district=gap.district,
        languages=tuple(gap.languages),
        state=gap.state,
        filled_on=gap.filled_on,
        filled_as=gap.filled_as,
        taken_down_at=gap.taken_down_at,
        taken_down_reason=gap.taken_down_reason,
        version=gap.version,
        created_at=gap.created_at,
        open_for_matching=row.matchable,
        won=row.won,
        profiling=row.profiling,
        member_ids=frozenset(row.members or ()),
        leader_id=row.leader_id,
    )


def is_sought() -> ColumnElement[bool]:
    """Return the condition that people who offer themselves may find a gap."""
    return and_(TeamGap.state == GapState.OPEN, TeamGap.taken_down_at.is_(None), matchable_projects())


def get_gap(actor: Actor, gap_id: UUID) -> GapView:
    """Return a gap of the actor's own team (the office and the auditor: any); raise NotFound."""
    query = gap_rows().where(TeamGap.id == gap_id)
    if not (actor.is_system or actor.has(*SEES_ALL)):
        mine = select(TeamMember.team_id).where(TeamMember.user_id == actor.user_id)
        query = query.where(Project.team_id.in_(mine))
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound(kind="team_gap")
    return gap_view(row)


def open_gap(gap_id: UUID) -> GapView:
    """Return a gap that people are sought for and may find; raise NotFound."""
    row = db.session.execute(gap_rows().where(TeamGap.id == gap_id, is_sought())).one_or_none()
    if row is None:
        raise NotFound(kind="team_gap")
    return gap_view(row)


def gaps_of(project_id: UUID) -> list[GapView]:
    """Return the gaps of a project, the open ones first. The caller has asked who may read them."""
    query = gap_rows().where(TeamGap.project_id == project_id)
    ordered = query.order_by(TeamGap.state != GapState.OPEN, TeamGap.created_at, TeamGap.id)
    return [gap_view(row) for row in db.session.execute(ordered)]


def stated_roles(gaps: Sequence[GapView]) -> frozenset[GapRole]:
    """Return the roles that are stated as lacking now."""
    return frozenset(gap.role for gap in gaps if gap.state is GapState.OPEN)


def duties_of(project_id: UUID) -> tuple[list[str], str]:
    """Return what the members of a project's team do, in both languages, and the project's track."""
    query = (
        select(TeamMember.duty, Project.track_code)
        .join(Project, Project.team_id == TeamMember.team_id)
        .where(Project.id == project_id)
    )
    rows = db.session.execute(query).all()
    duties = [written for row in rows for written in row.duty.as_dict().values()]
    return duties, (rows[0].track_code or "") if rows else ""


def locked_gap(gap_id: UUID, *, for_reading: bool = False) -> TeamGap:
    """Return the gap with its row locked; raise NotFound. For reading, others may read it so too."""
    return get_locked(select(TeamGap).where(TeamGap.id == gap_id), kind="team_gap", shared=for_reading)
