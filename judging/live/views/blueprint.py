"""What the pages of a stage share."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from contest.kernel import clock
from contest.kernel.access import SYSTEM
from contest.kernel.db import conninfo
from contest.seasons.queries import rulebook
from contest.web.guards import current_actor
from judging.live import queries
from judging.live.queries import BoardLine, StageView
from judging.live.streaming import Topic, stream
from judging.ranking.presentation import section_name
from judging.rounds.queries import RoundView, get_round

blueprint = Blueprint("live", __name__)
Page = BaseResponse | tuple[str, int] | str
ON_SCREEN = 8  # lines a projector shows large enough for the back row


def any_round(round_id: UUID) -> RoundView:
    """Return a round whoever asks: pages that are public before the round is ask the stage instead."""
    return get_round(SYSTEM, round_id)


def scene(round_: RoundView, stage: StageView) -> dict[str, Any]:
    """Return what every page of a stage shows: who is on stage, who is next, and the server's clock."""
    book = rulebook(round_.season_id)
    return {
        "round": round_,
        "stage": stage,
        "book": book,
        "now": clock.now(),
        "sections": {code: section_name(code, book) or str(_("All entries")) for code in stage.sections},
    }


def on_screen(lines: tuple[BoardLine, ...], section: str) -> list[BoardLine]:
    """Return the best lines of a section that fit on a screen."""
    return [line for line in lines if line.section == section][:ON_SCREEN]


def shown_section(stage: StageView) -> str:
    """Return the section whose board is shown."""
    return stage.section or next(iter(stage.sections), "")


def streamed(round_: RoundView, topic: Topic) -> Response:
    """Return the stream of a stage: every value is read here, before it begins. Raise NotFound without a stage."""
    round_id = queries.get_stage(round_).round_id
    database = conninfo(current_app._get_current_object())  # type: ignore[attr-defined]
    last = request.headers.get("Last-Event-ID", "")
    account, stamp = current_actor().user_id, queries.stamp(round_id)
    return stream(round_id, account, topic, stamp, last, lambda: database)
