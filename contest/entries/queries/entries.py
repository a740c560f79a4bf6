"""Reads about entries, for rounds and for whoever enters and advances them. The caller decides who may ask."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, func, select, true
from sqlalchemy.orm import aliased

from contest.entries.domain import EntryKind, EntrySource, EntryState, judged_text
from contest.entries.models import Entry
from contest.entry_forms.queries import current_form, current_forms
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.paging import AnySelect
from contest.projects.domain.completeness import needed_in
from contest.projects.domain.editing import Basis, Permit
from contest.projects.models import Project, Submission
from contest.projects.queries import answers_of, values_of
from contest.seasons.domain import StageCode
from contest.seasons.models import Stage

# How a project gets to a stage after others; there its team may bring what it handed in up to date.
LATER = (EntrySource.ADVANCED, EntrySource.DIRECT_SLOT, EntrySource.IMPORT)


@dataclass(frozen=True, slots=True)
class EntryView:
    """One subject in one stage."""

    id: UUID
    season_id: UUID
    stage_code: StageCode
    kind: EntryKind
    subject_id: UUID
    number: str
    title: LocalizedText
    track_code: str
    group_code: str
    zone_code: str
    source: EntrySource
    state: EntryState
    base_id: UUID | None
    submission_id: UUID | None
    awaits_check: bool = False


def entries_of(
    season_id: UUID,
    stage_code: StageCode,
    *,
    track_code: str | None = None,
    group_code: str | None = None,
    zone_code: str | None = None,
    states: Sequence[EntryState] = (EntryState.ACTIVE,),
    checked: bool = True,
) -> list[EntryView]:
    """Return the entries of a stage, by default those still judged, in the order of their numbers.

    A project whose formal check is open is left out of every stage, unless `checked` is false.
    """
    query = select(Entry).where(
        Entry.season_id == season_id, Entry.stage_code == stage_code, Entry.state.in_(states)
    )
    if checked:
        query = query.where(is_checked())
    wanted = ((Entry.track_code, track_code), (Entry.group_code, group_code), (Entry.zone_code, zone_code))
    query = query.where(*(column == value for column, value in wanted if value is not None))
    rows = db.session.execute(query.order_by(Entry.number, Entry.id)).scalars()
    return [view_of(row) for row in rows]


def is_checked() -> ColumnElement[bool]:
    """Return the condition that no entry of the same project in the season waits for the formal check."""
    other = aliased(Entry)
    waiting = select(other.id).where(
        other.season_id == Entry.season_id,
        other.subject_id == Entry.subject_id,
        other.state == EntryState.ACTIVE,
        other.awaits_check,
    )
    return ~waiting.correlate(Entry).exists()


def not_about(entry_id: Any, subject_ids: Collection[UUID]) -> ColumnElement[bool]:
    """Return the condition that an entry (a column with its key) is about none of the subjects."""
    if not subject_ids:
        return true()
    condition: ColumnElement[bool] = entry_id.not_in(
        select(Entry.id).where(Entry.subject_id.in_(subject_ids))
    )
    return condition


def get_entry(entry_id: UUID) -> EntryView:
    """Return an entry; raise NotFound."""
    row = db.session.get(Entry, entry_id)
    if row is None:
        raise NotFound(kind="entry")
    return view_of(row)


def find_entries(entry_ids: Sequence[UUID]) -> dict[UUID, EntryView]:
    """Return the entries that exist of those asked for, by their keys."""
    rows = db.session.execute(select(Entry).where(Entry.id.in_(entry_ids))).scalars()
    return {row.id: view_of(row) for row in rows}


def entries_of_subject(subject_id: UUID) -> list[EntryView]:
    """Return the stages a project is or was in, in the order in which it got there."""
    rows = db.session.execute(
        select(Entry).where(Entry.subject_id == subject_id).order_by(Entry.created_at, Entry.id)
    ).scalars()
    return [view_of(row) for row in rows]


def counts_of_stage(season_id: UUID, stage_code: StageCode) -> dict[str, int]:
    """Return track -> number of entries still judged."""
    rows = db.session.execute(
        select(Entry.track_code, func.count())
        .where(Entry.season_id == season_id, Entry.stage_code == stage_code, Entry.state == EntryState.ACTIVE)
        .where(is_checked())
        .group_by(Entry.track_code)
    )
    return {row[0]: row[1] for row in rows}


def view_of(row: Entry) -> EntryView:
    """Return the read model of a row."""
    return EntryView(
        id=row.id,
        season_id=row.season_id,
        stage_code=row.stage_code,
        kind=row.kind,
        subject_id=row.subject_id,
        number=row.number,
        title=row.title,
        track_code=row.track_code,
        group_code=row.group_code,
        zone_code=row.zone_code,
        source=row.source,
        state=row.state,
        base_id=row.base_id,
        submission_id=row.submission_id,
        awaits_check=row.awaits_check,
    )


def judged_before(entry: EntryView) -> UUID | None:
    """Return the submission that was judged in the latest earlier stage of the same project, None without one."""
    earlier = select(Entry.submission_id).where(
        Entry.season_id == entry.season_id,
        Entry.subject_id == entry.subject_id,
        Entry.id < entry.id,
        Entry.id != entry.id,
        Entry.submission_id.is_not(None),
    )
    # Keys are made in order of time, and stages are entered one after the other.
    return db.session.execute(earlier.order_by(Entry.id.desc()).limit(1)).scalar_one_or_none()


def revision_permits(project_id: UUID) -> list[Permit]:
    """Return the permit of a project in a stage whose teams may bring what they handed in up to date.

    It covers what the stage names, and what the form needs from that stage on: that must be filled in meanwhile.
    """
    stage = db.session.execute(_revised_stage(), {"subject_id": project_id}).one_or_none()
    if stage is None or stage.revision_opens_at is None or stage.revision_closes_at is None:
        return []
    parts = needed_in(current_form(stage.season_id), stage.code) | set(stage.revision_fields)
    if not parts:
        return []
    opens, closes = stage.revision_opens_at, stage.revision_closes_at
    return [Permit(Basis.REVISION, opens, closes, parts, stage=stage.code)]


@cache
def _revised_stage() -> AnySelect:
    """Return the query of the latest stage that `subject_id` got to after others. Built once: project pages ask it."""
    query: AnySelect = (
        select(
            Stage.season_id,
            Stage.code,
            Stage.revision_opens_at,
            Stage.revision_closes_at,
            Stage.revision_fields,
        )
        .join(Entry, (Entry.season_id == Stage.season_id) & (Entry.stage_code == Stage.code))
        .where(Entry.subject_id == bindparam("subject_id"), Entry.state == EntryState.ACTIVE, is_checked())
        .where(Entry.source.in_(LATER))
        .order_by(Stage.position.desc())
        .limit(1)
    )
    return query


def texts_of(entry_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return the text that says what each entry is about, in both languages, for matching expertise.

    What was handed in counts; where nothing was frozen (imported projects), the project as it stands.
    """
    rows = db.session.execute(
        select(Entry.id, Project, Submission.content)
        .join(Project, Project.id == Entry.subject_id)
        .outerjoin(Submission, Submission.id == Entry.submission_id)
        .where(Entry.id.in_(entry_ids), Entry.kind == EntryKind.PROJECT)
    ).all()
    unfrozen = [project.id for _, project, content in rows if not (content or {}).get("fields")]
    answers = answers_of(unfrozen)
    forms = current_forms({project.season_id for _, project, _ in rows}) if unfrozen else {}
    return {
        entry_id: judged_text(
            (content or {}).get("fields")
            or values_of(forms[project.season_id], project, answers.get(project.id, {}))
        )
        for entry_id, project, content in rows
    }
