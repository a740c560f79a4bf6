"""What teams are told of the sheets on their entry, as the round promises it. Whoever shows it asks when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from contest.entries.models import Entry
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from judging.panels.models import Assignment
from judging.panels.states import AssignmentState
from judging.rounds.domain import LEAST_FOR_FEEDBACK
from judging.rounds.queries import RoundView
from judging.scoring.domain import loaded
from judging.scoring.models import ScoreSheet


@dataclass(frozen=True, slots=True)
class CriterionMean:
    """The mean mark in one criterion, unrounded, and its highest mark."""

    code: str
    name: LocalizedText
    mean: Decimal
    max: Decimal


@dataclass(frozen=True, slots=True)
class EntryFeedback:
    """What one team may read. `notes`: comments by criterion code; nothing says which judge wrote what."""

    entry_id: UUID
    criteria: tuple[CriterionMean, ...]
    comments: tuple[str, ...]
    notes: tuple[tuple[str, str], ...]


def feedback_of(round_: RoundView, entry_ids: Collection[UUID]) -> dict[UUID, EntryFeedback]:
    """Return the feedback of entries with enough sheets, in one statement; `round_.feedback.when` says from when on.

    Entries with fewer sheets than LEAST_FOR_FEEDBACK are left out. The final score is the ranking's to tell.
    """
    query = (
        select(
            Assignment.entry_id,
            Entry.track_code,
            Entry.group_code,
            ScoreSheet.marks,
            ScoreSheet.notes,
            ScoreSheet.comment,
        )
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .join(Entry, Entry.id == Assignment.entry_id)
        .where(
            Assignment.round_id == round_.id,
            Assignment.entry_id.in_(entry_ids),
            Assignment.state == AssignmentState.ASSIGNED,
            ScoreSheet.submitted_at.is_not(None),
        )
        # Neither by judge nor by time: the order tells nobody who wrote what.
        .order_by(Assignment.entry_id, ScoreSheet.comment, ScoreSheet.total)
    )
    sheets: defaultdict[UUID, list[tuple[str, str, dict[str, Decimal], dict[str, str], str]]] = defaultdict(
        list
    )
    for row in db.session.execute(query):
        kept = (row.track_code, row.group_code, loaded(row.marks), dict(row.notes), row.comment)
        sheets[row.entry_id].append(kept)
    return {
        entry_id: _told(round_, entry_id, found)
        for entry_id, found in sheets.items()
        if len(found) >= LEAST_FOR_FEEDBACK
    }


def _told(
    round_: RoundView,
    entry_id: UUID,
    sheets: list[tuple[str, str, dict[str, Decimal], dict[str, str], str]],
) -> EntryFeedback:
    track, group, *_rest = sheets[0]
    means = []
    for criterion in round_.criteria_for(track, group):
        marks = [one[2][criterion.code] for one in sheets if criterion.code in one[2]]
        if criterion.code in round_.feedback.criteria and len(marks) >= LEAST_FOR_FEEDBACK:
            mean = sum(marks, Decimal(0)) / len(marks)
            means.append(CriterionMean(criterion.code, criterion.name, mean, criterion.max))
    told = round_.feedback.comments
    return EntryFeedback(
        entry_id=entry_id,
        criteria=tuple(means),
        comments=tuple(one[4] for one in sheets if told and one[4].strip()),
        notes=tuple(sorted((code, text) for one in sheets if told for code, text in one[3].items())),
    )
