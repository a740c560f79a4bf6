"""Reads of models, and of the companies and deals they learn from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from contest.kernel.columns import one_of
from contest.kernel.db import db
from contest.projects.domain import Financing
from contest.projects.models import Project
from matching.profiles.models import Company, Deal
from matching.ranking.domain.states import ModelState, Opponent
from matching.ranking.models import MatchModel


@dataclass(frozen=True, slots=True)
class ModelView:
    """A model as the office reads it."""

    id: UUID
    state: ModelState
    opponent: Opponent
    metrics: Mapping[str, Any]
    data_hash: str
    companies: int
    investors: int
    deals: int
    holdout: date
    trained_to: date
    decided_at: datetime
    created_at: datetime


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """A company somebody invested in."""

    id: UUID
    key: str
    name: str
    text: str
    industries: tuple[str, ...]
    track_codes: tuple[str, ...]
    region: str


@dataclass(frozen=True, slots=True)
class DealRow:
    """A dated investment; of a year, its first day."""

    company_id: UUID
    profile_id: UUID
    day: date
    financing: Financing | None


def find_active() -> MatchModel | None:
    """Return the model that ranks, None while the rules alone do."""
    query = select(MatchModel).where(MatchModel.state == ModelState.ACTIVE)
    return db.session.execute(query).scalar_one_or_none()


def find_trained_on(data_hash: str) -> MatchModel | None:
    """Return the latest model that saw exactly these deals."""
    query = select(MatchModel).where(MatchModel.data_hash == data_hash)
    return db.session.execute(query.order_by(MatchModel.created_at.desc()).limit(1)).scalar_one_or_none()


def find_earlier() -> MatchModel | None:
    """Return the model that ranked before the present one, None when there was none."""
    query = select(MatchModel).where(MatchModel.state == ModelState.RETIRED)
    return db.session.execute(query.order_by(MatchModel.decided_at.desc()).limit(1)).scalar_one_or_none()


def history(*, limit: int = 10) -> list[ModelView]:
    """Return the latest models, the newest first."""
    query = select(MatchModel).order_by(MatchModel.created_at.desc(), MatchModel.id.desc()).limit(limit)
    return [_view(model) for model in db.session.execute(query).scalars()]


def find_model(model_id: UUID) -> ModelView | None:
    """Return one model."""
    model = db.session.get(MatchModel, model_id)
    return _view(model) if model else None


def last_decision() -> datetime | None:
    """Return when a model last began or ceased to rank."""
    decided = select(func.max(MatchModel.decided_at)).where(MatchModel.state != ModelState.REJECTED)
    return db.session.execute(decided).scalar_one()


def companies() -> list[CompanyRow]:
    """Return every company with a deal or without, in one statement."""
    query = select(
        Company.id,
        Company.key,
        Company.name,
        Company.text,
        Company.industries,
        Company.track_codes,
        Company.region,
    )
    return [
        CompanyRow(
            row.id, row.key, row.name, row.text, tuple(row.industries), tuple(row.track_codes), row.region
        )
        for row in db.session.execute(query)
    ]


def dated_deals() -> list[DealRow]:
    """Return the deals of which at least the year is known, in one statement.

    What an investor's two names both told of, before they were found to be one firm, is one deal.
    """
    when = func.coalesce(Deal.closed_on, func.make_date(Deal.year, 1, 1))
    told = select(Deal.company_id, Deal.profile_id, when.label("day"), Deal.financing)
    query = told.where(when.is_not(None)).distinct()
    return [
        DealRow(row.company_id, row.profile_id, row.day, row.financing) for row in db.session.execute(query)
    ]


def projects(project_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Return project -> track code of those that are there."""
    query = select(Project.id, Project.track_code).where(Project.id == one_of("projects"))
    rows = db.session.execute(query, {"projects": list(project_ids)})
    return {row.id: row.track_code or "" for row in rows}


def _view(model: MatchModel) -> ModelView:
    names: Sequence[str] = tuple(ModelView.__dataclass_fields__)
    return ModelView(**{name: getattr(model, name) for name in names})
