"""What the pages of the panel room share."""

from __future__ import annotations

from enum import StrEnum
from typing import Any
from uuid import UUID

from flask import Blueprint
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.entries.queries import EntryView
from contest.kernel.access import authorise
from contest.seasons.queries import rulebook
from contest.standings.texts import TONES as OUTCOME_TONES
from contest.web.guards import current_actor
from contest.web.i18n import l10n
from judging.permissions import Permission
from judging.ranking.presentation import section_name
from judging.room import queries
from judging.room.texts import TONES
from judging.rounds.queries import RoundView, get_round
from judging.rounds.views.blueprint import allowed, heading

blueprint = Blueprint("room", __name__)
Page = Response | tuple[str, int] | str


def room_of(round_id: UUID, permission: StrEnum = Permission.VIEW_ROOM) -> RoundView:
    """Return the round if the reader may do this in its room."""
    round_ = get_round(current_actor(), round_id)
    authorise(current_actor(), permission, round_)
    return round_


def title(round_: RoundView, entry: EntryView) -> str:
    """Return what the reader may call an entry: judges of a blind round know its number alone."""
    if round_.blind and not round_.is_public and not allowed(Permission.VIEW_PROGRESS, round_):
        return _("Entry %(number)s", number=entry.number)
    return l10n(entry.title)


def furnished(round_: RoundView) -> dict[str, Any]:
    """Return what every page of the room needs."""
    book = rulebook(round_.season_id)
    return {
        **heading(round_, "room.of_round"),
        "outcome_tones": OUTCOME_TONES,
        "room_tones": TONES,
        "named": lambda code: section_name(code, book) or _("All entries"),
        "title": lambda entry: title(round_, entry),
        "in_session": queries.in_session(round_),
        "may_lead": allowed(Permission.LEAD_ROOM, round_),
    }
