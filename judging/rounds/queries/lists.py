"""Rounds as the office lists them, with how far each is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, cast, func, select

from contest.entries.queries import not_about
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.paging import Page, paginate
from contest.kernel.ties import veils
from contest.seasons.domain import StageCode
from contest.seasons.models import Season
from judging.rounds.domain import RoundState
from judging.rounds.models import Round
from judging.rounds.queries.outside import ASSIGNMENTS, ROUND_JUDGES, SHEETS
from judging.rounds.queries.rounds import ZONE_DISTRICT, may_see, with_district


@dataclass(frozen=True, slots=True)
class RoundFilter:
    """What the list is narrowed by; empty means any."""

    text: str = ""
    season_id: UUID | None = None
    stage: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One line of the list. `submitted` of `assigned` sheets are handed in; `judges` have accepted."""

    id: UUID
    name: LocalizedText
    season_name: LocalizedText
    stage_code: StageCode
    zone_code: str
    state: RoundState
    opens_at: datetime
    closes_at: datetime
    judges: int
    assigned: int
    submitted: int


def _count(*conditions: ColumnElement[bool]) -> Any:
    return select(func.count()).where(*conditions).scalar_subquery()


def _counts(veiled: frozenset[UUID]) -> tuple[Any, Any, Any]:
    judges = _count(ROUND_JUDGES.c.round_id == Round.id, ROUND_JUDGES.c.invitation == "accepted")
    active = (
        ASSIGNMENTS.c.round_id == Round.id,
        ASSIGNMENTS.c.state == "assigned",
        not_about(ASSIGNMENTS.c.entry_id, veiled),
    )
    submitted = (
        select(func.count())
        .select_from(SHEETS.join(ASSIGNMENTS, ASSIGNMENTS.c.id == SHEETS.c.assignment_id))
        .where(*active, SHEETS.c.submitted_at.is_not(None))
        .scalar_subquery()
    )
    return judges.label("judges"), _count(*active).label("assigned"), submitted.label("submitted")


def round_rows(actor: Actor, wanted: RoundFilter | None = None, *, page: int = 1) -> Page[RoundRow]:
    """Return one page of the rounds the actor may see, the newest window first.

    What the actor is tied to does not count: how far its sheets are would show in the sums.
    """
    wanted = wanted or RoundFilter()
    query = select(Round, ZONE_DISTRICT, Season.name.label("season_name"), *_counts(veils.subjects(actor)))
    query = with_district(query).join(Season, Season.id == Round.season_id).where(may_see(actor))
    if wanted.season_id:
        query = query.where(Round.season_id == wanted.season_id)
    if wanted.stage:
        query = query.where(Round.stage_code == wanted.stage)
    if wanted.state:
        query = query.where(Round.state == wanted.state)
    if wanted.text:
        query = query.where(cast(Round.name, Text).icontains(wanted.text, autoescape=True))
    return paginate(query.order_by(Round.opens_at.desc(), Round.id.desc()), _row, number=page)


def seasons_with_rounds(actor: Actor) -> list[tuple[UUID, LocalizedText]]:
    """Return the seasons that have rounds the actor may see, the latest first."""
    seasons: Any = select(Season.id, Season.name).join(Round, Round.season_id == Season.id)
    query = (
        with_district(seasons)
        .where(may_see(actor))
        .group_by(Season.id)
        .order_by(Season.year.desc(), Season.id.desc())
    )
    return [(key, name) for key, name in db.session.execute(query)]


def _row(row: Any) -> RoundRow:
    one: Round = row[0]
    return RoundRow(
        id=one.id,
        name=one.name,
        season_name=row.season_name,
        stage_code=one.stage_code,
        zone_code=one.zone_code,
        state=one.state,
        opens_at=one.opens_at,
        closes_at=one.closes_at,
        judges=row.judges,
        assigned=row.assigned,
        submitted=row.submitted,
    )
