"""Which projects are open for matching, in what order, and how they came in: everybody asks here.

A win is a published standing of a stage whose winners the season opens for matching. The other doors are open places.
Behind each stands the consent of the team; for a place only its own last word counts, in a wording that speaks of
the pool: no list, office or base gives it in its stead (PIPL arts. 13, 14).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import aliased
from sqlalchemy.types import Uuid

from contest.bases.models import HaijuBase
from contest.consents.domain import Purpose
from contest.consents.queries import said_yes
from contest.entries.domain import EntryKind
from contest.kernel.db import db
from contest.pool.domain import COVERS_POOL, PlaceEnd, PlaceKind, PlaceState, Way
from contest.pool.models import PoolPlace
from contest.projects.models import Project
from contest.standings.models import Standing

ORDER = {way: number for number, way in enumerate(Way)}
# Conditions stand in queries of places and standings too: their own rows go by other names.
_PLACE, _WIN = aliased(PoolPlace), aliased(Standing)


def has_won() -> ColumnElement[bool]:
    """Return the condition that a Project has a published win that is open for matching."""
    return Project.id.in_(select(_WIN.subject_id).where(*_won(_WIN)))


def has_way() -> ColumnElement[bool]:
    """Return the condition that a Project has a way into the pool, whatever its team agreed to."""
    return or_(has_won(), _has_place())


def has_consented() -> ColumnElement[bool]:
    """Return the condition that the team of a Project agreed to be matched, and that it is not withdrawn."""
    return and_(*_consenting(), or_(has_won(), _own_word()))


def is_open() -> ColumnElement[bool]:
    """Return the condition that something may be computed and shown about a Project."""
    return and_(*_consenting(), or_(has_won(), and_(_has_place(), _own_word())))


def way_in() -> ColumnElement[Any]:
    """Return how a Project came in, as `domain.read_way` takes it; a win counts before a place."""
    name = case((_PLACE.base_id.is_not(None), HaijuBase.name), else_=_PLACE.contest)
    place = (
        select(func.jsonb_build_object("way", _PLACE.kind, "source", name, type_=JSONB))
        .outerjoin(HaijuBase, HaijuBase.id == _PLACE.base_id)
        .where(_PLACE.project_id == Project.id, _PLACE.state == PlaceState.OPEN)
        .correlate(Project)
        .scalar_subquery()
    )
    won = func.jsonb_build_object("way", Way.WON.value, type_=JSONB)
    return case((has_won(), won), else_=place)


def own_bases() -> ColumnElement[Any]:
    """Return the bases a Project is a resident of, as an array."""
    return (
        select(func.array_agg(_PLACE.base_id, type_=ARRAY(Uuid())))
        .where(
            _PLACE.project_id == Project.id,
            _PLACE.state == PlaceState.OPEN,
            _PLACE.base_id.is_not(None),
        )
        .correlate(Project)
        .scalar_subquery()
    )


def open_projects(season_id: UUID, *, ways: Collection[Way] = tuple(Way)) -> list[UUID]:
    """Return the projects of a season that are open for matching, in one statement.

    Winners by track and rank, then winners of other contests, then residents, both by track; each once.
    """
    won = select(
        Standing.subject_id.label("id"),
        literal(ORDER[Way.WON]).label("way"),
        Standing.track_code.label("track"),
        Standing.rank.label("rank"),
    ).where(Standing.season_id == season_id, *_won(Standing))
    kind = case(
        (PoolPlace.kind == PlaceKind.OTHER_CONTEST, ORDER[Way.OTHER_CONTEST]), else_=ORDER[Way.RESIDENT]
    )
    placed = (
        select(PoolPlace.project_id, kind, func.coalesce(Project.track_code, ""), null().cast(Integer))
        .join(Project, Project.id == PoolPlace.project_id)
        .where(PoolPlace.season_id == season_id, PoolPlace.state == PlaceState.OPEN, _own_word())
    )
    found = union_all(won, placed).subquery()
    query = (
        select(found.c.id)
        .join(Project, Project.id == found.c.id)
        .where(found.c.way.in_([ORDER[way] for way in ways]), *_consenting())
        .order_by(found.c.way, found.c.track, found.c.rank.nulls_last(), found.c.id)
    )
    return list(dict.fromkeys(db.session.execute(query).scalars()))


def open_seasons() -> list[UUID]:
    """Return the seasons that have projects with a way in: those with results of their own first, the latest first."""
    won = select(Standing.season_id, Standing.public_from.label("at"), literal(1).label("won")).where(
        *_won(Standing)
    )
    placed = select(PoolPlace.season_id, PoolPlace.opened_at, literal(0)).where(
        PoolPlace.state == PlaceState.OPEN
    )
    found = union_all(won, placed).subquery()
    query = (
        select(found.c.season_id)
        .group_by(found.c.season_id)
        .order_by(func.max(found.c.won).desc(), func.max(found.c.at).desc(), found.c.season_id)
    )
    return list(db.session.execute(query).scalars())


def all_open() -> list[UUID]:
    """Return the projects of every season that are open for matching."""
    return [project_id for season_id in open_seasons() for project_id in open_projects(season_id)]


def count_without_consent(season_id: UUID) -> int:
    """Return how many projects of a season have a way in and no consent of their team."""
    query = select(func.count()).where(
        Project.season_id == season_id, Project.withdrawn_at.is_(None), has_way(), not_(has_consented())
    )
    return db.session.execute(query).scalar_one()


def last_change(season_id: UUID) -> datetime | None:
    """Return when a place of a season was opened or ended last."""
    query = select(func.max(func.greatest(PoolPlace.opened_at, PoolPlace.ended_at)))
    return db.session.execute(query.where(PoolPlace.season_id == season_id)).scalar_one()


def _won(standing: Any) -> tuple[ColumnElement[bool], ...]:
    return (
        standing.kind == EntryKind.PROJECT,
        standing.matchable,
        standing.public_from <= func.clock_timestamp(),
    )


def _has_place() -> ColumnElement[bool]:
    placed: Select[Any] = select(_PLACE.project_id).where(_PLACE.state == PlaceState.OPEN)
    return Project.id.in_(placed)


def _consenting() -> tuple[Any, ...]:
    return (Project.consent_matching, Project.withdrawn_at.is_(None), Project.erased_at.is_(None))


def _own_word() -> ColumnElement[bool]:
    """Return the condition that somebody of the team said yes last, knowing of the pool.

    Who left is brought back by no list: only what the team says afterwards counts.
    """
    left = (
        select(func.max(_PLACE.ended_at))
        .where(_PLACE.project_id == Project.id, _PLACE.ended_how == PlaceEnd.LEFT)
        .correlate(Project)
        .scalar_subquery()
    )
    return said_yes(Purpose.MATCHING, since=COVERS_POOL, after=left, project_id=Project.id)
