"""Who judges what, as it stands."""

from __future__ import annotations

from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, select

from contest.accounts.models import User
from contest.entries.queries import EntryView
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.locking import find_locked
from judging.conflicts.queries import conflicts_between
from judging.judges.models import Judge
from judging.judges.queries import accepted_judges, away_from
from judging.panels.domain import Pair, Situation
from judging.panels.models import Assignment, PanelWish
from judging.panels.states import AssignmentState, WishKind
from judging.rounds.models import Round
from judging.rounds.queries import RoundView, entries_of_round
from judging.rounds.queries.outside import SHEETS

FINISHED = exists(
    select(SHEETS.c.assignment_id).where(
        SHEETS.c.assignment_id == Assignment.id, SHEETS.c.submitted_at.is_not(None)
    )
)


@dataclass(frozen=True, slots=True)
class PanelJudge:
    """One judge in an entry's panel. `in_conflict`: may not stay there."""

    assignment_id: UUID
    judge_id: UUID
    name: LocalizedText
    affinity: float | None
    state: AssignmentState
    finished: bool
    in_conflict: bool
    reason: str | None


@dataclass(frozen=True, slots=True)
class WishRow:
    """A judge the office pins to an entry or bars from it, with the reason."""

    judge_id: UUID
    name: LocalizedText
    kind: WishKind
    reason: str


@dataclass(frozen=True, slots=True)
class EntryPanel:
    """An entry with its judges; `missing` says how many are still to be found."""

    entry: EntryView
    judges: tuple[PanelJudge, ...]
    missing: int


def situation(round_: Round | RoundView, judged: Collection[EntryView] | None = None) -> Situation:
    """Return a round's panels as they are, for proposing and for checking. The caller decides who may ask.

    `judged`: the round's entries, where the caller has read them already.
    """
    accepted = [row.judge.id for row in accepted_judges(round_.id)]
    # Who cannot while the round is held is like who left: finished sheets stay, nothing new is given.
    away = away_from(round_, accepted)
    judges = [judge for judge in accepted if judge not in away]
    entries = [entry.id for entry in (entries_of_round(round_) if judged is None else judged)]
    rows = db.session.execute(
        select(Assignment.judge_id, Assignment.entry_id, Assignment.state, FINISHED.label("finished")).where(
            Assignment.round_id == round_.id, Assignment.state != AssignmentState.REMOVED
        )
    ).all()
    by_state = {
        state: frozenset((row.judge_id, row.entry_id) for row in rows if row.state is state)
        for state in AssignmentState
    }
    standing = by_state[AssignmentState.ASSIGNED]
    concerned = {*judges, *(judge for judge, _ in standing)}
    finished = standing & frozenset((row.judge_id, row.entry_id) for row in rows if row.finished)
    wishes = _wishes(round_.id)
    return Situation(
        judges=tuple(judges),
        entries=tuple(entries),
        standing=standing,
        finished=finished,
        recused=by_state[AssignmentState.RECUSED],
        conflicted=frozenset(conflicts_between(concerned, entries)),
        # A sheet that was handed in all the same counts like any other: a bar is about proposals to come.
        barred=wishes[WishKind.BARRED] - finished,
        wished=wishes[WishKind.PINNED],
    )


def pairs_of_round(round_id: UUID) -> set[Pair]:
    """Return (judge, entry) of every assignment of a round, whatever its state. The caller decides who may ask."""
    query = select(Assignment.judge_id, Assignment.entry_id).where(Assignment.round_id == round_id)
    return {(row.judge_id, row.entry_id) for row in db.session.execute(query)}


def _wishes(round_id: UUID) -> dict[WishKind, frozenset[Pair]]:
    query = select(PanelWish.kind, PanelWish.judge_id, PanelWish.entry_id)
    rows = db.session.execute(query.where(PanelWish.round_id == round_id)).all()
    return {
        kind: frozenset((row.judge_id, row.entry_id) for row in rows if row.kind is kind) for kind in WishKind
    }


