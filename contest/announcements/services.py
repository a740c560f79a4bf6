"""Write an announcement, and send it to the people its preview showed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from contest.announcements import queries
from contest.announcements.domain import AnnouncementSent, Audience, RecipientsChanged, checked
from contest.announcements.models import Announcement
from contest.kernel import audit, clock
from contest.kernel.access import Actor, require
from contest.kernel.columns import LocalizedText, new_id
from contest.kernel.db import db
from contest.kernel.errors import StaleVersion
from contest.notices.services import notify
from contest.permissions import Permission
from contest.seasons.queries import get_season


@dataclass(frozen=True, slots=True)
class Words:
    """What an announcement says, and to whom. Codes that are empty stand for any."""

    title: LocalizedText
    body: LocalizedText
    audience: Audience
    stage_code: str = ""
    track_code: str = ""
    zone_code: str = ""
    is_public: bool = False


def begin(*, actor: Actor, season_id: UUID, words: Words) -> Announcement:
    """Write a draft; raise Invalid."""
    require(actor, Permission.ANNOUNCE)
    checked(words.title, words.body, words.audience, words.stage_code)
    found = Announcement(
        id=new_id(),
        season_id=get_season(season_id).id,
        created_by=actor.user_id,
        version=1,
        **_columns(words),
    )
    db.session.add(found)
    db.session.flush()
    audit.record(actor, "announcement.begun", found, season=season_id)
    return found


def change(*, actor: Actor, announcement_id: UUID, version: int, words: Words) -> None:
    """Change a draft; raise AnnouncementSent, StaleVersion, Invalid."""
    found = _draft(actor, announcement_id)
    if found.version != version:
        raise StaleVersion(version=found.version)
    checked(words.title, words.body, words.audience, words.stage_code)
    for name, value in _columns(words).items():
        setattr(found, name, value)
    found.version += 1
    audit.record(actor, "announcement.changed", found, version=found.version)


def send(*, actor: Actor, announcement_id: UUID, previewed: str) -> int:
    """Tell exactly the people of the preview, each once by the channels they chose; return how many.

    Raises AnnouncementSent, RecipientsChanged when text or list are no longer those of the preview.
    """
    found = _draft(actor, announcement_id)
    people = queries.recipients(found)
    if queries.fingerprint(people, found.version) != previewed:
        raise RecipientsChanged(count=len(people))
    notify(
        recipients=[person.id for person in people],
        code="announcement.sent",
        params={"title": found.title.as_dict(), "body": found.body.as_dict()},
        link=f"/announcements/{found.id}",
        once_key=queries.once_key(found.id),
    )
    found.sent_at, found.sent_by, found.recipients = clock.now(), actor.user_id, len(people)
    audit.record(actor, "announcement.sent", found, recipients=len(people), version=found.version)
    return len(people)


def _draft(actor: Actor, announcement_id: UUID) -> Announcement:
    require(actor, Permission.ANNOUNCE)
    found = queries.locked(announcement_id)
    if found.sent_at is not None:
        raise AnnouncementSent()
    return found


def _columns(words: Words) -> dict[str, object]:
    return {
        "title": words.title,
        "body": words.body,
        "audience": words.audience,
        "stage_code": words.stage_code if words.audience is Audience.STAGE else "",
        "track_code": words.track_code,
        "zone_code": words.zone_code,
        "is_public": words.is_public,
    }
