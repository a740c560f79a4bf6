"""Reads about seasons. `rulebook` is one statement whatever the season holds, two when it was changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any, NamedTuple, cast
from uuid import UUID

from pydantic import TypeAdapter
from pydantic_core import from_json
from sqlalchemy import ColumnElement, Select, Table, Text, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from contest.kernel.access import Actor, policy
from contest.kernel.columns import LocalizedText
from contest.kernel.db import Base, answers_of_read, db
from contest.kernel.errors import NotFound
from contest.kernel.once import once_a_page
from contest.kernel.paging import AnySelect
from contest.kernel.stamps import stamp_of
from contest.permissions import Permission
from contest.seasons import models
from contest.seasons.domain import ATTRIBUTE, PART_OF, Part, PartKind, Rulebook, Rules, SeasonState
from contest.seasons.models import Holiday, Season

TABLE_OF: dict[PartKind, type[Base]] = {
    PartKind.TRACK: models.Track,
    PartKind.GROUP: models.Group,
    PartKind.ZONE: models.Zone,
    PartKind.CHANNEL: models.Channel,
    PartKind.STAGE: models.Stage,
    PartKind.WINDOW: models.Window,
    PartKind.ELIGIBILITY: models.Eligibility,
    PartKind.CHECK_ITEM: models.CheckItem,
    PartKind.BENEFIT: models.Benefit,
}
_THIS = or_(Season.id == bindparam("season_id"), Season.slug == bindparam("slug"))
KEPT_RULEBOOKS = 16  # contents a process keeps read; one takes some hundred kilobytes
_READ: dict[PartKind, TypeAdapter[tuple[Part, ...]]] = {
    kind: TypeAdapter(tuple[part, ...])  # type: ignore[valid-type]
    for kind, part in PART_OF.items()
}


@dataclass(frozen=True, slots=True)
class SeasonView:
    """A season without its rulebook, as lists show it."""

    id: UUID
    slug: str
    name: LocalizedText
    year: int
    state: SeasonState
    intro: LocalizedText
    version: int
    is_demo: bool
    cloned_from: UUID | None


@dataclass(frozen=True, slots=True)
class _InState:
    """Stands for any season in a state, to ask which states an actor may see."""

    state: SeasonState


@dataclass(frozen=True, slots=True)
class HolidayView:
    """One day of the holiday table."""

    day: date
    works: bool
    name: LocalizedText


@dataclass(frozen=True, slots=True)
class HolidayTable:
    """Days off and weekends worked, as working-day arithmetic takes them."""

    holidays: frozenset[date]
    extra_workdays: frozenset[date]


def get_season(key: UUID | str) -> SeasonView:
    """Return the season with this id or slug; raise NotFound. Who asks is not looked at."""
    found = find_season(key)
    if found is None:
        raise NotFound(kind="season", key=str(key))
    return found


def find_season(key: UUID | str) -> SeasonView | None:
    """Return the season with this id or slug, None if there is none."""
    slug, season_id = _names(key)
    which = Season.id == season_id if season_id is not None else Season.slug == slug
    row = db.session.execute(select(Season).where(which)).scalar_one_or_none()
    return _view(row) if row else None


def get_visible_season(actor: Actor, key: UUID | str) -> SeasonView:
    """Return the season if the actor may see it; raise NotFound as for one that does not exist."""
    season = get_season(key)
    if not policy.allows(actor, Permission.VIEW_SEASON, season):
        raise NotFound(kind="season", key=str(key))
    return season


def current_season() -> SeasonView | None:
    """Return the open season with the latest year, the one public pages are about."""
    row = db.session.execute(
        select(Season)
        .where(Season.state == SeasonState.OPEN)
        .order_by(Season.year.desc(), Season.created_at.desc(), Season.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    return _view(row) if row else None


def visible_to(actor: Actor) -> Select[Season]:
    """Select the seasons the actor may see, the latest first: drafts are the office's."""
    query = select(Season).order_by(Season.year.desc(), Season.created_at.desc(), Season.id.desc())
    seen = [state for state in SeasonState if policy.allows(actor, Permission.VIEW_SEASON, _InState(state))]
    return query.where(Season.state.in_(seen))


def visible_seasons(actor: Actor) -> list[SeasonView]:
    """Return the seasons the actor may see, the latest first."""
    return [_view(season) for season in db.session.execute(visible_to(actor)).scalars()]


def choose_season(actor: Actor, slug: str) -> tuple[list[SeasonView], SeasonView | None]:
    """Return the seasons to choose from, and the one of that slug, else the open one, else the latest."""
    seasons = visible_seasons(actor)
    chosen = next((season for season in seasons if season.slug == slug), None)
    chosen = chosen or next((season for season in seasons if season.state is SeasonState.OPEN), None)
    return seasons, chosen or (seasons[0] if seasons else None)


@once_a_page
def rulebook(key: UUID | str) -> Rulebook:
    """Return the whole rulebook of a season (id or slug); raise NotFound.

    One statement: whoever writes reads all of it; a page that only reads asks whether it is still the one kept.
    """
    asked = _names(key)
    if answers_of_read() is None:
        return _read_anew(asked)
    return _by_stamp(db.session.execute(_stamp_query(), asked._asdict()).scalar_one(), asked)


