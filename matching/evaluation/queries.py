"""Reads for the report of who is shown and who is accepted."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import and_, func, or_, select

from contest.kernel.db import db
from contest.projects.models import Project
from contest.seasons.models import Zone
from contest.teams.models import TeamMember
from matching.evaluation.domain.exposure import Shown
from matching.introductions.domain import IntroductionState, Side
from matching.introductions.models import Introduction
from matching.recommendations.models import Recommendation
from matching.recommendations.queries import winners_to_match

# The other side's answers: what a team itself declined or left waiting says nothing of how it was received.
ANSWERED = or_(
    Introduction.state == IntroductionState.OPEN,
    Introduction.declined_by == Side.PROFILE,
    and_(Introduction.state == IntroductionState.EXPIRED, Introduction.asked_by == Side.PROJECT),
)


def shown(season_id: UUID) -> list[Shown]:
    """Return every winner of a season that is matched, with how it is shown, in one statement beside the winners."""
    members = (
        select(func.count()).where(TeamMember.team_id == Project.team_id).correlate(Project).scalar_subquery()
    )
    listed = (
        select(
            Recommendation.project_id,
            func.count().label("lists"),
            func.avg(Recommendation.score).label("score"),
        )
        .where(Recommendation.season_id == season_id)
        .group_by(Recommendation.project_id)
        .subquery()
    )
    met = (
        select(
            Introduction.project_id,
            func.count().label("asked"),
            func.count().filter(Introduction.state == IntroductionState.OPEN).label("accepted"),
            func.count().filter(ANSWERED).label("answered"),
        )
        .where(Introduction.season_id == season_id)
        .group_by(Introduction.project_id)
        .subquery()
    )
    query = (
        select(
            Project.id,
            Project.district,
            func.coalesce(Zone.overseas, False).label("overseas"),
            Project.growth_stage,
            members.label("members"),
            func.coalesce(listed.c.lists, 0).label("lists"),
            func.coalesce(listed.c.score, 0.0).label("score"),
            func.coalesce(met.c.asked, 0).label("asked"),
            func.coalesce(met.c.accepted, 0).label("accepted"),
            func.coalesce(met.c.answered, 0).label("answered"),
        )
        .outerjoin(Zone, and_(Zone.season_id == Project.season_id, Zone.code == Project.zone_code))
        .outerjoin(listed, listed.c.project_id == Project.id)
        .outerjoin(met, met.c.project_id == Project.id)
        .where(Project.id.in_(winners_to_match(season_id)))
        .order_by(Project.number)
    )
    return [
        Shown(
            project_id=row.id,
            district=row.district,
            overseas=row.overseas,
            stage=row.growth_stage.value if row.growth_stage else "",
            team_size=row.members,
            lists=row.lists,
            score=float(row.score),
            asked=row.asked,
            accepted=row.accepted,
            answered=row.answered,
        )
        for row in db.session.execute(query)
    ]
