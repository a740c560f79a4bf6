"""The public site of a season: overview, calendar, tracks, rules, fairness. Without a slug: the current season."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, render_template

from contest.kernel import clock
from contest.kernel.errors import NotFound
from contest.permissions import Permission
from contest.seasons import queries
from contest.seasons.domain import Rulebook, StagePart
from contest.seasons.domain.calendar import Event, events, next_deadline
from contest.seasons.views import wording
from contest.web.calendars import calendar_response
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n

blueprint = Blueprint("seasons", __name__)


def asked(slug: str | None) -> Rulebook | None:
    """Return the season that was asked for, or the current one; None while no season is open."""
    return queries.visible_rulebook(current_actor(), slug) if slug else queries.current_rulebook()


def facts(book: Rulebook) -> dict[str, Any]:
    """Return what templates show of a season's time: the calendar, the next deadline, the server's clock."""
    now = clock.now()
    found = events(book)
    return {
        "book": book,
        "now": now,
        "events": found,
        "timeline": [_line(event, book, now) for event in found],
        "deadline": next_deadline(found, now),
        "stages": [(stage, _phase(stage, found, now)) for stage in book.stages],
    }


def _line(event: Event, book: Rulebook, now: datetime) -> dict[str, Any]:
    return {
        "title": wording.event_title(event, book),
        "at": None,
        "text": wording.event_time(event),
        "state": str(event.phase(now)),
    }


def _phase(stage: StagePart, found: tuple[Event, ...], now: datetime) -> str:
    return next((str(event.phase(now)) for event in found if event.stage == stage), "todo")


def _page(name: str, slug: str | None, **more: Any) -> str:
    book = asked(slug)
    if book is None:
        return render_template(
            "contest/seasons/public/none.html", others=queries.visible_seasons(current_actor())
        )
    return render_template(f"contest/seasons/public/{name}.html", here=name, **facts(book), **more)


@blueprint.get("/seasons")
@requires(Permission.VIEW_SEASON)
def index() -> str:
    """List the seasons the reader may see."""
    return render_template(
        "contest/seasons/public/index.html", seasons=queries.visible_seasons(current_actor())
    )


@blueprint.get("/seasons/<slug>")
@requires(Permission.VIEW_SEASON)
def show(slug: str) -> str:
    """Show a season at a glance."""
    return _page("show", slug)


@blueprint.get("/calendar")
@blueprint.get("/seasons/<slug>/calendar")
@requires(Permission.VIEW_SEASON)
def calendar(slug: str | None = None) -> str:
    """Show every window and stage with its state now."""
    return _page("calendar", slug)


@blueprint.get("/seasons/<slug>/calendar.ics")
@requires(Permission.VIEW_SEASON)
def calendar_file(slug: str) -> Response:
    """Give the calendar as a file for calendar programs."""
    book = asked(slug)
    if book is None:
        raise NotFound(kind="season", key=slug)
    return calendar_response(
        l10n(book.name), wording.calendar_entries(book), made_at=clock.now(), file_name=f"haiju-{book.slug}"
    )


@blueprint.get("/tracks")
@blueprint.get("/seasons/<slug>/tracks")
@requires(Permission.VIEW_SEASON)
def tracks(slug: str | None = None) -> str:
    """Show tracks, groups, zones and channels."""
    return _page("tracks", slug)


@blueprint.get("/rules")
@blueprint.get("/seasons/<slug>/rules")
@requires(Permission.VIEW_SEASON)
def rules(slug: str | None = None) -> str:
    """Show who may enter, how each stage is judged and who goes on: all of it is public."""
    return _page("rules", slug, wording=wording)


@blueprint.get("/fairness")
@blueprint.get("/seasons/<slug>/fairness")
@requires(Permission.VIEW_SEASON)
def fairness(slug: str | None = None) -> str:
    """Explain how the contest is kept open, fair and just."""
    return _page("fairness", slug, wording=wording)
