"""The queue of suspected pairs, scoped by whoever asks. Teams see none of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.orm import aliased

from contest.accounts.models import User
from contest.duplicates.domain.evidence import Evidence, PairState
from contest.duplicates.models import SuspectedPair
from contest.duplicates.rules import PairAccess
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.locking import get_locked
from contest.kernel.paging import AnySelect, Page, paginate
from contest.permissions import Role
from contest.projects.domain import ProjectState
from contest.projects.models import Project
from contest.seasons.models import Season, Zone

SEES_ALL = (Role.ORGANISER, Role.CONFIRMER, Role.AUDITOR)

First, Second = aliased(Project, name="first"), aliased(Project, name="second")
FirstZone, SecondZone = aliased(Zone, name="first_zone"), aliased(Zone, name="second_zone")
FirstSeason, SecondSeason = aliased(Season, name="first_season"), aliased(Season, name="second_season")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two entries, as the queue shows it."""

    id: UUID
    season_id: UUID
    season_name: LocalizedText
    number: str
    name: LocalizedText
    company_name: LocalizedText
    track_code: str
    zone_code: str
    channel_code: str
    state: ProjectState
    submitted_at: datetime | None


@dataclass(frozen=True, slots=True)
class PairView:
    """A suspected pair. `decider` is empty when a person was erased; `news` what reopened it after a decision."""

    id: UUID
    first: Side
    second: Side
    state: PairState
    score: float
    evidence: tuple[Evidence, ...]
    kept_id: UUID | None
    reason: str
    decider: str
    decided_at: datetime | None
    decided_score: float | None
    reopened_at: datetime | None
    news: dict[str, Any]
    version: int
    created_at: datetime
    updated_at: datetime

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.first, self.second

    @property
    def across_seasons(self) -> bool:
        return self.first.season_id != self.second.season_id


@dataclass(frozen=True, slots=True)
class PairFilter:
    """What the queue is narrowed and sorted by; empty means any. `scope`: `season` or `earlier`."""

    season_id: UUID | None = None
    state: str = PairState.OPEN
    kind: str = ""
    track: str = ""
    zone: str = ""
    scope: str = ""
    project_id: UUID | None = None
    sort: str = "-score"


SORTS: dict[str, Any] = {
    "score": SuspectedPair.score,
    "found": SuspectedPair.created_at,
    "decided": SuspectedPair.decided_at,
}


def visible_to(actor: Actor) -> AnySelect:
    """Select the pairs the actor may know of, with both entries; every list starts here."""
    return (
        select(SuspectedPair, First, Second, FirstSeason.name, SecondSeason.name, User.name)
        .join(First, First.id == SuspectedPair.first_id)
        .join(Second, Second.id == SuspectedPair.second_id)
        .join(FirstSeason, FirstSeason.id == First.season_id)
        .join(SecondSeason, SecondSeason.id == Second.season_id)
        .outerjoin(FirstZone, _zone_of(FirstZone, First))
        .outerjoin(SecondZone, _zone_of(SecondZone, Second))
        .outerjoin(User, User.id == SuspectedPair.decided_by)
        .where(_visible(actor))
    )


def _zone_of(zone: Any, project: Any) -> ColumnElement[bool]:
    return and_(zone.season_id == project.season_id, zone.code == project.zone_code)


def _visible(actor: Actor) -> ColumnElement[bool]:
    if actor.is_system or actor.has(*SEES_ALL):
        return true()
    if actor.has(Role.OFFICER) and actor.districts:
        own = sorted(actor.districts)
        return and_(FirstZone.district.in_(own), SecondZone.district.in_(own))
    return false()


def list_pairs(actor: Actor, wanted: PairFilter, *, page: int = 1, size: int = 25) -> Page[PairView]:
    """Return one page of the queue in two statements."""
    return paginate(_filtered(actor, wanted), _view, number=page, size=size)


