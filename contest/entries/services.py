"""Bring subjects into stages and take them out. The use cases that call these have asked who may."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, case, select, update
from sqlalchemy.dialects.postgresql import insert

from contest.entries.domain import EntryKind, EntrySource, EntryState, NotEnterable
from contest.entries.models import Entry
from contest.entries.queries import EntryView, view_of
from contest.imports.bulk import insert_rows
from contest.kernel import audit
from contest.kernel.access import Actor
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.projects.domain import ProjectState
from contest.projects.events import Imported
from contest.projects.models import Project, Submission
from contest.seasons import queries as season_queries
from contest.seasons.domain import SeasonIncomplete, StageCode


def enter(
    *,
    actor: Actor,
    project_id: UUID,
    stage_code: StageCode,
    source: EntrySource,
    base_id: UUID | None = None,
) -> Entry:
    """Bring a handed-in project into a stage; entering twice is entering once, with what was handed in last.

    `base_id`: the base whose nomination brought it. Raises NotEnterable for a project without number or track.
    """
    project = db.session.get(Project, project_id)
    if project is None:
        raise NotFound(kind="project")
    if project.state is not ProjectState.SUBMITTED or project.number is None or not project.track_code:
        raise NotEnterable(state=project.state)
    fresh = {
        "number": project.number,
        "title": project.name,
        "track_code": project.track_code,
        "group_code": project.group_code or "",
        "zone_code": project.zone_code or "",
        "submission_id": _latest_submission(project_id),
        "state": EntryState.ACTIVE,
    }
    key = {
        "season_id": project.season_id,
        "kind": EntryKind.PROJECT,
        "subject_id": project_id,
        "stage_code": stage_code,
    }
    entry = db.session.execute(
        insert(Entry)
        .values(id=new_id(), source=source, base_id=base_id, **key, **fresh)
        .on_conflict_do_update(
            index_elements=list(key),
            # A refusal stands: a team cannot undo it by handing in again.
            set_={
                **fresh,
                "state": case((Entry.state == EntryState.REFUSED, Entry.state), else_=EntryState.ACTIVE),
                **({"base_id": base_id} if base_id else {}),
            },
        )
        .returning(Entry)
        .execution_options(populate_existing=True)
    ).scalar_one()
    audit.record(actor, "entry.entered", entry, stage=stage_code, source=source, project=project_id)
    return entry


def _latest_submission(project_id: UUID) -> UUID | None:
    return db.session.execute(
        select(Submission.id)
        .where(Submission.project_id == project_id)
        .order_by(Submission.revision.desc())
        .limit(1)
    ).scalar_one_or_none()


def enter_submitted(*, actor: Actor, project_id: UUID) -> None:
    """Bring a project that was just handed in into the first stage, and its other entries up to date."""
    project = db.session.get_one(Project, project_id)
    book = season_queries.rulebook(project.season_id)
    if not book.stages:
        raise SeasonIncomplete(missing=["stages"])
    later = db.session.execute(
        select(Entry.stage_code, Entry.source).where(
            Entry.subject_id == project_id,
            Entry.stage_code != book.stages[0].code,
            Entry.state == EntryState.ACTIVE,
        )
    ).all()
    enter(actor=actor, project_id=project_id, stage_code=book.stages[0].code, source=EntrySource.SUBMISSION)
    for row in later:
        enter(actor=actor, project_id=project_id, stage_code=row.stage_code, source=row.source)


def enter_imported(*, actor: Actor, season_id: UUID, projects: Sequence[Imported]) -> None:
    """Bring handed-in projects of a spreadsheet into their stages, and bring all their entries up to date.

    Without a stage a project enters the first one, unless it is in some stage already. The import has its own line
    in the audit log. Three statements however many there are.
    """
    del actor
    first = _first_stage(season_id)
    wanted = {one.project_id: one.stage for one in projects}
    latest = (
        select(Submission.id)
        .where(Submission.project_id == Project.id)
        .order_by(Submission.revision.desc())
        .limit(1)
        .correlate(Project)
        .scalar_subquery()
    )
    query = select(Project, latest.label("submission_id")).where(Project.id.in_(wanted))
    rows = db.session.execute(query).all()
    present = set(db.session.execute(select(Entry.subject_id).where(Entry.subject_id.in_(wanted))).scalars())
    fresh = [_imported(project, submission_id) for project, submission_id in rows if project.track_code]
    _refresh([row for row in fresh if row["subject_id"] in present])
    insert_rows(
        Entry,
        [
            {
                **row,
                "id": new_id(),
                "stage_code": wanted[row["subject_id"]] or first,
                "source": EntrySource.IMPORT,
            }
            for row in fresh
            if wanted[row["subject_id"]] is not None or row["subject_id"] not in present
        ],
        ignore=True,
    )


def _first_stage(season_id: UUID) -> StageCode:
    stages = season_queries.rulebook(season_id).stages
    if not stages:
        raise SeasonIncomplete(missing=["stages"])
    return stages[0].code


def _imported(project: Project, submission_id: UUID | None) -> dict[str, Any]:
    return {
        "season_id": project.season_id,
        "kind": EntryKind.PROJECT,
        "subject_id": project.id,
        "number": project.number,
        "title": project.name,
        "track_code": project.track_code,
        "group_code": project.group_code or "",
        "zone_code": project.zone_code or "",
        "submission_id": submission_id,
    }


def _refresh(rows: Sequence[dict[str, Any]]) -> None:
    """Give the entries that these projects have already what was handed in last."""
    table = cast(Table, Entry.__table__)
    names = ("title", "track_code", "group_code", "zone_code", "submission_id")
    statement = (
        table.update()
        .where(table.c.subject_id == bindparam("subject"))
        .values({name: bindparam(f"new_{name}") for name in names})
    )
    if rows:
        given = [
            {"subject": row["subject_id"], **{f"new_{name}": row[name] for name in names}} for row in rows
        ]
        db.session.connection().execute(statement, given)
        db.session.expire_all()


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


def reactivate(*, actor: Actor, entry_id: UUID) -> None:
    """Put a withdrawn or refused entry back among those judged (a decision was taken back)."""
    changed = db.session.execute(
        update(Entry).where(Entry.id == entry_id).values(state=EntryState.ACTIVE).returning(Entry)
    ).scalar_one_or_none()
    if changed is None:
        raise NotFound(kind="entry")
    audit.record(actor, "entry.reactivated", changed)
