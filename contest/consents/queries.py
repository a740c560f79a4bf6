"""Reads of consents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from contest.consents.domain import Purpose
from contest.consents.models import Consent
from contest.kernel.db import db


@dataclass(frozen=True, slots=True)
class ConsentView:
    """One word of somebody."""

    purpose: Purpose
    given: bool
    version: int
    project_id: UUID | None
    recorded_at: datetime


def consents_of(user_id: UUID) -> list[ConsentView]:
    """Return everything a person agreed to or took back, the latest first."""
    rows = db.session.execute(
        select(Consent).where(Consent.user_id == user_id).order_by(Consent.recorded_at.desc(), Consent.id)
    ).scalars()
    return [_view(row) for row in rows]


def find_latest(user_id: UUID, purpose: Purpose, project_id: UUID | None = None) -> ConsentView | None:
    """Return the last word for a purpose: of the person, or of anybody in the team for a project."""
    whose = Consent.user_id == user_id if project_id is None else Consent.project_id == project_id
    row = db.session.execute(
        select(Consent)
        .where(whose, Consent.purpose == purpose)
        .order_by(Consent.recorded_at.desc(), Consent.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    return _view(row) if row else None


def _view(row: Consent) -> ConsentView:
    return ConsentView(row.purpose, row.given, row.version, row.project_id, row.recorded_at)
