"""Stages whose teams hand in an update now: which projects, what the stage asks for, by when, and whether it is done.

The permit to write under such a window is `queries.revision_permits`; here is what people are told of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from contest.entries.domain import EntryKind, EntryState
from contest.entries.models import Entry
from contest.entries.queries import LATER, is_checked
from contest.entry_forms.domain import Form
from contest.entry_forms.queries import current_forms
from contest.kernel import clock
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.paging import AnySelect
from contest.projects.domain import ProjectState
from contest.projects.domain.completeness import needed_in, requirements
from contest.projects.domain.editing import Basis
from contest.projects.models import Project, Submission
from contest.projects.queries import answers_of, file_kinds, values_of
from contest.seasons.domain import SeasonState, StageCode
from contest.seasons.models import Season, Stage
from contest.teams.models import TeamMember


@dataclass(frozen=True, slots=True)
class StageUpdate:
    """A project in a stage with an open window. `asked`: what may be written; `missing`: what the stage needs yet."""

    project_id: UUID
    team_id: UUID
    name: LocalizedText
    stage_code: StageCode
    stage: LocalizedText
    closes_at: datetime
    asked: tuple[LocalizedText, ...]
    missing: tuple[LocalizedText, ...]
    done_at: datetime | None

    @property
    def key(self) -> str:
        return update_key(self.project_id, self.stage_code, self.closes_at)


def update_key(project_id: object, stage: StageCode, closes_at: datetime) -> str:
    """Return the once-key of the reminder: one a window; a window that moves is reminded of anew."""
    return f"reminder:{project_id}:{stage}:{closes_at.isoformat()}"


def unfinished_keys() -> dict[UUID, str]:
    """Return project -> key of the reminder, of every project that has not handed in the update its stage waits for."""
    rows = db.session.execute(_open(clock.now())).all()
    return {
        row.Project.id: update_key(row.Project.id, row.code, row.revision_closes_at)
        for row in rows
        if row.done_at is None
    }


def own_updates(actor: Actor) -> list[StageUpdate]:
    """Return the updates that projects of the actor's teams may hand in now, the most urgent first."""
    mine = select(TeamMember.team_id).where(TeamMember.user_id == actor.user_id)
    return _updates(Project.team_id.in_(mine))


def updates_of(project_ids: Sequence[UUID]) -> list[StageUpdate]:
    """Return the updates that these projects may hand in now."""
    return _updates(Project.id.in_(list(project_ids)))


def _updates(among: ColumnElement[bool]) -> list[StageUpdate]:
    rows = db.session.execute(_open(clock.now()).where(among)).all()
    if not rows:
        return []
    ids = [row.Project.id for row in rows]
    forms = current_forms({row.Project.season_id for row in rows})
    answers, files = answers_of(ids), file_kinds(ids)
    found = [
        _update(row, forms[row.Project.season_id], answers[row.Project.id], files[row.Project.id])
        for row in rows
    ]
    return [update for update in found if update.asked]


def _update(row: Any, form: Form, answers: Any, files: set[str]) -> StageUpdate:
    project: Project = row.Project
    parts = needed_in(form, row.code) | set(row.revision_fields)
    needs = requirements(form, values_of(form, project, answers), files, stage=row.code)
    return StageUpdate(
        project_id=project.id,
        team_id=project.team_id,
        name=project.name,
        stage_code=row.code,
        stage=row.stage_name,
        closes_at=row.revision_closes_at,
        asked=tuple(spec.label for spec in form.specs if spec.code in parts),
        missing=tuple(form.by_code[need.code].label for need in needs if not need.met and need.code in parts),
        done_at=row.done_at,
    )


def _open(now: datetime) -> AnySelect:
    """Return the query of projects whose latest stage has an open window at `now`."""
    place = func.row_number().over(
        partition_by=(Entry.season_id, Entry.subject_id), order_by=Stage.position.desc()
    )
    reached = (
        select(
            Entry.subject_id,
            Stage.code,
            Stage.name.label("stage_name"),
            Stage.revision_opens_at,
            Stage.revision_closes_at,
            Stage.revision_fields,
            place.label("place"),
        )
        .join(Stage, (Stage.season_id == Entry.season_id) & (Stage.code == Entry.stage_code))
        .where(
            Entry.kind == EntryKind.PROJECT,
            Entry.state == EntryState.ACTIVE,
            Entry.source.in_(LATER),
            is_checked(),
        )
        .subquery("reached")
    )
    done_at = (
        select(func.max(Submission.submitted_at))
        .where(
            Submission.project_id == Project.id,
            Submission.basis == Basis.REVISION,
            Submission.submitted_at >= reached.c.revision_opens_at,
        )
        .scalar_subquery()
    )
    query: AnySelect = (
        select(
            Project,
            reached.c.code,
            reached.c.stage_name,
            reached.c.revision_closes_at,
            reached.c.revision_fields,
            done_at.label("done_at"),
        )
        .join(reached, reached.c.subject_id == Project.id)
        .join(Season, Season.id == Project.season_id)
        .where(
            reached.c.place == 1,
            reached.c.revision_opens_at <= now,
            reached.c.revision_closes_at > now,
            Project.state == ProjectState.SUBMITTED,
            Season.state == SeasonState.OPEN,
        )
        .order_by(reached.c.revision_closes_at, Project.id)
    )
    return query
