"""Invitations of residents: what a link offers, which projects a leader may bring, a base's own list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from contest.accounts.domain import mask_address
from contest.bases.models import HaijuBase
from contest.kernel import clock
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.locking import find_locked
from contest.kernel.paging import Page, paginate
from contest.pool.domain import NO_ADDRESS, InvitationUnusable, PlaceEnd, PlaceState, Sent, invitation_lapsed
from contest.pool.models import PoolPlace, address_index
from contest.projects.domain import ProjectState
from contest.projects.models import Project
from contest.seasons.models import Season
from contest.teams.domain import TeamRole
from contest.teams.models import TeamMember


@dataclass(frozen=True, slots=True)
class InvitationOffer:
    """What somebody with a link is told before answering."""

    place_id: UUID
    season_id: UUID
    season_name: LocalizedText
    base_id: UUID
    base_name: LocalizedText
    organisation_id: UUID
    company: LocalizedText
    title: LocalizedText
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ResidentLine:
    """A resident in its base's list: what the base wrote and how far it is. What the team writes is the team's."""

    id: UUID
    season_name: LocalizedText
    company: LocalizedText
    title: LocalizedText
    email: str
    state: PlaceState
    lapsed: bool
    invited_at: datetime | None
    expires_at: datetime | None
    opened_at: datetime | None
    ended_at: datetime | None
    ended_how: PlaceEnd | None
    reason: str

    @property
    def live(self) -> bool:
        return self.state is not PlaceState.ENDED


@dataclass(frozen=True, slots=True)
class LiveResident:
    """What a base wrote of a resident that is in the pool, or asked."""

    state: PlaceState
    company: LocalizedText
    title: LocalizedText


def get_offer(place_id: UUID) -> InvitationOffer:
    """Return what a usable invitation offers; raise InvitationUnusable. Whoever holds the signed link may ask."""
    row = db.session.execute(
        select(
            PoolPlace, HaijuBase.name.label("base"), HaijuBase.organisation_id, Season.name.label("season")
        )
        .join(HaijuBase, HaijuBase.id == PoolPlace.base_id)
        .join(Season, Season.id == PoolPlace.season_id)
        .where(PoolPlace.id == place_id)
    ).one_or_none()
    if row is None:
        raise InvitationUnusable(state="invalid")
    place: PoolPlace = row.PoolPlace
    ensure_usable(place)
    assert place.base_id is not None
    assert place.expires_at is not None
    return InvitationOffer(
        place_id=place.id,
        season_id=place.season_id,
        season_name=row.season,
        base_id=place.base_id,
        base_name=row.base,
        organisation_id=row.organisation_id,
        company=place.company,
        title=place.title,
        expires_at=place.expires_at,
    )


def ensure_usable(place: PoolPlace) -> None:
    """Raise InvitationUnusable for one that was answered, taken back or is too old."""
    lapsed = invitation_lapsed(place.state, place.expires_at, clock.now())
    if place.state is not PlaceState.INVITED or lapsed:
        raise InvitationUnusable(state="expired" if lapsed else place.state.value)


def find_own_use(place_id: UUID, actor: Actor) -> UUID | None:
    """Return the project this very person brought in by a link, None when they did not: a second click is no error."""
    return db.session.execute(
        select(PoolPlace.project_id).where(
            PoolPlace.id == place_id,
            PoolPlace.state == PlaceState.OPEN,
            PoolPlace.opened_by == actor.user_id,
            PoolPlace.opened_by.is_not(None),
        )
    ).scalar_one_or_none()


def projects_to_bring(actor: Actor, season_id: UUID) -> list[tuple[UUID, LocalizedText]]:
    """Return the projects the actor leads in a season that are in the contest or a draft, and not in the pool."""
    led = select(TeamMember.team_id).where(
        TeamMember.user_id == actor.user_id, TeamMember.role == TeamRole.LEADER
    )
    placed = select(PoolPlace.project_id).where(
        PoolPlace.state == PlaceState.OPEN, PoolPlace.project_id.is_not(None)
    )
    rows = db.session.execute(
        select(Project.id, Project.name)
        .where(
            Project.season_id == season_id,
            Project.team_id.in_(led),
            Project.state != ProjectState.WITHDRAWN,
            Project.id.not_in(placed),
        )
        .order_by(Project.created_at, Project.id)
    )
    return [(row.id, row.name) for row in rows]


def find_waiting(season_id: UUID, base_id: UUID, email: str) -> PoolPlace | None:
    """Return the base's invitation to an address that nobody answered, lapsed or not."""
    query = select(PoolPlace).where(
        PoolPlace.season_id == season_id,
        PoolPlace.base_id == base_id,
        PoolPlace.email == email,
        PoolPlace.state == PlaceState.INVITED,
    )
    return find_locked(query)


