"""What a team decides about being matched (PIPL art. 24), and what space it says it needs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from contest.kernel import audit, clock, jobs
from contest.kernel.access import Actor, authorise
from contest.kernel.db import db
from contest.projects.models import Project
from matching.permissions import Permission
from matching.recommendations.domain import check_space
from matching.recommendations.models import MatchChoice, Recommendation
from matching.recommendations.queries import RUN, get_match_project


def choose_profiling(*, actor: Actor, project_id: UUID, profiling: bool) -> None:
    """Switch profiling off or on for a project; the leader does. Off removes its lists at once."""
    project = get_match_project(actor, project_id)
    authorise(actor, Permission.CHOOSE_PROFILING, project)
    _choose(actor, project_id, profiling=profiling)
    if not profiling:
        db.session.execute(delete(Recommendation).where(Recommendation.project_id == project_id))
    elif project.in_pool and project.consent:
        _run_again(project.season_id)
    action = "matching.profiling_on" if profiling else "matching.profiling_off"
    audit.record(actor, action, db.session.get_one(Project, project_id))


def state_space(*, actor: Actor, project_id: UUID, square_metres: int | None) -> None:
    """Say what space the project needs where it lands; None lets its entry form speak again. Raises Invalid."""
    project = get_match_project(actor, project_id)
    authorise(actor, Permission.STATE_SPACE, project)
    check_space(square_metres)
    _choose(actor, project_id, wanted_m2=square_metres)
    if project.matched:
        _run_again(project.season_id)
    subject = db.session.get_one(Project, project_id)
    audit.record(actor, "matching.space_stated", subject, square_metres=square_metres)


def _choose(actor: Actor, project_id: UUID, **choice: Any) -> None:
    """Write down one choice; the team's others stay."""
    values = {**choice, "changed_by": actor.user_id, "changed_at": clock.now()}
    statement = insert(MatchChoice).values(project_id=project_id, **values)
    db.session.execute(statement.on_conflict_do_update(index_elements=["project_id"], set_=values))


def _run_again(season_id: UUID) -> None:
    jobs.defer(RUN, queueing_lock=f"{RUN}:{season_id}", season_id=season_id)
