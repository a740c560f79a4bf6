"""A judge's own exercises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from contest.kernel.db import db
from judging.rounds.queries import CriterionView, RoundView
from judging.scoring.domain import loaded
from judging.training.models import PracticeRun


@dataclass(frozen=True, slots=True)
class RunView:
    """The latest exercise of a judge in a round; `times` says how many there were."""

    marks: dict[str, Decimal]
    notes: dict[str, str]
    comment: str
    total: Decimal
    finished_at: datetime
    times: int


def criteria_of(round_: RoundView) -> tuple[CriterionView, ...]:
    """Return the criteria the exercise is scored by: those most entries share, else those of the first group."""
    if round_.criteria or not round_.variants:
        return round_.criteria
    return round_.variants[0].criteria


def latest_run(round_id: UUID, judge_id: UUID) -> RunView | None:
    """Return the latest exercise of a judge in a round."""
    mine = (PracticeRun.round_id == round_id, PracticeRun.judge_id == judge_id)
    query = select(PracticeRun).where(*mine).order_by(PracticeRun.finished_at.desc(), PracticeRun.id.desc())
    row = db.session.execute(query.limit(1)).scalar_one_or_none()
    if row is None:
        return None
    times = int(db.session.execute(select(func.count()).select_from(PracticeRun).where(*mine)).scalar_one())
    return RunView(
        marks=loaded(row.marks),
        notes=dict(row.notes),
        comment=row.comment,
        total=row.total,
        finished_at=row.finished_at,
        times=times,
    )
