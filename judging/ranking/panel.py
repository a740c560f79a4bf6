"""What panels recorded on the entries of a round: the latest version of each, which ranking and decisions heed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import column, exists, select, table
from sqlalchemy.dialects.postgresql import distinct_on

from contest.accounts.models import User
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from judging.ranking.domain import Advice
from judging.ranking.models import PanelDecision

# The feature above ranking in which panels vote, named without its model.
BALLOTS = table("ballots", column("round_id"), column("state"))


@dataclass(frozen=True, slots=True)
class Recorded:
    """The panel's latest word on an entry; `place` among equals, `answer` why the decision departs from it."""

    id: UUID
    entry_id: UUID
    version: int
    advice: Advice
    place: int | None
    reason: str
    present: tuple[UUID, ...]
    by: LocalizedText
    recorded_at: datetime
    answer: str


def recorded(round_id: UUID) -> dict[UUID, Recorded]:
    """Return entry -> what its panel recorded last; one statement."""
    query = (
        select(PanelDecision, User.name, User.name_en)
        .outerjoin(User, User.id == PanelDecision.recorded_by)
        .where(PanelDecision.round_id == round_id)
        .ext(distinct_on(PanelDecision.entry_id))
        .order_by(PanelDecision.entry_id, PanelDecision.version.desc())
    )
    return {row.entry_id: _view(row, name, name_en) for row, name, name_en in db.session.execute(query)}


def versions_of(round_id: UUID, entry_id: UUID) -> list[Recorded]:
    """Return every version on one entry, the latest first."""
    query = (
        select(PanelDecision, User.name, User.name_en)
        .outerjoin(User, User.id == PanelDecision.recorded_by)
        .where(PanelDecision.round_id == round_id, PanelDecision.entry_id == entry_id)
        .order_by(PanelDecision.version.desc())
    )
    return [_view(row, name, name_en) for row, name, name_en in db.session.execute(query)]


def _view(row: PanelDecision, name: str | None, name_en: str | None) -> Recorded:
    return Recorded(
        id=row.id,
        entry_id=row.entry_id,
        version=row.version,
        advice=row.advice,
        place=row.place,
        reason=row.reason,
        present=tuple(row.present),
        by=LocalizedText(name or "", name_en or ""),
        recorded_at=row.recorded_at,
        answer=row.answer,
    )


def is_voting(round_id: UUID) -> bool:
    """Say whether a panel of the round is voting at this moment."""
    waiting = exists().where(BALLOTS.c.round_id == round_id, BALLOTS.c.state == "open")
    return bool(db.session.execute(select(waiting)).scalar_one())
