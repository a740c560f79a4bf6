"""Places as the office, a base and a team read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, not_, or_, select, true

from contest.bases.models import HaijuBase
from contest.kernel import clock
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.locking import get_locked
from contest.kernel.paging import Page, paginate
from contest.permissions import OFFICE, Role
from contest.pool.domain import PlaceEnd, PlaceKind, PlaceState, invitation_lapsed
from contest.pool.models import PoolPlace
from contest.pool.queries.opening import is_open
from contest.pool.rules import PlaceAccess
from contest.projects.domain.editing import Basis, Permit
from contest.projects.models import Project
from contest.teams.models import TeamMember

SEES_ALL = (*OFFICE, Role.AUDITOR)
# What a place lets a team write has no end of its own: the place ends it, or the season.
NO_END = datetime(9999, 1, 1, tzinfo=clock.SHANGHAI)


@dataclass(frozen=True, slots=True)
class PlaceView:
    """One place. `shown`: its project is open for matching now; `lapsed`: an invitation nobody answered in time.

    `name` is the project's, or what the base wrote (`wrote`) while there is none. Whom it wrote to is the base's own.
    """

    id: UUID
    season_id: UUID
    kind: PlaceKind
    state: PlaceState
    lapsed: bool
    project_id: UUID | None
    name: LocalizedText
    wrote: LocalizedText
    company: LocalizedText
    base_id: UUID | None
    base_name: LocalizedText
    contest: LocalizedText
    award: LocalizedText
    year: int | None
    consent: bool
    shown: bool
    invited_at: datetime | None
    expires_at: datetime | None
    opened_at: datetime | None
    ended_how: PlaceEnd | None
    ended_at: datetime | None
    reason: str

    @property
    def source(self) -> LocalizedText:
        return self.base_name if self.kind is PlaceKind.RESIDENT else self.contest

    @property
    def live(self) -> bool:
        return self.state is not PlaceState.ENDED


@dataclass(frozen=True, slots=True)
class PlaceFilter:
    """What the office's list is narrowed by; empty means any. `consent`: whether the project is shown now."""

    season_id: UUID | None = None
    kind: str = ""
    state: str = ""
    consent: bool | None = None
    text: str = ""


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition: all for the office and the auditor, a base its own, a team those of its projects."""
    if actor.is_system or actor.has(*SEES_ALL):
        return true()
    ways: list[ColumnElement[bool]] = []
    if actor.organisation_ids:
        own = select(HaijuBase.id).where(HaijuBase.organisation_id.in_(actor.organisation_ids))
        ways.append(PoolPlace.base_id.in_(own))
    if actor.user_id is not None:
        ways.append(_of_team(actor.user_id))
    return or_(*ways) if ways else false()


def _of_team(user_id: UUID) -> ColumnElement[bool]:
    teams = select(TeamMember.team_id).where(TeamMember.user_id == user_id)
    return PoolPlace.project_id.in_(select(Project.id).where(Project.team_id.in_(teams)))


def get_access(actor: Actor, place_id: UUID) -> PlaceAccess:
    """Return what the predicates look at; raise NotFound for a place the actor may not know of."""
    query = (
        select(PoolPlace, HaijuBase.organisation_id)
        .outerjoin(HaijuBase, HaijuBase.id == PoolPlace.base_id)
        .where(PoolPlace.id == place_id, visible_to(actor))
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound(kind="pool_place")
    place: PoolPlace = row[0]
    return PlaceAccess(place.id, place.state, place.project_id, place.base_id, row[1])


def get_place(actor: Actor, place_id: UUID) -> PlaceView:
    """Return a place the actor may know of; raise NotFound."""
    row = db.session.execute(_places(actor).where(PoolPlace.id == place_id)).one_or_none()
    if row is None:
        raise NotFound(kind="pool_place")
    return _view(row)


def locked(place_id: UUID) -> PoolPlace:
    """Return the place as stored now, with its row locked; raise NotFound. The project's row is locked before it."""
    return get_locked(select(PoolPlace).where(PoolPlace.id == place_id), kind="pool_place")


def find_open(project_id: UUID) -> PoolPlace | None:
    """Return the open place of a project."""
    query = select(PoolPlace).where(PoolPlace.project_id == project_id, PoolPlace.state == PlaceState.OPEN)
    return db.session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()


