"""Take entries out of judging and put them back."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select, update

from contest.entries.domain import EntryState
from contest.entries.models import Entry
from contest.kernel import audit
from contest.kernel.access import Actor
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.seasons.domain import StageCode


def withdraw(*, actor: Actor, project_id: UUID, stage_code: StageCode | None = None) -> None:
    """Take a project's entries (of one stage, or all still judged) out; the vacancy is filled by judging."""
    _close(actor, project_id, stage_code, EntryState.WITHDRAWN)


def refuse(*, actor: Actor, project_id: UUID, stage_code: StageCode | None = None) -> None:
    """Refuse a project's entries (of one stage, or all still judged): it failed a check."""
    _close(actor, project_id, stage_code, EntryState.REFUSED)


def _close(actor: Actor, project_id: UUID, stage_code: StageCode | None, state: EntryState) -> None:
    query = select(Entry).where(Entry.subject_id == project_id, Entry.state == EntryState.ACTIVE)
    if stage_code is not None:
        query = query.where(Entry.stage_code == stage_code)
    for entry in db.session.execute(query.with_for_update()).scalars():
        entry.state = state
        audit.record(actor, f"entry.{state.value}", entry, stage=entry.stage_code, project=project_id)


def reactivate(*, actor: Actor, entry_id: UUID) -> None:
    """Put a withdrawn or refused entry back among those judged (a decision was taken back)."""
    changed = db.session.execute(
        update(Entry).where(Entry.id == entry_id).values(state=EntryState.ACTIVE).returning(Entry)
    ).scalar_one_or_none()
    if changed is None:
        raise NotFound(kind="entry")
    audit.record(actor, "entry.reactivated", changed)
