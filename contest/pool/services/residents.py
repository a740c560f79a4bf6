"""A base invites a resident; its leader accepts with the team's consent, or declines."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from contest.accounts.domain import normalise_email
from contest.accounts.queries import find_user_by_email
from contest.bases import queries as base_queries
from contest.kernel import audit, clock
from contest.kernel.access import Actor, authorise, require
from contest.kernel.columns import LocalizedText, new_id
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Forbidden, Invalid, NotSignedIn
from contest.mail.services import post
from contest.permissions import Permission
from contest.pool import queries
from contest.pool.domain import (
    INVITATION,
    INVITATION_LASTS,
    LETTERS_WITHIN,
    MOST_INVITED,
    NAME_LIMIT,
    AlreadyInPool,
    AlreadyInvited,
    InvitationUnusable,
    NotCertified,
    PlaceEnd,
    PlaceKind,
    PlaceState,
    ProjectInvited,
    ProjectPooled,
    TooManyInvited,
    ensure_may_write,
    same_name,
)
from contest.pool.links import path_of
from contest.pool.models import PoolPlace
from contest.pool.services.places import consent, end_place, tell_base
from contest.projects import queries as project_queries
from contest.projects.domain import NotEditable, ProjectState
from contest.projects.models import Project
from contest.projects.services import create_project
from contest.projects.services.saving import remember
from contest.seasons import queries as season_queries
from contest.seasons.domain import SeasonState
from contest.teams.services import create_team

PROJECT_PLACE = "uq_pool_places_project"


def invite(
    *, actor: Actor, base_id: UUID, season_id: UUID, email: str, company: LocalizedText, title: LocalizedText
) -> PoolPlace:
    """Write to the leader of a resident company. A link works once and for a month; one that lapsed is sent anew.

    The base's row is locked: two colleagues write to the same address once. Raises NotCertified, AlreadyInvited,
    ProjectInvited, ProjectPooled, LatelyDeclined, TooOftenAsked, TooManyLetters, TooManyInvited, Invalid.
    """
    base_queries.locked(base_id)
    today = clock.today()
    base = base_queries.get_base(actor, base_id, today)
    authorise(actor, Permission.INVITE_RESIDENT, base)
    if base_queries.find_title(base_id, today) is None:
        raise NotCertified()
    address = normalise_email(email)
    written = _checked(address, company, title)
    now = clock.now()
    place = queries.find_waiting(season_id, base_id, address)
    if place is not None and place.expires_at is not None and now < place.expires_at:
        raise AlreadyInvited()
    _ensure_bounds(season_id, base_id, address, written, now)
    if place is None:
        place = PoolPlace(id=new_id(), season_id=season_id, base_id=base_id, email=address)
        place.kind, place.state = PlaceKind.RESIDENT, PlaceState.INVITED
        db.session.add(place)
    place.company, place.title = written
    place.invited_by, place.invited_at, place.expires_at = actor.user_id, now, now + INVITATION_LASTS
    db.session.flush()
    _post(actor, place, base.name, now)
    audit.record(actor, "pool_place.invited", place, base=base_id, season=season_id)
    return place


def _ensure_bounds(
    season_id: UUID, base_id: UUID, address: str, written: tuple[LocalizedText, LocalizedText], now: datetime
) -> None:
    """Keep a base from writing to the same people again and again; taking an invitation back changes no count."""
    for line in queries.live_of(season_id, base_id, now):
        if same_name(line.company, written[0]) and same_name(line.title, written[1]):
            raise ProjectPooled() if line.state is PlaceState.OPEN else ProjectInvited()
    ensure_may_write(
        queries.sent_to(base_id, address), queries.count_sent(base_id, now - LETTERS_WITHIN), now
    )
    if queries.count_waiting(season_id, base_id) >= MOST_INVITED:
        raise TooManyInvited(limit=MOST_INVITED)


def _checked(
    address: str, company: LocalizedText, title: LocalizedText
) -> tuple[LocalizedText, LocalizedText]:
    """Return both names on one line each; raise Invalid naming every field that is missing or too long."""
    errors = [] if "@" in address else [FieldError("email", "required")]
    found = []
    for name, text in (("company", company), ("title", title)):
        clean = LocalizedText(" ".join(text.zh.split()), " ".join(text.en.split()))
        found.append(clean)
        if not clean:
            errors.append(FieldError(f"{name}.zh", "required"))
        errors += [
            FieldError(f"{name}.{language}", "too_long", {"limit": NAME_LIMIT})
            for language, value in clean.as_dict().items()
            if len(value) > NAME_LIMIT
        ]
    if errors:
        raise Invalid(*errors)
    return found[0], found[1]


def _post(actor: Actor, place: PoolPlace, base: LocalizedText, now: datetime) -> None:
    assert place.expires_at is not None
    known = find_user_by_email(place.email)
    post(
        recipient=place.email,
        locale=known.locale if known else actor.locale,
        template=INVITATION,
        once_key=f"pool_invitation:{place.id}:{now.isoformat()}",
        base=base.as_dict(),
        company=place.company.as_dict(),
        project=place.title.as_dict(),
        expires_at=place.expires_at.isoformat(),
        link=path_of(place.id),
    )


def accept(*, actor: Actor, place_id: UUID, agrees: bool, project_id: UUID | None = None) -> Project:
    """Come into the pool as a resident: with a new project, or with one the actor leads in the season.

    Without the team's own consent nothing happens (Invalid). Rows are locked project first, then place, so of two
    bases that want the same project one is refused (AlreadyInPool), and a link is used once (InvitationUnusable).
    """
    require(actor, Permission.ANSWER_INVITATION)
    if actor.user_id is None:
        raise NotSignedIn()
    offer = queries.get_offer(place_id)
    if offer.organisation_id in actor.organisation_ids:
        raise Forbidden(permission=str(Permission.ANSWER_INVITATION))  # no base agrees in a team's stead
    if not agrees:
        raise Invalid(FieldError("agrees", "pool_consent"))
    project = _own(actor, project_id, offer.season_id) if project_id else None
    place = queries.locked(place_id)
    queries.ensure_usable(place)
    if base_queries.find_title(offer.base_id, clock.today()) is None:
        raise InvitationUnusable(state="base")
    if season_queries.get_season(place.season_id).state is SeasonState.ARCHIVED:
        raise InvitationUnusable(state="season")
    project = project or _begin(actor, place)
    _open(actor, place, project)
    consent(actor, project)
    audit.record(actor, "pool_place.opened", place, project=project.id, base=place.base_id)
    tell_base(place, "pool.accepted")
    return project


def _own(actor: Actor, project_id: UUID, season_id: UUID) -> Project:
    project_queries.ensure_visible(actor, project_id)
    project = project_queries.locked(project_id)
    access = project_queries.get_access(project_id)
    authorise(actor, Permission.SUBMIT_PROJECT, access)
    if actor.user_id != access.leader_id or project.season_id != season_id:
        raise Forbidden(permission=str(Permission.SUBMIT_PROJECT))
    if project.state is ProjectState.WITHDRAWN:
        raise NotEditable()
    return project


def _begin(actor: Actor, place: PoolPlace) -> Project:
    """Begin a project under what the base wrote; its team goes on from there."""
    if season_queries.get_season(place.season_id).state is not SeasonState.OPEN:
        raise InvitationUnusable(state="season")
    team = create_team(actor=actor, name=place.company)
    project = create_project(
        actor=actor, season_id=place.season_id, team_id=team.id, name=place.title, late=True
    )
    project.company_name = place.company
    written = {f"company_name.{code}": text for code, text in place.company.as_dict().items() if text}
    project.field_versions = {**project.field_versions, **dict.fromkeys(written, project.version)}
    remember(project, dict.fromkeys(written, ""), written, actor)
    return project


def _open(actor: Actor, place: PoolPlace, project: Project) -> None:
    moment = clock.now()
    if queries.find_open(project.id) is not None:
        raise AlreadyInPool()
    try:
        with db.session.begin_nested():
            place.state, place.project_id = PlaceState.OPEN, project.id
            place.opened_by, place.opened_at = actor.user_id, moment
            db.session.flush()
    except IntegrityError as error:
        if PROJECT_PLACE not in str(error.orig):
            raise
        raise AlreadyInPool() from None


def decline(*, actor: Actor, place_id: UUID) -> None:
    """Say no; whoever holds the link may. The base is told, and the address is forgotten."""
    require(actor, Permission.BROWSE)
    queries.get_offer(place_id)
    place = queries.locked(place_id)
    queries.ensure_usable(place)
    end_place(actor, place, PlaceEnd.DECLINED, "")
    tell_base(place, "pool.declined")
