"""One case of the formal check, or many: what is answered, decided, and what a decision looks at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import aliased

from contest.accounts.models import User
from contest.entries.domain import EntrySource, EntryState
from contest.entries.models import Entry
from contest.kernel.access import SYSTEM, Actor
from contest.kernel.clock import SHANGHAI
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.projects.domain.eligibility import facts_of
from contest.projects.models import Submission, Waiver
from contest.screening.domain import Answers, Case, CaseState, DecisionKind, Mark, Stand
from contest.screening.models import ScreeningCase, ScreeningDecision, ScreeningMark
from contest.screening.queries.access import visible_to
from contest.screening.queries.queue import stand
from contest.seasons.domain import Check, Rulebook, StageCode, evaluate, waive
from contest.seasons.models import Zone
from contest.standings.models import Standing


@dataclass(frozen=True, slots=True)
class CaseView:
    """One entry at the formal check. `version` is 0 before anybody worked on it."""

    entry_id: UUID
    project_id: UUID
    season_id: UUID
    stage_code: StageCode
    number: str
    title: LocalizedText
    track_code: str
    zone_code: str
    zone_district: str
    submission_id: UUID | None
    stand: Stand
    state: CaseState
    version: int
    decisions: int
    until: datetime | None
    recommendation: DecisionKind | None
    recommendation_note: str
    recommender: LocalizedText
    recommended_at: datetime | None


@dataclass(frozen=True, slots=True)
class DecisionView:
    """One decision; the one with the highest version holds."""

    id: UUID
    version: int
    kind: DecisionKind
    reason: str
    until: datetime | None
    fields: tuple[str, ...]
    decided_at: datetime
    decider: LocalizedText
    revision: int | None
    in_batch: bool


def get_case(actor: Actor, entry_id: UUID) -> CaseView:
    """Return one entry at the formal check; raise NotFound for one the actor may not see."""
    query = (
        visible_to(actor)
        .outerjoin(Zone, and_(Zone.season_id == Entry.season_id, Zone.code == Entry.zone_code))
        .outerjoin(User, User.id == ScreeningCase.recommended_by)
        .add_columns(stand().label("stand"), Zone.district, User.name, User.name_en)
        .where(Entry.id == entry_id)
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound(kind="entry")
    return _view(row)


def _view(row: Any) -> CaseView:
    entry, kept = row[0], row[2]
    return CaseView(
        entry_id=entry.id,
        project_id=entry.subject_id,
        season_id=entry.season_id,
        stage_code=entry.stage_code,
        number=entry.number,
        title=entry.title,
        track_code=entry.track_code,
        zone_code=entry.zone_code,
        zone_district=row.district or "",
        submission_id=entry.submission_id,
        stand=Stand(row.stand),
        state=kept.state if kept else CaseState.OPEN,
        version=kept.version if kept else 0,
        decisions=kept.decisions if kept else 0,
        until=kept.returned_until if kept else None,
        recommendation=kept.recommendation if kept else None,
        recommendation_note=kept.recommendation_note if kept else "",
        recommender=LocalizedText(row.name or "", row.name_en or ""),
        recommended_at=kept.recommended_at if kept else None,
    )


def marks_of(entry_ids: Sequence[UUID]) -> dict[UUID, dict[str, Mark]]:
    """Return entry -> question -> its latest answer."""
    found: dict[UUID, dict[str, Mark]] = {entry_id: {} for entry_id in entry_ids}
    rows = db.session.execute(
        select(ScreeningMark, User.name, User.name_en)
        .outerjoin(User, User.id == ScreeningMark.marked_by)
        .where(ScreeningMark.entry_id.in_(entry_ids))
    )
    for mark, name, name_en in rows:
        found[mark.entry_id][mark.item_code] = Mark(
            item_code=mark.item_code,
            state=mark.state,
            note=mark.note,
            desk=mark.desk,
            submission_id=mark.submission_id,
            marked_by=mark.marked_by,
            marker=LocalizedText(name or "", name_en or ""),
            marked_at=mark.marked_at,
        )
    return found


def decisions_of(entry_id: UUID) -> list[DecisionView]:
    """Return every decision on an entry, the latest first."""
    rows = db.session.execute(
        select(ScreeningDecision, User.name, User.name_en, Submission.revision)
        .outerjoin(User, User.id == ScreeningDecision.decided_by)
        .outerjoin(Submission, Submission.id == ScreeningDecision.submission_id)
        .where(ScreeningDecision.entry_id == entry_id)
        .order_by(ScreeningDecision.version.desc())
    )
    return [
        DecisionView(
            id=row.ScreeningDecision.id,
            version=row.ScreeningDecision.version,
            kind=row.ScreeningDecision.kind,
            reason=row.ScreeningDecision.reason,
            until=row.ScreeningDecision.until,
            fields=tuple(row.ScreeningDecision.fields),
            decided_at=row.ScreeningDecision.decided_at,
            decider=LocalizedText(row.name or "", row.name_en or ""),
            revision=row.revision,
            in_batch=row.ScreeningDecision.batch_id is not None,
        )
        for row in rows
    ]


def checks_of(content: Mapping[str, Any], submitted_at: datetime, book: Rulebook) -> tuple[Check, ...]:
    """Return what the season's rules say of what was handed in, on the day it was handed in."""
    fields = content.get("fields") or {}
    members = len(content.get("team", {}).get("members", ()))
    facts = facts_of(fields, members=members, as_of=submitted_at.astimezone(SHANGHAI).date())
    return evaluate(book.checks(), facts) if fields else ()


