"""A judge saves one field or the whole sheet, and submits it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from contest.kernel import audit, clock
from contest.kernel.access import Actor
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid
from judging.rubrics.domain import NOTE
from judging.scoring.domain import MARK, Content, parse_marks, parse_notes, stored
from judging.scoring.models import ScoreSheet, ScoreSheetVersion
from judging.scoring.services.desk import Desk, ensure_takes_sheets, ensure_writable, open_desk


def save_sheet(
    *,
    actor: Actor,
    assignment_id: UUID,
    version: int,
    marks: Mapping[str, object],
    comment: str,
    submit: bool,
    notes: Mapping[str, object] | None = None,
    client_key: str | None = None,
) -> ScoreSheet:
    """Save the whole sheet as a draft, or submit it. `version` is the one the judge last saw, 0 for a new sheet.

    `notes` are comments by criterion; None leaves them as they are. With a `client_key` that was stored before,
    nothing is written again: a device that lost the answer may ask for it, even after the round has closed.
    Raises StaleVersion, RoundClosed, AlreadySubmitted, AssignmentEnded, or Invalid per criterion code.
    """
    desk = open_desk(actor, assignment_id)
    if client_key and desk.sheet is not None and _is_stored(assignment_id, client_key):
        return desk.sheet
    ensure_takes_sheets(desk)
    kept = desk.content.notes if notes is None else parse_notes(notes)
    content = Content(parse_marks(marks), kept, comment)
    # A page that submits what its own last keystrokes saved a moment ago is not stale.
    same = desk.sheet is not None and not desk.submitted and desk.content == content
    ensure_writable(desk, desk.version if same else version)
    if errors := content_errors(desk, content, complete=submit):
        raise Invalid(*errors)
    return _write(actor, desk, content, submit, client_key)


def save_field(*, actor: Actor, assignment_id: UUID, version: int, field: str, value: str) -> ScoreSheet:
    """Save one field of the draft: `comment`, `note:<criterion>`, or `mark:<criterion>` (empty takes it back)."""
    desk = open_desk(actor, assignment_id)
    ensure_takes_sheets(desk)
    ensure_writable(desk, version, field)
    content = _changed(desk.content, field, value)
    if errors := [error for error in content_errors(desk, content, complete=False) if _at(error, field)]:
        raise Invalid(*errors)
    return _write(actor, desk, content, submit=False)


def content_errors(desk: Desk, content: Content, *, complete: bool) -> list[FieldError]:
    """Return what keeps a sheet from being saved; with `complete`, from being submitted."""
    errors = desk.rubric.mark_errors(content.marks, complete=complete)
    if complete:
        errors += desk.rubric.comment_errors(content.marks, content.notes)
        if desk.judged.comment_required and not content.comment.strip():
            errors.append(FieldError("comment", "comment_required"))
    known = {criterion.code for criterion in desk.rubric.criteria}
    errors += [FieldError(NOTE + code, "criterion_unknown") for code in content.notes if code not in known]
    return errors + content.too_long()


def _at(error: FieldError, field: str) -> bool:
    """Say whether an error is about the field being saved: a draft may have other gaps."""
    return error.field in (field, field.removeprefix(MARK))


def _changed(content: Content, field: str, value: str) -> Content:
    if field == "comment":
        return content.replaced(comment=value)
    for prefix in (MARK, NOTE):
        code = field.removeprefix(prefix)
        if field.startswith(prefix) and prefix == MARK:
            others = {one: mark for one, mark in content.marks.items() if one != code}
            return content.replaced(marks=others | parse_marks({code: value}))
        if field.startswith(prefix):
            others_said = {one: text for one, text in content.notes.items() if one != code}
            return content.replaced(notes=others_said | parse_notes({code: value}))
    raise Invalid(FieldError(field, "not_accepted"))


def _is_stored(assignment_id: UUID, client_key: str) -> bool:
    query = select(ScoreSheetVersion.id).where(
        ScoreSheetVersion.assignment_id == assignment_id, ScoreSheetVersion.client_key == client_key
    )
    return db.session.execute(query).first() is not None


def _write(
    actor: Actor, desk: Desk, content: Content, submit: bool, client_key: str | None = None
) -> ScoreSheet:
    sheet, now = desk.sheet, clock.now()
    if sheet is None:
        sheet = ScoreSheet(assignment_id=desk.assignment.id, round_id=desk.judged.id, version=0)
        db.session.add(sheet)
    if desk.submitted and not submit:
        # A submitted sheet that is changed stays submitted while it is complete: it never silently drops out.
        submit = not content_errors(desk, content, complete=True)
    sheet.marks, sheet.notes, sheet.comment = stored(content.marks), dict(content.notes), content.comment
    sheet.total = desk.rubric.total(content.marks) if submit else None
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
            notes=sheet.notes,
            comment=sheet.comment,
            total=sheet.total,
            submitted=submit,
            rubric=desk.rubric.digest,
            client_key=client_key,
            saved_by=actor.user_id,
            saved_at=now,
        )
    )
    if submit:
        # Marks are personal judgement: the log says that a version exists, the version table holds it.
        audit.record(actor, "sheet.submitted", desk.assignment, version=sheet.version, round=desk.judged.id)
    return sheet
