"""Winners of other contests come in by a list; teams agree and leave; bases and the office end places."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from contest.bases.models import HaijuBase
from contest.consents.domain import Purpose
from contest.consents.services import record_consent
from contest.imports.bulk import insert_rows
from contest.kernel import audit, clock
from contest.kernel.access import Actor, authorise, require
from contest.kernel.columns import LocalizedText, new_id
from contest.kernel.db import db
from contest.kernel.written import needed, on_one_line
from contest.mail.services import forget_letters
from contest.notices.services import notify
from contest.organisations.models import Membership
from contest.permissions import Permission
from contest.pool import queries
from contest.pool.domain import (
    INVITATION,
    NO_ADDRESS,
    REASON_LIMIT,
    InvitationAnswered,
    PlaceEnd,
    PlaceEnded,
    PlaceKind,
    PlaceState,
)
from contest.pool.links import path_of
from contest.pool.models import PoolPlace, address_index
from contest.projects import queries as project_queries
from contest.projects.domain.wins import Win
from contest.projects.events import WonElsewhere
from contest.projects.models import Project
from contest.projects.services.saving import remember
from contest.teams.models import TeamMember


def take_in(*, actor: Actor, season_id: UUID, projects: Sequence[WonElsewhere]) -> int:
    """Give places to imported winners of other contests; return how many are new.

    The import holds the projects' rows. A place that is open takes over what the list says now; one that ended stays
    ended, and a new win opens another. Who came in as a resident meanwhile has a place already.
    """
    require(actor, Permission.IMPORT)
    wins = {one.project_id: one.win for one in projects}
    query = select(PoolPlace).where(
        PoolPlace.project_id.in_(wins),
        PoolPlace.state == PlaceState.OPEN,
    )
    held = {place.project_id: place for place in db.session.execute(query.with_for_update()).scalars()}
    for project_id, place in held.items():
        win = wins[project_id] if project_id else None
        if win is not None and place.kind is PlaceKind.OTHER_CONTEST:
            place.contest, place.award, place.year = win.contest, win.award, win.year
    fresh = [_row(actor, season_id, key, win) for key, win in wins.items() if key not in held]
    insert_rows(PoolPlace, fresh)
    db.session.flush()
    audit.record(actor, "pool_places.imported", None, season=season_id, new=len(fresh), changed=len(held))
    return len(fresh)


def _row(actor: Actor, season_id: UUID, project_id: UUID, win: Win) -> dict[str, object]:
    return {
        "id": new_id(),
        "season_id": season_id,
        "kind": PlaceKind.OTHER_CONTEST,
        "state": PlaceState.OPEN,
        "project_id": project_id,
        "contest": win.contest,
        "award": win.award,
        "year": win.year,
        "company": LocalizedText(),
        "title": LocalizedText(),
        "opened_by": actor.user_id,
        "opened_at": clock.now(),
    }


def agree(*, actor: Actor, project_id: UUID) -> None:
    """Agree, for the team, that its project in the pool is matched. Raises PlaceEnded when it is not in the pool."""
    project = project_queries.locked(project_id)
    authorise(actor, Permission.EDIT_PROJECT, project_queries.get_access(project_id))
    place = queries.find_open(project_id)
    if place is None:
        raise PlaceEnded()
    consent(actor, project)
    audit.record(actor, "pool_place.agreed", place, project=project_id)


def consent(actor: Actor, project: Project) -> None:
    """Tick the box of the form on the team's word, in today's wording; the caller holds the project's row."""
    code = Purpose.MATCHING.value
    if not project.consent_matching:
        project.consent_matching = True
        project.version += 1
        project.field_versions = {**project.field_versions, code: project.version}
        remember(project, {code: False}, {code: True}, actor)
    assert actor.user_id is not None
    # Said again by whoever had left, it counts from now on.
    record_consent(
        user_id=actor.user_id, purpose=Purpose.MATCHING, given=True, project_id=project.id, anew=True
    )
    db.session.flush()


