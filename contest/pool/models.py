"""Places in the pool."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import CreatedAt, Key, LocalizedText
from contest.kernel.db import Base
from contest.kernel.encryption import keyring
from contest.pool.domain import PlaceEnd, PlaceKind, PlaceState

NOTHING = text("""'{"zh": "", "en": ""}'""")


def address_index(email: str) -> str:
    """Return the blind index of an address."""
    return keyring.index("pool_invitation", email)


class PoolPlace(Base):
    """One place of a project in the pool of a season, with who did each step, when and why.

    Until a resident's leader accepts there is no project, only what the base wrote. `contest`, `award` and `year` are
    of winners of other contests.
    """

    __tablename__ = "pool_places"
    __table_args__ = (
        CheckConstraint("(kind = 'resident') = (base_id IS NOT NULL)", name="base"),
        CheckConstraint(
            "state <> 'invited' OR (kind = 'resident' AND expires_at IS NOT NULL)", name="invited"
        ),
        CheckConstraint(
            "state <> 'open' OR (project_id IS NOT NULL AND opened_at IS NOT NULL)", name="opened"
        ),
        CheckConstraint("email_index = '' OR email = ''", name="forgotten"),
        CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL AND ended_how IS NOT NULL)", name="ended"),
        # One place at a time, whichever door: two bases cannot both have it.
        Index("uq_pool_places_project", "project_id", unique=True, postgresql_where=text("state = 'open'")),
        Index(
            "uq_pool_places_invited",
            "season_id",
            "base_id",
            "email",
            unique=True,
            # Whoever closes an account leaves no address behind, and then nobody's are not the same.
            postgresql_where=text("state = 'invited' AND email <> 'closed@closed.invalid'"),
        ),
        Index("ix_pool_places_season_id_state", "season_id", "state"),
        Index("ix_pool_places_project_id", "project_id"),
        Index("ix_pool_places_base_id", "base_id"),
    )

    id: Mapped[Key]
    season_id: Mapped[UUID] = mapped_column(ForeignKey("seasons.id"))
    kind: Mapped[PlaceKind]
    state: Mapped[PlaceState]
    project_id: Mapped[UUID | None] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    base_id: Mapped[UUID | None] = mapped_column(ForeignKey("bases.id"))
    contest: Mapped[LocalizedText] = mapped_column(default=LocalizedText(), server_default=NOTHING)
    award: Mapped[LocalizedText] = mapped_column(default=LocalizedText(), server_default=NOTHING)
    year: Mapped[int | None]
    # What a base wrote when it invited: the company, its project, and whose word is asked for.
    company: Mapped[LocalizedText] = mapped_column(default=LocalizedText(), server_default=NOTHING)
    title: Mapped[LocalizedText] = mapped_column(default=LocalizedText(), server_default=NOTHING)
    email: Mapped[str] = mapped_column(server_default="")
    # Of an invitation that came to nothing only this is kept, so that its base does not write again at once.
    email_index: Mapped[str] = mapped_column(server_default="")
    invited_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    invited_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    opened_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    opened_at: Mapped[datetime | None]
    ended_how: Mapped[PlaceEnd | None]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    ended_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[CreatedAt]
