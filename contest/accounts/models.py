"""Accounts and what hangs on them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column

from contest.accounts.domain import CodePurpose
from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base
from contest.kernel.encryption import EncryptedText, keyring
from contest.permissions import Role


class User(Base):
    """A person with an account. `email`, the main address, is stored normalised (lower case).

    `phone` is the telephone as the person writes it, a landline perhaps; numbers that take messages are UserPhone.
    """

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint("locale IN ('zh', 'en')", name="locale"),
    )

    id: Mapped[Key]
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(server_default="")
    phone: Mapped[str] = mapped_column(EncryptedText, server_default="")
    locale: Mapped[str] = mapped_column(server_default="zh")
    password_hash: Mapped[str]
    email_verified_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    # The person closed the account: the row stays so that what they did keeps an author, without saying who.
    closed_at: Mapped[datetime | None]
    # Raised by "sign out everywhere" and by a password change: older sessions and links end.
    session_epoch: Mapped[int] = mapped_column(server_default=text("0"))
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))
    external_id: Mapped[str | None] = mapped_column(unique=True)
    wechat_openid: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[CreatedAt]


def phone_index(number: str) -> str:
    """Return the blind index of a number in E.164."""
    return keyring.index("phone", number)


def _index_of_number(context: DefaultExecutionContext) -> str:
    return phone_index(context.get_current_parameters()["number"])  # type: ignore[no-untyped-call]


PROVED = text("verified_at IS NOT NULL")


class UserEmail(Base):
    """A further e-mail address. Anybody may claim one; only one person can have proved it."""

    __tablename__ = "user_emails"
    __table_args__ = (
        UniqueConstraint("user_id", "email"),
        CheckConstraint("email = lower(email)", name="email_lower"),
        Index("uq_user_emails_proved", "email", unique=True, postgresql_where=PROVED),
    )

    id: Mapped[Key]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    email: Mapped[str]
    verified_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class UserPhone(Base):
    """A mobile number in E.164, encrypted. Anybody may claim one; only one person can have proved it.

    `number_index` is its blind index: by it a number is found again.
    """

    __tablename__ = "user_phones"
    __table_args__ = (
        UniqueConstraint("user_id", "number_index"),
        Index("uq_user_phones_proved", "number_index", unique=True, postgresql_where=PROVED),
    )

    id: Mapped[Key]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    number: Mapped[str] = mapped_column(EncryptedText)
    number_index: Mapped[str] = mapped_column(default=_index_of_number)
    verified_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class OneTimeCode(Base):
    """A six-digit code that somebody asked for. Only a keyed digest of it is kept.

    `target` and `network` are digests of where it goes and of where it was asked for, by which askings are counted.
    Without `user_id` and `digest` nobody has that address, and no code fits: the asker cannot tell.
    """

    __tablename__ = "one_time_codes"
    __table_args__ = (
        Index("ix_one_time_codes_target_created_at", "target", "created_at"),
        Index("ix_one_time_codes_network_created_at", "network", "created_at"),
    )

    id: Mapped[Key]
    purpose: Mapped[CodePurpose]
    target: Mapped[str]
    network: Mapped[str]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(server_default="")
    tries: Mapped[int] = mapped_column(server_default=text("0"))
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


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


class BrowserSession(Base):
    """A sign-in of one browser. Its cookie, and every copy of it, is worth something until `ended_at`, and only while
    `epoch` is the person's.

    `browser` and `system` are brands, `network` the address without its last part: enough to know one's own device,
    too little to follow anybody. `seen_at` is true to some minutes.
    """

    __tablename__ = "sessions"

    id: Mapped[Key]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    begun_at: Mapped[CreatedAt]
    seen_at: Mapped[CreatedAt]
    ended_at: Mapped[datetime | None]
    epoch: Mapped[int] = mapped_column(server_default=text("0"))
    browser: Mapped[str] = mapped_column(server_default="")
    system: Mapped[str] = mapped_column(server_default="")
    network: Mapped[str] = mapped_column(server_default="")


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