def cases_of(entry_ids: Sequence[UUID], book: Rulebook, duplicates: frozenset[UUID]) -> list[Case]:
    """Return what a decision looks at, for many entries of a season in a fixed number of statements.

    `duplicates` are the projects that wait in the queue of double entries.
    """
    marks = marks_of(entry_ids)
    rows = db.session.execute(
        select(Entry, ScreeningCase, Submission.content, Submission.submitted_at, _settled().label("settled"))
        .outerjoin(ScreeningCase, ScreeningCase.entry_id == Entry.id)
        .outerjoin(Submission, Submission.id == Entry.submission_id)
        .where(Entry.id.in_(entry_ids))
        .order_by(Entry.number, Entry.id)
        .execution_options(populate_existing=True)
    ).all()
    waived = _waived({row.Entry.subject_id for row in rows})
    return [
        _case(row, book, marks[row.Entry.id], waived.get(row.Entry.subject_id, {}), duplicates)
        for row in rows
    ]


def _settled() -> Any:
    """Return whether a result of the entry is reported, or its project went on to a later stage."""
    later = aliased(Entry)
    went_on = exists().where(
        later.season_id == Entry.season_id,
        later.subject_id == Entry.subject_id,
        later.source == EntrySource.ADVANCED,
    )
    return went_on | exists().where(Standing.entry_id == Entry.id)


def _case(
    row: Any,
    book: Rulebook,
    marks: Mapping[str, Mark],
    waived: Mapping[str, str],
    duplicates: frozenset[UUID],
) -> Case:
    entry, kept = row.Entry, row.ScreeningCase
    checks = waive(checks_of(row.content, row.submitted_at, book), waived) if row.content else ()
    return Case(
        entry_id=entry.id,
        version=kept.version if kept else 0,
        submission_id=entry.submission_id,
        state=kept.state if kept else CaseState.OPEN,
        withdrawn=entry.state is EntryState.WITHDRAWN,
        settled=bool(row.settled),
        answers=Answers.of(book.check_items, marks, entry.submission_id),
        not_eligible=any(check.blocks for check in checks),
        duplicate=entry.subject_id in duplicates,
    )


def _waived(project_ids: Iterable[UUID]) -> dict[UUID, dict[str, str]]:
    found: dict[UUID, dict[str, str]] = {}
    rows = db.session.execute(
        select(Waiver.project_id, Waiver.rule_code, Waiver.reason).where(
            Waiver.project_id.in_(project_ids),
            Waiver.confirmed_at.is_not(None),
            Waiver.ended_at.is_(None),
        )
    )
    for row in rows:
        found.setdefault(row.project_id, {})[row.rule_code] = row.reason
    return found


def find_case_of_project(project_id: UUID) -> UUID | None:
    """Return the entry at the formal check of a project, None before it was handed in."""
    query = visible_to(SYSTEM).where(Entry.subject_id == project_id).with_only_columns(Entry.id)
    return db.session.execute(query.limit(1)).scalar_one_or_none()
