"""Whom an announcement reaches, and what makes it complete."""

from __future__ import annotations

from enum import StrEnum

from contest.kernel.errors import DomainError, FieldError, Invalid
from contest.kernel.localized import LocalizedText

MAX_TITLE, MAX_BODY = 80, 4000


class Audience(StrEnum):
    """Whose people are told. `stage`: teams with an active entry in one stage."""

    DRAFTS = "drafts"
    HANDED_IN = "handed_in"
    TEAMS = "teams"
    STAGE = "stage"
    JUDGES = "judges"


class AnnouncementSent(DomainError):
    """What was sent is not changed: people have read it. Send another one."""

    code = "announcement_sent"


class RecipientsChanged(DomainError):
    """Between preview and sending somebody came or went; look at the list again."""

    code = "recipients_changed"


def checked(title: LocalizedText, body: LocalizedText, audience: Audience, stage_code: str) -> None:
    """Raise Invalid for a title or body that is missing in both languages or too long, or a stage that is missing."""
    errors = []
    for field, text, limit in (("title", title, MAX_TITLE), ("body", body, MAX_BODY)):
        if not text:
            errors.append(FieldError(f"{field}.zh", "required"))
        errors += [
            FieldError(f"{field}.{language}", "too_long", {"limit": limit})
            for language, words in text.as_dict().items()
            if len(words) > limit
        ]
    if audience is Audience.STAGE and not stage_code:
        errors.append(FieldError("stage_code", "required"))
    if errors:
        raise Invalid(*errors)