def leave(*, actor: Actor, project_id: UUID, reason: str = "") -> None:
    """Take one's project out of the pool; the leader does. Raises PlaceEnded when it is not in it."""
    project_queries.locked(project_id)
    authorise(actor, Permission.SUBMIT_PROJECT, project_queries.get_access(project_id))
    place = queries.find_open(project_id)
    if place is None:
        raise PlaceEnded()
    place = queries.locked(place.id)
    end_place(actor, place, PlaceEnd.LEFT, " ".join(reason.split())[:REASON_LIMIT])
    tell_base(place)


def end(*, actor: Actor, place_id: UUID, reason: str) -> None:
    """End an open place, or take an invitation back; the base does, or the office. The team reads the reason.

    Raises PlaceEnded for one that is over, InvitationAnswered for an invitation that was accepted while its taking back
    was written (its reason is not for the team), Invalid without a reason.
    """
    access = queries.get_access(actor, place_id)
    authorise(actor, Permission.END_PLACE, access)
    if access.project_id is not None:
        project_queries.locked(access.project_id)
    place = queries.locked(place_id)
    if place.state is PlaceState.ENDED:
        raise PlaceEnded()
    if place.state is not access.state:
        raise InvitationAnswered()
    text = needed("reason", on_one_line(reason), REASON_LIMIT)
    how = PlaceEnd.BY_BASE if access.organisation_id in actor.organisation_ids else PlaceEnd.BY_OFFICE
    if place.state is PlaceState.INVITED:
        how = PlaceEnd.TAKEN_BACK
    end_place(actor, place, how, text)
    if how is not PlaceEnd.TAKEN_BACK:
        _tell_team(place)
    if how is PlaceEnd.BY_OFFICE:
        tell_base(place)


def end_for_project(*, actor: Actor, project_id: UUID) -> None:
    """End the place of a project that is withdrawn; the caller holds its row."""
    place = queries.find_open(project_id)
    if place is not None:
        place = queries.locked(place.id)
        end_place(actor, place, PlaceEnd.LEFT, "")
        tell_base(place)


def end_place(actor: Actor, place: PoolPlace, how: PlaceEnd, reason: str) -> None:
    """End a place whose row the caller holds."""
    moment = clock.now()
    place.state, place.ended_how, place.reason = PlaceState.ENDED, how, reason
    place.ended_at, place.ended_by = moment, actor.user_id
    if place.project_id is None:
        # It was only kept to ask.
        forget_letters(recipient=place.email, template=INVITATION, link=path_of(place.id))
        if place.email not in ("", NO_ADDRESS):
            place.email_index = address_index(place.email)
        place.email = ""
    db.session.flush()
    audit.record(actor, "pool_place.ended", place, project=place.project_id, how=how)


def _tell_team(place: PoolPlace) -> None:
    people = (
        select(TeamMember.user_id)
        .join(Project, Project.team_id == TeamMember.team_id)
        .where(Project.id == place.project_id)
    )
    project = db.session.get_one(Project, place.project_id)
    notify(
        recipients=list(db.session.execute(people).scalars()),
        code="pool.ended",
        once_key=f"pool_ended:{place.id}",
        params={"project": project.name.as_dict(), "reason": place.reason},
        link=f"/projects/{project.id}",
    )


def tell_base(place: PoolPlace, code: str = "pool.residence_over") -> None:
    """Tell the people of a resident's base what came of it."""
    if place.base_id is None:
        return
    people = (
        select(Membership.user_id)
        .join(HaijuBase, HaijuBase.organisation_id == Membership.organisation_id)
        .where(HaijuBase.id == place.base_id)
    )
    notify(
        recipients=list(db.session.execute(people).scalars()),
        code=code,
        once_key=f"{code}:{place.id}",
        params={"project": place.title.as_dict(), "company": place.company.as_dict()},
        link=f"/bases/{place.base_id}/residents",
    )
