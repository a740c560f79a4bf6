"""Accounts and what hangs on them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base
from contest.permissions import Role


class User(Base):
    """A person with an account. `email` is stored normalised (lower case)."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint("locale IN ('zh', 'en')", name="locale"),
    )

    id: Mapped[Key]
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(server_default="")
    phone: Mapped[str] = mapped_column(server_default="")
    locale: Mapped[str] = mapped_column(server_default="zh")
    password_hash: Mapped[str]
    email_verified_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    # Raised by "sign out everywhere" and by a password change: older sessions and links end.
    session_epoch: Mapped[int] = mapped_column(server_default=text("0"))
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))
    external_id: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[CreatedAt]


class RoleAssignment(Base):
    """A role given to a person by the office; `district` narrows an officer to one district."""

    __tablename__ = "role_assignments"
    __table_args__ = (
        Index("uq_role_assignments_user_id_role_district", "user_id", "role", "district", unique=True),
    )

    id: Mapped[Key]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    role: Mapped[Role]
    district: Mapped[str] = mapped_column(server_default="")
    granted_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]


class SignInFailure(Base):
    """One failed sign-in, counted across processes. `key` is a digest of the address tried or of the network."""

    __tablename__ = "sign_in_failures"
    __table_args__ = (Index("ix_sign_in_failures_key_at", "key", "at"),)

    id: Mapped[Key]
    key: Mapped[str]
    at: Mapped[CreatedAt]


class ApiToken(Base):
    """A bearer token. Only its SHA-256 is kept."""

    __tablename__ = "api_tokens"

    id: Mapped[Key]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
