"""How what came of a project reaches the contest: whoever had it confirmed reports it, everybody else reads queries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import delete, update

from contest.kernel import audit
from contest.kernel.access import Actor
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.landings.domain import Milestone
from contest.landings.models import ProjectMilestone


@dataclass(frozen=True, slots=True)
class Fact:
    """One confirmed milestone. `amount_cents` with its ISO 4217 `currency`, or neither."""

    project_id: UUID
    milestone: Milestone
    happened_on: date
    counterpart_kind: str
    counterpart_id: UUID
    amount_cents: int | None = None
    currency: str = ""


def hand_over(*, kind: str, was: UUID, now: UUID, ids: Collection[UUID] | None = None) -> list[UUID]:
    """Let milestones reached with one counterpart stand with another, who is the same; return which.

    `ids`: these alone, to take it back.
    """
    query = update(ProjectMilestone).where(
        ProjectMilestone.counterpart_kind == kind, ProjectMilestone.counterpart_id == was
    )
    if ids is not None:
        query = query.where(ProjectMilestone.id.in_(list(ids)))
    moved = query.values(counterpart_id=now).returning(ProjectMilestone.id)
    return list(db.session.execute(moved, execution_options={"synchronize_session": False}).scalars())


def report(*, actor: Actor, source: str, fact: Fact | None) -> None:
    """Record what `source` says, in place of what it said before; None takes it back."""
    db.session.execute(delete(ProjectMilestone).where(ProjectMilestone.source == source))
    if fact is None:
        audit.record(actor, "milestone.taken_back", None, source=source)
        return
    made = ProjectMilestone(
        id=new_id(),
        project_id=fact.project_id,
        milestone=fact.milestone,
        happened_on=fact.happened_on,
        amount_cents=fact.amount_cents,
        currency=fact.currency,
        counterpart_kind=fact.counterpart_kind,
        counterpart_id=fact.counterpart_id,
        source=source,
    )
    db.session.add(made)
    db.session.flush()
    audit.record(
        actor,
        "milestone.reported",
        made,
        project=fact.project_id,
        milestone=fact.milestone.value,
        source=source,
    )
