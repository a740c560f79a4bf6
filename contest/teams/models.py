"""Teams, members, invitations."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import CreatedAt, Key, LocalizedText
from contest.kernel.db import Base
from contest.teams.domain import TeamRole


class Team(Base):
    """The people behind one or more projects, over the years."""

    __tablename__ = "teams"

    id: Mapped[Key]
    name: Mapped[LocalizedText]
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    created_at: Mapped[CreatedAt]


class TeamMember(Base):
    """A person in a team."""

    __tablename__ = "team_members"
    __table_args__ = (
        UniqueConstraint("team_id", "user_id"),
        Index("uq_team_members_leader", "team_id", unique=True, postgresql_where=text("role = 'leader'")),
    )

    id: Mapped[Key]
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    role: Mapped[TeamRole]
    duty: Mapped[LocalizedText]
    position: Mapped[int] = mapped_column(server_default=text("0"))
    created_at: Mapped[CreatedAt]


class FormerMember(Base):
    """A person was in a team. What the team did then stays theirs too: they judge none of its projects."""

    __tablename__ = "former_team_members"
    __table_args__ = (
        Index("ix_former_team_members_user_id", "user_id"),
        Index("ix_former_team_members_team_id", "team_id"),
    )

    id: Mapped[Key]
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    left_at: Mapped[CreatedAt]


class TeamInvitation(Base):
    """A signed, expiring link into a team; single use. The token itself is not kept, only its id."""

    __tablename__ = "team_invitations"

    id: Mapped[Key]
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), index=True)
    email: Mapped[str] = mapped_column(server_default="")
    invited_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    expires_at: Mapped[datetime]
    accepted_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    accepted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
