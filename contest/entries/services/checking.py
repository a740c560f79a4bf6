"""What the formal check and the office change about entries."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from contest.entries.domain import EntryState
from contest.entries.models import Entry
from contest.entries.services.leaving import reactivate
from contest.kernel import audit
from contest.kernel.access import Actor
from contest.kernel.db import db
from contest.kernel.locking import get_locked


def pass_check(*, actor: Actor, entry_id: UUID) -> None:
    """Let an entry into judging: its formal check is passed. A refusal of an earlier decision is taken back."""
    entry = _of_check(entry_id)
    entry.awaits_check = False
    _take_back_refusal(actor, entry)
    audit.record(actor, "entry.checked", entry, stage=entry.stage_code, project=entry.subject_id)


def reopen_check(*, actor: Actor, entry_id: UUID, hold: bool) -> None:
    """Say that the formal check is open again; with `hold` the project leaves judging in every stage meanwhile."""
    entry = _of_check(entry_id)
    entry.awaits_check = hold
    _take_back_refusal(actor, entry)
    audit.record(actor, "entry.check_reopened", entry, stage=entry.stage_code, project=entry.subject_id)


def _of_check(entry_id: UUID) -> Entry:
    return get_locked(select(Entry).where(Entry.id == entry_id), kind="entry")


def _take_back_refusal(actor: Actor, entry: Entry) -> None:
    refused = db.session.execute(
        select(Entry.id).where(
            Entry.season_id == entry.season_id,
            Entry.subject_id == entry.subject_id,
            Entry.state == EntryState.REFUSED,
        )
    ).scalars()
    for entry_id in refused.all():
        reactivate(actor=actor, entry_id=entry_id)


def move(*, actor: Actor, project_id: UUID, changes: Mapping[str, str]) -> None:
    """Give a project's entries another track, group or zone; what was reported of them stays as it was."""
    names = {"track_code", "group_code", "zone_code"} & set(changes)
    if not names:
        return
    query = select(Entry).where(Entry.subject_id == project_id).with_for_update()
    for entry in db.session.execute(query).scalars():
        for name in names:
            setattr(entry, name, changes[name])
        audit.record(actor, "entry.moved", entry, stage=entry.stage_code, project=project_id)
