"""A judge saves, submits, recuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from contest.entries.domain import EntryState
from contest.kernel import audit, clock
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid, StaleVersion
from judging.panels.models import Assignment
from judging.panels.states import AssignmentState
from judging.permissions import Permission
from judging.rounds.domain import Resubmit
from judging.rounds.queries import RoundView, get_round, locked_shared
from judging.rounds.services import ensure_scoring_open
from judging.scoring import queries
from judging.scoring.domain import (
    MARK,
    AlreadySubmitted,
    AssignmentEnded,
    comment_error,
    loaded,
    parse_marks,
    stored,
)
from judging.scoring.models import ScoreSheet, ScoreSheetVersion
from judging.scoring.queries import QueueItem


@dataclass(frozen=True, slots=True)
class _Desk:
    """One sheet under its lock, with all that decides what may be written on it."""

    item: QueueItem
    assignment: Assignment
    sheet: ScoreSheet | None
    judged: RoundView

    @property
    def version(self) -> int:
        return self.sheet.version if self.sheet else 0

    @property
    def submitted(self) -> bool:
        return self.sheet is not None and self.sheet.submitted_at is not None


def _open_desk(actor: Actor, assignment_id: UUID) -> _Desk:
    item = queries.get_assignment(actor, assignment_id)
    authorise(actor, Permission.JUDGE, item)
    # The round before the assignment, as whoever changes panels locks them: the other order would deadlock with
    # them. Closing waits for this transaction; the database's clock is read when both locks are held.
    round_ = locked_shared(item.round_id)
    assignment, sheet = queries.locked(assignment_id)
    ensure_scoring_open(round_)
    judged = get_round(actor, item.round_id)
    if assignment.state is not AssignmentState.ASSIGNED or item.entry_state is not EntryState.ACTIVE:
        raise AssignmentEnded()
    return _Desk(item, assignment, sheet, judged)


def save_sheet(
    *,
    actor: Actor,
    assignment_id: UUID,
    version: int,
    marks: Mapping[str, object],
    comment: str,
    submit: bool,
) -> ScoreSheet:
    """Save the whole sheet as a draft, or submit it. `version` is the one the judge last saw, 0 for a new sheet.

    Raises StaleVersion, RoundClosed, AlreadySubmitted, AssignmentEnded, or Invalid per criterion code.
    """
    desk = _open_desk(actor, assignment_id)
    read = parse_marks(marks)
    # A page that submits what its own last keystrokes saved a moment ago is not stale.
    _ensure_writable(desk, desk.version if _holds(desk, read, comment) else version)
    errors = desk.judged.rubric.mark_errors(read, complete=submit)
    if wrong := comment_error(comment):
        errors.append(wrong)
    if errors:
        raise Invalid(*errors)
    return _write(actor, desk, read, comment, submit)


def save_field(*, actor: Actor, assignment_id: UUID, version: int, field: str, value: str) -> ScoreSheet:
    """Save one field of the draft: `comment`, or `mark:<criterion>` (empty takes the mark back)."""
    desk = _open_desk(actor, assignment_id)
    _ensure_writable(desk, version, field)
    marks = loaded(desk.sheet.marks) if desk.sheet else {}
    comment = desk.sheet.comment if desk.sheet else ""
    errors: list[FieldError] = []
    if field == "comment":
        comment = value
        errors += [wrong] if (wrong := comment_error(value)) else []
    elif field.startswith(MARK):
        code = field.removeprefix(MARK)
        changed = parse_marks({code: value})
        marks.pop(code, None)
        marks |= changed
        errors += desk.judged.rubric.mark_errors(changed, complete=False)
    else:
        errors.append(FieldError(field, "not_accepted"))
    if errors:
        raise Invalid(*errors)
    return _write(actor, desk, marks, comment, submit=False)


def _holds(desk: _Desk, marks: Mapping[str, Decimal], comment: str) -> bool:
    """Say whether the draft already is what is being sent."""
    sheet = desk.sheet
    return (
        sheet is not None and not desk.submitted and loaded(sheet.marks) == marks and sheet.comment == comment
    )


def _ensure_writable(desk: _Desk, version: int, field: str | None = None) -> None:
    if desk.submitted and desk.judged.resubmit is Resubmit.NEVER:
        raise AlreadySubmitted()
    if desk.version != version:
        raise StaleVersion(version=desk.version, value=_present(desk, field))


def _present(desk: _Desk, field: str | None) -> str:
    """Return what the sheet holds now in `field`, so that the page can show both and let the judge choose."""
    if desk.sheet is None or field is None:
        return ""
    return (
        desk.sheet.comment if field == "comment" else str(desk.sheet.marks.get(field.removeprefix(MARK), ""))
    )


def _write(actor: Actor, desk: _Desk, marks: Mapping[str, Decimal], comment: str, submit: bool) -> ScoreSheet:
    sheet, now = desk.sheet, clock.now()
    if sheet is None:
        sheet = ScoreSheet(assignment_id=desk.assignment.id, round_id=desk.judged.id, version=0)
        db.session.add(sheet)
    if desk.submitted and not submit:
        # A submitted sheet that is changed stays submitted while it is complete: it never silently drops out.
        submit = not desk.judged.rubric.mark_errors(marks, complete=True)
    sheet.marks, sheet.comment = stored(marks), comment
    sheet.total = desk.judged.rubric.total(marks) if submit else None
    sheet.submitted_at = now if submit else None
    sheet.version += 1
    sheet.updated_at = now
    db.session.flush()
    db.session.add(
        ScoreSheetVersion(
            id=new_id(),
            assignment_id=desk.assignment.id,
            version=sheet.version,
            marks=sheet.marks,
            comment=comment,
            total=sheet.total,
            submitted=submit,
            saved_by=actor.user_id,
            saved_at=now,
        )
    )
    if submit:
        # Marks are personal judgement: the log says that a version exists, the version table holds it.
        audit.record(actor, "sheet.submitted", desk.assignment, version=sheet.version, round=desk.judged.id)
    return sheet


def recuse(*, actor: Actor, assignment_id: UUID, reason: str) -> Assignment:
    """The judge steps back from an entry, with a reason; what was scored on it no longer counts."""
    if not reason.strip():
        raise Invalid(FieldError("reason", "required"))
    desk = _open_desk(actor, assignment_id)
    desk.assignment.state = AssignmentState.RECUSED
    desk.assignment.recused_at = clock.now()
    desk.assignment.recusal_reason = reason.strip()
    audit.record(actor, "assignment.recused", desk.assignment, round=desk.judged.id)
    return desk.assignment
