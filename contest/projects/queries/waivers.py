"""Which eligibility rules are set aside for a project."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from contest.accounts.models import User
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.projects.models import Waiver

WAIVED = select(Waiver.rule_code, Waiver.reason).where(
    Waiver.project_id == bindparam("project_id"),
    Waiver.confirmed_at.is_not(None),
    Waiver.ended_at.is_(None),
)


@dataclass(frozen=True, slots=True)
class WaiverView:
    """One waiver; `confirmed_at` is empty while it is only proposed, `ended_at` set once it was taken back."""

    id: UUID
    project_id: UUID
    rule_code: str
    reason: str
    proposed_by: UUID | None
    proposer: LocalizedText
    created_at: datetime
    confirmed_at: datetime | None
    ended_at: datetime | None

    @property
    def holds(self) -> bool:
        """Say whether the rule is set aside."""
        return self.confirmed_at is not None and self.ended_at is None


def waivers_of(project_id: UUID) -> list[WaiverView]:
    """Return every waiver of a project, those taken back too, the oldest first."""
    rows = db.session.execute(
        select(Waiver, User.name, User.name_en)
        .outerjoin(User, User.id == Waiver.proposed_by)
        .where(Waiver.project_id == project_id)
        .order_by(Waiver.created_at, Waiver.id)
    )
    return [
        WaiverView(
            id=row.Waiver.id,
            project_id=row.Waiver.project_id,
            rule_code=row.Waiver.rule_code,
            reason=row.Waiver.reason,
            proposed_by=row.Waiver.proposed_by,
            proposer=LocalizedText(row.name or "", row.name_en or ""),
            created_at=row.Waiver.created_at,
            confirmed_at=row.Waiver.confirmed_at,
            ended_at=row.Waiver.ended_at,
        )
        for row in rows
    ]


def waived_rules(project_id: UUID) -> dict[str, str]:
    """Return rule code -> reason of the rules that do not hold the project up."""
    return {row.rule_code: row.reason for row in db.session.execute(WAIVED, {"project_id": project_id})}
