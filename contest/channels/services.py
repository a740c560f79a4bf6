"""Teams take over what was imported for them, or enter on a base's recommendation."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import case, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from contest.bases.models import HaijuBase
from contest.channels import queries
from contest.channels.domain import SEND_AGAIN_AFTER, AlreadyReferred, LinkUnusable, NotYourClaim
from contest.channels.links import claim_path
from contest.channels.models import ProjectClaim, Referral
from contest.entry_forms.domain import CONSENTS
from contest.kernel import audit, clock
from contest.kernel.access import Actor, authorise, require
from contest.kernel.columns import LocalizedText, new_id
from contest.kernel.db import db
from contest.kernel.errors import Forbidden
from contest.mail.services import post
from contest.permissions import Permission
from contest.projects import queries as project_queries
from contest.projects.models import Project
from contest.projects.services import ensure_editable
from contest.projects.services.saving import remember
from contest.seasons import queries as season_queries
from contest.seasons.domain import ChannelKind
from contest.teams.domain import TeamRole
from contest.teams.models import TeamMember


def send_claims(*, actor: Actor, season_id: UUID, only: Collection[UUID] = ()) -> int:
    """Write to the leaders of imported projects that nobody took over yet; return how many letters.

    Whoever had a letter within the last hours gets no other. `only`: these projects; all of the season without.
    """
    require(actor, Permission.IMPORT)
    now = clock.now()
    book = season_queries.rulebook(season_id)
    waiting = [
        line
        for line in queries.unclaimed(actor, season_id)
        if line.email
        and (not only or line.project_id in only)
        and (line.sent_at is None or line.sent_at < now - SEND_AGAIN_AFTER)
    ]
    for line in waiting:
        claim_id = _claim_of(line.project_id, line.email or "", actor)
        post(
            recipient=line.email or "",
            locale="zh",
            template="claim_project",
            once_key=f"claim_project:{claim_id}:{now.isoformat()}",
            name=line.leader or "",
            project=line.name.as_dict(),
            season=book.name.as_dict(),
            link=claim_path(claim_id),
        )
    if waiting:
        audit.record(actor, "project_claims.sent", None, season=season_id, letters=len(waiting))
    return len(waiting)


def _claim_of(project_id: UUID, email: str, actor: Actor) -> UUID:
    fresh = {"email": email, "sent_at": clock.now(), "sent_by": actor.user_id}
    new = insert(ProjectClaim).values(id=new_id(), project_id=project_id, **fresh)
    # The link is made of the id and proves the address it goes to: what went to another address ends with it.
    same = (ProjectClaim.email == new.excluded.email, ProjectClaim.id)
    statement = new.on_conflict_do_update(
        index_elements=["project_id"], set_={**fresh, "id": case(same, else_=new.excluded.id)}
    ).returning(ProjectClaim.id)
    return db.session.execute(statement).scalar_one()


def claim(*, actor: Actor, claim_id: UUID) -> UUID:
    """Make the asker the leader of the imported project's team; return the project.

    Raises LinkUnusable for one that is over or taken, NotYourClaim for an account without the address it went to.
    """
    require(actor, Permission.CREATE_PROJECT)
    offer = queries.claim_offer(claim_id)
    project = project_queries.locked(offer.project_id)
    row = db.session.get_one(ProjectClaim, claim_id, with_for_update=True, populate_existing=True)
    if row.claimed_at is not None:
        if row.claimed_by == actor.user_id:
            return project.id
        raise LinkUnusable()
    if not queries.has_address(actor, offer.email):
        raise NotYourClaim(email=offer.email)
    _lead(project, actor)
    row.claimed_at, row.claimed_by = clock.now(), actor.user_id
    project.channel_fixed = True
    _forget_consents(project, actor)
    db.session.flush()
    audit.record(actor, "project.claimed", project, claim=claim_id)
    return project.id


def _forget_consents(project: Project, actor: Actor) -> None:
    """Drop what the list said the team agrees to: from now on it is the team's own word (PIPL art. 14)."""
    for code in CONSENTS:
        if getattr(project, code):
            setattr(project, code, False)
            project.version += 1
            project.field_versions = {**project.field_versions, code: project.version}
            audit.record(actor, "project.consent_taken_back", project, consent=code)


def _lead(project: Project, actor: Actor) -> None:
    """Have the actor lead the team; whoever led it by the list becomes a member."""
    members = db.session.execute(
        select(TeamMember).where(TeamMember.team_id == project.team_id).with_for_update()
    ).scalars()
    own = None
    for member in members:
        if member.user_id == actor.user_id:
            own = member
        elif member.role is TeamRole.LEADER:
            member.role = TeamRole.MEMBER
    db.session.flush()
    if own is None:
        assert actor.user_id is not None
        own = TeamMember(id=new_id(), team_id=project.team_id, user_id=actor.user_id, duty=LocalizedText())
        db.session.add(own)
    own.role = TeamRole.LEADER
    if project.leader_id is not None:
        project.leader_id = actor.user_id


def refer(*, actor: Actor, base_id: UUID, season_id: UUID, project_id: UUID) -> Referral:
    """Enter a project on a base's recommendation: its leader says so. It stays with the project for life.

    Raises AlreadyReferred when the project has another source that is fixed, and what saving the field raises.
    """
    project = project_queries.locked(project_id)
    access = project_queries.get_access(project_id)
    authorise(actor, Permission.SUBMIT_PROJECT, access)
    if project.season_id != season_id or actor.user_id != access.leader_id:
        raise Forbidden(permission=str(Permission.SUBMIT_PROJECT))
    if project.channel_fixed:
        raise AlreadyReferred()
    # Once the deadline is past, where a project came from is a fact that judging and lists rely on.
    ensure_editable(project, {"channel_code"})
    base = db.session.get_one(HaijuBase, base_id)
    made = Referral(
        id=new_id(), project_id=project_id, base_id=base_id, season_id=season_id, accepted_by=actor.user_id
    )
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:
        raise AlreadyReferred() from None
    channels = season_queries.rulebook(season_id).channels
    code = next((part.code for part in channels if part.kind is ChannelKind.BASE_RECOMMENDATION), None)
    _set_channel(project, code or project.channel_code, actor)
    project.channel_fixed = True
    db.session.flush()
    audit.record(actor, "project.referred", project, base=base.id, season=season_id)
    return made


def _set_channel(project: Project, code: str | None, actor: Actor) -> None:
    """Write the field as a save does, so that whoever has the form open is told."""
    before = project.channel_code
    if code != before:
        project.channel_code = code
        project.version += 1
        project.field_versions = {**project.field_versions, "channel_code": project.version}
        remember(project, {"channel_code": before}, {"channel_code": code}, actor)
