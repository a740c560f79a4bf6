"""Who is at which field of a form just now. Known for seconds, to save two people from writing over each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from contest.kernel.access import Actor, authorise
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.permissions import Permission
from contest.projects import queries

LONGEST_ADDRESS = 120

# One statement: say where I am, ask the database's clock, and who else is at a field or saved one just now.
_MEET = text(
    """
    WITH mine AS (
        INSERT INTO field_presence (project_id, user_id, field)
        VALUES (:project, :me, coalesce(cast(:field AS text), ''))
        ON CONFLICT (project_id, user_id) DO UPDATE
        SET field = coalesce(cast(:field AS text), field_presence.field), seen_at = clock_timestamp()
    ), others AS (
        SELECT user_id, field FROM field_presence
        WHERE project_id = :project AND user_id <> :me AND field <> ''
          AND seen_at > clock_timestamp() - interval '45 seconds'
        UNION
        SELECT saved_by, field FROM field_history
        WHERE project_id = :project AND saved_by <> :me
          AND saved_at > clock_timestamp() - interval '60 seconds'
    )
    SELECT clock_timestamp() AS now, others.field, users.name, users.name_en
    FROM (SELECT 1) AS always LEFT JOIN others ON true LEFT JOIN users ON users.id = others.user_id
    ORDER BY others.field, users.name
    """
)


@dataclass(frozen=True, slots=True)
class Meeting:
    """The database's clock, and (address, name) of everybody else of the team who is at a field."""

    now: datetime
    others: tuple[tuple[str, LocalizedText], ...]


def meet(*, actor: Actor, project_id: UUID, field: str) -> Meeting:
    """Note that the actor is at an address of the form (empty: at none) and return who else is where."""
    authorise(actor, Permission.EDIT_PROJECT, queries.get_access(project_id))
    return _meet(actor, project_id, field[:LONGEST_ADDRESS])


def meet_after_save(*, actor: Actor, project_id: UUID) -> Meeting:
    """Return the clock and who else is where for an actor who has just saved a field, and so may know.

    A value is often sent after its field was left: where the actor is stays as it was. What was saved a moment ago
    counts as edited by itself.
    """
    return _meet(actor, project_id, None)


def _meet(actor: Actor, project_id: UUID, field: str | None) -> Meeting:
    rows = db.session.execute(_MEET, {"project": project_id, "me": actor.user_id, "field": field}).all()
    others = tuple((row.field, LocalizedText(row.name or "", row.name_en or "")) for row in rows if row.field)
    return Meeting(rows[0].now, others)
