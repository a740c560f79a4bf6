"""The screen in the room, and the stream that keeps it and the stage manager's page fresh."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, render_template

from contest.kernel.access import authorise
from contest.web.guards import current_actor, requires
from judging.conflicts.queries import ensure_impartial
from judging.live import queries
from judging.live.streaming import Topic
from judging.live.views.blueprint import blueprint, on_screen, scene, shown_section, streamed
from judging.permissions import Permission
from judging.rounds.queries import RoundView, get_round


def _round(round_id: UUID) -> RoundView:
    """Return the round for whoever may project it. The stream tells when sheets come in: not to who is tied."""
    round_ = get_round(current_actor(), round_id)
    authorise(current_actor(), Permission.PROJECT_LIVE, round_)
    ensure_impartial(current_actor(), round_)
    return round_


def _shown(round_: RoundView) -> dict[str, Any]:
    stage = queries.get_stage(round_)
    section = shown_section(stage)
    lines = queries.board(round_, stage)
    latest = {one.entry.number: one.revealed_at for one in stage.pitches if one.revealed_at}
    return scene(round_, stage) | {
        "section": section,
        "lines": on_screen(lines, section),
        "newest": max(latest, key=lambda number: latest[number], default=""),
        "stamp": queries.stamp(round_.id),
    }


@blueprint.get("/rounds/<uuid:round_id>/live/projector")
@requires(Permission.PROJECT_LIVE)
def projector(round_id: UUID) -> str:
    """Fill a screen with the clock, who is on stage, and the scores that are out."""
    return render_template("judging/live/projector.html", **_shown(_round(round_id)))


@blueprint.get("/rounds/<uuid:round_id>/live/screen")
@requires(Permission.PROJECT_LIVE)
def screen(round_id: UUID) -> str:
    """The content of the screen (fragment)."""
    return render_template("judging/live/_screen.html", **_shown(_round(round_id)))


@blueprint.get("/rounds/<uuid:round_id>/live/events")
@requires(Permission.PROJECT_LIVE)
def events(round_id: UUID) -> Response:
    """Tell the screen and the stage manager that something changed."""
    return streamed(_round(round_id), Topic.BOARD)
