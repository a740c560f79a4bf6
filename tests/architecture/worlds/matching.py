"""Rows of matching for the world of addresses."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from contest.accounts.models import User
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.landings.domain import Milestone
from contest.organisations.models import Organisation
from contest.permissions import Role
from contest.projects.models import Project
from contest.seasons.models import Season
from contest.teams.models import Team
from matching.assignment.domain import PlanState
from matching.assignment.domain import WishKind as PairWish
from matching.assignment.models import AssignmentPlan, AssignmentWish
from matching.introductions.domain import Side
from matching.outcomes.models import Outcome
from matching.profiles.domain import ProfileKind
from matching.profiles.models import MatchProfile
from matching.team_gaps.models import TalentIntroduction
from matching.twins.models import DifferentFirms, FirmMerge
from tests import factories
from tests.architecture.worlds.rows import add
from tests.factories.matching import a_model, a_profile, a_winner
from tests.factories.team_gaps import a_gap, a_joining, an_offer, an_open_meeting


def objects(
    role: Role, owner: User, organisation: Organisation, base_id: UUID, project: Project, *, active: bool
) -> dict[str, object]:
    """A profile of the asker's kind and introductions between it and the asker's project, either side asking."""
    kind = {Role.BASE: ProfileKind.PARK, Role.MENTOR: ProfileKind.MENTOR}.get(role, ProfileKind.INVESTOR)
    ties: dict[str, Any] = {"organisation_id": organisation.id}
    if kind is ProfileKind.MENTOR:
        ties = {"user_id": owner.id}
    elif kind is ProfileKind.PARK:
        ties["base_id"] = base_id
    profile = a_profile(kind, active=active, **ties)
    theirs, ours = (Side.PROFILE, Side.PROJECT) if role is Role.ENTREPRENEUR else (Side.PROJECT, Side.PROFILE)
    asked = _introduction(project, profile, theirs, owner)
    other = a_winner(db.session.get_one(Season, project.season_id), db.session.get_one(Team, project.team_id))
    asking = _introduction(other, profile, ours, owner)
    return {
        "profile_id": profile.id,
        # Nobody vets their own firm, and no park is vetted.
        "alliance.decide:profile_id": a_profile(ProfileKind.INVESTOR if active else ProfileKind.PARK).id,
        # Mentors are appointed, nobody else is.
        "profiles.appointment:profile_id": a_profile(ProfileKind.MENTOR if active else ProfileKind.PARK).id,
        # Every winner that agreed may be opened by whoever keeps a profile.
        "visits.project:project_id": project.id if active else _closed(project).id,
        "model_id": a_model().id,
        **_twins(),
        "introduction_id": asked,
        "assignment:kind": kind.value,
        "preferences:kind": kind.value,
        "plan_id": _assignment_plan(project, profile).id,
        "wish_id": _assignment_wish(project, profile).id,
        "introductions.withdraw:introduction_id": asking,
        "api_introductions.withdraw:introduction_id": asking,
        "profiles.create:kind": kind.value,
        # `theirs` asked, so the asker's own side is the other one.
        "outcome_id": _outcome(asked, theirs),
        "outcomes.withdraw:outcome_id": _outcome(asking, theirs.other),
    }


def _twins() -> dict[str, object]:
    """Two investors that may be one, a pair told apart, and a merge."""
    first, second, other = sorted((a_profile(ProfileKind.INVESTOR) for _ in range(3)), key=lambda one: one.id)
    apart = DifferentFirms(id=new_id(), first_id=first.id, second_id=second.id, reason="两家机构")
    merged = a_profile(ProfileKind.INVESTOR, active=False)
    merged.merged_into_id = other.id
    made = FirmMerge(
        id=new_id(), kept_id=other.id, merged_id=merged.id, reason="同一机构", moved={}, was_active=True
    )
    return {
        "twins:first_id": first.id,
        "decision_id": add(apart).id,
        "merge_id": add(made).id,
    }


def _closed(project: Project) -> Project:
    season, team = db.session.get_one(Season, project.season_id), db.session.get_one(Team, project.team_id)
    return a_winner(season, team, consent_matching=False)


def _assignment_plan(project: Project, profile: MatchProfile) -> Any:
    terms = {"each": 1, "usual_room": 5, "usual_space": 60, "method": "optimal"}
    made = AssignmentPlan(
        id=new_id(), season_id=project.season_id, kind=profile.kind, state=PlanState.SUPERSEDED, terms=terms
    )
    return add(made)


def _assignment_wish(project: Project, profile: MatchProfile) -> Any:
    made = AssignmentWish(
        id=new_id(),
        season_id=project.season_id,
        project_id=project.id,
        profile_id=profile.id,
        kind=PairWish.BARRED,
        reason="不合适",
    )
    return add(made)


def _outcome(introduction_id: UUID, side: Side) -> UUID:
    """An outcome that `side` reported and the other has not answered."""
    made = Outcome(
        id=new_id(),
        introduction_id=introduction_id,
        milestone=Milestone.MET,
        happened_on=date(2026, 11, 1),
        side=side,
    )
    found: Outcome = add(made)
    return found.id


def _introduction(project: Project, profile: MatchProfile, asked_by: Side, asker: User) -> UUID:
    speaks = "project_user_id" if asked_by is Side.PROJECT else "profile_user_id"
    return factories.an_introduction(project, profile, asked_by=asked_by, **{speaks: asker.id}).id


def team_gaps(owner: User, project: Project, season: Season, *, shown: bool) -> dict[str, object]:
    """A gap of the owner's team and the owner's own offer, each introduced to strangers of whom one side asked."""
    gap, offer = a_gap(project), an_offer(owner)
    stranger = an_offer(factories.a_user(verified=False), expired=not shown)
    other = a_gap(a_winner(season))
    met = an_open_meeting(a_gap(a_winner(season)), offer)
    return {
        "gap_id": gap.id,
        "offer_id": stranger.id,
        "talent:introduction_id": _meeting(other.id, offer.id, Side.PROJECT, owner),
        "talent.withdraw:introduction_id": _meeting(
            a_gap(a_winner(season)).id, offer.id, Side.PROFILE, owner
        ),
        "joinings:introduction_id": met.id,
        "joinings:outcome_id": a_joining(met, Side.PROJECT).id,
        "joinings.withdraw:outcome_id": a_joining(met, Side.PROFILE, days_ago=1).id,
    }


def _meeting(gap_id: UUID, offer_id: UUID, asked_by: Side, asker: User) -> UUID:
    now = datetime.now(UTC)
    made = TalentIntroduction(
        id=new_id(),
        gap_id=gap_id,
        offer_id=offer_id,
        asked_by=asked_by,
        project_user_id=asker.id if asked_by is Side.PROJECT else None,
        asked_at=now,
        expires_at=now + timedelta(days=14),
    )
    return UUID(str(add(made).id))
