"""One page of a ranking's lines, decided or stored, narrowed and sorted by the database."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, case, cast, false, func, or_, select, true

from contest.entries.models import Entry
from contest.kernel.access import Actor, policy
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.projects.models import Project
from contest.projects.queries import consenting_to_publication
from contest.standings.domain import Outcome
from judging.conflicts.queries import hidden_entries, hidden_tracks
from judging.permissions import Permission
from judging.ranking.domain import AdvanceRule, CutKind, Reason
from judging.ranking.models import Decision, RankingLine
from judging.ranking.panel import recorded
from judging.ranking.queries.lines import Line, line_of, rule_of
from judging.rounds.domain import Method, RoundState
from judging.rounds.queries import RoundView

FALLBACK = "calibration_"  # reasons why the mean counts where the rule would have calibrated scores


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the list is narrowed by; places and cuts stay those of everybody. Empty means any."""

    track: str = ""
    outcome: str = ""
    mark: str = ""  # straddles | wide
    text: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """What a reader may not see: tracks and entries (see `ranking_for`), and names whose teams did not agree."""

    hidden_tracks: frozenset[str] = frozenset()
    tied: frozenset[Any] = frozenset()
    oversees: bool = True

    @property
    def is_tied(self) -> bool:
        return bool(self.hidden_tracks)


@dataclass(frozen=True, slots=True)
class SectionFigures:
    """One section of the ranking as the reader sees it.

    `above` entries rank above its cut, the last of them with `tied` others; `kept` of all entries are left by the
    narrowing, `kept_above` of those above the cut.
    """

    code: str
    entries: int
    above: int
    last_tied: int
    places: int | None
    basis: Reason | None
    kept: int
    kept_above: int
    tracks: frozenset[str]
    outcomes: frozenset[Outcome]
    wide: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of lines (`number` of pages of `size`) and the figures of all sections, in order."""

    sections: tuple[SectionFigures, ...]
    lines: tuple[Line, ...]
    number: int
    size: int

    @property
    def total(self) -> int:
        return sum(one.kept for one in self.sections)


def reader_of(actor: Actor, round_: RoundView) -> Reader:
    """Return what the actor may not see of a round's ranking."""
    tracks = hidden_tracks(actor, round_)
    return Reader(
        hidden_tracks=tracks,
        tied=hidden_entries(actor, round_) if tracks else frozenset(),
        oversees=policy.allows(actor, Permission.VIEW_PROGRESS, round_),
    )


