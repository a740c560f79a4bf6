"""End what retention periods end: every night, without anybody having to think of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, delete, func, select, text, update

from contest.accounts.models import BrowserSession, OneTimeCode
from contest.exports.services import end as end_files
from contest.kernel import audit, clock
from contest.kernel.access import SYSTEM
from contest.kernel.audit import AuditEvent
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.erasing import erase_after_commit
from contest.kernel.holdings import Ending, register
from contest.mail.models import Letter
from contest.notices.models import Notice
from contest.pool.models import PoolPlace
from contest.privacy.domain import (
    CODES_KEPT,
    INVITATIONS_KEPT,
    LETTERS_KEPT,
    PRESENCE_KEPT,
    SESSIONS_KEPT,
    retention_over,
)
from contest.privacy.queries import table_of
from contest.projects.models import FieldPresence, Project, ProjectFile
from contest.seasons.domain import SeasonState
from contest.seasons.models import Season
from contest.texting.models import TextMessage


def end_retention() -> dict[str, int]:
    """Remove what has been kept long enough; return how much of each. Done every night.

    Bytes of files go once this stands (`erase_after_commit`).
    """
    now = clock.now()
    done = {
        "exports": end_files(),
        "letters": _removed(delete(Letter).where(Letter.created_at < now - LETTERS_KEPT)),
        "texts": _removed(delete(TextMessage).where(TextMessage.created_at < now - LETTERS_KEPT)),
        # A notice names projects and repeats reasons: it is kept as long as the letter that carried it.
        "notices": _removed(delete(Notice).where(Notice.created_at < now - LETTERS_KEPT)),
        "sessions": _removed(delete(BrowserSession).where(BrowserSession.begun_at < now - SESSIONS_KEPT)),
        "codes": _removed(delete(OneTimeCode).where(OneTimeCode.created_at < now - CODES_KEPT)),
        "invitations": _removed(
            delete(PoolPlace).where(
                PoolPlace.project_id.is_(None),
                func.coalesce(PoolPlace.ended_at, PoolPlace.expires_at) < now - INVITATIONS_KEPT,
            )
        ),
        "projects": sum(_end_season(season) for season in _seasons_over(now)),
    }
    # Who had which field open is nobody's record: it goes without a word in the log.
    db.session.execute(delete(FieldPresence).where(FieldPresence.seen_at < now - PRESENCE_KEPT))
    if any(done.values()):
        audit.record(SYSTEM, "retention.ended", None, **done)
    return done


def _removed(statement: Any) -> int:
    return int(db.session.execute(statement).rowcount)  # type: ignore[attr-defined]


def _seasons_over(now: datetime) -> list[Season]:
    """Return archived seasons whose years are over; the log knows since when they are archived."""
    archived_at = (
        select(func.max(AuditEvent.at))
        .where(
            AuditEvent.subject_id == Season.id,
            AuditEvent.action == "season.state_changed",
            AuditEvent.facts["after"].astext == SeasonState.ARCHIVED,
        )
        .correlate(Season)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Season, archived_at.label("at")).where(Season.state == SeasonState.ARCHIVED)
    ).all()
    return [
        row.Season
        for row in rows
        if row.at is not None and retention_over(row.at, row.Season.rules.get("retention_years"), now)
    ]


def _end_season(season: Season) -> int:
    """Erase texts, files and people of a season's projects; numbers, results and digests stay. Returns how many."""
    rows = db.session.execute(
        select(Project.id).where(Project.season_id == season.id, Project.erased_at.is_(None))
    ).scalars()
    projects = list(rows)
    if not projects:
        return 0
    files = _files_of(projects)
    # The trigger that guards what was handed in lets this transaction pass, and no other.
    db.session.execute(text("SELECT set_config('haiju.retention', 'over', true)"))
    for ending in register.endings:
        _end(ending, projects)
    db.session.execute(text("SELECT set_config('haiju.retention', '', true)"))
    erase_after_commit(files)
    nothing = LocalizedText()
    db.session.execute(
        update(Project)
        .where(Project.id.in_(projects))
        .values(
            intro=nothing,
            company_name=nothing,
            credit_code=None,
            keywords=[],
            field_versions={},
            erased_at=clock.now(),
        )
    )
    audit.record(SYSTEM, "season.retention_over", season, projects=len(projects))
    return len(projects)


def _files_of(projects: Sequence[UUID]) -> set[tuple[str, str]]:
    """Return digest and key of every file that ends with the projects."""
    own = select(ProjectFile.sha256, ProjectFile.storage_key).where(ProjectFile.project_id.in_(projects))
    found = {(row.sha256, row.storage_key) for row in db.session.execute(own)}
    for ending in register.endings:
        if ending.files:
            table = table_of(ending.table)
            rows = select(table.c.sha256, table.c.storage_key).where(_rows(ending, projects))
            found.update((row.sha256, row.storage_key) for row in db.session.execute(rows))
    return found


def _rows(ending: Ending, projects: Sequence[UUID]) -> Any:
    return text(ending.where).bindparams(bindparam("projects", list(projects), type_=ARRAY(Uuid())))


def _end(ending: Ending, projects: Sequence[UUID]) -> None:
    found = table_of(ending.table)
    rows = _rows(ending, projects)
    statement = (
        update(found).where(rows).values({found.c[name]: value for name, value in ending.blank.items()})
        if ending.blank
        else delete(found).where(rows)
    )
    db.session.execute(statement)
