"""Work a plan out. Never in a web process."""

from __future__ import annotations

import time
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import insert

from contest.kernel import audit, clock
from contest.kernel.access import SYSTEM
from contest.kernel.db import db
from contest.kernel.errors import DomainError
from matching.assignment import queries
from matching.assignment.domain import NobodyToPlace, PinBeyondRoom, PinBeyondSpace, PlanState, Terms
from matching.assignment.models import AssignmentPlan, PlannedPair
from matching.assignment.services.engine import Solved, solved
from matching.recommendations.services import scores_of_all


def solve(*, plan_id: UUID, scores: Mapping[UUID, Mapping[UUID, float]] | None = None) -> None:
    """Work out the plan, or the cause why there is none. One that does not wait is left alone.

    `scores`: winner -> profile -> score where the caller has them at hand; else those the lists are made from.
    """
    started = time.perf_counter()
    plan = db.session.get_one(AssignmentPlan, plan_id, populate_existing=True)
    if plan.state is not PlanState.WAITING:
        return
    terms = Terms.of(plan.terms)
    known = scores_of_all(season_id=plan.season_id, kind=plan.kind) if scores is None else scores
    now = queries.situation(plan.season_id, plan.kind, terms)
    made: Solved | DomainError
    try:
        made = solved(now, known, terms)
    except (NobodyToPlace, PinBeyondRoom, PinBeyondSpace) as error:
        made = error
    # Locked only now: a newer plan may replace this one while it is worked out.
    plan = queries.locked_plan(plan_id)
    if plan.state is not PlanState.WAITING:
        return
    plan.fingerprint, plan.solved_at = now.fingerprint(terms), clock.now()
    if isinstance(made, DomainError):
        plan.state = PlanState.FAILED
        plan.outcome = {"cause": {"code": made.code, "params": dict(made.params)}}
    else:
        plan.state = PlanState.DRAFT
        plan.outcome = made.outcome | {"seconds": round(time.perf_counter() - started, 2)}
        _keep(plan_id, made)
    db.session.flush()
    audit.record(SYSTEM, "assignment.worked_out", plan, state=plan.state, fingerprint=plan.fingerprint)


def _keep(plan_id: UUID, made: Solved) -> None:
    rows = [
        {
            "plan_id": plan_id,
            "project_id": one.pair.project_id,
            "profile_id": one.pair.profile_id,
            "score": one.score,
            "place": one.place,
        }
        for one in made.pairs
    ]
    if rows:
        db.session.execute(insert(PlannedPair), rows)