def listed(round_: RoundView, reader: Reader, wanted: Narrowing, *, number: int, size: int) -> Listed:
    """Return a page of the lines of a round; four statements at most, however many there are."""
    base = _base(round_)
    visible = _visible(base, round_, reader)
    rule = rule_of(round_)
    table = _table(round_)
    sections_of = select(table.section).where(table.round_id == round_.id).distinct()
    codes = db.session.execute(sections_of).scalars().all()
    kept = _kept(base, wanted, reader)
    found = db.session.execute(_figures(base, visible, kept, _above(base, codes, rule)))
    sections = tuple(_section(row) for row in found)
    total = sum(one.kept for one in sections)
    number = min(max(1, number), max(1, -(-total // size)))
    lines = _lines(round_, base, and_(visible, kept), (number - 1) * size, size)
    return Listed(sections, tuple(_as_read(lines, reader)), number, size)


def _lines(round_: RoundView, base: Any, wanted: Any, first: int, size: int) -> list[Line]:
    """Return lines by section, rank and number. Only keys are sorted: the wide rows are fetched for one page."""
    table = _table(round_)

    def in_order(section: Any, rank: Any) -> tuple[Any, ...]:
        return (section.collate("C"), rank.nulls_last(), Entry.number.collate("C"), Entry.id)

    keys = (
        select(base.c.entry_id, base.c.tied)
        .join(Entry, Entry.id == base.c.entry_id)
        .where(wanted)
        .order_by(*in_order(base.c.section, base.c.rank))
        .limit(size)
        .offset(first)
        .subquery("keys")
    )
    query = (
        select(Entry, table, keys.c.tied)
        .join(keys, keys.c.entry_id == table.entry_id)
        .join(Entry, Entry.id == table.entry_id)
        .where(table.round_id == round_.id)
        .order_by(*in_order(table.section, table.rank))
    )
    panel = recorded(round_.id)
    rows = db.session.execute(query)
    return [line_of(kept, entry, tied, panel.get(entry.id)) for entry, kept, tied in rows]


def _table(round_: RoundView) -> type[Decision] | type[RankingLine]:
    settled = round_.state in {RoundState.DECIDED, RoundState.PUBLISHED}
    return Decision if settled else RankingLine


def _section(row: Any) -> SectionFigures:
    basis = json.loads(row.basis) if row.basis else None
    return SectionFigures(
        code=row.section,
        entries=row.entries,
        above=row.above,
        last_tied=row.last_place - row.last_rank if row.above else 0,
        places=row.places,
        basis=Reason(basis["code"], basis["params"]) if basis else None,
        kept=row.kept,
        kept_above=row.kept_above,
        tracks=frozenset(row.tracks),
        outcomes=frozenset(map(Outcome, row.outcomes)),
        wide=row.wide,
    )


def _base(round_: RoundView) -> Any:
    table = _table(round_).__table__
    equals = func.count().over(partition_by=[table.c.section, table.c.rank])
    left_out = {"id", "round_id", "created_at"}
    columns = [column for column in table.c if column.name not in left_out]
    return select(*columns, (equals - 1).label("tied")).where(table.c.round_id == round_.id).subquery("lines")


def _visible(base: Any, round_: RoundView, reader: Reader) -> ColumnElement[bool]:
    if not reader.is_tied:
        return true()
    if round_.method is Method.CALIBRATED:
        return false()
    other = _base(round_)
    sections = select(other.c.section).where(other.c.entry_id.in_(reader.tied))
    return and_(base.c.track_code.not_in(reader.hidden_tracks), base.c.section.not_in(sections))


def _kept(base: Any, wanted: Narrowing, reader: Reader) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [true()]
    if wanted.track:
        conditions.append(base.c.track_code == wanted.track)
    if wanted.outcome:
        known = wanted.outcome in set(Outcome)
        conditions.append(base.c.outcome == Outcome(wanted.outcome) if known else false())
    if wanted.mark == "straddles":
        conditions.append(false() if reader.is_tied else base.c.straddles)
    if wanted.mark == "wide":
        conditions.append(base.c.wide)
    if wanted.text:
        conditions.append(base.c.entry_id.in_(_called(wanted.text, reader)))
    return and_(*conditions)


def _called(text: str, reader: Reader) -> Select[Any]:
    """Select the entries a text finds, by number and by names the reader may read."""
    named: ColumnElement[bool] = or_(
        *(
            func.jsonb_extract_path_text(Entry.title, language).icontains(text, autoescape=True)
            for language in ("zh", "en")
        )
    )
    if not reader.oversees:
        agreed = select(Project.id).where(Project.id == Entry.subject_id, Project.consent_publication)
        named = and_(named, agreed.exists())
    return select(Entry.id).where(or_(Entry.number.icontains(text, autoescape=True), named))


def _above(base: Any, sections: Any, rule: AdvanceRule) -> ColumnElement[bool]:
    """Return the condition that a line ranks above the cut of its section."""

    def reached(section: str) -> ColumnElement[bool]:
        cut = rule.cut_of(section)
        value = Decimal(cut.value)
        if cut.kind is CutKind.THRESHOLD:
            return base.c.score >= value
        return case((base.c.places.is_(None), base.c.score >= value), else_=base.c.rank <= base.c.places)

    each = [(base.c.section == section, reached(section)) for section in sections]
    return and_(base.c.rank.is_not(None), case(*each, else_=false()) if each else false())


def _figures(base: Any, visible: Any, kept: Any, above: Any) -> Select[Any]:
    fallback = base.c.basis["code"].astext.startswith(FALLBACK, autoescape=True)
    return (
        select(
            base.c.section,
            func.count().label("entries"),
            func.count().filter(above).label("above"),
            # Ranks run 1, 2, 2, 4: the last rank and whom it is shared with reach furthest.
            func.max(base.c.rank).filter(above).label("last_rank"),
            func.max(base.c.rank + base.c.tied).filter(above).label("last_place"),
            func.max(base.c.places).label("places"),
            func.min(cast(base.c.basis, Text)).filter(fallback).label("basis"),
            func.count().filter(kept).label("kept"),
            func.count().filter(and_(kept, above)).label("kept_above"),
            func.array_agg(base.c.track_code.distinct()).label("tracks"),
            func.array_agg(base.c.outcome.distinct()).label("outcomes"),
            func.bool_or(base.c.wide).label("wide"),
        )
        .where(visible)
        .group_by(base.c.section)
        .order_by(base.c.section.collate("C"))
    )


def _as_read(lines: list[Line], reader: Reader) -> list[Line]:
    """Take out what the reader may not read of lines that may be shown."""
    if reader.is_tied:
        lines = [
            replace(line, calibrated=None, stderr=None, score_stderr=None, straddles=False) for line in lines
        ]
    if reader.oversees:
        return lines
    named = consenting_to_publication(line.entry.subject_id for line in lines)
    nameless = LocalizedText()
    return [
        line if line.entry.subject_id in named else replace(line, entry=replace(line.entry, title=nameless))
        for line in lines
    ]
