"""What the pages of panels share."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from flask import Blueprint
from werkzeug.wrappers import Response

from contest.kernel.access import authorise
from contest.web.guards import current_actor
from judging.rounds.domain import RoundState
from judging.rounds.queries import RoundView, get_round

blueprint = Blueprint("panels", __name__)
Page = Response | tuple[str, int] | str
ASSIGNABLE = (RoundState.DRAFT, RoundState.OPEN)


def round_for(round_id: UUID, permission: StrEnum) -> RoundView:
    """Return the round if the reader may do this to it."""
    round_ = get_round(current_actor(), round_id)
    authorise(current_actor(), permission, round_)
    return round_