def place_of(project_id: UUID) -> PlaceView | None:
    """Return the place of a project: the open one, else the last. The caller asks who may read it."""
    query = (
        _rows()
        .where(PoolPlace.project_id == project_id)
        .order_by(PoolPlace.state != PlaceState.OPEN, PoolPlace.created_at.desc(), PoolPlace.id.desc())
        .limit(1)
    )
    row = db.session.execute(query).one_or_none()
    return _view(row) if row else None


def list_places(actor: Actor, wanted: PlaceFilter, *, page: int = 1, size: int = 25) -> Page[PlaceView]:
    """Return one page of the places the actor may know of: open ones first, then what waits, then what ended."""
    return paginate(_ordered(_filtered(actor, wanted)), _view, number=page, size=size)


def all_places(actor: Actor, wanted: PlaceFilter) -> list[PlaceView]:
    """Return every place of a filter, for an export."""
    return [_view(row) for row in db.session.execute(_ordered(_filtered(actor, wanted)))]


def permits_of(project_id: UUID) -> tuple[Permit, ...]:
    """Return the permit of an open place: a project that was never handed in is kept up while the season is on."""
    query = (
        select(PoolPlace.opened_at)
        .join(Project, Project.id == PoolPlace.project_id)
        .where(
            PoolPlace.project_id == project_id, PoolPlace.state == PlaceState.OPEN, Project.number.is_(None)
        )
    )
    opened_at = db.session.execute(query).scalar_one_or_none()
    return (Permit(Basis.POOL, opened_at, NO_END),) if opened_at else ()


def _places(actor: Actor) -> Select[Any]:
    return _rows().where(visible_to(actor))


def _rows() -> Select[Any]:
    query: Any = select(PoolPlace, Project, HaijuBase.name, is_open().label("shown"))
    joined: Select[Any] = query.outerjoin(Project, Project.id == PoolPlace.project_id).outerjoin(
        HaijuBase, HaijuBase.id == PoolPlace.base_id
    )
    return joined


def _filtered(actor: Actor, wanted: PlaceFilter) -> Select[Any]:
    query = _places(actor)
    if wanted.season_id is not None:
        query = query.where(PoolPlace.season_id == wanted.season_id)
    if wanted.kind in set(PlaceKind):
        query = query.where(PoolPlace.kind == PlaceKind(wanted.kind))
    if wanted.state in set(PlaceState):
        query = query.where(PoolPlace.state == PlaceState(wanted.state))
    if wanted.consent is not None:
        shown = and_(PoolPlace.state == PlaceState.OPEN, is_open())
        query = query.where(shown if wanted.consent else not_(shown))
    if words := wanted.text.strip():
        texts = (Project.name, Project.company_name, PoolPlace.title, PoolPlace.company, PoolPlace.contest)
        named = [text[language].astext for text in (*texts, HaijuBase.name) for language in ("zh", "en")]
        query = query.where(or_(*(one.icontains(words, autoescape=True) for one in named)))
    return query


def _ordered(query: Select[Any]) -> Select[Any]:
    return query.order_by(
        PoolPlace.state != PlaceState.OPEN,
        PoolPlace.state != PlaceState.INVITED,
        PoolPlace.created_at.desc(),
        PoolPlace.id.desc(),
    )


def _view(row: Any) -> PlaceView:
    place: PoolPlace = row[0]
    project: Project | None = row[1]
    open_now = place.state is PlaceState.OPEN
    return PlaceView(
        id=place.id,
        season_id=place.season_id,
        kind=place.kind,
        state=place.state,
        lapsed=invitation_lapsed(place.state, place.expires_at, clock.now()),
        project_id=place.project_id,
        name=project.name if project else place.title,
        wrote=place.company or place.title,
        company=(project.company_name if project else None) or place.company,
        base_id=place.base_id,
        base_name=row[2] or LocalizedText(),
        contest=place.contest,
        award=place.award,
        year=place.year,
        consent=bool(project and project.consent_matching),
        shown=open_now and bool(row.shown),
        invited_at=place.invited_at,
        expires_at=place.expires_at,
        opened_at=place.opened_at,
        ended_how=place.ended_how,
        ended_at=place.ended_at,
        reason=place.reason,
    )
