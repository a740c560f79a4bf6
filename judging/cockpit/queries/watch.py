"""The entries to look at: judges disagree widely, or the cut might fall on the other side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, or_, select

from contest.entries.models import Entry
from contest.kernel.access import Actor
from contest.kernel.db import db
from judging.ranking.models import Decision, RankingLine
from judging.ranking.queries import LIVE, Line, Reader, Stored, find_stored, line_of, ranking_for
from judging.rounds.domain import RoundState
from judging.rounds.queries import RoundView

SHOWN = 6


@dataclass(frozen=True, slots=True)
class WatchLine:
    """One entry: its place, score and spread."""

    number: str
    title: Any
    section: str
    rank: int | None
    score: Decimal | None
    spread: Decimal | None


@dataclass(frozen=True, slots=True)
class Watch:
    """The first of the `wide` and `straddling` entries, and how many there are.

    `made_at`: when stored lines were computed, None where they were computed for this answer; `fresh`: nothing changed
    since.
    """

    spread: tuple[WatchLine, ...]
    wide: int
    straddlers: tuple[WatchLine, ...]
    straddling: int
    made_at: datetime | None
    fresh: bool
    sheets_state: str | None


def watch_of(actor: Actor, round_: RoundView, reader: Reader) -> Watch:
    """Return the entries to look at, from stored lines where the round is large (see ranking.queries.find_stored)."""
    settled = round_.state in {RoundState.DECIDED, RoundState.PUBLISHED}
    if settled and not reader.is_tied:
        return _kept(Decision, round_, None)
    stored = None if settled or reader.is_tied else find_stored(round_)
    if stored and (stored.fresh or stored.entries > LIVE):
        return _kept(RankingLine, round_, stored)
    return _computed(ranking_for(actor, round_))


def _computed(lines: list[Line]) -> Watch:
    wide = sorted(
        (line for line in lines if line.spread is not None),
        key=lambda line: (-(line.spread or 0), line.entry.number),
    )
    straddling = [line for line in lines if line.straddles]
    return Watch(
        spread=tuple(map(_watched, wide[:SHOWN])),
        wide=sum(line.wide for line in lines),
        straddlers=tuple(map(_watched, straddling[:SHOWN])),
        straddling=len(straddling),
        made_at=None,
        fresh=True,
        sheets_state=None,
    )


def _kept(table: Any, round_: RoundView, stored: Stored | None) -> Watch:
    mine = table.round_id == round_.id
    wide, straddling = db.session.execute(
        select(func.count().filter(table.wide), func.count().filter(table.straddles)).where(mine)
    ).one()
    by_spread = (
        select(table.entry_id, func.row_number().over(order_by=table.spread.desc()).label("place"))
        .where(mine, table.spread.is_not(None))
        .order_by(table.spread.desc())
        .limit(SHOWN)
        .subquery()
    )
    near = (
        select(table.entry_id)
        .where(mine, table.straddles)
        .order_by(table.section.collate("C"), table.rank, table.entry_id)
        .limit(SHOWN)
        .subquery()
    )
    rows = db.session.execute(
        select(table, Entry)
        .join(Entry, Entry.id == table.entry_id)
        .where(
            mine,
            or_(
                table.entry_id.in_(select(by_spread.c.entry_id)), table.entry_id.in_(select(near.c.entry_id))
            ),
        )
        .order_by(table.section.collate("C"), table.rank.nulls_last(), Entry.number)
    ).all()
    lines = [line_of(kept, entry, 0, None) for kept, entry in rows]
    widest = sorted(
        (line for line in lines if line.spread is not None),
        key=lambda line: (-(line.spread or 0), line.entry.number),
    )
    return Watch(
        spread=tuple(map(_watched, widest[:SHOWN])),
        wide=wide,
        straddlers=tuple(_watched(line) for line in lines if line.straddles)[:SHOWN],
        straddling=straddling,
        made_at=stored.made_at if stored else None,
        fresh=stored.fresh if stored else True,
        sheets_state=stored.sheets_state if stored else None,
    )


def _watched(line: Line) -> WatchLine:
    entry = line.entry
    return WatchLine(entry.number, entry.title, line.section, line.rank, line.score, line.spread)