def wishes_of_entry(round_id: UUID, entry_id: UUID) -> list[WishRow]:
    """Return who is pinned to an entry or barred from it. The caller decides who may ask."""
    rows = db.session.execute(
        select(PanelWish.judge_id, User.name, User.name_en, PanelWish.kind, PanelWish.reason)
        .join(Judge, Judge.id == PanelWish.judge_id)
        .join(User, User.id == Judge.user_id)
        .where(PanelWish.round_id == round_id, PanelWish.entry_id == entry_id)
        .order_by(PanelWish.kind.desc(), User.name, PanelWish.id)
    )
    return [WishRow(row.judge_id, LocalizedText(row.name, row.name_en), row.kind, row.reason) for row in rows]


def find_assignment(round_id: UUID, judge_id: UUID, entry_id: UUID) -> Assignment | None:
    """Return the row of a pair in whatever state, locked."""
    query = select(Assignment).where(
        Assignment.round_id == round_id, Assignment.judge_id == judge_id, Assignment.entry_id == entry_id
    )
    return find_locked(query)


def standing_in_conflict(round_id: UUID, entry_ids: Sequence[UUID]) -> frozenset[Pair]:
    """Return the pairs of some entries' panels whose judge is in conflict: the work grows with them, not the round.

    The caller decides who may ask.
    """
    query = select(Assignment.judge_id, Assignment.entry_id).where(
        Assignment.round_id == round_id,
        Assignment.entry_id.in_(entry_ids),
        Assignment.state == AssignmentState.ASSIGNED,
    )
    standing = {(row.judge_id, row.entry_id) for row in db.session.execute(query)}
    found = conflicts_between({judge for judge, _entry in standing}, entry_ids)
    return frozenset(standing & found.keys())


def has_panels(round_id: UUID) -> bool:
    """Say whether anybody is assigned in a round. The caller decides who may ask."""
    standing = (Assignment.round_id == round_id, Assignment.state == AssignmentState.ASSIGNED)
    return bool(db.session.execute(select(exists().where(*standing))).scalar_one())


def panels_of_round(
    round_: RoundView, entries: Collection[EntryView], conflicted: Set[Pair]
) -> list[EntryPanel]:
    """Return the panels of entries of a round, in the order given; one statement.

    `conflicted` holds at least those of their standing pairs that are in conflict. The caller decides who may ask.
    """
    found: dict[UUID, list[PanelJudge]] = {}
    for row in _rows(round_.id, [entry.id for entry in entries]):
        one = _judge(row, (row.Assignment.judge_id, row.Assignment.entry_id) in conflicted)
        found.setdefault(row.Assignment.entry_id, []).append(one)
    return [_panel(entry, tuple(found.get(entry.id, ())), round_.judges_per_entry) for entry in entries]


def _rows(round_id: UUID, entry_ids: list[UUID]) -> list[Any]:
    query = (
        select(Assignment, User.name, User.name_en, FINISHED.label("finished"))
        .join(Judge, Judge.id == Assignment.judge_id)
        .join(User, User.id == Judge.user_id)
        .where(
            and_(
                Assignment.round_id == round_id,
                Assignment.entry_id.in_(entry_ids),
                Assignment.state != AssignmentState.REMOVED,
            )
        )
        .order_by(Assignment.state, User.name, Judge.id)
    )
    return list(db.session.execute(query).all())


def _judge(row: Any, in_conflict: bool) -> PanelJudge:
    one: Assignment = row.Assignment
    return PanelJudge(
        assignment_id=one.id,
        judge_id=one.judge_id,
        name=LocalizedText(row.name, row.name_en),
        affinity=one.affinity,
        state=one.state,
        finished=row.finished,
        in_conflict=in_conflict and one.state is AssignmentState.ASSIGNED,
        reason=one.recusal_reason,
    )


def _panel(entry: EntryView, judges: tuple[PanelJudge, ...], per_entry: int) -> EntryPanel:
    counting = sum(one.state is AssignmentState.ASSIGNED and not one.in_conflict for one in judges)
    return EntryPanel(entry, judges, max(0, per_entry - counting))