@lru_cache(maxsize=KEPT_RULEBOOKS)
def _by_stamp(_stamp: str, asked: _Asked) -> Rulebook:
    return _read_anew(asked)


def _read_anew(asked: _Asked) -> Rulebook:
    found = db.session.execute(_content(), asked._asdict()).scalar_one_or_none()
    if found is None:
        raise NotFound(kind="season", key=str(asked.season_id or asked.slug))
    return _read(found)


@cache
def _stamp_query() -> AnySelect:
    """Return the query of the stamp of all that a season holds."""
    chosen = select(Season.id).where(_THIS).scalar_subquery()
    parts = [cast(Table, TABLE_OF[kind].__table__) for kind in PartKind]
    return stamp_of(
        select(Season).where(_THIS), *(select(part).where(part.c.season_id == chosen) for part in parts)
    )


@cache
def _content() -> AnySelect:
    """Return the query of all that a season holds, by `season_id` or `slug`, as one JSON text; built once."""
    parts = [each for kind in PartKind for each in (ATTRIBUTE[kind], _rows_of(kind))]
    season = cast(Table, Season.__table__).table_valued()
    content = func.jsonb_build_object("season", func.to_jsonb(season), *parts)
    query: AnySelect = select(content.cast(Text)).select_from(Season).where(_THIS)
    return query


@lru_cache(maxsize=KEPT_RULEBOOKS)
def _read(content: str) -> Rulebook:
    """Return the rulebook of a season's content. Nobody changes a rulebook, so equal contents share one."""
    read: dict[str, Any] = from_json(content)
    season = read.pop("season")
    parts: dict[str, Any] = {ATTRIBUTE[kind]: _parts(kind, read[ATTRIBUTE[kind]]) for kind in PartKind}
    return Rulebook(
        season_id=UUID(season["id"]),
        slug=season["slug"],
        name=LocalizedText.of(season["name"]),
        year=season["year"],
        state=SeasonState(season["state"]),
        intro=LocalizedText.of(season["intro"]),
        version=season["version"],
        rules=Rules.model_validate(season["rules"]),
        **parts,
    )


def visible_rulebook(actor: Actor, key: UUID | str) -> Rulebook:
    """Return the rulebook if the actor may see its season; raise NotFound as for one that does not exist."""
    book = rulebook(key)
    if not policy.allows(actor, Permission.VIEW_SEASON, book):
        raise NotFound(kind="season", key=str(key))
    return book


def current_rulebook() -> Rulebook | None:
    """Return the rulebook of the current season, None while no season is open."""
    season = current_season()
    return rulebook(season.id) if season else None


def holidays() -> HolidayTable:
    """Return the holiday table for working-day arithmetic."""
    rows = db.session.execute(select(Holiday.day, Holiday.works)).all()
    return HolidayTable(
        holidays=frozenset(row.day for row in rows if not row.works),
        extra_workdays=frozenset(row.day for row in rows if row.works),
    )


def list_holidays(year: int) -> list[HolidayView]:
    """Return the days of one year's holiday table, in order."""
    query = (
        select(Holiday).where(Holiday.day.between(date(year, 1, 1), date(year, 12, 31))).order_by(Holiday.day)
    )
    return [HolidayView(row.day, row.works, row.name) for row in db.session.execute(query).scalars()]


class _Asked(NamedTuple):
    """The slug or the id that a key is, as parameters of a statement."""

    slug: str | None
    season_id: UUID | None


def _names(key: UUID | str) -> _Asked:
    if isinstance(key, UUID):
        return _Asked(None, key)
    try:
        return _Asked(None, UUID(key))
    except ValueError:
        return _Asked(key, None)


def _view(season: Season) -> SeasonView:
    return SeasonView(
        id=season.id,
        slug=season.slug,
        name=season.name,
        year=season.year,
        state=season.state,
        intro=season.intro,
        version=season.version,
        is_demo=season.is_demo,
        cloned_from=season.cloned_from,
    )


@cache
def _rows_of(kind: PartKind) -> ColumnElement[Any]:
    """Return the rows of one kind as one JSON array, in their order. Built once: building costs more than asking."""
    table = cast(Table, TABLE_OF[kind].__table__).alias()
    columns = table.c
    order = (
        (columns.opens_at, columns.zone_code) if kind is PartKind.WINDOW else (columns.position, columns.code)
    )
    rows = func.jsonb_agg(aggregate_order_by(func.to_jsonb(table.table_valued()), *order))
    return select(rows).where(columns.season_id == Season.id).correlate(Season).scalar_subquery()


def _parts(kind: PartKind, rows: list[dict[str, Any]] | None) -> tuple[Part, ...]:
    kept = [
        {key: value for key, value in row.items() if key not in ("id", "season_id")} for row in rows or ()
    ]
    if kind is PartKind.STAGE:
        kept = [{**row, "advance": row["advance"] or None} for row in kept]
    return _READ[kind].validate_python(kept)