def count_waiting(season_id: UUID, base_id: UUID) -> int:
    """Return how many of a base's invitations wait for their answer."""
    query = select(func.count()).where(
        PoolPlace.season_id == season_id,
        PoolPlace.base_id == base_id,
        PoolPlace.state == PlaceState.INVITED,
        PoolPlace.expires_at > func.clock_timestamp(),
    )
    return db.session.execute(query).scalar_one()


def sent_to(base_id: UUID, email: str) -> list[Sent]:
    """Return the invitations of a base to an address, also those whose address is forgotten."""
    query = select(PoolPlace.invited_at, PoolPlace.ended_how, PoolPlace.ended_at).where(
        PoolPlace.base_id == base_id,
        or_(PoolPlace.email == email, PoolPlace.email_index == address_index(email)),
        PoolPlace.invited_at.is_not(None),
    )
    return [
        Sent(row.invited_at, row.ended_at if row.ended_how is PlaceEnd.DECLINED else None)
        for row in db.session.execute(query)
    ]


def count_sent(base_id: UUID, since: datetime) -> int:
    """Return how many letters a base wrote since a moment, whatever became of them."""
    query = select(func.count()).where(PoolPlace.base_id == base_id, PoolPlace.invited_at > since)
    return db.session.execute(query).scalar_one()


def live_of(season_id: UUID, base_id: UUID, now: datetime) -> list[LiveResident]:
    """Return what a base wrote of its residents in a season's pool, and of those whose answer it waits for."""
    query = select(PoolPlace.state, PoolPlace.company, PoolPlace.title).where(
        PoolPlace.season_id == season_id,
        PoolPlace.base_id == base_id,
        or_(
            PoolPlace.state == PlaceState.OPEN,
            and_(PoolPlace.state == PlaceState.INVITED, PoolPlace.expires_at > now),
        ),
    )
    return [LiveResident(row.state, row.company, row.title) for row in db.session.execute(query)]


def residents_of(actor: Actor, base_id: UUID, *, page: int = 1, size: int = 25) -> Page[ResidentLine]:
    """Return one page of a base's residents and invitations, those that wait or are open first.

    The caller asks who may read it. Whoever is not of the base reads of an address what tells it apart.
    """
    query = (
        select(PoolPlace, Season.name, HaijuBase.organisation_id)
        .join(Season, Season.id == PoolPlace.season_id)
        .join(HaijuBase, HaijuBase.id == PoolPlace.base_id)
        .where(PoolPlace.base_id == base_id)
        .order_by(PoolPlace.state == PlaceState.ENDED, PoolPlace.created_at.desc(), PoolPlace.id.desc())
    )
    return paginate(query, lambda row: _line(actor, row), number=page, size=size)


def _line(actor: Actor, row: tuple[PoolPlace, LocalizedText, UUID]) -> ResidentLine:
    place, season_name, organisation_id = row
    address = "" if place.email == NO_ADDRESS else place.email
    return ResidentLine(
        id=place.id,
        season_name=season_name,
        company=place.company,
        title=place.title,
        email=address if organisation_id in actor.organisation_ids else mask_address(address),
        state=place.state,
        lapsed=invitation_lapsed(place.state, place.expires_at, clock.now()),
        invited_at=place.invited_at,
        expires_at=place.expires_at,
        opened_at=place.opened_at,
        ended_at=place.ended_at,
        ended_how=place.ended_how,
        reason=place.reason,
    )