def _filtered(actor: Actor, wanted: PairFilter) -> AnySelect:
    query = visible_to(actor)
    if wanted.season_id is not None:
        query = query.where(or_(First.season_id == wanted.season_id, Second.season_id == wanted.season_id))
    if wanted.state in set(PairState):
        query = query.where(SuspectedPair.state == wanted.state)
    if wanted.kind:
        query = query.where(SuspectedPair.kinds.contains([wanted.kind]))
    for value, column in ((wanted.track, "track_code"), (wanted.zone, "zone_code")):
        if value:
            query = query.where(or_(getattr(First, column) == value, getattr(Second, column) == value))
    if wanted.scope in {"season", "earlier"}:
        same = First.season_id == Second.season_id
        query = query.where(same if wanted.scope == "season" else ~same)
    if wanted.project_id is not None:
        query = query.where(
            or_(SuspectedPair.first_id == wanted.project_id, SuspectedPair.second_id == wanted.project_id)
        )
    column = SORTS.get(wanted.sort.removeprefix("-"), SuspectedPair.score)
    order = column.desc() if wanted.sort.startswith("-") else column.asc()
    return query.order_by(order.nulls_last(), SuspectedPair.id)


def count_open(actor: Actor, season_id: UUID | None = None) -> int:
    """Return how many pairs wait for the actor."""
    query = _filtered(actor, PairFilter(season_id=season_id)).order_by(None)
    return db.session.execute(select(func.count()).select_from(query.subquery())).scalar_one()


def pairs_of(actor: Actor, project_id: UUID) -> list[PairView]:
    """Return the pairs of one entry that stand (open or duplicate), the likeliest first; for screening's pages."""
    wanted = PairFilter(state="", project_id=project_id)
    standing = SuspectedPair.state.in_([PairState.OPEN, PairState.DUPLICATE])
    return [_view(row) for row in db.session.execute(_filtered(actor, wanted).where(standing))]


def get_pair(actor: Actor, pair_id: UUID) -> PairView:
    """Return a pair the actor may know of; raise NotFound."""
    row = db.session.execute(visible_to(actor).where(SuspectedPair.id == pair_id)).one_or_none()
    if row is None:
        raise NotFound(kind="duplicate_pair")
    return _view(row)


def get_access(pair_id: UUID) -> PairAccess:
    """Return what the predicates look at; raise NotFound."""
    row = db.session.execute(
        select(
            func.coalesce(FirstZone.district, "").label("first"),
            func.coalesce(SecondZone.district, "").label("second"),
        )
        .select_from(SuspectedPair)
        .join(First, First.id == SuspectedPair.first_id)
        .join(Second, Second.id == SuspectedPair.second_id)
        .outerjoin(FirstZone, _zone_of(FirstZone, First))
        .outerjoin(SecondZone, _zone_of(SecondZone, Second))
        .where(SuspectedPair.id == pair_id)
    ).one_or_none()
    if row is None:
        raise NotFound(kind="duplicate_pair")
    return PairAccess(pair_id, (row.first, row.second))


def locked(pair_id: UUID) -> SuspectedPair:
    """Return the pair as stored now, with its row locked; raise NotFound."""
    return get_locked(select(SuspectedPair).where(SuspectedPair.id == pair_id), kind="duplicate_pair")


def _view(row: Any) -> PairView:
    pair, first, second, first_season, second_season, decider = row
    return PairView(
        id=pair.id,
        first=_side(first, first_season),
        second=_side(second, second_season),
        state=pair.state,
        score=pair.score,
        evidence=tuple(Evidence.of(stored) for stored in pair.evidence),
        kept_id=pair.kept_id,
        reason=pair.reason,
        decider=decider or "",
        decided_at=pair.decided_at,
        decided_score=pair.decided_score,
        reopened_at=pair.reopened_at,
        news=pair.news,
        version=pair.version,
        created_at=pair.created_at,
        updated_at=pair.updated_at,
    )


def _side(project: Project, season_name: LocalizedText) -> Side:
    return Side(
        id=project.id,
        season_id=project.season_id,
        season_name=season_name,
        number=project.number or "",
        name=project.name,
        company_name=project.company_name,
        track_code=project.track_code or "",
        zone_code=project.zone_code or "",
        channel_code=project.channel_code or "",
        state=project.state,
        submitted_at=project.submitted_at,
    )
