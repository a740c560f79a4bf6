"""Reads about bases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, false, func, or_, select
from sqlalchemy.orm import aliased

from contest.bases.domain import TitleState
from contest.bases.models import BaseTitle, HaijuBase
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.locking import get_locked
from contest.kernel.paging import Page, paginate


@dataclass(frozen=True, slots=True)
class TitleView:
    """A title as pages and the API show it."""

    id: UUID
    plaque_number: str
    valid_from: date
    valid_to: date
    state: TitleState


@dataclass(frozen=True, slots=True)
class BaseView:
    """A base with the title it holds today, if any. `own`: the asker acts for it."""

    id: UUID
    organisation_id: UUID
    name: LocalizedText
    district: str
    address: LocalizedText
    intro: LocalizedText
    industries: tuple[str, ...]
    track_codes: tuple[str, ...]
    facilities: tuple[str, ...]
    area_m2: int
    vacant_m2: int | None
    in_zhangjiang: bool
    version: int
    title: TitleView | None
    own: bool


@dataclass(frozen=True, slots=True)
class BaseFilter:
    """What a list of bases is narrowed by; empty means any."""

    text: str = ""
    district: str = ""
    track: str = ""
    certified: bool | None = None
    own_only: bool = False


def _held(today: date) -> Any:
    title = aliased(BaseTitle)
    on = and_(
        title.base_id == HaijuBase.id,
        title.valid_from <= today,
        title.valid_to >= today,
        title.state != TitleState.DELISTED,
    )
    return title, on


def _own(actor: Actor) -> Any:
    return HaijuBase.organisation_id.in_(actor.organisation_ids) if actor.organisation_ids else false()


def _query(actor: Actor, today: date) -> tuple[Select[Any], Any]:
    title, on = _held(today)
    query = select(HaijuBase, title, _own(actor).label("own")).outerjoin(title, on)
    return query, title


def list_bases(
    actor: Actor, today: date, wanted: BaseFilter | None = None, *, page: int = 1, size: int = 24
) -> Page[BaseView]:
    """Return one page of bases, the asker's own first. Bases and titles are public facts."""
    wanted = wanted or BaseFilter()
    query, title = _query(actor, today)
    if wanted.text:
        pattern = f"%{wanted.text.replace('%', '').replace('_', '')}%"
        query = query.where(
            or_(HaijuBase.name["zh"].astext.ilike(pattern), HaijuBase.name["en"].astext.ilike(pattern))
        )
    if wanted.district:
        query = query.where(HaijuBase.district == wanted.district)
    if wanted.track:
        query = query.where(HaijuBase.track_codes.contains([wanted.track]))
    if wanted.certified is not None:
        query = query.where(title.id.is_not(None) if wanted.certified else title.id.is_(None))
    if wanted.own_only:
        query = query.where(_own(actor))
    order = (case((_own(actor), 0), else_=1), HaijuBase.created_at, HaijuBase.id)
    return paginate(query.order_by(*order), _view, number=page, size=size)


def get_base(actor: Actor, base_id: UUID, today: date) -> BaseView:
    """Return one base; raise NotFound."""
    query, _title = _query(actor, today)
    row = db.session.execute(query.where(HaijuBase.id == base_id)).one_or_none()
    if row is None:
        raise NotFound(kind="base")
    return _view(row)


def _view(row: Any) -> BaseView:
    base: HaijuBase = row[0]
    title: BaseTitle | None = row[1]
    return BaseView(
        id=base.id,
        organisation_id=base.organisation_id,
        name=base.name,
        district=base.district,
        address=base.address,
        intro=base.intro,
        industries=tuple(base.industries),
        track_codes=tuple(base.track_codes),
        facilities=tuple(base.facilities),
        area_m2=base.area_m2,
        vacant_m2=base.vacant_m2,
        in_zhangjiang=base.in_zhangjiang,
        version=base.version,
        title=title_view(title) if title else None,
        own=bool(row[2]),
    )


def title_view(title: BaseTitle) -> TitleView:
    """Return what is shown of a title."""
    return TitleView(title.id, title.plaque_number, title.valid_from, title.valid_to, title.state)


def titles_of(base_id: UUID) -> list[TitleView]:
    """Return every title of a base, the newest first."""
    query = select(BaseTitle).where(BaseTitle.base_id == base_id).order_by(BaseTitle.valid_from.desc())
    return [title_view(title) for title in db.session.execute(query).scalars()]


def locked(base_id: UUID) -> HaijuBase:
    """Return the base with its row locked: slots are counted under it. Raise NotFound."""
    return get_locked(select(HaijuBase).where(HaijuBase.id == base_id), kind="base")


def find_title(base_id: UUID, day: date) -> BaseTitle | None:
    """Return the title that gives its rights on `day`."""
    query = select(BaseTitle).where(
        BaseTitle.base_id == base_id,
        BaseTitle.valid_from <= day,
        BaseTitle.valid_to >= day,
        BaseTitle.state != TitleState.DELISTED,
    )
    return db.session.execute(query).scalar_one_or_none()


def certified_count(today: date) -> int:
    """Return how many bases hold a valid title today (000 §一: the city's goal is 100)."""
    query = select(func.count(func.distinct(BaseTitle.base_id))).where(
        BaseTitle.valid_from <= today, BaseTitle.valid_to >= today, BaseTitle.state != TitleState.DELISTED
    )
    return db.session.execute(query).scalar_one()
