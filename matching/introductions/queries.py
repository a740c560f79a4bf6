"""Reads about introductions, scoped by whoever asks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select, true
from sqlalchemy.orm import aliased

from contest.accounts.models import User
from contest.kernel import clock
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.locking import find_locked, get_locked
from contest.kernel.paging import Page, paginate
from contest.organisations.models import Membership
from contest.permissions import OFFICE, Role
from contest.pool.queries import is_open
from contest.projects.models import Project
from contest.teams.domain import TeamRole
from contest.teams.models import TeamMember
from contest.teams.queries import leader_id, member_ids
from matching.introductions.domain import ACTIVE, DeclineReason, IntroductionState, Side, state_at
from matching.introductions.models import DoubleOptIn, Introduction
from matching.profiles.domain import ProfileKind
from matching.profiles.models import MatchProfile
from matching.profiles.queries import takes_part
from matching.recommendations.queries import of_owner

SEES_ALL = (*OFFICE, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to write to, shown to the other side once both agreed."""

    name: LocalizedText
    email: str


@dataclass(frozen=True, slots=True)
class PairView:
    """A winner and a profile: what the predicates and an asking need."""

    project_id: UUID
    season_id: UUID
    project_name: LocalizedText
    member_ids: frozenset[UUID]
    leader_id: UUID | None
    open_for_matching: bool
    profile_id: UUID
    kind: ProfileKind
    profile_name: LocalizedText
    organisation_id: UUID | None
    owner_id: UUID | None
    available: bool


@dataclass(frozen=True, slots=True)
class IntroductionView:
    """One introduction. `state` is that of this moment; contacts are there for both sides once it is open.

    A contact is None again once that person is no longer of the team or the firm: nobody else agreed to be written to.
    `disclosed`: the reader may see whom to write to.
    """

    id: UUID
    season_id: UUID
    project_id: UUID
    project_name: LocalizedText
    project_number: str
    project_intro: LocalizedText
    member_ids: frozenset[UUID]
    leader_id: UUID | None
    profile_id: UUID
    profile_name: LocalizedText
    kind: ProfileKind
    organisation_id: UUID | None
    owner_id: UUID | None
    asked_by: Side | None
    state: IntroductionState
    message: str
    decline_reason: DeclineReason | None
    decline_note: str
    asked_at: datetime
    expires_at: datetime
    answered_at: datetime | None
    version: int
    disclosed: bool
    project_contact: Contact | None
    profile_contact: Contact | None


@dataclass(frozen=True, slots=True)
class PairState:
    """Where a pair stands, for a card."""

    id: UUID
    project_id: UUID
    profile_id: UUID
    state: IntroductionState
    asked_by: Side | None


def _still_speaks() -> Any:
    """Return the condition that whoever agreed for the profile still may: the mentor, or of the firm."""
    at_firm = select(Membership.user_id).where(
        Membership.organisation_id == MatchProfile.organisation_id,
        Membership.user_id == Introduction.profile_user_id,
    )
    return or_(
        MatchProfile.user_id.is_not_distinct_from(Introduction.profile_user_id),
        at_firm.correlate(MatchProfile, Introduction).exists(),
    )


def _views() -> Select[Any]:
    ours, theirs = aliased(User), aliased(User)
    team = member_ids(Project.team_id), leader_id(Project.team_id)
    return (
        select(Introduction, Project, MatchProfile, *team, ours, theirs, _still_speaks())
        .join(Project, Project.id == Introduction.project_id)
        .join(MatchProfile, MatchProfile.id == Introduction.profile_id)
        .outerjoin(ours, ours.id == Introduction.project_user_id)
        .outerjoin(theirs, theirs.id == Introduction.profile_user_id)
    )


def visible_to(actor: Actor) -> Select[Any]:
    """Select the introductions the actor may see: their team's, their profiles'; office and auditor all."""
    query = _views()
    if actor.is_system or actor.has(*SEES_ALL):
        return query
    mine = select(TeamMember.team_id).where(TeamMember.user_id == actor.user_id)
    return query.where(or_(Project.team_id.in_(mine), of_owner(actor)))


