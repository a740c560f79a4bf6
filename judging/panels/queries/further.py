"""How useful a further judge would be to entries, without any engine: from sheets, tracks and stored vectors."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select, text

from contest.entries.queries import EntryView
from contest.kernel.db import db
from judging.judges.queries import accepted_judges
from judging.panels.models import Assignment
from judging.panels.states import AssignmentState
from judging.rounds.models import Round
from judging.rounds.queries import RoundView
from judging.rounds.queries.outside import SCORED

TRACK, MEANING = 0.5, 0.5
# Whatever model made both vectors last; of an entry's parts the nearest counts.
NEAREST = """
SELECT j.subject_id, e.subject_id, max(1 - (j.embedding <=> e.embedding))
FROM text_vectors j JOIN text_vectors e ON e.model = j.model AND e.kind = 'judged_subject'
WHERE j.kind = 'judge_expertise' AND j.subject_id = ANY(CAST(:judges AS uuid[]))
AND e.subject_id = ANY(CAST(:subjects AS uuid[]))
GROUP BY j.subject_id, e.subject_id
"""


def loads_allowed(round_: Round | RoundView) -> dict[UUID, int]:
    """Return judge -> most entries, for those who accepted."""
    return {
        row.judge.id: round_.max_load if row.max_load is None else row.max_load
        for row in accepted_judges(round_.id)
    }


def sheets_and_spread(round_id: UUID) -> dict[UUID, tuple[int, Decimal]]:
    """Return entry -> valid sheets and the distance of their highest and lowest total."""
    query = (
        select(
            Assignment.entry_id,
            func.count(),
            func.max(SCORED.c.total) - func.min(SCORED.c.total),
        )
        .join(SCORED, SCORED.c.assignment_id == Assignment.id)
        .where(
            Assignment.round_id == round_id,
            Assignment.state == AssignmentState.ASSIGNED,
            SCORED.c.submitted_at.is_not(None),
        )
        .group_by(Assignment.entry_id)
    )
    return {entry: (count, Decimal(spread or 0)) for entry, count, spread in db.session.execute(query)}


def fits(
    tracks: Mapping[UUID, Collection[str]], entries: Collection[EntryView]
) -> dict[tuple[UUID, UUID], float]:
    """Return (judge, entry) -> how well both go together, 0…1, for the judges of `tracks` (judge -> track codes)."""
    subjects = [entry.subject_id for entry in entries]
    rows = db.session.execute(text(NEAREST), {"judges": list(tracks), "subjects": subjects})
    near = {(judge, subject): float(cosine) for judge, subject, cosine in rows}
    found = {}
    for judge, codes in tracks.items():
        for entry in entries:
            track = 0.5 if not codes else float(entry.track_code in codes)
            found[judge, entry.id] = TRACK * track + MEANING * near.get((judge, entry.subject_id), 0.5)
    return found
