"""One entry more: for a judge who has time, or for an entry whose judges disagree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from decimal import Decimal
from uuid import UUID

from contest.kernel import audit, clock
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from judging.conflicts.queries import hidden_entries
from judging.judges.queries import accepted_judges, get_own_judge
from judging.panels import queries
from judging.panels.domain import NotInRound, Situation
from judging.panels.domain.further import (
    Candidate,
    JudgeBusy,
    JudgeFull,
    NobodyFurther,
    NothingFurther,
    best_judge,
    most_useful,
)
from judging.panels.models import Assignment
from judging.panels.services.by_hand import assign_judge
from judging.panels.services.proposals import ensure_assignable
from judging.panels.states import AssignmentState
from judging.permissions import Permission
from judging.rounds.domain import RoundState, RoundStateRefused
from judging.rounds.models import Round
from judging.rounds.queries import entries_of_round, get_round, locked

NONE = (0, Decimal(0))


def give_next(*, actor: Actor, round_id: UUID, judge_id: UUID) -> Assignment:
    """The office gives a judge the most useful entry that the judge may take. Raises JudgeFull, NothingFurther."""
    round_ = ensure_assignable(actor, round_id)
    # Whoever is tied to an entry neither gives it away nor learns that it would be next.
    entry_id = _next_entry(round_, judge_id, hidden_entries(actor, round_))
    return assign_judge(actor=actor, round_id=round_id, judge_id=judge_id, entry_id=entry_id)


def take_next(*, actor: Actor, round_id: UUID) -> Assignment:
    """A judge whose sheets are all handed in takes one more entry; which one the rule decides, not the judge.

    Raises JudgeBusy while sheets are left, JudgeFull at the highest load, NothingFurther.
    """
    judge = get_own_judge(actor)
    authorise(actor, Permission.ANSWER_INVITATION, judge)
    if judge.id not in queries.situation(get_round(actor, round_id)).judges:
        raise NotFound(kind="round")
    round_ = locked(round_id)
    if round_.state is not RoundState.OPEN or clock.now() >= round_.closes_at:
        raise RoundStateRefused(state=round_.state.value)
    entry_id = _next_entry(round_, judge.id, frozenset(), idle=True)
    row = queries.find_assignment(round_id, judge.id, entry_id)
    if row is None:
        row = Assignment(id=new_id(), round_id=round_id, judge_id=judge.id, entry_id=entry_id)
        db.session.add(row)
    row.state, row.run_id = AssignmentState.ASSIGNED, None
    db.session.flush()
    audit.record(actor, "assignment.taken", row, round=round_id, judge=judge.id, entry=entry_id)
    return row


def add_judge(*, actor: Actor, round_id: UUID, entry_id: UUID) -> Assignment:
    """Give an entry the further judge who fits best and has room: where sheets lie far apart. Raises NobodyFurther."""
    round_ = ensure_assignable(actor, round_id)
    now = queries.situation(round_)
    entries = [entry for entry in entries_of_round(round_) if entry.id == entry_id]
    if not entries:
        raise NotInRound()
    most, loads = queries.loads_allowed(round_), _loads(now)
    tracks = {
        row.judge.id: row.judge.track_codes
        for row in accepted_judges(round_id)
        if loads[row.judge.id] < most[row.judge.id]
        and (row.judge.id, entry_id) not in now.forbidden | now.standing
    }
    fit = queries.fits(tracks, entries)
    chosen = best_judge(Candidate(judge, *NONE, fit[judge, entry_id], loads[judge]) for judge in tracks)
    if chosen is None:
        raise NobodyFurther()
    return assign_judge(actor=actor, round_id=round_id, judge_id=chosen.id, entry_id=entry_id)


def _next_entry(round_: Round, judge_id: UUID, hidden: Set[UUID], *, idle: bool = False) -> UUID:
    now = queries.situation(round_)
    judges = {row.judge.id: row.judge for row in accepted_judges(round_.id)}
    if judge_id not in judges:
        raise NotInRound()
    mine = {entry for judge, entry in now.counting() if judge == judge_id}
    left = mine - {entry for judge, entry in now.finished if judge == judge_id}
    if idle and left:
        raise JudgeBusy(left=len(left))
    most = queries.loads_allowed(round_)[judge_id]
    if len(mine) >= most:
        raise JudgeFull(most=most)
    closed = hidden | {entry for judge, entry in now.forbidden | now.standing if judge == judge_id}
    entries = [entry for entry in entries_of_round(round_) if entry.id not in closed]
    known, fit = (
        queries.sheets_and_spread(round_.id),
        queries.fits({judge_id: judges[judge_id].track_codes}, entries),
    )
    chosen = most_useful(
        Candidate(entry.id, *known.get(entry.id, NONE), fit[judge_id, entry.id]) for entry in entries
    )
    if chosen is None:
        raise NothingFurther()
    return chosen.id


def _loads(now: Situation) -> Counter[UUID]:
    return Counter(judge for judge, _entry in now.counting())