def _view(row: Any, now: datetime, actor: Actor) -> IntroductionView:
    made, project, profile, members, leader, ours, theirs, still = row
    state = state_at(made.state, made.expires_at, now)
    # Overseeing is no reason to read addresses: only the two sides see them.
    side = actor.user_id in (members or ()) or _speaks_for(actor, profile)
    shown = side and state is IntroductionState.OPEN
    return IntroductionView(
        id=made.id,
        season_id=made.season_id,
        project_id=project.id,
        project_name=project.name,
        project_number=project.number or "",
        project_intro=project.intro,
        member_ids=frozenset(members or ()),
        leader_id=leader,
        profile_id=profile.id,
        profile_name=profile.name,
        kind=made.kind,
        organisation_id=profile.organisation_id,
        owner_id=profile.user_id,
        asked_by=made.asked_by,
        state=state,
        message=made.message,
        decline_reason=made.decline_reason,
        decline_note=made.decline_note,
        asked_at=made.asked_at,
        expires_at=made.expires_at,
        answered_at=made.answered_at,
        version=made.version,
        disclosed=shown,
        project_contact=contact_of(ours) if shown and made.project_user_id in (members or ()) else None,
        profile_contact=contact_of(theirs) if shown and still else None,
    )


def _speaks_for(actor: Actor, profile: MatchProfile) -> bool:
    own = profile.user_id is not None and profile.user_id == actor.user_id
    return own or (profile.organisation_id is not None and profile.organisation_id in actor.organisation_ids)


def contact_of(user: User | None) -> Contact | None:
    """Return how to write to somebody who still has an account that is open. The caller decides who may."""
    if user is None or user.disabled_at is not None:
        return None
    return Contact(LocalizedText(user.name, user.name_en), user.email)


def list_introductions(
    actor: Actor, *, state: IntroductionState | None = None, page: int = 1, size: int = 20
) -> Page[IntroductionView]:
    """Return one page of the introductions the actor may see: those that wait first, then the newest."""
    now = clock.now()
    query = visible_to(actor)
    overdue = and_(Introduction.state == IntroductionState.ASKED, Introduction.expires_at <= now)
    if state is IntroductionState.EXPIRED:
        query = query.where(or_(Introduction.state == state, overdue))
    elif state is not None:
        query = query.where(Introduction.state == state, ~overdue)
    ordered = query.order_by(*waiting_first(Introduction))
    return paginate(ordered, lambda row: _view(row, now, actor), number=page, size=size)


def waiting_first(table: type[DoubleOptIn]) -> tuple[Any, ...]:
    """Return the order of a list: those that wait for an answer first, then the newest."""
    return table.state != IntroductionState.ASKED, table.asked_at.desc(), table.id


def waiting_for(actor: Actor) -> int:
    """Return how many introductions wait for the actor's own answer."""
    leads = select(TeamMember.team_id).where(
        TeamMember.user_id == actor.user_id, TeamMember.role == TeamRole.LEADER
    )
    query = (
        select(func.count(Introduction.id))
        .join(Project, Project.id == Introduction.project_id)
        .join(MatchProfile, MatchProfile.id == Introduction.profile_id)
        .where(
            Introduction.state == IntroductionState.ASKED,
            Introduction.expires_at > func.clock_timestamp(),
            or_(
                and_(Introduction.asked_by.is_distinct_from(Side.PROJECT), Project.team_id.in_(leads)),
                and_(Introduction.asked_by.is_distinct_from(Side.PROFILE), of_owner(actor)),
            ),
        )
    )
    return db.session.execute(query).scalar_one()


def get_introduction(actor: Actor, introduction_id: UUID) -> IntroductionView:
    """Return one introduction the actor may see; raise NotFound."""
    row = db.session.execute(visible_to(actor).where(Introduction.id == introduction_id)).one_or_none()
    if row is None:
        raise NotFound(kind="introduction")
    return _view(row, clock.now(), actor)


