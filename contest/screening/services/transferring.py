"""Move a project to another zone, track, group or channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from contest.entries import services as entries
from contest.kernel import audit, clock
from contest.kernel.access import Actor, authorise
from contest.kernel.clock import SHANGHAI
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid
from contest.kernel.written import needed, on_one_line
from contest.notices.services import notify
from contest.permissions import Permission
from contest.projects import queries as project_queries
from contest.projects.domain.eligibility import facts_of
from contest.projects.queries import ProjectView
from contest.screening.domain import NothingMoves
from contest.screening.models import ProjectTransfer
from contest.screening.services.telling import members_of
from contest.seasons import queries as season_queries
from contest.seasons.domain import Check, Rulebook, evaluate, waive

PARTS = {"zone_code": "zones", "track_code": "tracks", "group_code": "groups", "channel_code": "channels"}
REASON_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Move:
    """What a transfer changes (column -> before and after) and what the season's rules say after it."""

    changes: Mapping[str, tuple[str, str]]
    checks: tuple[Check, ...]


def preview_transfer(*, actor: Actor, project_id: UUID, to: Mapping[str, str]) -> Move:
    """Return what the move changes; raise Invalid for a code the season does not have, NothingMoves."""
    view = project_queries.get_project(actor, project_id)
    authorise(actor, Permission.TRANSFER_PROJECT, view.access)
    book = season_queries.rulebook(view.season_id)
    changes = _changes(view, book, to)
    as_of = (view.submitted_at or clock.now()).astimezone(SHANGHAI).date()
    after = {**view.values, **{name: pair[1] for name, pair in changes.items()}}
    facts = facts_of(after, members=len(view.members), as_of=as_of)
    checks = waive(evaluate(book.checks(), facts), project_queries.waived_rules(project_id))
    return Move(changes, checks)


def _changes(view: ProjectView, book: Rulebook, to: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    changes: dict[str, tuple[str, str]] = {}
    for name, source in PARTS.items():
        code, before = to.get(name, ""), view.values.get(name) or ""
        if not code or code == before:
            continue
        if code not in {part.code for part in getattr(book, source)}:
            raise Invalid(FieldError(name, "not_a_choice"))
        changes[name] = (before, code)
    if not changes:
        raise NothingMoves()
    return changes


def transfer(*, actor: Actor, project_id: UUID, to: Mapping[str, str], reason: str) -> ProjectTransfer:
    """Move the project and its entries; what it reached, its number and its results stay.

    Raises Invalid without a reason or for an unknown code, NothingMoves.
    """
    project = project_queries.locked(project_id)
    move = preview_transfer(actor=actor, project_id=project_id, to=to)
    text = needed("reason", on_one_line(reason), REASON_LIMIT)
    project.version += 1
    for name, (_before, after) in move.changes.items():
        setattr(project, name, after)
    # Whoever has the form open is told, as with any change by somebody else.
    project.field_versions = {**project.field_versions, **dict.fromkeys(move.changes, project.version)}
    made = ProjectTransfer(
        id=new_id(),
        project_id=project_id,
        changes={name: list(pair) for name, pair in move.changes.items()},
        reason=text,
        moved_by=actor.user_id,
    )
    db.session.add(made)
    db.session.flush()
    entries.move(
        actor=actor, project_id=project_id, changes={name: pair[1] for name, pair in move.changes.items()}
    )
    audit.record(actor, "project.transferred", project, changes=made.changes)
    notify(
        recipients=members_of({project.team_id}).get(project.team_id, ()),
        code="screening.transferred",
        once_key=f"transfer:{made.id}",
        params={"project": project.name.as_dict(), "reason": text},
        link=f"/projects/{project_id}",
    )
    return made
