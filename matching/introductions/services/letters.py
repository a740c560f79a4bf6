"""What both sides are written about an introduction."""

from __future__ import annotations

from typing import Any

from contest.accounts.models import User
from contest.kernel.access import SYSTEM
from contest.kernel.db import db
from contest.notices.services import notify
from matching.introductions import queries
from matching.introductions.domain import Side
from matching.introductions.models import Introduction
from matching.introductions.queries import IntroductionView


def tell(found: Introduction, side: Side, what: str) -> None:
    """Write to one side. Addresses stand in no letter: they are read on the page, by both."""
    db.session.flush()
    facts = queries.get_introduction(SYSTEM, found.id)
    notify(
        recipients=[person.id for person in people_of(facts, side)],
        code=f"introduction.{what}",
        once_key=f"introduction:{found.id}:{found.version}:{side}",
        params=letter(facts, side, what),
        link=f"/introductions/{found.id}",
    )


def people_of(facts: IntroductionView, side: Side) -> list[User]:
    """Return who is written to on a side's behalf."""
    if side is Side.PROJECT:
        return queries.people_by_id([facts.leader_id] if facts.leader_id else [])
    return queries.people_of_profile(facts.organisation_id, facts.owner_id)


def letter(facts: IntroductionView, side: Side, what: str) -> dict[str, Any]:
    """Return what a letter to one side says."""
    other = facts.profile_name if side is Side.PROJECT else facts.project_name
    return {
        "what": what,
        "project": facts.project_name.as_dict(),
        "profile": facts.profile_name.as_dict(),
        "other": other.as_dict(),
        "kind": facts.kind.value,
        "message": facts.message if what == "asked" else "",
        "decline_reason": facts.decline_reason.value if facts.decline_reason else "",
        "note": facts.decline_note,
        "until": facts.expires_at.isoformat(),
        "until_at": facts.expires_at.isoformat(),
    }
