"""What a team reads of what judges thought of its entry, as far as the round allows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from contest.entries.models import Entry
from contest.kernel.access import SYSTEM
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from judging.panels.models import Assignment
from judging.panels.states import AssignmentState
from judging.publication.models import Publication
from judging.ranking.domain import as_decimal, mean
from judging.rounds.domain import LEAST_FOR_FEEDBACK, FeedbackWhen, RoundState
from judging.rounds.models import Round
from judging.rounds.queries import RoundView, list_rounds
from judging.scoring.domain import loaded
from judging.scoring.models import ScoreSheet


@dataclass(frozen=True, slots=True)
class FeedbackView:
    """One round's feedback on one entry. `criteria`: name, mean, highest mark; comments in no order of judges."""

    round_name: LocalizedText
    sheets: int
    total: Decimal | None
    criteria: tuple[tuple[LocalizedText, Decimal, Decimal], ...]
    comments: tuple[str, ...]


def feedback_of(project_id: UUID) -> list[FeedbackView]:
    """Return the feedback on a project, the newest round first; nothing from fewer than three sheets.

    The caller decides who may ask. The number of statements does not grow with rounds or sheets.
    """
    rows = db.session.execute(
        select(Entry, Round.id, Publication.finalised_at)
        .join(Assignment, Assignment.entry_id == Entry.id)
        .join(Round, Round.id == Assignment.round_id)
        .join(Publication, Publication.round_id == Round.id)
        .where(Entry.subject_id == project_id, Round.state == RoundState.PUBLISHED)
        .where(Publication.starts_at <= func.clock_timestamp())
        .distinct()
    ).all()
    if not rows:
        return []
    season_id = rows[0][0].season_id
    rounds = {one.id: one for one in list_rounds(SYSTEM, season_id)}
    told = [
        (rounds[round_id], entry)
        for entry, round_id, final in rows
        if rounds[round_id].feedback.when is FeedbackWhen.PUBLISHED
        or (rounds[round_id].feedback.when is FeedbackWhen.FINAL and final is not None)
    ]
    sheets = _sheets([round_.id for round_, _entry in told], project_id)
    ordered = sorted(told, key=lambda one: one[0].opens_at, reverse=True)
    return [
        _view(round_, entry, sheets[round_.id])
        for round_, entry in ordered
        if len(sheets[round_.id]) >= LEAST_FOR_FEEDBACK
    ]


def _sheets(round_ids: Sequence[UUID], project_id: UUID) -> defaultdict[UUID, list[Any]]:
    found: defaultdict[UUID, list[Any]] = defaultdict(list)
    query = (
        select(ScoreSheet.round_id, ScoreSheet.marks, ScoreSheet.total, ScoreSheet.comment)
        .join(Assignment, Assignment.id == ScoreSheet.assignment_id)
        .join(Entry, Entry.id == Assignment.entry_id)
        .where(
            Entry.subject_id == project_id,
            ScoreSheet.round_id.in_(round_ids),
            Assignment.state == AssignmentState.ASSIGNED,
            ScoreSheet.submitted_at.is_not(None),
        )
        # By what was said: an order of judges would tell who said it.
        .order_by(func.md5(ScoreSheet.comment), ScoreSheet.total)
    )
    for row in db.session.execute(query):
        found[row.round_id].append(row)
    return found


def _view(round_: RoundView, entry: Entry, sheets: Sequence[Any]) -> FeedbackView:
    rule = round_.feedback
    marks = [loaded(sheet.marks) for sheet in sheets]
    criteria = [
        one for one in round_.criteria_for(entry.track_code, entry.group_code) if one.code in rule.criteria
    ]
    return FeedbackView(
        round_name=round_.name,
        sheets=len(sheets),
        total=as_decimal(mean([sheet.total for sheet in sheets])) if rule.total else None,
        criteria=tuple(
            (one.name, as_decimal(mean([given[one.code] for given in marks])), one.max)
            for one in criteria
            if all(one.code in given for given in marks)
        ),
        comments=tuple(sheet.comment for sheet in sheets if sheet.comment) if rule.comments else (),
    )
