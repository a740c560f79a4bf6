"""Plans of last year's winners: parks published and half answered, with the repair as a draft; mentors as a draft."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from contest.demo.world import DemoWorld
from contest.kernel.access import SYSTEM
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.pool.queries import open_seasons
from contest.projects.models import Project
from contest.teams.domain import TeamRole
from contest.teams.models import Team, TeamMember
from matching.assignment import queries, services
from matching.assignment.domain import Pair, PlanState, Terms
from matching.assignment.models import AssignmentPlan
from matching.demo.meetings import speakers
from matching.introductions.domain import LASTS, DeclineReason, IntroductionState, Side
from matching.introductions.models import Introduction
from matching.profiles.domain import ProfileKind
from matching.recommendations.domain import Features, compare, score
from matching.recommendations.queries import load_winners, pool, winners_to_place

ASKED, OPEN, DECLINED = IntroductionState.ASKED, IntroductionState.OPEN, IntroductionState.DECLINED
# What became of every eighth proposal: state and who spoke first.
ANSWERS = (
    (OPEN, Side.PROJECT),
    (OPEN, Side.PROFILE),
    (ASKED, Side.PROFILE),
    (OPEN, Side.PROJECT),
    (ASKED, None),
    (DECLINED, None),
    (ASKED, Side.PROJECT),
    (OPEN, Side.PROFILE),
)


def assignments(world: DemoWorld) -> None:
    """Work plans out by what both sides stated, propose the parks', let some answer, and draft the repair."""
    for season_id in open_seasons()[:1]:
        published = _worked_out(world, season_id, ProfileKind.PARK)
        if published.state is PlanState.DRAFT:
            _publish(world, published)
            _worked_out(world, season_id, ProfileKind.PARK)
        _worked_out(world, season_id, ProfileKind.MENTOR)
        world.seeded("assignments", parks=len(queries.pairs_of(published.id)))


def _worked_out(world: DemoWorld, season_id: UUID, kind: ProfileKind) -> AssignmentPlan:
    terms = replace(Terms.usual(kind), usual_room=3)
    plan = services.request_plan(actor=SYSTEM, season_id=season_id, kind=kind, terms=terms)
    services.solve(plan_id=plan.id, scores=_scores(world, season_id, kind))
    return plan


def _scores(world: DemoWorld, season_id: UUID, kind: ProfileKind) -> dict[UUID, dict[UUID, float]]:
    """Compare what both sides stated; vectors are made later, by the worker."""
    candidates = pool(kind)
    return {
        winner.id: {
            one.id: score(kind, Features(), compare(winner.facts, one.facts, today=world.today))
            for one in candidates
            if one.user_id not in winner.member_ids
        }
        for winner in load_winners(winners_to_place(season_id))
    }


def _publish(world: DemoWorld, plan: AssignmentPlan) -> None:
    """Propose the plan three days ago, without three hundred letters."""
    rows = queries.pairs_of(plan.id)
    under_way = _under_way(plan)
    leaders, owners = _leaders(plan), speakers(plan.kind)
    made: list[dict[str, Any]] = []
    for number, pair in enumerate(sorted(set(rows) - under_way.keys())):
        leader, owner = leaders[pair.project_id], owners.get(pair.profile_id)
        made.append(_introduction(world, plan, pair, ANSWERS[number % len(ANSWERS)], leader, owner))
    world.write(Introduction, made)
    for row in made:
        rows[Pair(row["project_id"], row["profile_id"])].introduction_id = row["id"]
    plan.state, plan.published_at = PlanState.PUBLISHED, world.moment(-3)
    db.session.flush()


def _under_way(plan: AssignmentPlan) -> dict[Pair, UUID]:
    query = select(Introduction).where(
        Introduction.season_id == plan.season_id,
        Introduction.kind == plan.kind,
        Introduction.state.in_((ASKED, OPEN)),
    )
    return {Pair(made.project_id, made.profile_id): made.id for made in db.session.execute(query).scalars()}


def _leaders(plan: AssignmentPlan) -> dict[UUID, UUID]:
    query = (
        select(Project.id, TeamMember.user_id)
        .join(Team, Team.id == Project.team_id)
        .join(TeamMember, TeamMember.team_id == Team.id)
        .where(Project.season_id == plan.season_id, TeamMember.role == TeamRole.LEADER)
    )
    return {row.id: row.user_id for row in db.session.execute(query)}


def _introduction(
    world: DemoWorld,
    plan: AssignmentPlan,
    pair: Pair,
    answer: tuple[IntroductionState, Side | None],
    leader: UUID,
    owner: UUID | None,
) -> dict[str, Any]:
    state, first = answer
    asked_at = world.moment(-3)
    both = state is OPEN
    return {
        "id": new_id(),
        "season_id": plan.season_id,
        "project_id": pair.project_id,
        "profile_id": pair.profile_id,
        "kind": plan.kind,
        "asked_by": first,
        "state": state,
        "decline_reason": DeclineReason.NO_CAPACITY if state is DECLINED else None,
        "declined_by": Side.PROFILE if state is DECLINED else None,
        "project_user_id": leader if both or first is Side.PROJECT else None,
        "profile_user_id": owner if both or first is Side.PROFILE else None,
        "asked_at": asked_at,
        "expires_at": asked_at + LASTS,
        "answered_at": None if state is ASKED else asked_at + timedelta(days=2),
    }
