"""Codes for late entries: for one team or one address, once, until a moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contest.screening.domain.vocabulary import CodeState


def code_state(
    *, until: datetime, used_at: datetime | None, revoked_at: datetime | None, now: datetime
) -> CodeState:
    """Return what became of a code. One that was used stays used after its time; it opened a project."""
    if used_at is not None:
        return CodeState.USED
    if revoked_at is not None:
        return CodeState.REVOKED
    return CodeState.EXPIRED if now >= until else CodeState.OPEN


@dataclass(frozen=True, slots=True)
class Holder:
    """Who uses a code: the teams a person leads and the addresses that are proved theirs (lower case)."""

    teams: frozenset[UUID]
    emails: frozenset[str]


def is_for(holder: Holder, *, team_id: UUID | None, email: str) -> bool:
    """Say whether a code was issued for whoever holds it."""
    return team_id in holder.teams if team_id is not None else email in holder.emails
