"""What anybody may watch: who is on stage, the scores that are out, and how the order was drawn."""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from uuid import UUID

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from contest.kernel import clock
from contest.kernel.access import policy
from contest.kernel.briefly import Briefly
from contest.kernel.errors import NotFound
from contest.web.guards import current_actor, requires
from contest.web.i18n import locale
from judging.live import queries
from judging.live.queries import StageView
from judging.live.views.blueprint import any_round, blueprint, scene
from judging.permissions import Permission
from judging.rounds.queries import RoundView

# A hall full of phones asks every two seconds: the ranking behind the board is computed once for all of them. Every
# reader of this page sees the same, in one of two languages; no other page looks in here.
BRIEFLY = 1.0  # seconds; whatever the stage itself does counts at once, by its stamp
_kept: Briefly[dict[str, Any]] = Briefly(BRIEFLY)


def _watched(round_id: UUID) -> dict[str, Any]:
    shown = _kept.get((round_id, locale(), queries.stamp(round_id)), lambda: _shown(any_round(round_id)))
    if not policy.allows(current_actor(), Permission.WATCH_LIVE, shown["stage"]):
        raise NotFound(kind="live")  # a page that is not open is none
    return shown | {"now": clock.now()}


def _shown(round_: RoundView) -> dict[str, Any]:
    stage = queries.get_stage(round_)
    titles = {}
    if not round_.blind:
        titles = {one.entry.number: one.entry.title for one in queries.named_pitches(stage)}
    return scene(round_, stage) | {
        "lines": queries.without_names(queries.board(round_, stage)),
        "titles": titles,
    }


@blueprint.get("/live/<uuid:round_id>")
@requires(Permission.WATCH_LIVE)
def watch(round_id: UUID) -> str:
    """Show a live final to the public."""
    return render_template("judging/live/public.html", **_watched(round_id))


@blueprint.get("/live/<uuid:round_id>/board")
@requires(Permission.WATCH_LIVE)
def board(round_id: UUID) -> Response:
    """What the public sees now (fragment); its tag is that of the content, and says nothing of hidden sheets."""
    shown = _watched(round_id)
    stage: StageView = shown["stage"]
    content = (locale(), stage.timer, stage.on_stage, stage.pitches, shown["lines"], stage.frozen_at)
    response = make_response(render_template("judging/live/_public.html", **shown))
    response.set_etag(sha256(repr(content).encode()).hexdigest()[:32])
    return response.make_conditional(request)