def get_pair(project_id: UUID, profile_id: UUID) -> PairView:
    """Return both sides of an introduction to be; raise NotFound. The caller asks who may know of it."""
    team = member_ids(Project.team_id), leader_id(Project.team_id)
    query = (
        select(Project, MatchProfile, *team, is_open(), takes_part())
        .join_from(Project, MatchProfile, true())
        .where(Project.id == project_id, MatchProfile.id == profile_id, ~MatchProfile.reference_only)
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound(kind="pair")
    project, profile, members, leader, open_for_matching, available = row
    return PairView(
        project_id=project.id,
        season_id=project.season_id,
        project_name=project.name,
        member_ids=frozenset(members or ()),
        leader_id=leader,
        open_for_matching=open_for_matching,
        profile_id=profile.id,
        kind=profile.kind,
        profile_name=profile.name,
        organisation_id=profile.organisation_id,
        owner_id=profile.user_id,
        available=available,
    )


def states_of(
    actor: Actor,
    *,
    project_id: UUID | None = None,
    profile_id: UUID | None = None,
    others: Collection[UUID] = (),
) -> list[PairState]:
    """Return where the pairs of a project or a profile stand that the actor may see: the latest word of each.

    `others`: only the pairs with these profiles or projects, where any are given.
    """
    query = visible_to(actor).order_by(Introduction.asked_at)
    if project_id is not None:
        query = query.where(Introduction.project_id == project_id)
    if profile_id is not None:
        query = query.where(Introduction.profile_id == profile_id)
    if others:
        query = query.where(or_(Introduction.project_id.in_(others), Introduction.profile_id.in_(others)))
    now = clock.now()
    found: dict[tuple[UUID, UUID], PairState] = {}
    for row in db.session.execute(query):
        made: Introduction = row[0]
        found[made.project_id, made.profile_id] = PairState(
            made.id,
            made.project_id,
            made.profile_id,
            state_at(made.state, made.expires_at, now),
            made.asked_by,
        )
    return list(found.values())


def locked(introduction_id: UUID) -> Introduction:
    """Return the introduction with its row locked; raise NotFound."""
    return get_locked(select(Introduction).where(Introduction.id == introduction_id), kind="introduction")


def find_active(project_id: UUID, profile_id: UUID) -> Introduction | None:
    """Return the pair's active introduction with its row locked."""
    return find_locked(
        select(Introduction).where(
            Introduction.project_id == project_id,
            Introduction.profile_id == profile_id,
            Introduction.state.in_(ACTIVE),
        )
    )


def active_of(project_ids: Iterable[UUID], kind: ProfileKind) -> dict[tuple[UUID, UUID], UUID]:
    """Return the pairs of the projects that are under way -> their introduction."""
    query = select(Introduction.project_id, Introduction.profile_id, Introduction.id).where(
        Introduction.project_id.in_(list(project_ids)),
        Introduction.kind == kind,
        Introduction.state.in_(ACTIVE),
    )
    return {(row.project_id, row.profile_id): row.id for row in db.session.execute(query)}


def hold_answers(*, season_id: UUID, kind: ProfileKind) -> None:
    """Lock what is under way, by key: whoever answers in this moment has answered before, or answers after."""
    query = select(Introduction.id).where(
        Introduction.season_id == season_id, Introduction.kind == kind, Introduction.state.in_(ACTIVE)
    )
    db.session.execute(query.order_by(Introduction.id).with_for_update())


def introductions_by_id(actor: Actor, ids: Iterable[UUID]) -> list[IntroductionView]:
    """Return the introductions of these keys that the actor may see, by key."""
    query = visible_to(actor).where(Introduction.id.in_(list(ids))).order_by(Introduction.id)
    now = clock.now()
    return [_view(row, now, actor) for row in db.session.execute(query)]


def was_declined(season_id: UUID, project_id: UUID, profile_id: UUID, asked_by: Side) -> bool:
    """Say whether the other side declined this side's asking in the season."""
    query = select(Introduction.id).where(
        Introduction.season_id == season_id,
        Introduction.project_id == project_id,
        Introduction.profile_id == profile_id,
        Introduction.declined_by == asked_by.other,
    )
    return db.session.execute(query.limit(1)).first() is not None


def overdue(kind: ProfileKind | None = None) -> list[UUID]:
    """Return the introductions whose answer is overdue, by key: in the order in which locks are taken."""
    query = select(Introduction.id).where(
        Introduction.state == IntroductionState.ASKED, Introduction.expires_at <= func.clock_timestamp()
    )
    if kind is not None:
        query = query.where(Introduction.kind == kind)
    return list(db.session.execute(query.order_by(Introduction.id)).scalars())


def people_of_profile(organisation_id: UUID | None, owner_id: UUID | None) -> list[User]:
    """Return who is written to on a profile's behalf: the mentor, or the people of the firm."""
    if owner_id is not None:
        return list(db.session.execute(select(User).where(User.id == owner_id)).scalars())
    query = (
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.organisation_id == organisation_id, User.disabled_at.is_(None))
        .order_by(Membership.created_at, User.id)
    )
    return list(db.session.execute(query).scalars())


def people_by_id(user_ids: Iterable[UUID]) -> list[User]:
    """Return accounts by key."""
    return list(db.session.execute(select(User).where(User.id.in_(list(user_ids)))).scalars())
