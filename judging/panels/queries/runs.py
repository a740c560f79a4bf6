"""Runs of the solver, as proposals to look at before they are committed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from contest.accounts.models import User
from contest.entries.queries import EntryView, find_entries
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.locking import get_locked
from judging.judges.models import Judge
from judging.panels.domain import (
    Difference,
    Pair,
    PanelOptions,
    Situation,
    difference,
    options_of,
    stale_pairs,
)
from judging.panels.models import PanelRun, ProposedPair
from judging.panels.queries.assignments import situation
from judging.panels.states import ProposalScope, RunState
from judging.permissions import Permission
from judging.rounds.queries import RoundView, get_round

SAMPLE = 8
MOST_REMOVED = 100


@dataclass(frozen=True, slots=True)
class RunView:
    """One run. `outcome` has what `services.solving` writes: figures, or `cause` when it failed."""

    id: UUID
    round_id: UUID
    scope: ProposalScope
    state: RunState
    options: PanelOptions
    outcome: dict[str, Any]
    created_at: datetime
    solved_at: datetime | None
    committed_at: datetime | None


@dataclass(frozen=True, slots=True)
class JudgeLoad:
    """What a proposal means for one judge. `fit` is the mean affinity of the judge's pairs, None without any."""

    judge_id: UUID
    name: LocalizedText
    before: int
    after: int
    fit: float | None


@dataclass(frozen=True, slots=True)
class SamplePair:
    """One pair by name. `finished`: its sheet is handed in."""

    entry: EntryView
    judge: LocalizedText
    affinity: float | None = None
    finished: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """A proposal against what stands. `stale` pairs keep it from being committed."""

    difference: Difference
    stale: int
    loads: tuple[JudgeLoad, ...]
    best: tuple[SamplePair, ...]
    weakest: tuple[SamplePair, ...]
    removed: tuple[SamplePair, ...]


def get_run(actor: Actor, run_id: UUID) -> RunView:
    """Return a run of a round whose panels the actor may assign; raise NotFound or Forbidden."""
    row = db.session.get(PanelRun, run_id, populate_existing=True)
    if row is None:
        raise NotFound(kind="panel_run")
    authorise(actor, Permission.ASSIGN_PANELS, get_round(actor, row.round_id))
    return view_of(row)


def locked_run(run_id: UUID) -> PanelRun:
    """Return the run with its row locked; raise NotFound."""
    return get_locked(select(PanelRun).where(PanelRun.id == run_id), kind="panel_run")


def runs_of_round(round_id: UUID, limit: int = 10) -> list[RunView]:
    """Return the latest runs of a round, the newest first. The caller decides who may ask."""
    query = select(PanelRun).where(PanelRun.round_id == round_id).order_by(PanelRun.created_at.desc())
    return [view_of(row) for row in db.session.execute(query.limit(limit)).scalars()]


def latest_run(round_id: UUID) -> RunView | None:
    """Return the newest run of a round."""
    found = runs_of_round(round_id, 1)
    return found[0] if found else None


def proposed_pairs(run_id: UUID) -> frozenset[Pair]:
    """Return the pairs a run proposes."""
    query = select(ProposedPair.judge_id, ProposedPair.entry_id).where(ProposedPair.run_id == run_id)
    return frozenset((row.judge_id, row.entry_id) for row in db.session.execute(query))


def preview(round_: RoundView, run_id: UUID) -> Preview:
    """Return what committing the run would do now. The caller decides who may ask."""
    now = situation(round_)
    proposed = proposed_pairs(run_id)
    change = difference(now, proposed)
    best, weakest = _pairs(run_id, strongest=True), _pairs(run_id, strongest=False)
    removed = sorted(change.removed, key=lambda pair: (pair not in now.finished, pair))[:MOST_REMOVED]
    names = _names({judge for judge, _ in proposed | now.standing})
    seen = {pair.entry_id for pair in (*best, *weakest)} | {entry for _, entry in removed}
    entries = find_entries(list(seen))
    return Preview(
        difference=change,
        stale=stale_pairs(now, proposed),
        loads=_loads(run_id, now, names),
        best=_sample(best, entries, names),
        weakest=_sample(weakest, entries, names),
        removed=tuple(
            SamplePair(entries[entry], names[judge], None, (judge, entry) in now.finished)
            for judge, entry in removed
        ),
    )


def _pairs(run_id: UUID, *, strongest: bool) -> Sequence[ProposedPair]:
    order = ProposedPair.affinity.desc() if strongest else ProposedPair.affinity.asc()
    query = select(ProposedPair).where(ProposedPair.run_id == run_id)
    return (
        db.session.execute(query.order_by(order, ProposedPair.entry_id, ProposedPair.judge_id).limit(SAMPLE))
        .scalars()
        .all()
    )


def _sample(
    pairs: Sequence[ProposedPair], entries: dict[UUID, EntryView], names: dict[UUID, LocalizedText]
) -> tuple[SamplePair, ...]:
    return tuple(SamplePair(entries[pair.entry_id], names[pair.judge_id], pair.affinity) for pair in pairs)


def _loads(run_id: UUID, now: Situation, names: dict[UUID, LocalizedText]) -> tuple[JudgeLoad, ...]:
    rows = db.session.execute(
        select(ProposedPair.judge_id, func.count(), func.avg(ProposedPair.affinity))
        .where(ProposedPair.run_id == run_id)
        .group_by(ProposedPair.judge_id)
    )
    after = {judge: (count, fit) for judge, count, fit in rows}
    before: dict[UUID, int] = {}
    for judge, _entry in now.counting():
        before[judge] = before.get(judge, 0) + 1
    names = names | _names(set(now.judges) - set(names))
    return tuple(
        JudgeLoad(judge, name, before.get(judge, 0), *after.get(judge, (0, None)))
        for judge, name in sorted(names.items(), key=lambda item: (item[1].zh, item[0]))
    )


def _names(judge_ids: set[UUID]) -> dict[UUID, LocalizedText]:
    query = select(Judge.id, User.name, User.name_en).join(User, User.id == Judge.user_id)
    rows = db.session.execute(query.where(Judge.id.in_(judge_ids)))
    return {row.id: LocalizedText(row.name, row.name_en) for row in rows}


def cause_names(run: RunView) -> dict[str, LocalizedText]:
    """Return the names of the judges and entries that a failed run's cause speaks of, by their ids as text."""
    params = run.outcome.get("cause", {}).get("params", {})
    judges = {UUID(key) for key in (*params.get("workers", ()), *filter(None, [params.get("worker")]))}
    entries = [UUID(key) for key in (*params.get("items", ()), *filter(None, [params.get("item")]))]
    names = {str(key): name for key, name in _names(judges).items()}
    for key, entry in find_entries(entries).items():
        names[str(key)] = LocalizedText(
            f"{entry.number} {entry.title.zh}", f"{entry.number} {entry.title.en}"
        )
    return names


def view_of(row: PanelRun) -> RunView:
    """Return the read model of a row."""
    return RunView(
        id=row.id,
        round_id=row.round_id,
        scope=row.scope,
        state=row.state,
        options=options_of(row.options),
        outcome=row.outcome,
        created_at=row.created_at,
        solved_at=row.solved_at,
        committed_at=row.committed_at,
    )
