"""Projects, answers, files, submissions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from contest.kernel.columns import CreatedAt, Key, LocalizedText
from contest.kernel.db import Base
from contest.projects.domain import Financing, ProjectState
from contest.projects.domain.editing import Basis
from contest.seasons.domain import GrowthStage


class Project(Base):
    """One project of a team in one season. What everybody filters by is a column; long answers are rows of Answer."""

    __tablename__ = "projects"
    __table_args__ = (
        ForeignKeyConstraint(["season_id", "track_code"], ["season_tracks.season_id", "season_tracks.code"]),
        ForeignKeyConstraint(["season_id", "group_code"], ["season_groups.season_id", "season_groups.code"]),
        ForeignKeyConstraint(["season_id", "zone_code"], ["season_zones.season_id", "season_zones.code"]),
        ForeignKeyConstraint(
            ["season_id", "channel_code"], ["season_channels.season_id", "season_channels.code"]
        ),
        CheckConstraint("(state = 'submitted') <= (number IS NOT NULL)", name="submitted_has_number"),
        # domain.md §8.2: one company enters once per season, over all channels.
        Index(
            "uq_projects_credit_code",
            "season_id",
            "credit_code",
            unique=True,
            postgresql_where=text("credit_code IS NOT NULL AND state = 'submitted'"),
        ),
        # and one leader heads one project that is handed in.
        Index(
            "uq_projects_leader",
            "season_id",
            "leader_id",
            unique=True,
            postgresql_where=text("leader_id IS NOT NULL AND state = 'submitted'"),
        ),
        Index("ix_projects_season_state_track", "season_id", "state", "track_code"),
    )

    id: Mapped[Key]
    season_id: Mapped[UUID] = mapped_column(ForeignKey("seasons.id"))
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id"), index=True)
    state: Mapped[ProjectState] = mapped_column(server_default="draft")
    number: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[LocalizedText]
    intro: Mapped[LocalizedText]
    track_code: Mapped[str | None]
    group_code: Mapped[str | None]
    zone_code: Mapped[str | None]
    channel_code: Mapped[str | None]
    # Where the project came from stays with it for life: the team cannot choose another channel any more.
    channel_fixed: Mapped[bool] = mapped_column(server_default=text("false"))
    growth_stage: Mapped[GrowthStage | None]
    financing: Mapped[Financing | None]
    amount_sought_cents: Mapped[int | None] = mapped_column(BigInteger)
    district: Mapped[str] = mapped_column(server_default="")  # landing intent
    credit_code: Mapped[str | None]
    company_name: Mapped[LocalizedText]
    company_founded: Mapped[date | None]
    needs: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    keywords: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    consent_bases: Mapped[bool] = mapped_column(server_default=text("false"))
    consent_matching: Mapped[bool] = mapped_column(server_default=text("false"))
    consent_publication: Mapped[bool] = mapped_column(server_default=text("false"))
    declaration_of_truth: Mapped[bool] = mapped_column(server_default=text("false"))
    # Raised by every save; `field_versions` says at which of them each field changed last.
    version: Mapped[int] = mapped_column(server_default=text("1"))
    # The version of the season's form it was written under last.
    form_version: Mapped[int] = mapped_column(server_default=text("1"))
    field_versions: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))
    # Who led the team when the project was handed in; imported projects have none until a team owns them.
    leader_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    submitted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]  # texts and files, at the end of the retention period
    external_id: Mapped[str | None]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]


Index(
    "uq_projects_season_id_external_id",
    Project.season_id,
    Project.external_id,
    unique=True,
    postgresql_where=text("external_id IS NOT NULL"),
)


class ProjectNumber(Base):
    """The last number given out under a prefix (`HJ26`): its row lock makes every number unique."""

    __tablename__ = "project_numbers"

    prefix: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


class Answer(Base):
    """One field of the form that is no column, saved by itself. `version` is the project's at which it changed last."""

    __tablename__ = "project_answers"

    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[LocalizedText] = mapped_column(
        default=LocalizedText(), server_default=text("""'{"zh": "", "en": ""}'""")
    )
    # What a field that is not text in two languages holds (entry_forms.domain.values); then `value` is empty.
    data: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    version: Mapped[int] = mapped_column(server_default=text("1"))
    updated_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    updated_at: Mapped[CreatedAt]


class ProjectFile(Base):
    """An uploaded file. A newer one of the same kind replaces it until the project is frozen; none is deleted."""

    __tablename__ = "project_files"
    __table_args__ = (Index("ix_project_files_project_id", "project_id"),)

    id: Mapped[Key]
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    kind: Mapped[str]  # the code of the form's field it belongs to
    filename: Mapped[str]
    content_type: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    storage_key: Mapped[str]
    uploaded_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    replaced_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class Submission(Base):
    """What was handed in: a frozen snapshot with its receipt. Later submissions add rows, never change one."""

    __tablename__ = "project_submissions"
    __table_args__ = (UniqueConstraint("project_id", "revision"),)

    id: Mapped[Key]
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    revision: Mapped[int]
    submitted_at: Mapped[datetime]
    submitted_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    digest: Mapped[str]  # SHA-256 of the canonical JSON of `content`
    content: Mapped[dict[str, Any]]
    # The submission window, or the permit it was made under: a correction, a late entry, an update between rounds.
    basis: Mapped[Basis] = mapped_column(server_default="window")


class Withdrawal(Base):
    """A project taken out of the contest. What was typed as the reason stands here, where it can be erased."""

    __tablename__ = "project_withdrawals"

    id: Mapped[Key]
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str] = mapped_column(server_default="")
    after_deadline: Mapped[bool]
    withdrawn_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    withdrawn_at: Mapped[datetime]


class Waiver(Base):
    """An eligibility rule that does not hold a project up: proposed by one person, confirmed by another."""

    __tablename__ = "eligibility_waivers"
    __table_args__ = (
        CheckConstraint("confirmed_by <> proposed_by", name="two_people"),
        Index(
            "uq_eligibility_waivers_standing",
            "project_id",
            "rule_code",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    rule_code: Mapped[str]
    reason: Mapped[str]
    proposed_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    confirmed_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    ended_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class FieldSave(Base):
    """One acknowledged change of one address of the form: what it said before, what it says now. Never changed.

    Every acknowledged save stays a row of its own. Drawing a person's keystrokes together would need rows that
    change, and then nobody could rely on the history; a pause of typing between two saves keeps them few enough.
    """

    __tablename__ = "field_history"
    __table_args__ = (Index("ix_field_history_project_id_saved_at", "project_id", "saved_at"),)

    id: Mapped[Key]
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    field: Mapped[str]  # an address: `problem.zh`, the code of a table
    version: Mapped[int]  # the project's, after it
    before: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    value: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    saved_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    saved_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


class FieldPresence(Base):
    """The address a member of the team has open in the form, as of `seen_at`; empty when none.

    Without foreign keys: they would wait for the lock that a save holds on the project's row.
    """

    __tablename__ = "field_presence"
    __table_args__ = {"prefixes": ["UNLOGGED"]}

    project_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    field: Mapped[str]
    seen_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
