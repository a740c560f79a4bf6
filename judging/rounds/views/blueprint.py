"""What the pages of a round share: their blueprint, and the tabs over all of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel.access import policy
from contest.kernel.errors import DomainError
from contest.web.errors import describe
from contest.web.guards import current_actor
from judging.permissions import Permission
from judging.rounds.domain import RoundMode, RoundState
from judging.rounds.queries import RoundView
from judging.rounds.texts import TONES

blueprint = Blueprint("rounds", __name__)
Page = Response | tuple[str, int] | str


def allowed(permission: StrEnum, round_: RoundView) -> bool:
    """Say whether the reader may do this to the round."""
    return policy.allows(current_actor(), permission, round_)


def round_tabs(round_: RoundView, here: str) -> list[tuple[str, str, bool]]:
    """Return the tabs of a round's pages for the reader; `here` is the endpoint shown."""
    tabs = [
        (_("Overview"), "rounds.show", Permission.VIEW_ROUND),
        (_("Scoring criteria"), "rounds.rubric", Permission.VIEW_ROUND),
        (_("Judges"), "judges.of_round", Permission.VIEW_PROGRESS),
        (_("Conflicts"), "conflicts.of_round", Permission.VIEW_CONFLICTS),
        (_("Panels"), "panels.of_round", Permission.VIEW_PROGRESS),
    ]
    if round_.state is not RoundState.DRAFT:
        if round_.mode is RoundMode.LIVE:
            tabs.append((_("Live stage"), "live.control", Permission.RUN_LIVE))
        tabs += [
            (_("Cockpit"), "cockpit.show", Permission.VIEW_PROGRESS),
            (_("Progress"), "panels.progress", Permission.VIEW_PROGRESS),
            (_("Reopened sheets"), "scoring.reopenings", Permission.REOPEN_SHEET),
            (_("Ranking"), "ranking.show", Permission.VIEW_RANKING),
            (_("Panel room"), "room.of_round", Permission.VIEW_ROOM),
            (_("Seal"), "sealing.of_round", Permission.VIEW_PROGRESS),
            (_("Audit files"), "records.of_round", Permission.EXPORT_RECORDS),
        ]
    if round_.is_public:
        tabs += [
            (_("Objections"), "objections.of_round", Permission.LIST_OBJECTIONS),
            (_("Certificates"), "certificates.of_round", Permission.LIST_CERTIFICATES),
        ]
    return [
        (label, url_for(endpoint, round_id=round_.id), endpoint == here)
        for label, endpoint, permission in tabs
        if allowed(permission, round_)
    ]


def flash_refusal(error: DomainError) -> None:
    """Tell the reader why a step was refused by the state of things; what one may not do at all is raised again."""
    if error.status in (401, 403, 404):
        raise error
    flash(describe(error.code, error.params), "warning")


@contextmanager
def told(done: str) -> Iterator[None]:
    """Do one thing and tell the reader that it is done, or why the state of things refuses it."""
    try:
        yield
    except DomainError as error:
        flash_refusal(error)
    else:
        flash(done, "success")


def heading(round_: RoundView, here: str) -> dict[str, Any]:
    """Return what the layout of a round's pages needs."""
    return {
        "round": round_,
        "tabs": round_tabs(round_, here),
        "tones": TONES,
        "oversees": allowed(Permission.VIEW_PROGRESS, round_),
    }
