"""Ask for a plan, publish it as it was shown, or drop it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select, update

from contest.kernel import audit, clock, jobs
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.projects.models import Project
from matching.assignment import queries
from matching.assignment.domain import (
    PENDING,
    AssignmentOff,
    Difference,
    Pair,
    PlanGone,
    PlanStale,
    PlanState,
    Terms,
    difference,
    stale,
)
from matching.assignment.models import AssignmentPlan
from matching.assignment.queries.plans import ASSIGN
from matching.introductions.queries import hold_answers
from matching.introductions.services import Proposed, propose, retract
from matching.permissions import Permission
from matching.profiles.domain import ProfileKind
from matching.profiles.models import MatchProfile
from matching.recommendations.queries import winners_to_place


def request_plan(*, actor: Actor, season_id: UUID, kind: ProfileKind, terms: Terms) -> AssignmentPlan:
    """Have a worker work a plan out; a draft that was not published is superseded. Raises Invalid, AssignmentOff.

    Where a plan is published the new one repairs it: what was agreed stays, who was asked moves as little as can be.
    """
    authorise(actor, Permission.ASSIGN, None)
    terms.checked()
    if not winners_to_place(season_id):
        raise AssignmentOff()
    queries.one_at_a_time(season_id, kind)
    _supersede(season_id, kind, PENDING)
    plan = AssignmentPlan(
        id=new_id(),
        season_id=season_id,
        kind=kind,
        state=PlanState.WAITING,
        terms=terms.as_dict(),
        requested_by=actor.user_id,
        outcome={},
    )
    db.session.add(plan)
    db.session.flush()
    audit.record(actor, "assignment.requested", plan, season=season_id, kind=kind, **terms.as_dict())
    jobs.defer(ASSIGN, lock=f"{ASSIGN}:{season_id}:{kind}", plan_id=plan.id)
    return plan


def discard(*, actor: Actor, plan_id: UUID) -> None:
    """Drop a draft."""
    plan = _deciding(actor, plan_id)
    if plan.state not in PENDING:
        raise PlanGone(state=plan.state.value)
    plan.state = PlanState.SUPERSEDED
    audit.record(actor, "assignment.discarded", plan)


def publish(*, actor: Actor, plan_id: UUID) -> Difference:
    """Propose the draft to everybody in it, and take back what it moves.

    Profiles and projects are locked first: places that change in this moment change before, and the draft is stale, or
    after. Raises PlanGone when it is not the draft to decide on any more, PlanStale when it cannot be done as shown.
    """
    plan = _deciding(actor, plan_id)
    if plan.state is not PlanState.DRAFT:
        raise PlanGone(state=plan.state.value)
    pairs = queries.pairs_of(plan_id)
    _hold_still(plan, pairs)
    now = queries.situation(plan.season_id, plan.kind, Terms.of(plan.terms))
    if changed := stale(now, pairs):
        raise PlanStale(changes=len(changed))
    before = queries.published_pairs(plan.season_id, plan.kind)
    gone = [made for pair, made in before.items() if made is not None and pair not in pairs]
    retract(actor=actor, introduction_ids=gone)
    made = propose(
        actor=actor,
        season_id=plan.season_id,
        kind=plan.kind,
        pairs=[Proposed(*pair) for pair in sorted(pairs)],
    )
    # What a side asked for by itself stays its own: no later plan takes it back.
    for pair, row in pairs.items():
        row.introduction_id = made.get(Proposed(*pair)) or before.get(pair)
    _supersede(plan.season_id, plan.kind, (PlanState.PUBLISHED,))
    plan.state, plan.published_by, plan.published_at = PlanState.PUBLISHED, actor.user_id, clock.now()
    db.session.flush()
    change = difference(before, pairs, now.refused)
    counts = {one.value: change.count(one) for one in set(change.changes.values())}
    audit.record(actor, "assignment.published", plan, season=plan.season_id, **counts)
    return change


def _deciding(actor: Actor, plan_id: UUID) -> AssignmentPlan:
    authorise(actor, Permission.ASSIGN, None)
    plan = queries.get_plan(plan_id)
    queries.one_at_a_time(plan.season_id, plan.kind)
    return queries.locked_plan(plan_id)


def _hold_still(plan: AssignmentPlan, pairs: Iterable[Pair]) -> None:
    """Lock both sides of the pairs and what is under way, always in the order of their keys."""
    profiles, projects = ({pair.profile_id for pair in pairs}, {pair.project_id for pair in pairs})
    for model, ids in ((Project, projects), (MatchProfile, profiles)):
        query = select(model.id).where(model.id.in_(ids)).order_by(model.id).with_for_update(key_share=True)
        db.session.execute(query)
    hold_answers(season_id=plan.season_id, kind=plan.kind)
    # What was read before the locks were held may be out of date.
    db.session.expire_all()


def _supersede(season_id: UUID, kind: ProfileKind, states: tuple[PlanState, ...]) -> None:
    db.session.execute(
        update(AssignmentPlan)
        .where(
            AssignmentPlan.season_id == season_id,
            AssignmentPlan.kind == kind,
            AssignmentPlan.state.in_(states),
        )
        .values(state=PlanState.SUPERSEDED)
    )
