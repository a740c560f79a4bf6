"""Plans worked out and published in tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from contest.kernel.access import Actor
from contest.kernel.db import db
from matching.assignment import queries, services
from matching.assignment.domain import (
    Pair,
    Terms,
)
from matching.assignment.models import AssignmentPlan
from matching.introductions.models import Introduction
from matching.profiles.domain import ProfileKind

ActorOf = Callable[..., Actor]
PARK = ProfileKind.PARK


def worked_out(cast: Any, terms: Terms = Terms(), kind: ProfileKind = PARK) -> AssignmentPlan:  # noqa: B008 - frozen
    plan = services.request_plan(actor=cast.office, season_id=cast.season.id, kind=kind, terms=terms)
    services.solve(plan_id=plan.id, scores=cast.scores)
    return plan


def published(cast: Any) -> AssignmentPlan:
    plan = worked_out(cast)
    services.publish(actor=cast.office, plan_id=plan.id)
    return plan


def introduction(cast: Any, winner: int, park: int) -> Introduction:
    query = select(Introduction).where(
        Introduction.project_id == cast.winners[winner].id, Introduction.profile_id == cast.parks[park].id
    )
    return db.session.execute(query.order_by(Introduction.asked_at.desc()).limit(1)).scalar_one()


def pairs(plan: AssignmentPlan) -> set[Pair]:
    return set(queries.pairs_of(plan.id))


def pair(cast: Any, winner: int, park: int) -> Pair:
    return Pair(cast.winners[winner].id, cast.parks[park].id)
