"""Codes for late entries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from contest.accounts.models import User
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.paging import AnySelect, Page, paginate
from contest.projects.domain import ProjectState
from contest.projects.models import Project
from contest.screening.domain import CodeState, Holder, code_state
from contest.screening.models import LateCode
from contest.teams.domain import TeamRole
from contest.teams.models import Team, TeamMember


@dataclass(frozen=True, slots=True)
class LateCodeView:
    """One code: for whom, why, until when, and what became of it."""

    id: UUID
    season_id: UUID
    team_id: UUID | None
    team_name: LocalizedText
    email: str
    reason: str
    until: datetime
    state: CodeState
    issuer: LocalizedText
    created_at: datetime
    used_at: datetime | None
    project_id: UUID | None
    project_name: LocalizedText


def _query() -> AnySelect:
    return (
        select(
            LateCode,
            Team.name.label("team_name"),
            User.name,
            User.name_en,
            Project.name.label("project_name"),
            func.clock_timestamp().label("now"),
        )
        .outerjoin(Team, Team.id == LateCode.team_id)
        .outerjoin(User, User.id == LateCode.issued_by)
        .outerjoin(Project, Project.id == LateCode.project_id)
    )


def _view(row: Any) -> LateCodeView:
    code = row.LateCode
    return LateCodeView(
        id=code.id,
        season_id=code.season_id,
        team_id=code.team_id,
        team_name=row.team_name or LocalizedText(),
        email=code.email,
        reason=code.reason,
        until=code.until,
        state=code_state(until=code.until, used_at=code.used_at, revoked_at=code.revoked_at, now=row.now),
        issuer=LocalizedText(row.name or "", row.name_en or ""),
        created_at=code.created_at,
        used_at=code.used_at,
        project_id=code.project_id,
        project_name=row.project_name or LocalizedText(),
    )


def list_codes(season_id: UUID, *, page: int = 1, size: int = 25) -> Page[LateCodeView]:
    """Return one page of a season's codes, the newest first. The caller asks who may read them."""
    query = _query().where(LateCode.season_id == season_id)
    return paginate(query.order_by(LateCode.created_at.desc(), LateCode.id), _view, number=page, size=size)


def get_code(code_id: UUID) -> LateCodeView:
    """Return one code; raise NotFound."""
    row = db.session.execute(_query().where(LateCode.id == code_id)).one_or_none()
    if row is None:
        raise NotFound(kind="late_code")
    return _view(row)


def holder(actor: Actor) -> Holder:
    """Return the teams the actor leads and the address that is proved theirs."""
    if actor.user_id is None:
        return Holder(frozenset(), frozenset())
    teams = select(TeamMember.team_id).where(
        TeamMember.user_id == actor.user_id, TeamMember.role == TeamRole.LEADER
    )
    email = select(User.email).where(User.id == actor.user_id, User.email_verified_at.is_not(None))
    return Holder(
        frozenset(db.session.execute(teams).scalars()),
        frozenset(address.lower() for address in db.session.execute(email).scalars()),
    )


@dataclass(frozen=True, slots=True)
class LateChoice:
    """A project that a code may be used for."""

    id: UUID
    name: LocalizedText
    team_name: LocalizedText


def choices_of(code: LateCodeView, team_ids: frozenset[UUID]) -> list[LateChoice]:
    """Return the projects of the code's season that these teams began."""
    rows = db.session.execute(
        select(Project.id, Project.name, Team.name.label("team_name"))
        .join(Team, Team.id == Project.team_id)
        .where(
            Project.season_id == code.season_id,
            Project.team_id.in_(team_ids),
            Project.state != ProjectState.WITHDRAWN,
        )
        .order_by(Project.created_at, Project.id)
    )
    return [LateChoice(row.id, row.name, row.team_name) for row in rows]


def find_team_name(team_id: UUID) -> LocalizedText | None:
    """Return the name of a team, None when there is no such team."""
    return db.session.execute(select(Team.name).where(Team.id == team_id)).scalar_one_or_none()
