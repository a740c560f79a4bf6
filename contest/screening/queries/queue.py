"""The queue of the formal check: one page of it, its counts, and who comes before and after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, or_, select, tuple_

from contest.entries.domain import EntryState
from contest.entries.models import Entry
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.paging import AnySelect, Page, paginate
from contest.projects.models import Project
from contest.screening.domain import CaseState, DecisionKind, Stand
from contest.screening.models import ScreeningCase
from contest.screening.queries.access import visible_to

# What waits for somebody who checks or decides; the filter's word for all of it.
UNDECIDED = (Stand.WAITING, Stand.CORRECTED, Stand.CHECKED, Stand.OVERDUE)
TO_DO = "to_do"


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What the queue is narrowed to; empty means all, the stand `to_do` whatever waits for a check or decision."""

    season_id: UUID
    stand: str = ""
    zone: str = ""
    track: str = ""
    group: str = ""
    channel: str = ""
    recommended: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One entry of the queue. `until` is the deadline of a return."""

    entry_id: UUID
    project_id: UUID
    number: str
    title: LocalizedText
    track_code: str
    group_code: str
    zone_code: str
    stand: Stand
    until: datetime | None
    recommendation: DecisionKind | None
    submitted_at: datetime | None
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many entries stand where, altogether and by zone and track."""

    by_stand: dict[Stand, int]
    by_zone: dict[str, dict[Stand, int]]
    by_track: dict[str, dict[Stand, int]]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The entries before and after one in the filtered queue, and how many there are."""

    previous: UUID | None
    following: UUID | None
    total: int


def stand() -> ColumnElement[str]:
    """Return where a case stands, by the database's clock."""
    overdue = ScreeningCase.returned_until <= func.clock_timestamp()
    return case(
        (Entry.state == EntryState.WITHDRAWN, Stand.WITHDRAWN.value),
        (ScreeningCase.state == CaseState.PASSED, Stand.PASSED.value),
        (ScreeningCase.state == CaseState.REJECTED, Stand.REJECTED.value),
        ((ScreeningCase.state == CaseState.RETURNED) & overdue, Stand.OVERDUE.value),
        (ScreeningCase.state == CaseState.RETURNED, Stand.RETURNED.value),
        (ScreeningCase.recommendation.is_not(None), Stand.CHECKED.value),
        (ScreeningCase.decisions > 0, Stand.CORRECTED.value),
        else_=Stand.WAITING.value,
    )


def matching(actor: Actor, wanted: QueueFilter) -> AnySelect:
    """Select the entries of the queue that the filter keeps."""
    query: AnySelect = visible_to(actor).where(Entry.season_id == wanted.season_id)
    pairs: Iterable[tuple[Any, str]] = (
        (Entry.zone_code, wanted.zone),
        (Entry.track_code, wanted.track),
        (Entry.group_code, wanted.group),
        (Project.channel_code, wanted.channel),
    )
    query = query.where(*(column == value for column, value in pairs if value))
    if wanted.recommended in set(DecisionKind):
        query = query.where(ScreeningCase.recommendation == DecisionKind(wanted.recommended))
    if wanted.stand == TO_DO:
        query = query.where(stand().in_([one.value for one in UNDECIDED]))
    elif wanted.stand:
        query = query.where(stand() == wanted.stand)
    if wanted.text.strip():
        like = f"%{_escaped(wanted.text.strip())}%"
        named = (Entry.number, Entry.title["zh"].astext, Entry.title["en"].astext)
        query = query.where(or_(*(column.ilike(like, escape="\\") for column in named)))
    return query


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def list_cases(actor: Actor, wanted: QueueFilter, *, page: int = 1, size: int = 25) -> Page[CaseLine]:
    """Return one page of the queue in the order of the numbers."""
    query = matching(actor, wanted).add_columns(stand().label("stand"))
    return paginate(query.order_by(Entry.number, Entry.id), _line, number=page, size=size)


def _line(row: Any) -> CaseLine:
    entry, project, kept = row[0], row[1], row[2]
    return CaseLine(
        entry_id=entry.id,
        project_id=project.id,
        number=entry.number,
        title=entry.title,
        track_code=entry.track_code,
        group_code=entry.group_code,
        zone_code=entry.zone_code,
        stand=Stand(row.stand),
        until=kept.returned_until if kept else None,
        recommendation=kept.recommendation if kept else None,
        submitted_at=project.submitted_at,
        changed_at=kept.changed_at if kept else None,
    )


def matching_ids(actor: Actor, wanted: QueueFilter, *, limit: int) -> list[UUID]:
    """Return the entries the filter keeps in the order of their numbers, at most `limit`."""
    query = matching(actor, wanted).with_only_columns(Entry.id).order_by(Entry.number, Entry.id)
    return list(db.session.execute(query.limit(limit)).scalars())


def counts(actor: Actor, season_id: UUID) -> Counts:
    """Return the figures of a season's queue, in one statement."""
    query = matching(actor, QueueFilter(season_id)).with_only_columns(
        Entry.zone_code, Entry.track_code, stand().label("stand"), func.count().label("number")
    )
    found = query.group_by(Entry.zone_code, Entry.track_code, "stand")
    totals: dict[Stand, int] = dict.fromkeys(Stand, 0)
    zones: dict[str, dict[Stand, int]] = {}
    tracks: dict[str, dict[Stand, int]] = {}
    for row in db.session.execute(found):
        at = Stand(row.stand)
        totals[at] += row.number
        for table, code in ((zones, row.zone_code), (tracks, row.track_code)):
            line = table.setdefault(code, dict.fromkeys(Stand, 0))
            line[at] += row.number
    return Counts(totals, zones, tracks)


def neighbours(actor: Actor, wanted: QueueFilter, entry_id: UUID) -> Neighbours:
    """Return who comes before and after an entry in the filtered queue, whether it is still in it or not."""
    here = db.session.execute(select(Entry.number, Entry.id).where(Entry.id == entry_id)).one()
    kept = matching(actor, wanted)
    place = tuple_(Entry.number, Entry.id)
    mine = tuple_(here.number, here.id)
    before = kept.with_only_columns(Entry.id).where(place < mine)
    after = kept.with_only_columns(Entry.id).where(place > mine)
    row = db.session.execute(
        select(
            before.order_by(Entry.number.desc(), Entry.id.desc()).limit(1).scalar_subquery(),
            after.order_by(Entry.number, Entry.id).limit(1).scalar_subquery(),
            select(func.count()).select_from(kept.with_only_columns(Entry.id).subquery()).scalar_subquery(),
        )
    ).one()
    return Neighbours(row[0], row[1], row[2])
