"""A judge steps back from an entry."""

from __future__ import annotations

from uuid import UUID

from contest.kernel import audit, clock
from contest.kernel.access import Actor
from contest.kernel.errors import FieldError, Invalid
from judging.panels.models import Assignment
from judging.panels.states import AssignmentState
from judging.scoring.services.desk import ensure_takes_sheets, open_desk


def recuse(*, actor: Actor, assignment_id: UUID, reason: str) -> Assignment:
    """The judge steps back from an entry, with a reason; what was scored on it no longer counts."""
    if not reason.strip():
        raise Invalid(FieldError("reason", "required"))
    desk = open_desk(actor, assignment_id)
    ensure_takes_sheets(desk)
    desk.assignment.state = AssignmentState.RECUSED
    desk.assignment.recused_at = clock.now()
    desk.assignment.recusal_reason = reason.strip()
    audit.record(actor, "assignment.recused", desk.assignment, round=desk.judged.id)
    return desk.assignment
