"""Plans and their pairs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from contest.kernel import jobs
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.locking import get_locked
from matching.assignment.domain import PENDING, Pair, PlanState, Terms
from matching.assignment.models import AssignmentPlan, PlannedPair
from matching.profiles.domain import ProfileKind

ASSIGN = "matching.assign"  # the job that works a plan out


@dataclass(frozen=True, slots=True)
class PlanView:
    """One plan. `gave_up`: it waits, but no worker will do it any more."""

    id: UUID
    season_id: UUID
    kind: ProfileKind
    state: PlanState
    terms: Terms
    fingerprint: str
    outcome: Mapping[str, Any]
    created_at: datetime
    solved_at: datetime | None
    published_at: datetime | None
    gave_up: bool = False


def current_plans(season_id: UUID, kind: ProfileKind) -> tuple[PlanView | None, PlanView | None]:
    """Return the plan that is being decided on, if any, and the published one, if any."""
    query = select(AssignmentPlan).where(
        AssignmentPlan.season_id == season_id,
        AssignmentPlan.kind == kind,
        AssignmentPlan.state.in_((*PENDING, PlanState.PUBLISHED)),
    )
    found = {plan.state is PlanState.PUBLISHED: plan for plan in db.session.execute(query).scalars()}
    pending, published = found.get(False), found.get(True)
    return (_view(pending) if pending else None), (_view(published) if published else None)


def get_plan(plan_id: UUID) -> PlanView:
    """Return one plan; raise NotFound."""
    plan = db.session.get(AssignmentPlan, plan_id)
    if plan is None:
        raise NotFound(kind="assignment_plan")
    return _view(plan)


def _view(plan: AssignmentPlan) -> PlanView:
    gave_up = False
    if plan.state is PlanState.WAITING:
        job = jobs.latest(ASSIGN, plan_id=plan.id)
        gave_up = job is not None and not job.alive
    return PlanView(
        id=plan.id,
        season_id=plan.season_id,
        kind=plan.kind,
        state=plan.state,
        terms=Terms.of(plan.terms),
        fingerprint=plan.fingerprint,
        outcome=plan.outcome,
        created_at=plan.created_at,
        solved_at=plan.solved_at,
        published_at=plan.published_at,
        gave_up=gave_up,
    )


def locked_plan(plan_id: UUID) -> AssignmentPlan:
    """Return the plan with its row locked; raise NotFound."""
    return get_locked(select(AssignmentPlan).where(AssignmentPlan.id == plan_id), kind="assignment_plan")


def pairs_of(plan_id: UUID) -> dict[Pair, PlannedPair]:
    """Return the pairs of a plan."""
    query = select(PlannedPair).where(PlannedPair.plan_id == plan_id)
    return {Pair(row.project_id, row.profile_id): row for row in db.session.execute(query).scalars()}


def published_pairs(season_id: UUID, kind: ProfileKind) -> dict[Pair, UUID | None]:
    """Return the pairs of the published plan -> their introduction."""
    query = (
        select(PlannedPair)
        .join(AssignmentPlan, AssignmentPlan.id == PlannedPair.plan_id)
        .where(
            AssignmentPlan.season_id == season_id,
            AssignmentPlan.kind == kind,
            AssignmentPlan.state == PlanState.PUBLISHED,
        )
    )
    return {
        Pair(row.project_id, row.profile_id): row.introduction_id
        for row in db.session.execute(query).scalars()
    }


def one_at_a_time(season_id: UUID, kind: ProfileKind) -> None:
    """Wait for whoever decides about the plans of this kind in this season."""
    key = f"{ASSIGN}:{season_id}:{kind}"
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))
