"""What the pages of conflicts share."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint
from werkzeug.wrappers import Response

from contest.kernel.access import authorise
from contest.web.guards import current_actor
from judging.permissions import Permission
from judging.rounds.queries import RoundView, get_round

blueprint = Blueprint("conflicts", __name__)
Page = Response | tuple[str, int] | str


def readable_round(round_id: UUID) -> RoundView:
    """Return the round if the reader may read its conflicts."""
    round_ = get_round(current_actor(), round_id)
    authorise(current_actor(), Permission.VIEW_CONFLICTS, round_)
    return round_
