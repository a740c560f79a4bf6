"""Reads of claims and recommendations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from contest.accounts.models import User, UserEmail
from contest.channels.domain import CLAIM_LASTS, LinkUnusable
from contest.channels.models import ProjectClaim, Referral
from contest.kernel import clock
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.paging import AnySelect, Page, paginate
from contest.projects.domain import ProjectState
from contest.projects.models import Project
from contest.projects.queries import visible_to
from contest.seasons.models import Season
from contest.teams.domain import TeamRole
from contest.teams.models import TeamMember


@dataclass(frozen=True, slots=True)
class ImportedLine:
    """An imported project and how far its team has come."""

    project_id: UUID
    name: LocalizedText
    number: str | None
    leader: str | None
    email: str | None
    sent_at: datetime | None
    claimed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClaimOffer:
    """What a claim's link is about. `proved`: the account behind the address has been used by its owner."""

    claim_id: UUID
    project_id: UUID
    name: LocalizedText
    season_name: LocalizedText
    email: str
    user_id: UUID | None
    proved: bool
    claimed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReferredLine:
    """A project that came on a base's recommendation."""

    project_id: UUID
    name: LocalizedText
    state: ProjectState
    season_name: LocalizedText
    year: int
    created_at: datetime


def imported_projects(
    actor: Actor, season_id: UUID, *, open_only: bool = False, page: int = 1
) -> Page[ImportedLine]:
    """Return the imported projects of a season the actor may know of, those nobody claimed yet first."""
    query = _imported(actor, season_id)
    if open_only:
        query = query.where(ProjectClaim.claimed_at.is_(None))
    order = (ProjectClaim.claimed_at.desc().nulls_first(), Project.number, Project.id)
    return paginate(query.order_by(*order), _imported_line, number=page)


def unclaimed(actor: Actor, season_id: UUID) -> list[ImportedLine]:
    """Return the imported projects with a leader's address that nobody claimed yet."""
    query = _unclaimed(actor, season_id).order_by(Project.id)
    return [_imported_line(row) for row in db.session.execute(query)]


def count_unclaimed(actor: Actor, season_id: UUID) -> int:
    """Return how many imported projects wait for their team."""
    waiting = _unclaimed(actor, season_id).with_only_columns(Project.id).subquery()
    return db.session.execute(select(func.count()).select_from(waiting)).scalar_one()


def _unclaimed(actor: Actor, season_id: UUID) -> AnySelect:
    return _imported(actor, season_id).where(ProjectClaim.claimed_at.is_(None), User.id.is_not(None))


def _imported(actor: Actor, season_id: UUID) -> Select[tuple[Project, User, ProjectClaim]]:
    return (
        visible_to(actor)
        .where(Project.season_id == season_id, Project.external_id.is_not(None))
        .outerjoin(TeamMember, (TeamMember.team_id == Project.team_id) & (TeamMember.role == TeamRole.LEADER))
        .outerjoin(User, User.id == TeamMember.user_id)
        .outerjoin(ProjectClaim, ProjectClaim.project_id == Project.id)
        .add_columns(User, ProjectClaim)
    )


def _imported_line(row: Any) -> ImportedLine:
    project, leader, claim = row
    return ImportedLine(
        project_id=project.id,
        name=project.name,
        number=project.number,
        leader=leader.name if leader else None,
        email=leader.email if leader else None,
        sent_at=claim.sent_at if claim else None,
        claimed_at=claim.claimed_at if claim else None,
    )


def claim_offer(claim_id: UUID) -> ClaimOffer:
    """Return what a link is about; raise LinkUnusable for one that is over."""
    row = db.session.execute(
        select(ProjectClaim, Project, Season.name, User)
        .join(Project, Project.id == ProjectClaim.project_id)
        .join(Season, Season.id == Project.season_id)
        .outerjoin(User, User.email == ProjectClaim.email)
        .where(ProjectClaim.id == claim_id)
    ).one_or_none()
    if row is None:
        raise LinkUnusable()
    claim, project, season_name, user = row
    if claim.claimed_at is None and claim.sent_at + CLAIM_LASTS < clock.now():
        raise LinkUnusable()
    return ClaimOffer(
        claim_id=claim.id,
        project_id=project.id,
        name=project.name,
        season_name=season_name,
        email=claim.email,
        user_id=user.id if user else None,
        proved=user is not None and user.email_verified_at is not None,
        claimed_at=claim.claimed_at,
    )


def has_address(actor: Actor, email: str) -> bool:
    """Say whether an address is one the actor has proved."""
    if actor.user_id is None:
        return False
    main = select(User.id).where(
        User.id == actor.user_id, User.email == email, User.email_verified_at.is_not(None)
    )
    further = select(UserEmail.id).where(
        UserEmail.user_id == actor.user_id, UserEmail.email == email, UserEmail.verified_at.is_not(None)
    )
    return db.session.execute(main.union(further).limit(1)).first() is not None


def own_projects_to_refer(actor: Actor, season_id: UUID) -> list[tuple[UUID, LocalizedText]]:
    """Return the projects the actor leads in a season that came on nobody's recommendation."""
    led = select(TeamMember.team_id).where(
        TeamMember.user_id == actor.user_id, TeamMember.role == TeamRole.LEADER
    )
    rows = db.session.execute(
        select(Project.id, Project.name)
        .outerjoin(Referral, Referral.project_id == Project.id)
        .where(
            Project.season_id == season_id,
            Project.team_id.in_(led),
            Project.state != ProjectState.WITHDRAWN,
            Project.channel_fixed.is_(False),
            Referral.id.is_(None),
        )
        .order_by(Project.created_at)
    )
    return [(row.id, row.name) for row in rows]


def referred_by(base_id: UUID, *, page: int = 1) -> Page[ReferredLine]:
    """Return what came on a base's recommendation, the latest first. The caller asks who may see it."""
    query = (
        select(Project, Season.name, Season.year, Referral.created_at)
        .join(Referral, Referral.project_id == Project.id)
        .join(Season, Season.id == Referral.season_id)
        .where(_of_base(base_id))
        .order_by(Referral.created_at.desc(), Referral.id)
    )
    return paginate(query, _referred_line, number=page)


def referrals_by_year(base_id: UUID) -> dict[int, int]:
    """Return year -> projects recommended and handed in: what the yearly review of the base counts."""
    rows = db.session.execute(
        select(Season.year, func.count())
        .select_from(Referral)
        .join(Season, Season.id == Referral.season_id)
        .join(Project, Project.id == Referral.project_id)
        .where(_of_base(base_id), Project.state == ProjectState.SUBMITTED)
        .group_by(Season.year)
        .order_by(Season.year.desc())
    )
    return {row.year: row[1] for row in rows}


def _of_base(base_id: UUID) -> ColumnElement[bool]:
    return Referral.base_id == base_id


def _referred_line(row: tuple[Project, LocalizedText, int, datetime]) -> ReferredLine:
    project, season_name, year, created_at = row
    return ReferredLine(project.id, project.name, project.state, season_name, year, created_at)
