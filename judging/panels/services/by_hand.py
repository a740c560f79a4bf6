"""Panels mended by hand, one judge and one entry at a time. The rules are the solver's."""

from __future__ import annotations

from uuid import UUID

from contest.kernel import audit
from contest.kernel.access import Actor
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from judging.conflicts.domain import TiedToEntry
from judging.conflicts.queries import hidden_entries
from judging.panels import queries
from judging.panels.domain import (
    AlreadyAssigned,
    NotInRound,
    PairBarred,
    PairInConflict,
    PairRecused,
    SheetFinished,
    Situation,
)
from judging.panels.models import Assignment
from judging.panels.services.proposals import ensure_assignable
from judging.panels.states import AssignmentState
from judging.rounds.models import Round


def assign_judge(*, actor: Actor, round_id: UUID, judge_id: UUID, entry_id: UUID) -> Assignment:
    """Give an entry one more judge. Raises NotInRound, PairInConflict, PairRecused, PairBarred."""
    round_ = ensure_open_to(actor, round_id, entry_id)
    return _assign(actor, round_, queries.situation(round_), judge_id, entry_id)


def remove_judge(*, actor: Actor, round_id: UUID, judge_id: UUID, entry_id: UUID) -> None:
    """Take a judge from an entry; a finished sheet stays unless the judge is in conflict (SheetFinished)."""
    round_ = ensure_open_to(actor, round_id, entry_id)
    _remove(actor, round_, judge_id, entry_id)


def replace_judge(
    *, actor: Actor, round_id: UUID, entry_id: UUID, judge_id: UUID, by_judge_id: UUID
) -> Assignment:
    """Give a judge's place in an entry's panel to another, who must be free to take it."""
    round_ = ensure_open_to(actor, round_id, entry_id)
    made = _assign(actor, round_, queries.situation(round_), by_judge_id, entry_id)
    _remove(actor, round_, judge_id, entry_id)
    return made


def ensure_open_to(actor: Actor, round_id: UUID, entry_id: UUID) -> Round:
    """Return the locked round if the actor may assign its panels and is not tied to the entry (TiedToEntry)."""
    round_ = ensure_assignable(actor, round_id)
    if entry_id in hidden_entries(actor, round_):
        raise TiedToEntry()
    return round_


def _assign(actor: Actor, round_: Round, now: Situation, judge_id: UUID, entry_id: UUID) -> Assignment:
    pair = (judge_id, entry_id)
    if judge_id not in now.judges or entry_id not in now.entries:
        raise NotInRound()
    if pair in now.conflicted:
        raise PairInConflict()
    if pair in now.recused:
        raise PairRecused()
    if pair in now.barred:
        raise PairBarred()
    if pair in now.standing:
        raise AlreadyAssigned()
    row = queries.find_assignment(round_.id, judge_id, entry_id)
    if row is None:
        row = Assignment(id=new_id(), round_id=round_.id, judge_id=judge_id, entry_id=entry_id)
        db.session.add(row)
    row.state = AssignmentState.ASSIGNED
    row.run_id = None
    db.session.flush()
    audit.record(actor, "assignment.made", row, round=round_.id, judge=judge_id, entry=entry_id)
    return row


def _remove(actor: Actor, round_: Round, judge_id: UUID, entry_id: UUID) -> None:
    row = queries.find_assignment(round_.id, judge_id, entry_id)
    if row is None or row.state is not AssignmentState.ASSIGNED:
        raise NotFound(kind="assignment")
    # Read under the assignment's lock: the judge may have handed the sheet in meanwhile.
    now = queries.situation(round_)
    if (judge_id, entry_id) in now.counting() & now.finished:
        raise SheetFinished()
    row.state = AssignmentState.REMOVED
    db.session.flush()
    audit.record(actor, "assignment.removed", row, round=round_.id, judge=judge_id, entry=entry_id)
