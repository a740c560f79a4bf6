"""Bring what was handed in, or imported, into stages and keep it up to date there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, case, select
from sqlalchemy.dialects.postgresql import insert

from contest.entries.domain import EntryKind, EntrySource, EntryState, NotEnterable
from contest.entries.models import Entry
from contest.imports.bulk import insert_rows
from contest.kernel import audit
from contest.kernel.access import Actor
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.projects.domain import ProjectState
from contest.projects.domain.editing import Basis
from contest.projects.events import Imported
from contest.projects.models import Project, Submission
from contest.seasons import queries as season_queries
from contest.seasons.domain import Rulebook, SeasonIncomplete, StageCode


def enter(
    *,
    actor: Actor,
    project_id: UUID,
    stage_code: StageCode,
    source: EntrySource,
    base_id: UUID | None = None,
    awaits_check: bool | None = None,
) -> Entry:
    """Bring a handed-in project into a stage; entering twice is entering once, with what was handed in last.

    `base_id`: the base whose nomination brought it. `awaits_check`: the formal check comes first (None: as it was).
    Raises NotEnterable for a project without number or track.
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
        **({} if awaits_check is None else {"awaits_check": awaits_check}),
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
    """Bring a project that was just handed in into the first stage, and its other entries up to date.

    An update between rounds reaches the stage the project is in; earlier ones keep what was judged in them.
    """
    project = db.session.get_one(Project, project_id)
    book = season_queries.rulebook(project.season_id)
    if not book.stages:
        raise SeasonIncomplete(missing=["stages"])
    if _basis(project_id) is Basis.REVISION:
        _update_furthest(actor, project_id, book)
        return
    later = db.session.execute(
        select(Entry.stage_code, Entry.source).where(
            Entry.subject_id == project_id,
            Entry.stage_code != book.stages[0].code,
            Entry.state == EntryState.ACTIVE,
        )
    ).all()
    first = book.stages[0].code
    enter(
        actor=actor,
        project_id=project_id,
        stage_code=first,
        source=EntrySource.SUBMISSION,
        # Every revision is checked, also one that replaces what was passed already.
        awaits_check=_checks(book),
    )
    for row in later:
        enter(actor=actor, project_id=project_id, stage_code=row.stage_code, source=row.source)


def _basis(project_id: UUID) -> Basis:
    query = select(Submission.basis).where(Submission.project_id == project_id)
    found = db.session.execute(query.order_by(Submission.revision.desc()).limit(1)).scalar_one_or_none()
    return found or Basis.WINDOW


def _update_furthest(actor: Actor, project_id: UUID, book: Rulebook) -> None:
    entered = {
        entry.stage_code: entry
        for entry in db.session.execute(
            select(Entry).where(Entry.subject_id == project_id, Entry.state == EntryState.ACTIVE)
        ).scalars()
    }
    reached = [stage.code for stage in book.stages if stage.code in entered]
    if reached:
        source = entered[reached[-1]].source
        enter(actor=actor, project_id=project_id, stage_code=reached[-1], source=source)


def enter_imported(*, actor: Actor, season_id: UUID, projects: Sequence[Imported]) -> None:
    """Bring handed-in projects of a spreadsheet into their stages, and bring all their entries up to date.

    Without a stage a project enters the first one, unless it is in some stage already. The import has its own line
    in the audit log. Three statements however many there are.
    """
    del actor
    book = season_queries.rulebook(season_id)
    if not book.stages:
        raise SeasonIncomplete(missing=["stages"])
    first, check = book.stages[0].code, _checks(book)
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
                "awaits_check": check and (wanted[row["subject_id"]] or first) is first,
            }
            for row in fresh
            if wanted[row["subject_id"]] is not None or row["subject_id"] not in present
        ],
        ignore=True,
    )


def _checks(book: Rulebook) -> bool:
    """Say whether the season judges only what passed the formal check."""
    return bool(book.check_items) and book.rules.check_before_judging


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
