"""The queue of suspected pairs, and entries whose data look like samples."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from contest.duplicates import queries
from contest.duplicates.domain.evidence import EvidenceKind, PairState
from contest.duplicates.queries import PairFilter
from contest.duplicates.texts import TONES
from contest.duplicates.views.blueprint import blueprint
from contest.permissions import Permission
from contest.seasons import queries as season_queries
from contest.seasons.domain import Rulebook
from contest.seasons.queries import SeasonView
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n, label

ANY = "any"


@blueprint.get("/office/duplicates")
@requires(Permission.VIEW_DUPLICATES)
def index() -> str:
    """List the pairs of a season the reader may know of; the filter is in the address."""
    seasons, book = _season()
    if book is None:
        return render_template("contest/duplicates/index.html", page=None, book=None)
    actor, wanted = current_actor(), _wanted(book)
    page = queries.list_pairs(actor, wanted, page=request.args.get("page", 1, type=int))
    samples = queries.samples_of({side.id for pair in page for side in pair.sides})
    return render_template(
        "contest/duplicates/index.html",
        page=page,
        book=book,
        seasons=seasons,
        wanted=wanted,
        options=_options(book),
        tones=TONES,
        samples=samples,
        tabs=_tabs(book, active="pairs"),
    )


@blueprint.get("/office/duplicates/samples")
@requires(Permission.VIEW_DUPLICATES)
def sample_data() -> str:
    """List a season's entries whose names, codes, telephones or texts look like samples."""
    seasons, book = _season()
    if book is None:
        return render_template("contest/duplicates/samples.html", page=None, book=None)
    page = queries.list_samples(current_actor(), book.season_id, page=request.args.get("page", 1, type=int))
    return render_template(
        "contest/duplicates/samples.html",
        page=page,
        book=book,
        seasons=seasons,
        tabs=_tabs(book, active="samples"),
    )


@blueprint.get("/desk/duplicates")
@requires(Permission.VIEW_DUPLICATES)
def panel() -> Response | str:
    """Show how many pairs wait for a decision on the desk of the office (fragment); nothing when none does."""
    _seasons, book = _season()
    actor = current_actor()
    waiting = queries.count_open(actor, book.season_id) if book else 0
    samples = queries.count_samples(actor, book.season_id) if book else 0
    if not waiting and not samples:
        return Response("", headers={"HX-Reswap": "delete"})
    return render_template("contest/duplicates/_panel.html", open=waiting, samples=samples)


def _season() -> tuple[list[SeasonView], Rulebook | None]:
    """Return the seasons to choose from and the rulebook of the chosen one, by default the open one."""
    seasons, known = season_queries.choose_season(current_actor(), request.args.get("season", ""))
    return seasons, season_queries.rulebook(known.id) if known else None


def _wanted(book: Rulebook) -> PairFilter:
    state = request.args.get("state", PairState.OPEN.value)
    asked = request.args
    return PairFilter(
        season_id=book.season_id,
        state=state,
        kind=asked.get("kind", ""),
        track=asked.get("track", ""),
        zone=asked.get("zone", ""),
        scope=asked.get("scope", ""),
        sort=asked.get("sort", "-score"),
    )


def _options(book: Rulebook) -> dict[str, list[tuple[str, str]]]:
    return {
        "state": [(state.value, label(state)) for state in PairState] + [(ANY, _("All"))],
        "kind": [(kind.value, label(kind)) for kind in EvidenceKind],
        "track": [(part.code, l10n(part.name)) for part in book.tracks],
        "zone": [(part.code, l10n(part.name)) for part in book.zones],
        "scope": [("season", _("Within this season")), ("earlier", _("With an earlier season"))],
    }


def _tabs(book: Rulebook, *, active: str) -> list[tuple[Any, ...]]:
    actor = current_actor()
    return [
        (
            _("Suspected pairs"),
            url_for("duplicates.index", season=book.slug),
            active == "pairs",
            queries.count_open(actor, book.season_id),
        ),
        (
            _("Sample data"),
            url_for("duplicates.sample_data", season=book.slug),
            active == "samples",
            queries.count_samples(actor, book.season_id),
        ),
    ]
