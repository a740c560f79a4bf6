"""Begin a project."""

from __future__ import annotations

from uuid import UUID

from contest.entry_forms.services import pin
from contest.kernel import audit
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import LocalizedText, new_id
from contest.kernel.db import db
from contest.kernel.errors import DomainError, FieldError, Invalid
from contest.permissions import Permission
from contest.projects.domain import ProjectState
from contest.projects.models import Project
from contest.projects.services.saving import changes, write
from contest.seasons import queries as season_queries
from contest.seasons.domain import ChannelKind, Rulebook, WindowKind
from contest.seasons.services import ensure_open
from contest.teams import queries as team_queries


def create_project(
    *, actor: Actor, season_id: UUID, team_id: UUID, name: LocalizedText, late: bool = False
) -> Project:
    """Begin a project of a team in a season whose submissions are open somewhere.

    `late`: the caller has a permit for it, and the window is not asked. Raises NotFound for a foreign team,
    WindowClosed or WindowNotOpen, Invalid for a missing or long name.
    """
    authorise(actor, Permission.CREATE_PROJECT, team_queries.get_team(actor, team_id))
    book = season_queries.rulebook(season_id)
    if not late:
        _ensure_open_somewhere(book)
    project = Project(
        id=new_id(),
        season_id=season_id,
        team_id=team_id,
        state=ProjectState.DRAFT,
        name=LocalizedText(),
        intro=LocalizedText(),
        company_name=LocalizedText(),
        # The source of an open entry; other channels are chosen in the form or come with an import.
        channel_code=next((c.code for c in book.channels if c.kind is ChannelKind.OPEN), None),
        zone_code=book.zones[0].code if len(book.zones) == 1 else None,
        version=1,
        field_versions={},
        created_by=actor.user_id,
    )
    given = {f"name.{language}": text for language, text in name.as_dict().items()}
    form = pin(season_id)
    fresh = changes(form, given, {}, {})
    if not fresh:
        raise Invalid(FieldError("name.zh", "required"))
    db.session.add(project)
    db.session.flush()  # the history of its fields refers to it
    write(form, project, {}, fresh, actor)
    db.session.flush()
    audit.record(actor, "project.created", project, season=season_id, team=team_id)
    return project


def _ensure_open_somewhere(book: Rulebook) -> None:
    kind = WindowKind.SUBMISSION
    own = [window.zone_code for window in book.windows if window.kind is kind and window.zone_code]
    refusals: list[DomainError] = []
    for zone_code in ("", *own):
        try:
            ensure_open(book.season_id, kind, zone_code)
        except DomainError as refusal:
            refusals.append(refusal)
        else:
            return
    raise refusals[0]
