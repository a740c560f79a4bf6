"""Give a field back what it said before: a save like any other, so that limits, window and conflicts hold."""

from __future__ import annotations

from uuid import UUID

from contest.entry_forms import queries as form_queries
from contest.entry_forms.domain.values import shown
from contest.kernel import audit
from contest.kernel.access import Actor, authorise
from contest.permissions import Permission
from contest.projects import queries
from contest.projects.services.saving import save_fields


def restore_field(
    *, actor: Actor, project_id: UUID, save_id: UUID, version: int, before: bool = False
) -> int:
    """Save once more what a field said after a change of its history (`before`: what it said until then).

    `version` is the project's as the reader last saw it. Returns the project's version. Raises NotFound, Forbidden,
    and what `save_fields` raises: FieldConflict where somebody changed the field since, Invalid where the value is
    no longer accepted or the field no longer asked.
    """
    project = queries.locked(project_id)
    authorise(actor, Permission.EDIT_PROJECT, queries.get_access(project_id))
    save = queries.get_save(project_id, save_id)
    spec, _ = form_queries.current_form(project.season_id).locate(save.field)
    value = save.before if before else save.value
    at = save_fields(
        actor=actor, project_id=project_id, values={save.field: shown(spec, value)}, version=version
    )
    if at != version:
        audit.record(actor, "project.field_restored", project, field=save.field, save=save.id)
    return at
