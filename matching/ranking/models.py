"""Trained models: their weights as JSON, what they were trained on, and how they did."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base
from matching.ranking.domain.states import ModelState, Opponent


class MatchModel(Base):
    """A ranker of investors. `weights` is Model.as_dict(), `metrics` Outcome.as_dict() of the backtest it stood.

    `holdout`: the day after which it was measured; the weights of an active model are learned up to `trained_to`.
    """

    __tablename__ = "match_models"
    __table_args__ = (
        Index("uq_match_models_active", "state", unique=True, postgresql_where=text("state = 'active'")),
        Index("ix_match_models_created_at", "created_at"),
    )

    id: Mapped[Key]
    state: Mapped[ModelState]
    opponent: Mapped[Opponent]
    weights: Mapped[dict[str, Any]]
    metrics: Mapped[dict[str, Any]]
    data_hash: Mapped[str]
    companies: Mapped[int]
    investors: Mapped[int]
    deals: Mapped[int]
    holdout: Mapped[date]
    trained_to: Mapped[date]
    decided_at: Mapped[datetime]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]
