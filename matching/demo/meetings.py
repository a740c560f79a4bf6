"""Introductions of last year's winners, in every state, and what came of the open ones."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from contest.demo.world import DemoWorld
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.landings.domain import Milestone
from contest.landings.models import ProjectMilestone
from contest.organisations.models import Membership
from contest.projects.models import Project
from contest.standings.models import Standing
from contest.teams.domain import TeamRole
from contest.teams.models import TeamMember
from matching.introductions.domain import LASTS, DeclineReason, IntroductionState, Side
from matching.introductions.models import Introduction
from matching.outcomes.domain import POSSIBLE, WITH_AMOUNT, OutcomeState
from matching.outcomes.models import Outcome
from matching.profiles.domain import ProfileKind
from matching.profiles.models import MatchProfile
from matching.visits.domain import Visited
from matching.visits.models import ProjectVisit

MOST = 60
KINDS = (ProfileKind.INVESTOR, ProfileKind.PARK, ProfileKind.MENTOR)
# What became of every tenth meeting; the rest are like these.
STATES = (
    *(IntroductionState.OPEN for _ in range(6)),
    IntroductionState.ASKED,
    IntroductionState.DECLINED,
    IntroductionState.EXPIRED,
    IntroductionState.ASKED,
)
WAITS = frozenset({IntroductionState.ASKED})


def meetings(world: DemoWorld) -> None:
    """Introduce winners to one profile of each kind in turn; most met, some invested, leased and landed."""
    pools = {kind: _profiles(kind) for kind in KINDS}
    tables = (Introduction, Outcome, ProjectMilestone, ProjectVisit)
    rows: dict[Any, list[dict[str, Any]]] = {table: [] for table in tables}
    for place, (project, leader) in enumerate(winners()):
        kind = KINDS[place % len(KINDS)]
        if pools[kind]:
            profile = pools[kind][place % len(pools[kind])]
            _meet(world, rows, place, project, leader, profile)
    for table, values in rows.items():
        world.write(table, values)
    world.seeded("meetings", introductions=len(rows[Introduction]), outcomes=len(rows[Outcome]))


def winners() -> list[tuple[Project, UUID]]:
    """Return the first winners who consented to matching, each with its leader."""
    leader = (
        select(TeamMember.user_id)
        .where(TeamMember.team_id == Project.team_id, TeamMember.role == TeamRole.LEADER)
        .scalar_subquery()
    )
    won = select(Standing.subject_id).where(Standing.matchable)
    query = select(Project, leader).where(Project.id.in_(won), Project.consent_matching)
    rows = db.session.execute(query.order_by(Project.number).limit(MOST)).all()
    return [(project, user_id) for project, user_id in rows]


def speakers(kind: ProfileKind) -> dict[UUID, UUID | None]:
    """Return profile -> who speaks for it."""
    return {profile.id: user_id for profile, user_id in _profiles(kind, most=None)}


def _profiles(kind: ProfileKind, most: int | None = MOST) -> list[tuple[MatchProfile, UUID | None]]:
    member = (
        select(Membership.user_id)
        .where(Membership.organisation_id == MatchProfile.organisation_id)
        .order_by(Membership.created_at, Membership.user_id)
        .limit(1)
        .scalar_subquery()
    )
    query = select(MatchProfile, member).where(
        MatchProfile.kind == kind, MatchProfile.active, ~MatchProfile.reference_only
    )
    rows = db.session.execute(query.order_by(MatchProfile.external_id, MatchProfile.id).limit(most)).all()
    return [(profile, profile.user_id or member_id) for profile, member_id in rows]


def _meet(
    world: DemoWorld,
    rows: dict[Any, list[dict[str, Any]]],
    place: int,
    project: Project,
    leader: UUID,
    found: tuple[MatchProfile, UUID | None],
) -> None:
    profile, owner = found
    state = STATES[place % len(STATES)]
    asked_by = Side.PROJECT if place % 3 else Side.PROFILE
    asked_at = world.moment(-5 if state in WAITS else -70 + place % 20)
    both = state is IntroductionState.OPEN
    introduction = {
        "id": new_id(),
        "season_id": project.season_id,
        "project_id": project.id,
        "profile_id": profile.id,
        "kind": profile.kind,
        "asked_by": asked_by,
        "state": state,
        "message": "",
        "decline_reason": DeclineReason.NOT_NOW if state is IntroductionState.DECLINED else None,
        "declined_by": asked_by.other if state is IntroductionState.DECLINED else None,
        "project_user_id": leader if both or asked_by is Side.PROJECT else None,
        "profile_user_id": owner if both or asked_by is Side.PROFILE else None,
        "asked_at": asked_at,
        "expires_at": asked_at + LASTS,
        "answered_at": None if state in WAITS else asked_at + timedelta(days=3),
    }
    rows[Introduction].append(introduction)
    rows[ProjectVisit].append(_visit(introduction, owner))
    if both:
        _came(world, rows, place, introduction, leader, owner)


def _visit(introduction: dict[str, Any], owner: UUID | None) -> dict[str, Any]:
    """Somebody of the profile opened the winner the day before the two were to meet."""
    seen = introduction["asked_at"] - timedelta(days=1)
    return {
        "id": new_id(),
        "project_id": introduction["project_id"],
        "profile_id": introduction["profile_id"],
        "viewer_id": owner,
        "what": Visited.PROJECT,
        "hour": seen.replace(minute=0, second=0, microsecond=0),
        "created_at": seen,
    }


def _came(
    world: DemoWorld,
    rows: dict[Any, list[dict[str, Any]]],
    place: int,
    introduction: dict[str, Any],
    leader: UUID,
    owner: UUID | None,
) -> None:
    """Every meeting was held; the further a step, the fewer took it, and the last one waits to be confirmed."""
    steps = POSSIBLE[introduction["kind"]][: 1 + place // len(KINDS) % 3]
    for number, milestone in enumerate(steps):
        day = (introduction["answered_at"] + timedelta(days=6 + 14 * number)).date()
        if day > world.today:
            return
        waits = number == len(steps) - 1 and place % 4 == 0
        cents = (place % 7 + 2) * 300_000_000 if milestone in WITH_AMOUNT else None
        outcome = {
            "id": new_id(),
            "introduction_id": introduction["id"],
            "milestone": milestone,
            "happened_on": day,
            "amount_cents": cents,
            "currency": "CNY" if cents else "",
            "state": OutcomeState.REPORTED if waits else OutcomeState.CONFIRMED,
            "side": Side.PROJECT,
            "reported_by": leader,
            "answered_by": None if waits else owner,
            "answered_at": None if waits else world.moment(-1),
        }
        rows[Outcome].append(outcome)
        if not waits:
            rows[ProjectMilestone].append(_milestone(introduction, outcome))


def _milestone(introduction: dict[str, Any], outcome: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {
        key: outcome[key] for key in ("milestone", "happened_on", "amount_cents", "currency")
    }
    assert isinstance(kept["milestone"], Milestone)
    return {
        "id": new_id(),
        "project_id": introduction["project_id"],
        "counterpart_kind": introduction["kind"].value,
        "counterpart_id": introduction["profile_id"],
        "source": f"outcome:{outcome['id']}",
        **kept,
    }
