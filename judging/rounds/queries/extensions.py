"""How often judges were given more time, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from contest.accounts.models import User
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from judging.rounds.models import RoundExtension


@dataclass(frozen=True, slots=True)
class ExtensionView:
    """One extension of a round's window."""

    before: datetime
    after: datetime
    reason: str
    by: LocalizedText


def extensions_of(round_id: UUID) -> list[ExtensionView]:
    """Return the extensions of a round, the first one first. The caller decides who may ask."""
    query = (
        select(RoundExtension, User.name, User.name_en)
        .outerjoin(User, User.id == RoundExtension.extended_by)
        .where(RoundExtension.round_id == round_id)
        .order_by(RoundExtension.extended_at, RoundExtension.id)
    )
    return [
        ExtensionView(one.before, one.after, one.reason, LocalizedText(name or "", name_en or ""))
        for one, name, name_en in db.session.execute(query)
    ]
