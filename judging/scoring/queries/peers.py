"""What the others of a panel gave, where the round lets a judge see it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from contest.kernel.db import db
from judging.panels.models import Assignment
from judging.panels.states import AssignmentState
from judging.rounds.domain import PeerScores
from judging.rounds.queries import RoundView
from judging.scoring.domain import SheetState, loaded
from judging.scoring.models import ScoreSheet
from judging.scoring.queries.desk import QueueItem


@dataclass(frozen=True, slots=True)
class PeerSheet:
    """A submitted sheet of somebody else of the panel; whose it is is not told."""

    total: Decimal
    marks: dict[str, Decimal]
    notes: dict[str, str]
    comment: str


def peers_of(round_: RoundView, item: QueueItem) -> list[PeerSheet] | None:
    """Return the others' submitted sheets, None while the round does not show them.

    An item in conflict is on nobody's desk (see `get_assignment`), so none of its sheets is ever shown here.
    """
    own_is_in = item.state is SheetState.SUBMITTED
    shown = round_.peer_scores is PeerScores.ALWAYS or (
        round_.peer_scores is PeerScores.AFTER_OWN and own_is_in
    )
    if not shown:
        return None
    query = (
        select(ScoreSheet.total, ScoreSheet.marks, ScoreSheet.notes, ScoreSheet.comment)
        .join(Assignment, Assignment.id == ScoreSheet.assignment_id)
        .where(
            Assignment.round_id == item.round_id,
            Assignment.entry_id == item.entry_id,
            Assignment.id != item.assignment_id,
            Assignment.state == AssignmentState.ASSIGNED,
            ScoreSheet.submitted_at.is_not(None),
        )
        # By what was given, not by whom: the order tells nobody's place on the panel.
        .order_by(ScoreSheet.total.desc(), ScoreSheet.comment)
    )
    rows = db.session.execute(query)
    return [PeerSheet(row.total, loaded(row.marks), dict(row.notes), row.comment) for row in rows]
