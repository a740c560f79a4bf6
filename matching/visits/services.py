"""Note who opened a winner, for its team."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert

from contest.kernel.access import Actor
from contest.kernel.columns import new_id
from contest.kernel.db import side_transaction
from matching.visits.domain import Visited
from matching.visits.models import ONCE, ProjectVisit


def note_visit(*, actor: Actor, project_id: UUID, profile_id: UUID, what: Visited) -> None:
    """Note that somebody of a profile opened a winner: the same person looking again within the hour is one view.

    In a transaction of its own, for reading writes nothing else.
    """
    now = func.clock_timestamp()
    values = {
        "id": new_id(),
        "project_id": project_id,
        "profile_id": profile_id,
        "viewer_id": actor.user_id,
        "what": what,
        "hour": func.date_trunc("hour", now),
        "created_at": now,
    }
    with side_transaction() as side:
        side.execute(insert(ProjectVisit).values(**values).on_conflict_do_nothing(index_elements=ONCE))
