"""Reads of consents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import aliased

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


def said_yes(
    purpose: Purpose, *, since: int, after: Any = None, project_id: Any = None, user_id: Any = None
) -> ColumnElement[bool]:
    """Return the condition that the last word for a purpose was a yes, to wording `since` or a later one.

    Of whoever speaks for the project whose key stands in the column `project_id`, or of the person `user_id`. `after`:
    a moment, or a query of one, since which it must have been said; null means any.
    """
    said = aliased(Consent)
    whose = said.user_id == user_id if project_id is None else said.project_id == project_id
    fresh = () if after is None else (func.coalesce(said.recorded_at > after, True),)
    last = (
        select(and_(said.given, said.version >= since, *fresh))
        .where(whose, said.purpose == purpose)
        .order_by(said.recorded_at.desc(), said.id.desc())
        .limit(1)
        .correlate_except(said)
        .scalar_subquery()
    )
    return func.coalesce(last, False)


def _view(row: Consent) -> ConsentView:
    return ConsentView(row.purpose, row.given, row.version, row.project_id, row.recorded_at)
