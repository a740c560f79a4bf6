"""Reads of announcements, and of whom they reach."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, not_, or_, select, true

from contest.accounts.models import RoleAssignment, User
from contest.announcements.domain import Audience
from contest.announcements.models import Announcement
from contest.entries.domain import EntryState
from contest.entries.models import Entry
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.locking import get_locked
from contest.kernel.paging import AnySelect, Page, paginate
from contest.notices.models import Notice
from contest.permissions import OFFICE, Role
from contest.projects.domain import ProjectState
from contest.projects.models import Project
from contest.projects.queries import is_kept_for_pool
from contest.seasons.models import Season
from contest.teams.models import TeamMember


@dataclass(frozen=True, slots=True)
class AnnouncementView:
    """An announcement with whom it is for."""

    id: UUID
    season_id: UUID
    season_name: LocalizedText
    title: LocalizedText
    body: LocalizedText
    audience: Audience
    stage_code: str
    track_code: str
    zone_code: str
    is_public: bool
    version: int
    created_at: datetime
    sent_at: datetime | None
    recipients: int


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who would be told."""

    id: UUID
    name: str
    email: str


def once_key(announcement_id: UUID) -> str:
    """Return the key of the notices of an announcement."""
    return f"announcement:{announcement_id}"


def list_announcements(actor: Actor, *, page: int = 1) -> Page[AnnouncementView]:
    """Return those the actor may read, drafts and the latest first."""
    query = _views().where(_visible(actor))
    order = (Announcement.sent_at.desc().nulls_first(), Announcement.created_at.desc(), Announcement.id)
    return paginate(query.order_by(*order), _view, number=page)


def get_announcement(actor: Actor, announcement_id: UUID) -> AnnouncementView:
    """Return one the actor may read; raise NotFound."""
    row = db.session.execute(
        _views().where(Announcement.id == announcement_id, _visible(actor))
    ).one_or_none()
    if row is None:
        raise NotFound(kind="announcement")
    return _view(row)


def _visible(actor: Actor) -> ColumnElement[bool]:
    """Public ones for all, one's own for those they reached, everything for the office and the auditor."""
    if actor.is_system or actor.has(*OFFICE, Role.AUDITOR):
        return true()
    public = Announcement.is_public & Announcement.sent_at.is_not(None)
    if actor.user_id is None:
        return public
    key = "announcement:" + Announcement.id.cast(Notice.once_key.type)
    mine = select(Notice.id).where(Notice.user_id == actor.user_id, Notice.once_key == key).exists()
    return or_(public, mine)


def locked(announcement_id: UUID) -> Announcement:
    """Return the announcement with its row locked; raise NotFound."""
    return get_locked(select(Announcement).where(Announcement.id == announcement_id), kind="announcement")


def recipients(found: AnnouncementView | Announcement) -> list[Recipient]:
    """Return everybody an announcement reaches now, each once, in one statement; closed accounts are left out."""
    people = select(User.id, User.name, User.email).where(User.disabled_at.is_(None))
    rows = db.session.execute(people.where(User.id.in_(_ids(found))).order_by(User.name, User.id))
    return [Recipient(row.id, row.name, row.email) for row in rows]


def _ids(found: AnnouncementView | Announcement) -> Select[Any]:
    if found.audience is Audience.JUDGES:
        return select(RoleAssignment.user_id).where(RoleAssignment.role == Role.JUDGE)
    query = (
        select(TeamMember.user_id)
        .join(Project, Project.team_id == TeamMember.team_id)
        .where(Project.season_id == found.season_id)
    )
    if found.track_code:
        query = query.where(Project.track_code == found.track_code)
    if found.zone_code:
        query = query.where(Project.zone_code == found.zone_code)
    match found.audience:
        case Audience.DRAFTS:
            return query.where(Project.state == ProjectState.DRAFT, not_(is_kept_for_pool()))
        case Audience.HANDED_IN:
            return query.where(Project.state == ProjectState.SUBMITTED)
        case Audience.STAGE:
            return query.join(Entry, Entry.subject_id == Project.id).where(
                Entry.season_id == found.season_id,
                Entry.stage_code == found.stage_code,
                Entry.state == EntryState.ACTIVE,
            )
        case _:
            return query.where(Project.state != ProjectState.WITHDRAWN)


def fingerprint(people: list[Recipient], version: int) -> str:
    """Return what a preview stands for: this version, to exactly these people."""
    words = "\n".join([str(version), *sorted(str(person.id) for person in people)])
    return hashlib.sha256(words.encode()).hexdigest()


def _views() -> AnySelect:
    return select(Announcement, Season.name).join(Season, Season.id == Announcement.season_id)


def _view(row: Any) -> AnnouncementView:
    found, season_name = row
    names = (
        "id", "season_id", "title", "body", "audience", "stage_code", "track_code", "zone_code",
        "is_public", "version", "created_at", "sent_at", "recipients",
    )  # fmt: skip
    return AnnouncementView(season_name=season_name, **{name: getattr(found, name) for name in names})
