"""Bring entries on into the next stage."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from contest.entries.domain import EntrySource, EntryState
from contest.entries.models import Entry
from contest.entries.queries import EntryView, view_of
from contest.kernel import audit
from contest.kernel.access import Actor
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.projects.models import Submission
from contest.seasons.domain import StageCode


def advance(
    *,
    actor: Actor,
    entry_ids: Sequence[UUID],
    to_stage: StageCode,
    source: EntrySource = EntrySource.ADVANCED,
) -> list[EntryView]:
    """Bring the subjects of these entries into `to_stage` and return their entries there.

    Idempotent: who is there already stays as it is, and an entry no longer active goes nowhere. What was handed in
    last travels along, and the base that nominated.
    """
    if not entry_ids:
        return []
    latest = (
        select(Submission.id)
        .where(Submission.project_id == Entry.subject_id)
        .order_by(Submission.revision.desc())
        .limit(1)
        .correlate(Entry)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Entry, latest).where(Entry.id.in_(entry_ids), Entry.state == EntryState.ACTIVE)
    ).all()
    fresh = [_next(entry, submission_id, to_stage, source) for entry, submission_id in rows]
    made = set(
        db.session.execute(
            insert(Entry)
            .values(fresh)
            .on_conflict_do_nothing(index_elements=["season_id", "kind", "subject_id", "stage_code"])
            .returning(Entry.id)
        ).scalars()
        if fresh
        else ()
    )
    found = db.session.execute(
        select(Entry)
        .where(Entry.stage_code == to_stage, Entry.subject_id.in_([row["subject_id"] for row in fresh]))
        .order_by(Entry.number, Entry.id)
    ).scalars()
    there = list(found)
    for entry in there:
        if entry.id in made:
            audit.record(actor, "entry.advanced", entry, stage=to_stage, source=source)
    return [view_of(entry) for entry in there]


def _next(
    entry: Entry, submission_id: UUID | None, stage: StageCode, source: EntrySource
) -> dict[str, object]:
    kept = (
        "season_id",
        "kind",
        "subject_id",
        "number",
        "title",
        "track_code",
        "group_code",
        "zone_code",
        "base_id",
    )
    return {
        "id": new_id(),
        "stage_code": stage,
        "source": source,
        "state": EntryState.ACTIVE,
        "submission_id": submission_id or entry.submission_id,
        **{name: getattr(entry, name) for name in kept},
    }
