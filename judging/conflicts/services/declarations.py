"""Declare conflicts: a judge of oneself, the office of a judge. They hold from the same moment."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from contest.entries.queries import get_entry
from contest.kernel import audit, clock
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid
from contest.kernel.written import needed
from contest.projects.models import Project
from judging.conflicts import queries
from judging.conflicts.domain import MAX_REASON, DeclaredTie
from judging.conflicts.models import DeclaredConflict, StruckConflict
from judging.judges.queries import get_judge, get_own_judge
from judging.permissions import Permission


def declare(*, actor: Actor, subject_id: UUID, reason: str, tie: DeclaredTie = DeclaredTie.OTHER) -> UUID:
    """Declare one's own conflict with the subject behind entries (a project), for every stage.

    Declaring twice is declaring once; the first reason stands. Raises Invalid (`reason`).
    """
    own = get_own_judge(actor)
    authorise(actor, Permission.DECLARE_CONFLICT, own)
    return _declare(actor, own.id, subject_id, reason, tie)


def declare_for_entry(*, actor: Actor, entry_id: UUID, reason: str) -> UUID:
    """Declare one's own conflict with what an entry is about."""
    return declare(actor=actor, subject_id=get_entry(entry_id).subject_id, reason=reason)


def declare_by_number(
    *, actor: Actor, number: str, reason: str, tie: DeclaredTie = DeclaredTie.OTHER
) -> UUID:
    """Declare one's own conflict with the project of this number, assigned or not. Raises Invalid (`number`)."""
    return declare(actor=actor, subject_id=_subject(number), reason=reason, tie=tie)


def note(
    *, actor: Actor, judge_id: UUID, number: str, reason: str, tie: DeclaredTie = DeclaredTie.OTHER
) -> UUID:
    """Note a conflict the office knows of for a judge. Raises Invalid (`number`, `reason`)."""
    authorise(actor, Permission.NOTE_CONFLICT, None)
    judge, subject_id = get_judge(actor, judge_id), _subject(number)
    queries.ensure_untied(actor, subject_id)
    return _declare(actor, judge.id, subject_id, reason, tie)


def remove(*, actor: Actor, conflict_id: UUID, reason: str) -> None:
    """Strike a declaration made in error; that it was declared stays in the audit log, why it was struck beside it."""
    authorise(actor, Permission.NOTE_CONFLICT, None)
    if not reason.strip():
        raise Invalid(FieldError("reason", "required"))
    row = queries.get_declared(conflict_id)
    queries.ensure_untied(actor, row.subject_id)
    kept = StruckConflict(
        id=new_id(),
        judge_id=row.judge_id,
        subject_id=row.subject_id,
        reason=reason.strip(),
        struck_by=actor.user_id,
        struck_at=clock.now(),
    )
    db.session.add(kept)
    # The sealed log keeps no words that people typed: they stand in the row it names.
    facts = {"judge": row.judge_id, "about": row.subject_id, "struck": kept.id}
    audit.record(actor, "conflict.removed", row, **facts)
    db.session.delete(row)
    db.session.flush()


def _subject(number: str) -> UUID:
    wanted = "".join(number.split()).upper()
    found = db.session.execute(select(Project.id).where(Project.number == wanted)).scalar_one_or_none()
    if found is None:
        raise Invalid(FieldError("number", "no_such_number"))
    return found


def _declare(actor: Actor, judge_id: UUID, subject_id: UUID, reason: str, tie: DeclaredTie) -> UUID:
    text = needed("reason", reason.strip(), MAX_REASON)
    made = db.session.execute(
        insert(DeclaredConflict)
        .values(
            id=new_id(),
            judge_id=judge_id,
            subject_id=subject_id,
            tie=tie,
            reason=text,
            declared_by=actor.user_id,
        )
        .on_conflict_do_nothing(index_elements=["judge_id", "subject_id"])
        .returning(DeclaredConflict)
    ).scalar_one_or_none()
    if made is not None:
        audit.record(actor, "conflict.declared", made, judge=judge_id, about=subject_id)
        return made.id
    return db.session.execute(
        select(DeclaredConflict.id).where(
            DeclaredConflict.judge_id == judge_id, DeclaredConflict.subject_id == subject_id
        )
    ).scalar_one()
