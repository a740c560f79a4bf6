"""What the seasons lend to imports: the season a file goes into, and its tracks, groups and zones as options."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask_babel import lazy_gettext as _l

from contest.imports.domain import CellKind, Column, Scope, SeasonChoice
from contest.imports.wording import both
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.errors import DomainError
from contest.seasons import queries
from contest.seasons.domain import Rulebook, SeasonArchived, SeasonState
from contest.seasons.domain.parts import ChannelPart, GroupPart, StagePart, TrackPart, ZonePart


class NoSeason(DomainError):
    """No season was named and none is open."""

    code = "no_season"


def find_book(scope: Scope) -> Rulebook | None:
    """Return the rulebook of the season a file names, or of the current one, None when there is none.

    Raises NotFound for a season that does not exist or that the actor may not see.
    """
    return queries.visible_rulebook(scope.actor, scope.season) if scope.season else queries.current_rulebook()


def book_of(scope: Scope) -> Rulebook:
    """Return the rulebook a file goes into; raise NoSeason, SeasonArchived or NotFound."""
    book = find_book(scope)
    if book is None:
        raise NoSeason()
    if book.state is SeasonState.ARCHIVED:
        raise SeasonArchived()
    return book


def seasons(actor: Actor) -> Sequence[SeasonChoice]:
    """Return the seasons somebody may import into, the current one first."""
    found = [one for one in queries.visible_seasons(actor) if one.state is not SeasonState.ARCHIVED]
    current = queries.current_season()
    ordered = sorted(found, key=lambda one: current is None or one.id != current.id)
    return [SeasonChoice(one.slug, one.name) for one in ordered]


def options(
    parts: Iterable[TrackPart | GroupPart | ZonePart | ChannelPart | StagePart],
) -> dict[str, LocalizedText]:
    """Return code -> name of some rows of a rulebook."""
    return {str(part.code): part.name for part in parts}


def tracks_column(book: Rulebook | None, help_text: LocalizedText | None = None) -> Column:
    """Return the column for several tracks; free text without a season."""
    tracks = book.tracks if book else ()
    return Column(
        "tracks",
        both(_l("Tracks")),
        CellKind.LIST,
        options=options(tracks),
        example="；".join(track.name.zh for track in tracks[:2]),
        help=help_text or LocalizedText(),
    )
