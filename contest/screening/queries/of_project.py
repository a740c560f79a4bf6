"""What the formal check, transfers and codes mean for one project: its permits, and what its team reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import CompoundSelect, bindparam, literal, select, union_all

from contest.accounts.models import User
from contest.entries.domain import EntryState
from contest.entries.models import Entry
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.projects.domain.editing import Basis, Permit
from contest.projects.models import Project
from contest.screening.domain import CaseState
from contest.screening.models import LateCode, ProjectTransfer, ScreeningCase, ScreeningDecision
from contest.seasons.domain import SeasonState
from contest.seasons.models import Season
from contest.teams.models import TeamMember


@dataclass(frozen=True, slots=True)
class TransferView:
    """A move by the office: column -> (before, after)."""

    id: UUID
    changes: Mapping[str, tuple[str, str]]
    reason: str
    moved_at: datetime
    mover: LocalizedText


@dataclass(frozen=True, slots=True)
class LateEntryView:
    """A code that opened the submission of a project after the deadline."""

    reason: str
    until: datetime
    used_at: datetime


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """A project of one's own that waits to be corrected."""

    project_id: UUID
    name: LocalizedText
    until: datetime
    reason: str


def permits_of(project_id: UUID) -> list[Permit]:
    """Return the permits of a project: the return that stands, and the code that was used for it."""
    rows = db.session.execute(_permits(), {"project_id": project_id})
    return [
        Permit(Basis(basis), opens, until, frozenset(fields), why)
        for basis, opens, until, fields, why in rows
    ]


@cache
def _permits() -> CompoundSelect[*tuple[Any, ...]]:
    """Return the query of the permits of `project_id`, in one statement; built once."""
    latest = ScreeningDecision.version == ScreeningCase.decisions
    standing_return = (
        select(
            literal(Basis.CORRECTION.value),
            ScreeningDecision.decided_at,
            ScreeningDecision.until,
            ScreeningDecision.fields,
            ScreeningDecision.reason,
        )
        .join(Entry, Entry.id == ScreeningDecision.entry_id)
        .join(ScreeningCase, (ScreeningCase.entry_id == Entry.id) & latest)
        .where(
            Entry.subject_id == bindparam("project_id"),
            Entry.state == EntryState.ACTIVE,
            ScreeningCase.state == CaseState.RETURNED,
        )
    )
    everything = literal([], ScreeningDecision.fields.type)
    code = select(
        literal(Basis.LATE_ENTRY.value), LateCode.used_at, LateCode.until, everything, LateCode.reason
    ).where(LateCode.project_id == bindparam("project_id"), LateCode.used_at.is_not(None))
    return union_all(standing_return, code)


def transfers_of(project_id: UUID) -> list[TransferView]:
    """Return the moves of a project, the latest first."""
    rows = db.session.execute(
        select(ProjectTransfer, User.name, User.name_en)
        .outerjoin(User, User.id == ProjectTransfer.moved_by)
        .where(ProjectTransfer.project_id == project_id)
        .order_by(ProjectTransfer.created_at.desc(), ProjectTransfer.id.desc())
    )
    return [
        TransferView(
            id=row.ProjectTransfer.id,
            changes={name: (pair[0], pair[1]) for name, pair in row.ProjectTransfer.changes.items()},
            reason=row.ProjectTransfer.reason,
            moved_at=row.ProjectTransfer.created_at,
            mover=LocalizedText(row.name or "", row.name_en or ""),
        )
        for row in rows
    ]


def late_entry_of(project_id: UUID) -> LateEntryView | None:
    """Return the code that opened a project after its deadline, None where there was none."""
    query = select(LateCode).where(LateCode.project_id == project_id).order_by(LateCode.used_at).limit(1)
    code = db.session.execute(query).scalar_one_or_none()
    if code is None or code.used_at is None:
        return None
    return LateEntryView(code.reason, code.until, code.used_at)


def returned_of(user_id: UUID) -> list[ReturnedLine]:
    """Return the projects of a person's teams that wait to be corrected, the next deadline first."""
    latest = ScreeningDecision.version == ScreeningCase.decisions
    rows = db.session.execute(
        select(Project.id, Project.name, ScreeningCase.returned_until, ScreeningDecision.reason)
        .join(Entry, Entry.subject_id == Project.id)
        .join(ScreeningCase, ScreeningCase.entry_id == Entry.id)
        .join(ScreeningDecision, (ScreeningDecision.entry_id == Entry.id) & latest)
        .join(TeamMember, TeamMember.team_id == Project.team_id)
        .join(Season, Season.id == Project.season_id)
        .where(
            TeamMember.user_id == user_id,
            Entry.state == EntryState.ACTIVE,
            ScreeningCase.state == CaseState.RETURNED,
            Season.state == SeasonState.OPEN,
        )
        .order_by(ScreeningCase.returned_until)
    )
    return [ReturnedLine(row.id, row.name, row.returned_until, row.reason) for row in rows]
