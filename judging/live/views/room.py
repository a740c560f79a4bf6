"""A judge's phone in the room: who is on stage, how long, and the way to the sheet."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, render_template

from contest.kernel.access import authorise
from contest.kernel.errors import NotFound
from contest.web.guards import current_actor, requires
from judging.live import queries
from judging.live.streaming import Topic, seen_by
from judging.live.views.blueprint import blueprint, scene, streamed
from judging.panels.queries import my_rounds
from judging.permissions import Permission
from judging.rounds.queries import RoundView, get_round
from judging.scoring.domain import SheetState
from judging.scoring.queries import QueueItem, queue


def _round(round_id: UUID) -> RoundView:
    round_ = get_round(current_actor(), round_id)
    authorise(current_actor(), Permission.FOLLOW_LIVE, round_)
    return round_


def _shown(round_: RoundView) -> dict[str, Any]:
    """Return the stage with the judge's own sheets: nothing of what others gave, not even that they did."""
    stage = queries.find_stage(round_)
    if stage is None:
        return {"round": round_, "stage": None}
    own: dict[UUID, QueueItem] = {item.entry_id: item for item in queue(current_actor(), round_id=round_.id)}
    heard = [one for one in stage.pitches if one.started_at and one.entry.id != stage.on_stage]
    open_ = [
        own[one.entry.id]
        for one in heard
        if one.entry.id in own and own[one.entry.id].state is not SheetState.SUBMITTED
    ]
    mine = None if stage.on_stage is None else own.get(stage.on_stage)
    return scene(round_, stage) | {
        "mine": mine,
        "open": open_,
        "stamp": seen_by(Topic.STAGE, queries.stamp(round_.id)),
    }


@blueprint.get("/judging/stages")
@requires(Permission.FOLLOW_LIVE)
def mine() -> str:
    """The way to the rooms of one's own live rounds that are open (fragment for the desk and the home page)."""
    rounds = [one for one in my_rounds(current_actor()) if one.follows]
    return render_template("judging/live/_mine.html", rounds=rounds)


@blueprint.get("/rounds/<uuid:round_id>/live/room")
@requires(Permission.FOLLOW_LIVE)
def room(round_id: UUID) -> str:
    """Lead a judge to the entry on stage."""
    return render_template("judging/live/room.html", **_shown(_round(round_id)))


@blueprint.get("/rounds/<uuid:round_id>/live/now")
@requires(Permission.FOLLOW_LIVE)
def now(round_id: UUID) -> str:
    """What is on stage now (fragment)."""
    shown = _shown(_round(round_id))
    if shown["stage"] is None:
        raise NotFound(kind="live")
    return render_template("judging/live/_room.html", **shown)


@blueprint.get("/rounds/<uuid:round_id>/live/stage-events")
@requires(Permission.FOLLOW_LIVE)
def stage_events(round_id: UUID) -> Response:
    """Tell a judge's phone that the stage changed."""
    return streamed(_round(round_id), Topic.STAGE)
