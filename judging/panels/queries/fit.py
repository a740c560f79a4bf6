"""What judges say about how entries fit them, beside what was computed."""

from __future__ import annotations

import statistics
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from contest.accounts.models import User
from contest.entries.domain import EntryState
from contest.entries.models import Entry
from contest.entries.queries import EntryView, find_entries, not_about
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.ties import veils
from judging.conflicts.queries import conflicted_among
from judging.judges.models import Judge
from judging.panels.models import Assignment, FitAnswer
from judging.panels.states import AssignmentState
from judging.permissions import Permission
from judging.rounds.domain import RoundState
from judging.rounds.models import Round
from judging.rounds.queries import get_round

LOW = 2  # this fit and less is listed
LISTED = 50
ENOUGH = 10  # answers before a correlation says anything


@dataclass(frozen=True, slots=True)
class FitQuestion:
    """The question on one assignment: whose it is, whether it can be answered, and what was answered."""

    assignment_id: UUID
    judge_user_id: UUID
    round_state: RoundState
    fit: int | None


@dataclass(frozen=True, slots=True)
class LowFit:
    """An assignment whose judge says that it hardly fits."""

    entry: EntryView
    judge: LocalizedText
    fit: int
    affinity: float | None


@dataclass(frozen=True, slots=True)
class FitReport:
    """Answers of a round by value; how they go with computed affinity (None without enough of both); the low ones."""

    asked: int
    counts: dict[int, int]
    correlation: float | None
    low: tuple[LowFit, ...]

    @property
    def answered(self) -> int:
        return sum(self.counts.values())

    @property
    def mean(self) -> float | None:
        """Return the mean answer, None without any."""
        return (
            sum(fit * count for fit, count in self.counts.items()) / self.answered if self.answered else None
        )


def fit_question(actor: Actor, assignment_id: UUID) -> FitQuestion:
    """Return the question of a standing assignment; raise NotFound, for those of others too.

    Whether a colleague's assignment exists is nothing to learn from how one is refused.
    """
    row = db.session.execute(
        select(
            Assignment.id, Judge.user_id, Round.state, FitAnswer.fit, Assignment.judge_id, Assignment.entry_id
        )
        .join(Judge, Judge.id == Assignment.judge_id)
        .join(Round, Round.id == Assignment.round_id)
        .outerjoin(FitAnswer, FitAnswer.assignment_id == Assignment.id)
        .where(
            Assignment.id == assignment_id,
            Judge.user_id == actor.user_id,
            Assignment.state == AssignmentState.ASSIGNED,
            Round.state != RoundState.DRAFT,
        )
    ).one_or_none()
    if row is None or conflicted_among(row.judge_id, [row.entry_id]):
        raise NotFound(kind="assignment")
    return FitQuestion(*row[:4])


def fit_report(actor: Actor, round_id: UUID) -> FitReport:
    """Return what the judges of a round say; what the actor is tied to counts nowhere.

    Raises NotFound, Forbidden.
    """
    authorise(actor, Permission.VIEW_PROGRESS, get_round(actor, round_id))
    standing: Any = (
        Assignment.round_id == round_id,
        Assignment.state == AssignmentState.ASSIGNED,
        Entry.state == EntryState.ACTIVE,
        not_about(Assignment.entry_id, veils.subjects(actor)),
    )
    asked = db.session.execute(
        select(func.count(Assignment.id)).join(Entry, Entry.id == Assignment.entry_id).where(*standing)
    ).scalar_one()
    rows = db.session.execute(
        select(FitAnswer.fit, Assignment.affinity, Assignment.entry_id, User.name, User.name_en)
        .join(Assignment, Assignment.id == FitAnswer.assignment_id)
        .join(Entry, Entry.id == Assignment.entry_id)
        .join(Judge, Judge.id == Assignment.judge_id)
        .join(User, User.id == Judge.user_id)
        .where(*standing)
        .order_by(FitAnswer.fit, User.name, Assignment.id)
    ).all()
    low = [row for row in rows if row.fit <= LOW][:LISTED]
    entries = find_entries([row.entry_id for row in low])
    return FitReport(
        asked=asked,
        counts={fit: sum(row.fit == fit for row in rows) for fit in range(1, 6)},
        correlation=_correlation([(row.affinity, row.fit) for row in rows if row.affinity is not None]),
        low=tuple(
            LowFit(entries[row.entry_id], LocalizedText(row.name, row.name_en), row.fit, row.affinity)
            for row in low
        ),
    )


def _correlation(pairs: list[tuple[float, int]]) -> float | None:
    """Return the rank correlation of affinity and answer, None where one of them never differs."""
    if (
        len(pairs) < ENOUGH
        or len({affinity for affinity, _ in pairs}) < 2
        or len({fit for _, fit in pairs}) < 2
    ):
        return None
    affinities, fits = ([pair[place] for pair in pairs] for place in (0, 1))
    return statistics.correlation(_ranks(affinities), _ranks(fits))


def _ranks(values: list[float]) -> list[float]:
    """Return each value's rank; equals share the mean of theirs."""
    ordered = sorted(values)
    return [(bisect_left(ordered, value) + bisect_right(ordered, value)) / 2 for value in values]
