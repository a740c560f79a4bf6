"""A season and the rows of its rulebook. Rows are written from validated parts (seasons.domain) only."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import CreatedAt, Key, LocalizedText
from contest.kernel.db import Base
from contest.seasons.domain import ChannelKind, CheckDesk, SeasonState, Severity, StageCode, WindowKind

NO_TEXT = text("""'{"zh": "", "en": ""}'""")
NO_ROWS = text("'[]'")


class Season(Base):
    """One year's contest. `rules` holds the scalar rules, `version` counts edits of the whole rulebook."""

    __tablename__ = "seasons"
    __table_args__ = (Index("ix_seasons_state_year", "state", "year"),)

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

    description: Mapped[LocalizedText] = mapped_column(server_default=NO_TEXT)


class Group(_Part, Base):
    """组别, such as 种子 / 初创 / 成长, with its boundaries."""

    __tablename__ = "season_groups"
    __table_args__ = (
        UniqueConstraint("season_id", "code"),
        CheckConstraint("max_company_age >= min_company_age", name="company_age"),
    )

    description: Mapped[LocalizedText] = mapped_column(server_default=NO_TEXT)
    growth_stages: Mapped[list[Any]] = mapped_column(server_default=NO_ROWS)
    min_company_age: Mapped[int | None]
    max_company_age: Mapped[int | None]


class Zone(_Part, Base):
    """赛区. One with `own_heat` runs its own judges, venue and quota under the city's rules."""

    __tablename__ = "season_zones"
    __table_args__ = (
        UniqueConstraint("season_id", "code"),
        CheckConstraint("quota IS NULL OR quota >= 0", name="quota"),
    )

    district: Mapped[str] = mapped_column(server_default="")
    overseas: Mapped[bool] = mapped_column(server_default=text("false"))
    own_heat: Mapped[bool] = mapped_column(server_default=text("false"))
    venue: Mapped[LocalizedText] = mapped_column(server_default=NO_TEXT)
    quota: Mapped[int | None]


class Channel(_Part, Base):
    """报名渠道: open entry, zones, universities, partner contests, bases."""

    __tablename__ = "season_channels"
    __table_args__ = (UniqueConstraint("season_id", "code"),)

    kind: Mapped[ChannelKind] = mapped_column(server_default="open")


class Stage(_Part, Base):
    """赛段. `code` is one of StageCode; the label is the season's own (海选, 初赛, 复赛 …)."""

    __tablename__ = "season_stages"
    __table_args__ = (
        UniqueConstraint("season_id", "code"),
        CheckConstraint("ends_on >= starts_on", name="days"),
        CheckConstraint("revision_closes_at > revision_opens_at", name="revision"),
    )

    code: Mapped[StageCode]
    description: Mapped[LocalizedText] = mapped_column(server_default=NO_TEXT)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    # Winners of this stage are open for matching.
    matchable: Mapped[bool] = mapped_column(server_default=text("false"))
    advance: Mapped[dict[str, Any]]  # seasons.domain.AdvanceRule; empty while nobody set one
    rubric: Mapped[list[Any]]  # seasons.domain.Criterion, in order
    variants: Mapped[list[Any]] = mapped_column(server_default=NO_ROWS)  # seasons.domain.RubricVariant
    # When teams in this stage may bring what they handed in up to date, and which fields and files.
    revision_opens_at: Mapped[datetime | None]
    revision_closes_at: Mapped[datetime | None]
    revision_fields: Mapped[list[Any]] = mapped_column(server_default=text("""'["plan", "deck"]'"""))


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


class Eligibility(_Part, Base):
    """One eligibility rule; `params` holds its kind and numbers (seasons.domain.EligibilityRule)."""

    __tablename__ = "season_eligibility_rules"
    __table_args__ = (UniqueConstraint("season_id", "code"),)

    message: Mapped[LocalizedText] = mapped_column(server_default=NO_TEXT)
    params: Mapped[dict[str, Any]]
    severity: Mapped[Severity]
    groups: Mapped[list[Any]] = mapped_column(server_default=NO_ROWS)


class CheckItem(_Part, Base):
    """形式审查: one question of the formal check (seasons.domain.CheckItemPart)."""

    __tablename__ = "season_check_items"
    __table_args__ = (UniqueConstraint("season_id", "code"),)

    guidance: Mapped[LocalizedText] = mapped_column(server_default=NO_TEXT)
    desk: Mapped[CheckDesk] = mapped_column(server_default="office")
    required: Mapped[bool] = mapped_column(server_default=text("true"))


class Benefit(_Part, Base):
    """奖励与支持: what a placing brings, with its quota per prize."""

    __tablename__ = "season_benefits"
    __table_args__ = (UniqueConstraint("season_id", "code"),)

    description: Mapped[LocalizedText] = mapped_column(server_default=NO_TEXT)
    stage_code: Mapped[StageCode | None]
    award: Mapped[LocalizedText] = mapped_column(server_default=NO_TEXT)
    awards: Mapped[int | None]
    people_per_team: Mapped[int | None]
    amount_max_cents: Mapped[int | None] = mapped_column(BigInteger)
    example: Mapped[bool] = mapped_column(server_default=text("false"))


class Holiday(Base):
    """One day that is not what its weekday says: a public holiday, or a weekend worked in exchange (调休).

    Holds for the whole city, not for a season; publicity, objections and rectification count with it.
    """

    __tablename__ = "holidays"

    day: Mapped[date] = mapped_column(primary_key=True)
    works: Mapped[bool]
    name: Mapped[LocalizedText]
