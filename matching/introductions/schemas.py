"""API shapes of introductions."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import ConfigDict, Field

from contest.bases.schemas import EXAMPLE_ID, Text
from contest.web.api import Schema
from contest.web.i18n import l10n
from matching.introductions.domain import MESSAGE_LIMIT, REASON_LIMIT, DeclineReason
from matching.introductions.queries import Contact, IntroductionView


class IntroductionIn(Schema):
    """Who is to meet whom. Your side is known by who you are."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "project_id": EXAMPLE_ID,
                "profile_id": EXAMPLE_ID,
                "message": "很希望与贵方当面交流。",
            }
        },
    )

    project_id: UUID
    profile_id: UUID
    message: str = Field(default="", max_length=MESSAGE_LIMIT)


class DeclineIn(Schema):
    """Why you decline."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"reason": "not_now", "note": "Please write again in spring."}},
    )

    reason: DeclineReason = DeclineReason.OTHER
    note: str = Field(default="", max_length=REASON_LIMIT)


class ContactOut(Schema):
    """Whom to write to."""

    name: str
    email: str


class IntroductionOut(Schema):
    """One introduction. Contacts are null until both sides agreed (`state` is `open`), and once the person has left."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": EXAMPLE_ID,
                "project_id": EXAMPLE_ID,
                "project_name": {"zh": "澜芯", "en": "Lanxin"},
                "profile_id": EXAMPLE_ID,
                "profile_name": {"zh": "海屿资本", "en": "Haiyu Capital"},
                "kind": "investor",
                "asked_by": "project",
                "state": "asked",
                "message": "",
                "asked_at": "2026-11-21T10:00:00+08:00",
                "expires_at": "2026-12-05T10:00:00+08:00",
                "project_contact": None,
                "profile_contact": None,
            }
        }
    )

    id: UUID
    project_id: UUID
    project_name: Text
    profile_id: UUID
    profile_name: Text
    kind: str
    asked_by: str | None
    state: str
    message: str
    asked_at: datetime
    expires_at: datetime
    project_contact: ContactOut | None
    profile_contact: ContactOut | None


class IntroductionList(Schema):
    """A page of introductions; `next` is the number of the next page, or null."""

    items: list[IntroductionOut]
    next: int | None


class PageQuery(Schema):
    """Which page of a list."""

    page: int = 1


def introduction_out(view: IntroductionView) -> IntroductionOut:
    """Return the API shape of an introduction."""
    return IntroductionOut(
        id=view.id,
        project_id=view.project_id,
        project_name=Text(**view.project_name.as_dict()),
        profile_id=view.profile_id,
        profile_name=Text(**view.profile_name.as_dict()),
        kind=view.kind.value,
        asked_by=view.asked_by.value if view.asked_by else None,
        state=view.state.value,
        message=view.message,
        asked_at=view.asked_at,
        expires_at=view.expires_at,
        project_contact=_contact(view.project_contact),
        profile_contact=_contact(view.profile_contact),
    )


def _contact(contact: Contact | None) -> ContactOut | None:
    return ContactOut(name=l10n(contact.name), email=contact.email) if contact else None
