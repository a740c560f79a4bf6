"""What a team decides about being matched (PIPL art. 24)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from contest.kernel import audit, clock, jobs
from contest.kernel.access import Actor, authorise
from contest.kernel.db import db
from contest.projects.models import Project
from matching.permissions import Permission
from matching.recommendations.models import MatchChoice, Recommendation
from matching.recommendations.queries import RUN, get_match_project


def choose_profiling(*, actor: Actor, project_id: UUID, profiling: bool) -> None:
    """Switch profiling off or on for a project; the leader does. Off removes its lists at once."""
    project = get_match_project(actor, project_id)
    authorise(actor, Permission.CHOOSE_PROFILING, project)
    values = {
        "project_id": project_id,
        "profiling": profiling,
        "changed_by": actor.user_id,
        "changed_at": clock.now(),
    }
    statement = insert(MatchChoice).values(values)
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["project_id"], set_=dict(values, project_id=project_id)
        )
    )
    if not profiling:
        db.session.execute(delete(Recommendation).where(Recommendation.project_id == project_id))
    elif project.in_pool and project.consent:
        jobs.defer(RUN, queueing_lock=f"{RUN}:{project.season_id}", season_id=project.season_id)
    action = "matching.profiling_on" if profiling else "matching.profiling_off"
    audit.record(actor, action, db.session.get_one(Project, project_id))
