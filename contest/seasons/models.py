"""A season and the rows of its rulebook."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import CreatedAt, Key, LocalizedText
from contest.kernel.db import Base
from contest.seasons.domain import SeasonState, StageCode, WindowKind


class Season(Base):
    """One year's contest. `rules` holds the scalar rules, validated by seasons.domain.Rules on every write."""

    __tablename__ = "seasons"

    id: Mapped[Key]
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[LocalizedText]
    year: Mapped[int]
    state: Mapped[SeasonState]
    intro: Mapped[LocalizedText]
    rules: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(server_default=text("1"))
    cloned_from: Mapped[UUID | None] = mapped_column(ForeignKey("seasons.id"))
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))
    created_at: Mapped[CreatedAt]


class _Part:
    """What every row of a rulebook has: its season, a code unique within it, a bilingual name, an order."""

    id: Mapped[Key]
    season_id: Mapped[UUID] = mapped_column(ForeignKey("seasons.id", ondelete="CASCADE"))
    code: Mapped[str]
    name: Mapped[LocalizedText]
    position: Mapped[int]


class Track(_Part, Base):
    """赛道."""

    __tablename__ = "season_tracks"
    __table_args__ = (UniqueConstraint("season_id", "code"),)

    description: Mapped[LocalizedText]


class Group(_Part, Base):
    """组别, such as 种子 / 初创 / 成长."""

    __tablename__ = "season_groups"
    __table_args__ = (UniqueConstraint("season_id", "code"),)

    description: Mapped[LocalizedText]


class Zone(_Part, Base):
    """赛区. One with `own_heat` runs its own judges, venue and quota under the city's rules."""

    __tablename__ = "season_zones"
    __table_args__ = (
        UniqueConstraint("season_id", "code"),
        CheckConstraint("quota IS NULL OR quota >= 0", name="quota"),
    )

    district: Mapped[str] = mapped_column(server_default="")
    own_heat: Mapped[bool] = mapped_column(server_default=text("false"))
    venue: Mapped[LocalizedText]
    quota: Mapped[int | None]


class Channel(_Part, Base):
    """报名渠道: open entry, zones, universities, partner contests, bases."""

    __tablename__ = "season_channels"
    __table_args__ = (UniqueConstraint("season_id", "code"),)


class Stage(_Part, Base):
    """赛段. `code` is one of StageCode; the label is the season's own (海选, 初赛, 复赛 …)."""

    __tablename__ = "season_stages"
    __table_args__ = (UniqueConstraint("season_id", "code"),)

    code: Mapped[StageCode]
    # Winners of this stage are open for matching; `advance` is a ranking rule, validated by AdvanceRules.
    matchable: Mapped[bool] = mapped_column(server_default=text("false"))
    advance: Mapped[dict[str, Any]]
    rubric: Mapped[list[Any]]  # criteria: [{code, name{zh,en}, guidance{zh,en}, weight, max, step}]


class Window(Base):
    """When something is open. `zone_code` empty means city-wide."""

    __tablename__ = "season_windows"
    __table_args__ = (
        UniqueConstraint("season_id", "kind", "zone_code"),
        CheckConstraint("closes_at > opens_at", name="order"),
    )

    id: Mapped[Key]
    season_id: Mapped[UUID] = mapped_column(ForeignKey("seasons.id", ondelete="CASCADE"))
    kind: Mapped[WindowKind]
    zone_code: Mapped[str] = mapped_column(server_default="")
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]


class Benefit(_Part, Base):
    """奖励与支持: what a placing brings."""

    __tablename__ = "season_benefits"
    __table_args__ = (UniqueConstraint("season_id", "code"),)

    description: Mapped[LocalizedText]
    stage_code: Mapped[StageCode | None]
