"""Organisations and memberships."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import CreatedAt, Key, LocalizedText
from contest.kernel.db import Base
from contest.organisations.domain import MembershipRole, OrganisationKind


class Organisation(Base):
    """A legal or working unit. `credit_code` is the 统一社会信用代码 (GB 32100) where there is one."""

    __tablename__ = "organisations"

    id: Mapped[Key]
    kind: Mapped[OrganisationKind]
    name: Mapped[LocalizedText]
    credit_code: Mapped[str | None] = mapped_column(unique=True)
    district: Mapped[str] = mapped_column(server_default="")
    website: Mapped[str] = mapped_column(server_default="")
    external_id: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[CreatedAt]


class Membership(Base):
    """A person works for or acts for an organisation."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("organisation_id", "user_id"),)

    id: Mapped[Key]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    role: Mapped[MembershipRole]
    created_at: Mapped[CreatedAt]


class FormerMembership(Base):
    """A person worked for an organisation until that day: for some years it still ties them (domain.md §8.3)."""

    __tablename__ = "former_memberships"
    __table_args__ = (
        CheckConstraint("since IS NULL OR since <= until", name="order"),
        Index("ix_former_memberships_user_id", "user_id"),
        Index("ix_former_memberships_organisation_id", "organisation_id"),
    )

    id: Mapped[Key]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    since: Mapped[date | None]
    until: Mapped[date]
    created_at: Mapped[CreatedAt]


class OrganisationInvitation(Base):
    """An address without an account that is to become a member once its owner has registered and proved it."""

    __tablename__ = "organisation_invitations"
    __table_args__ = (
        UniqueConstraint("organisation_id", "email"),
        CheckConstraint("email = lower(email)", name="email_lower"),
    )

    id: Mapped[Key]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(index=True)
    role: Mapped[MembershipRole]
    invited_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]
    accepted_at: Mapped[datetime | None]
